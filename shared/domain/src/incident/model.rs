//! The workflow against a plain model of it: a table of steps, and for each action the steps that it takes.
//!
//! The model shares nothing with the code under test but the names: its table is the one that administrators are shown.

mod command;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use self::command::{Chance, Command, DESKS};
use super::tests::case_on;
use super::*;
use crate::agency::Desk;
use crate::ids::AgencyId;

/// From where to where.
const TABLE: &str = "
    new: triage merged rejected routed
    triage: routed waiting_author merged rejected answered
    routed: accepted in_progress not_ours triage
    accepted: in_progress not_ours waiting_author waiting_external
    in_progress: waiting_author waiting_external planned answer_pending_approval not_ours
    waiting_author: in_progress answer_pending_approval closed
    waiting_external: in_progress answer_pending_approval closed
    planned: in_progress answer_pending_approval
    answer_pending_approval: answered in_progress
    answered: in_progress closed
    closed: reopened
    reopened: triage routed
    not_ours: triage routed
    merged: triage
    rejected:
";

fn allowed(from: &str, to: &str) -> bool {
    let line = TABLE.lines().find(|line| line.trim().starts_with(&format!("{from}:")));
    line.is_some_and(|line| line.split_once(':').unwrap().1.split_whitespace().any(|next| next == to))
}

/// What the model knows of an incident.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    state: &'static str,
    desk: String,
    /// The agencies that have passed it on since a centre or a decision last sent it somewhere.
    side: Vec<String>,
    /// How often agencies have passed it on since the last decision.
    bounces: u32,
    frozen: bool,
    /// The answer that lies there for approval, if one does: whether it ends the incident, and as mended.
    waiting: Vec<Option<bool>>,
    /// Of each part whether it is open.
    parts: Vec<bool>,
    /// The answers that may be changed or taken back: number → whether they were approved.
    answers: BTreeMap<u32, bool>,
    given: u32,
}

/// The reason of a refusal, as far as the model tells it.
type Why = String;

impl Model {
    fn walk(&mut self, steps: &[&'static str]) -> Result<(), Why> {
        for to in steps {
            if !allowed(self.state, to) {
                return Err(format!("an incident that is {} cannot become {to}", self.state));
            }
            self.state = to;
        }
        Ok(())
    }

    fn first_state(desk: &str) -> &'static str {
        if desk.starts_with("agency:") { "routed" } else { "triage" }
    }

    fn hand(&mut self, to: &str) -> Result<(), Why> {
        let first = Self::first_state(to);
        if self.state != "triage" {
            let up = first == "triage" && allowed(self.state, "triage");
            self.walk(if up { &["triage"] } else { &["not_ours"] })?;
        }
        if self.state != first {
            self.walk(&[first])?;
        }
        if self.desk.starts_with("agency:") {
            self.side.push(self.desk.clone());
            self.bounces += 1;
        } else {
            self.side.clear();
        }
        to.clone_into(&mut self.desk);
        Ok(())
    }

    fn pass_on(&mut self, to: &str) -> Result<(), Why> {
        if self.frozen {
            return Err("the incident was passed to and fro: the desk above must decide".to_owned());
        }
        let by_agency = self.desk.starts_with("agency:");
        let returns = self.side.iter().any(|earlier| earlier == to);
        // Without a hierarchy the region stands above everybody.
        if by_agency && (returns || self.bounces + 1 >= 3) {
            self.hand("region")?;
            self.frozen = true;
            return Ok(());
        }
        self.hand(to)
    }

