//! What happened to an item there, as the history of an incident here.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Private;
use domain::agency::Desk;
use domain::incident::{Happening, Outcome, State};

use super::Item;
use crate::words;

/// What kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the other system")]
pub enum Code {
    ModerationNew,
    ModerationAccept,
    ModerationDecline,
    ForwardToParent,
    ForwardToSubordinate,
    SetExecutor,
    TakeToWork,
    Postpone,
    SendResponse,
    /// A code that nobody knows.
    Unknown(String),
}

impl Code {
    /// The kind of this name.
    pub fn of(name: &str) -> Self {
        match name {
            "MODERATION_NEW" => Self::ModerationNew,
            "MODERATION_ACCEPT" => Self::ModerationAccept,
            "MODERATION_DECLINE" => Self::ModerationDecline,
            "FORWARD_TO_PARENT" => Self::ForwardToParent,
            "FORWARD_TO_SUBORDINATE" => Self::ForwardToSubordinate,
            "SET_EXECUTOR" => Self::SetExecutor,
            "TAKE_TO_WORK" => Self::TakeToWork,
            "POSTPONE" => Self::Postpone,
            "SEND_RESPONSE" => Self::SendResponse,
            other => Self::Unknown(words::code(other, 64).unwrap_or_else(|| "unnamed".to_owned())),
        }
    }

    pub(super) fn unknown(&self) -> Option<&str> {
        if let Self::Unknown(name) = self { Some(name) } else { None }
    }
}

/// An event there.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// What kind.
    pub code: Code,
    /// When.
    pub at: DateTime<Utc>,
    /// Which body it went to.
    pub to: Option<String>,
    /// What was said.
    pub comment: Option<Private<String>>,
    /// Until when it is put off.
    pub until: Option<NaiveDate>,
}

/// How an answer ends an item there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerKind {
    /// Mended.
    Solved,
    /// Not mended, and will not be.
    NotSolved,
    /// Put off, to a day where one is named.
    Postponed(Option<NaiveDate>),
    /// Turned away, with a reason where one is given.
    Rejected(Option<String>),
    /// A kind that nobody knows.
    Unknown(String),
}

impl AnswerKind {
    pub(super) fn of(name: &str, reason: Option<String>, until: Option<NaiveDate>) -> Self {
        match name {
            "SOLVED" => Self::Solved,
            "NOT_SOLVED" => Self::NotSolved,
            "POSTPONED" => Self::Postponed(until),
            "REJECTED" => Self::Rejected(reason),
            other => Self::Unknown(words::code(other, 64).unwrap_or_else(|| "unnamed".to_owned())),
        }
    }

    pub(super) fn unknown(&self) -> Option<&str> {
        if let Self::Unknown(name) = self { Some(name) } else { None }
    }

    /// How it ended, where it ended: nothing is inferred from a kind that is not known or a day that is not named.
    fn outcome(&self) -> Option<Outcome> {
        match self {
            Self::Solved => Some(Outcome::Fixed),
            Self::NotSolved => Some(Outcome::NoFurtherAction),
            Self::Postponed(Some(date)) => Some(Outcome::Planned { date: *date }),
            Self::Postponed(None) | Self::Rejected(_) | Self::Unknown(_) => None,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How it ends the item.
    pub kind: AnswerKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: Private<String>,
}

/// The history of an item on a desk of ours, oldest first. Each forwarding is an entry of its own, however often it
/// repeats, and none of them stops a clock.
pub fn history(item: &Item, desk: &Desk) -> Vec<(DateTime<Utc>, Happening)> {
    let mut teller = Teller { desk, state: State::New, told: Vec::new() };
    let first = if matches!(desk, Desk::Agency(_)) { State::Routed } else { State::Triage };
    teller.go(item.created_at, first, None, None);
    let mut answers = item.answers.iter().peekable();
    for stage in &item.stages {
        while let Some(answer) = answers.next_if(|answer| answer.at < stage.at) {
            teller.answer(answer);
        }
        teller.stage(stage);
    }
    answers.for_each(|answer| teller.answer(answer));
    teller.told
}

struct Teller<'a> {
    desk: &'a Desk,
    state: State,
    told: Vec<(DateTime<Utc>, Happening)>,
}

impl Teller<'_> {
    fn go(&mut self, at: DateTime<Utc>, to: State, note: Option<Private<String>>, outcome: Option<Outcome>) {
        let from = std::mem::replace(&mut self.state, to.clone());
        self.told.push((at, Happening::Moved { from, to, note, outcome }));
    }

    fn stage(&mut self, stage: &Stage) {
        let note = stage.comment.clone();
        match &stage.code {
            Code::ModerationNew | Code::ModerationAccept | Code::SendResponse => {}
            Code::ModerationDecline => self.go(stage.at, State::Rejected, note, None),
            Code::ForwardToParent => self.forward(stage, "передано выше"),
            Code::ForwardToSubordinate => self.forward(stage, "передано ниже"),
            Code::SetExecutor => self.forward(stage, "назначен исполнитель"),
            Code::TakeToWork => self.go(stage.at, State::InProgress, note, None),
            Code::Postpone => match stage.until {
                Some(date) => self.go(stage.at, State::Planned(date), note, None),
                None => self.forward(stage, "отложено без даты"),
            },
            Code::Unknown(code) => self.forward(stage, &format!("неизвестный этап {code}")),
        }
    }

    /// An entry that moves nothing here, with what happened there.
    fn forward(&mut self, stage: &Stage, what: &str) {
        let to = stage.to.as_ref().map_or(String::new(), |to| format!(": {to}"));
        let said = stage.comment.as_ref().map_or(String::new(), |said| format!(" — {}", said.expose()));
        self.note(stage.at, &format!("{what}{to}{said}"));
    }

    fn note(&mut self, at: DateTime<Utc>, what: &str) {
        let reason = Some(format!("ПОС, {what}").into());
        let desk = self.desk.clone();
        self.told.push((at, Happening::Hop { from: desk.clone(), to: desk, reason }));
    }

    fn answer(&mut self, answer: &Answer) {
        if let AnswerKind::Rejected(reason) = &answer.kind {
            let words = reason.clone().unwrap_or_else(|| answer.text.expose().clone());
            return self.go(answer.at, State::Rejected, Some(words.into()), None);
        }
        if let AnswerKind::Unknown(kind) = &answer.kind {
            self.note(answer.at, &format!("неизвестный вид ответа {kind}"));
        }
        self.go(answer.at, State::Answered, Some(answer.text.clone()), None);
        if let Some(outcome) = answer.kind.outcome() {
            self.go(answer.at, State::Closed, None, Some(outcome));
        }
    }
}
