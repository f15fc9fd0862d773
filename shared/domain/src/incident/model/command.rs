//! What may be asked of an incident, drawn by chance.

use crate::agency::Desk;
use crate::ids::MessageKey;
use crate::incident::{Action, Outcome, Verification};

#[derive(Debug, Clone, Copy)]
pub(super) enum Command {
    Accept,
    Work,
    AskAuthor,
    AskExternal,
    Forward,
    OutsideAnswer,
    Plan,
    Reject,
    Close(bool),
    Reopen,
    Answer(Option<bool>),
    Propose(Option<bool>),
    Approve,
    Return,
    EditReply,
    RemoveReply,
    PassOn(&'static str),
    Decide(&'static str),
    Merge,
    Unmerge,
    Split(&'static str),
    PartEnds,
    Rate(u8),
    Verify(Option<u16>),
    Silent,
}

pub(super) const DESKS: [&str; 5] =
    ["agency:roads", "agency:lights", "agency:grid", "centre:north", "region"];

impl Command {
    pub(super) fn any(chance: &mut Chance) -> Self {
        let desk = DESKS[chance.below(5)];
        let fixed = [None, Some(true), Some(false)][chance.below(3)];
        match chance.below(40) {
            0..=3 => Self::Accept,
            4..=7 => Self::Work,
            8 => Self::AskAuthor,
            9 => Self::AskExternal,
            10 => Self::Forward,
            11 => Self::OutsideAnswer,
            12 => Self::Plan,
            13 => Self::Reject,
            14 => Self::Close(fixed == Some(true)),
            15..=16 => Self::Reopen,
            17..=18 => Self::Answer(fixed),
            19..=20 => Self::Propose(fixed),
            21..=22 => Self::Approve,
            23 => Self::Return,
            24 => Self::EditReply,
            25 => Self::RemoveReply,
            26..=31 => Self::PassOn(desk),
            32 => Self::Decide(desk),
            33 => Self::Merge,
            34 => Self::Unmerge,
            35 => Self::Split(desk),
            36 => Self::PartEnds,
            37 => Self::Rate(u8::try_from(chance.below(8)).unwrap()),
            38 => Self::Verify([None, Some(7), Some(8)][chance.below(3)]),
            _ => Self::Silent,
        }
    }

    pub(super) fn action(self) -> Action {
        let words = || "слова".into();
        let desk = |text: &str| text.parse::<Desk>().unwrap();
        let outcome = |fixed: bool| if fixed { Outcome::Fixed } else { Outcome::Explained };
        match self {
            Self::Accept => Action::Accept {},
            Self::Work => Action::Start {},
            Self::AskAuthor => Action::AskAuthor { question: words() },
            Self::AskExternal => Action::AskExternal { note: words() },
            Self::Forward => {
                Action::Forward { body: "Энергосбыт".into(), note: words(), number: None }
            }
            Self::OutsideAnswer => Action::OutsideAnswer { text: words() },
            Self::Plan => Action::Plan { date: "2026-12-01".parse().unwrap() },
            Self::Reject => Action::Reject { reason: words() },
            Self::Close(fixed) => Action::Close { outcome: outcome(fixed), reason: None },
            Self::Reopen => Action::Reopen { reason: words() },
            Self::Answer(fixed) => {
                Action::Answer { text: words(), outcome: fixed.map(outcome), to_all: true }
            }
            Self::Propose(fixed) => {
                Action::Propose { text: words(), outcome: fixed.map(outcome), to_all: true }
            }
            Self::Approve => Action::Approve {},
            Self::Return => Action::Return { comment: words() },
            Self::EditReply => Action::EditReply { answer: None, text: words() },
            Self::RemoveReply => Action::RemoveReply { answer: None, reason: words() },
            Self::PassOn(to) => Action::PassOn { to: desk(to), reason: words() },
            Self::Decide(to) => Action::Decide { to: desk(to), reason: words() },
            Self::Merge => {
                Action::Merge { into: MessageKey::parse("00000000000000000007").unwrap(), reason: words() }
            }
            Self::Unmerge => Action::Unmerge { reason: words() },
            Self::Split(to) => Action::Split { to: desk(to), task: words() },
            Self::PartEnds => unreachable!("it is no action"),
            Self::Rate(rating) => Action::Rate { rating, comment: None },
            Self::Verify(after_days) => {
                Action::Verify { verification: Verification::Disputed, after_days, note: None }
            }
            Self::Silent => Action::Reject { reason: " ".into() },
        }
    }
}

/// Numbers that look random and are the same in every run.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end).unwrap()
    }
}