    fn fixed_with_open_parts(&self, fixed: Option<bool>) -> Result<(), Why> {
        let open = self.parts.iter().any(|open| *open);
        if fixed == Some(true) && open {
            return Err("parts of the incident are still open: it is not fixed yet".to_owned());
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Why> {
        if matches!(self.state, "routed" | "accepted") { self.walk(&["in_progress"]) } else { Ok(()) }
    }

    fn not_now(&self) -> Why {
        format!("not possible while the incident is {}", self.state)
    }

    /// An answer that waited and gave way is none any more.
    fn drop_waiting(&mut self) {
        if self.waiting.pop().is_some() {
            self.answers.retain(|_, approved| *approved);
        }
    }

    fn act(&mut self, command: &Command) -> Result<(), Why> {
        let mut next = self.clone();
        next.step(command)?;
        *self = next;
        Ok(())
    }

    fn step(&mut self, command: &Command) -> Result<(), Why> {
        match *command {
            Command::Accept => self.walk(&["accepted"]),
            Command::Work => self.leave_approval_for("in_progress"),
            Command::AskAuthor => self.walk(&["waiting_author"]),
            Command::AskExternal | Command::Forward => self.walk(&["waiting_external"]),
            Command::OutsideAnswer if self.state == "waiting_external" => self.walk(&["in_progress"]),
            Command::OutsideAnswer => Err(self.not_now()),
            Command::Plan => self.walk(&["planned"]),
            Command::Reject => self.walk(&["rejected"]),
            Command::Close(fixed) => {
                self.fixed_with_open_parts(Some(fixed))?;
                self.walk(&["closed"])
            }
            Command::Reopen => {
                self.walk(&["reopened"])?;
                let first = Self::first_state(&self.desk);
                self.walk(&[first])
            }
            Command::Answer(fixed) => self.answer(fixed),
            Command::Propose(fixed) => {
                self.fixed_with_open_parts(fixed)?;
                self.begin()?;
                self.walk(&["answer_pending_approval"])?;
                self.given += 1;
                self.answers.insert(self.given, false);
                self.waiting.push(fixed);
                Ok(())
            }
            Command::Approve => self.approve(),
            Command::Return => {
                if self.waiting.is_empty() {
                    return Err("no answer waits for approval".to_owned());
                }
                self.walk(&["in_progress"])?;
                self.drop_waiting();
                Ok(())
            }
            Command::EditReply => self.changeable(true).map(|_| ()),
            Command::RemoveReply => {
                let number = self.changeable(false)?;
                self.answers.remove(&number);
                Ok(())
            }
            Command::PassOn(to) if *to == self.desk => Err("the incident is already on that desk".to_owned()),
            Command::PassOn(to) => self.pass_on(to),
            Command::Decide(to) => self.decide(to),
            Command::Merge => {
                if self.state == "routed" {
                    self.walk(&["triage"])?;
                }
                self.walk(&["merged"])
            }
            Command::Unmerge => {
                if self.state != "merged" {
                    return Err(format!("an incident that is {} cannot become triage", self.state));
                }
                self.walk(&["triage"])?;
                let first = Self::first_state(&self.desk);
                if first == "triage" { Ok(()) } else { self.walk(&[first]) }
            }
            Command::Split(to) => self.split(to),
            Command::PartEnds => {
                if let Some(part) = self.parts.iter_mut().find(|open| **open) {
                    *part = false;
                }
                Ok(())
            }
            Command::Rate(rating) => match (rating, self.state) {
                (0 | 6.., _) => Err("rating is out of range".to_owned()),
                (_, "closed") => Ok(()),
                _ => Err(self.not_now()),
            },
            Command::Verify(days) => match (days, self.state) {
                (Some(days), _) if days != 7 && days != 30 => Err("after_days is out of range".to_owned()),
                (_, "answered" | "closed") => Ok(()),
                _ => Err(self.not_now()),
            },
            Command::Silent => Err("reason must not be empty".to_owned()),
        }
    }

    fn leave_approval_for(&mut self, to: &'static str) -> Result<(), Why> {
        let from = self.state;
        self.walk(&[to])?;
        if from == "answer_pending_approval" {
            self.drop_waiting();
        }
        Ok(())
    }

    fn answer(&mut self, fixed: Option<bool>) -> Result<(), Why> {
        self.fixed_with_open_parts(fixed)?;
        self.begin()?;
        if self.state != "triage" && self.state != "answer_pending_approval" {
            self.walk(&["answer_pending_approval"])?;
        }
        self.walk(&["answered"])?;
        self.drop_waiting();
        self.given += 1;
        self.answers.insert(self.given, true);
        if fixed.is_some() { self.walk(&["closed"]) } else { Ok(()) }
    }

    fn approve(&mut self) -> Result<(), Why> {
        let Some(fixed) = self.waiting.first().copied() else {
            return Err("no answer waits for approval".to_owned());
        };
        self.fixed_with_open_parts(fixed)?;
        self.walk(&["answered"])?;
        self.waiting.clear();
        self.answers.values_mut().for_each(|approved| *approved = true);
        if fixed.is_some() { self.walk(&["closed"]) } else { Ok(()) }
    }

    fn changeable(&self, waiting_too: bool) -> Result<u32, Why> {
        let mut fitting = self.answers.iter().rev().filter(|(_, approved)| **approved || waiting_too);
        let none = || "there is no approved answer of that number".to_owned();
        fitting.next().map(|(number, _)| *number).ok_or_else(none)
    }

    fn decide(&mut self, to: &str) -> Result<(), Why> {
        if !self.frozen {
            return Err("no decision is asked for".to_owned());
        }
        if to != self.desk {
            self.hand(to)?;
        }
        (self.frozen, self.bounces) = (false, 0);
        self.side.clear();
        Ok(())
    }

    fn split(&mut self, to: &str) -> Result<(), Why> {
        if !matches!(self.state, "triage" | "routed" | "accepted" | "in_progress") {
            return Err(self.not_now());
        }
        if to == self.desk {
            return Err("the incident is already on that desk".to_owned());
        }
        if self.parts.len() == 10 {
            return Err("an incident has at most 10 parts".to_owned());
        }
        self.parts.push(true);
        Ok(())
    }
}

fn begin(desk: &str) -> (Case, Model) {
    let model = Model {
        state: Model::first_state(desk),
        desk: desk.to_owned(),
        side: Vec::new(),
        bounces: 0,
        frozen: false,
        waiting: Vec::new(),
        parts: Vec::new(),
        answers: BTreeMap::new(),
        given: 0,
    };
    (case_on(desk.parse().unwrap()), model)
}

/// Everything about a case that the model tells too.
fn seen(case: &Case, model: &Model) -> Model {
    let answers = case.answers().into_iter();
    let open = |answer: &Answer| matches!(answer.state, AnswerState::Approved | AnswerState::PendingApproval);
    let waiting = case.answers().into_iter().filter(|answer| answer.state == AnswerState::PendingApproval);
    Model {
        state: case.state.name(),
        desk: case.desk.to_string(),
        frozen: case.frozen_for().is_some(),
        waiting: waiting.map(|answer| answer.outcome.map(|outcome| outcome.is_fixed())).collect(),
        parts: case.parts().iter().map(|part| part.ended.is_none()).collect(),
        given: u32::try_from(case.answers().len()).unwrap(),
        answers: answers
            .filter(open)
            .map(|answer| (answer.number, answer.state == AnswerState::Approved))
            .collect(),
        ..model.clone()
    }
}

#[test]
fn the_workflow_and_a_plain_model_of_it_agree_for_a_hundred_thousand_steps() {
    const STEPS: u32 = 100_000;
    /// No incident lives longer: the log would only grow.
    const LIFE: u32 = 60;
    let mut chance = Chance(20_261_122);
    let (mut case, mut model) = begin(DESKS[0]);
    let mut refused: BTreeMap<&'static str, u32> = BTreeMap::new();
    for number in 0..STEPS {
        if number % LIFE == 0 {
            (case, model) = begin(DESKS[chance.below(5)]);
        }
        let command = Command::any(&mut chance);
        let now: DateTime<Utc> = DateTime::UNIX_EPOCH + Duration::minutes(i64::from(number));
        let before = (number % 7 == 0).then(|| case.clone());
        let expected = model.act(&command);
        let found = if matches!(command, Command::PartEnds) {
            let open = case.parts().into_iter().find(|part| part.ended.is_none());
            if let Some(part) = open {
                assert!(case.part_stands(part.number, Some(&Outcome::Explained), now));
            }
            Ok(())
        } else {
            case.act(&command.action(), &Actor::person("k1"), &format!("request-{number}"), now)
        };
        if let (Err(why), Some(before)) = (&found, before) {
            assert_eq!(case, before, "step {number}: a refused action leaves no trace");
            *refused.entry(why.code()).or_default() += 1;
        }
        let found = found.map_err(|refused| refused.to_string());
        assert_eq!(found, expected, "step {number}: {command:?} on {model:?}");
        assert_eq!(seen(&case, &model), model, "step {number}: {command:?}");
        assert_eq!(case.due().is_none(), case.state.is_final() || case.state.is_paused(), "step {number}");
    }
    let kinds: Vec<&str> = refused.keys().copied().collect();
    let expected = [
        "missing",
        "no_answer",
        "not_now",
        "nothing_to_decide",
        "nothing_waits",
        "open_parts",
        "out_of_range",
        "redirection_frozen",
        "same_desk",
        "transition_refused",
    ];
    assert_eq!(kinds, expected, "every reason was met");
}

#[test]
fn every_forbidden_step_between_two_states_is_refused_and_named() {
    for from in State::NAMES {
        for to in State::NAMES {
            let (from, to) = (workflow::tests::example(from), workflow::tests::example(to));
            assert_eq!(from.may_become(&to), allowed(from.name(), to.name()), "{from} → {to}");
        }
    }
    let agency = AgencyId::parse("roads").unwrap();
    let mut case = case_on(Desk::Agency(agency));
    let refused = case.act(
        &Action::Plan { date: "2026-12-01".parse().unwrap() },
        &Actor::person("k"),
        "r",
        DateTime::UNIX_EPOCH,
    );
    assert_eq!(refused.unwrap_err().to_string(), "an incident that is routed cannot become planned");
}
