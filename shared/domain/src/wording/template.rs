//! A text with gaps that the incident fills: «Передали в {agency}, срок — {due}».
//!
//! Values stand as they are: no word is put into another case for a gap, so templates are written around them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::directory::Directory;
use crate::directory::register::Named;
use crate::ids::{TemplateId, TopicCode};
use crate::incident::{Record, State};
use crate::message::Kind;
use crate::sla::TopicPattern;
use crate::topics::Taxonomy;

/// What a gap is filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placeholder {
    /// The name of the municipality.
    Municipality,
    /// The name of the settlement.
    Settlement,
    /// The title of the topic.
    Topic,
    /// The name of the desk where the incident lies.
    Agency,
    /// The day until which the next step is due.
    Due,
    /// The day for which it is planned.
    Planned,
    /// The public name of the incident.
    Incident,
    /// The number under which a body outside has it.
    OutsideNumber,
}

impl Placeholder {
    /// Every gap with the name by which templates ask for it.
    pub const NAMES: [(Self, &'static str); 8] = [
        (Self::Municipality, "municipality"),
        (Self::Settlement, "settlement"),
        (Self::Topic, "topic"),
        (Self::Agency, "agency"),
        (Self::Due, "due"),
        (Self::Planned, "planned"),
        (Self::Incident, "incident"),
        (Self::OutsideNumber, "outside_number"),
    ];

    /// The name by which templates ask for it.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(own, _)| *own == self).map_or("", |(_, name)| name)
    }
}

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It says nothing.
    #[error("must not be empty")]
    Empty,
    /// A brace has no other one.
    #[error("at character {0}: a brace without the other one; a brace itself is written twice")]
    Brace(usize),
    /// The gap is not known.
    #[error(
        "at character {0}: not a placeholder: expected municipality, settlement, topic, agency, due, planned, incident or outside_number"
    )]
    Placeholder(usize),
}

/// A gap for which there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}: the incident has no value for it", .0.name())]
pub struct Unfilled(pub Placeholder);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Gap(Placeholder),
}

/// A text with checked gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wording(Vec<Piece>);

/// The values of an incident.
pub type Filling = BTreeMap<Placeholder, String>;

impl Wording {
    /// The text with its gaps filled, or the first gap for which there is no value.
    pub fn fill(&self, values: &Filling) -> Result<String, Unfilled> {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => Ok(text.clone()),
            Piece::Gap(gap) => values.get(gap).cloned().ok_or(Unfilled(*gap)),
        };
        self.0.iter().map(piece).collect()
    }

    /// The gaps that it has.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Gap(gap) => Some(*gap),
            Piece::Text(_) => None,
        })
    }
}

impl FromStr for Wording {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        if text.trim().is_empty() {
            return Err(TemplateError::Empty);
        }
        let characters: Vec<char> = text.chars().collect();
        let (mut pieces, mut plain, mut at) = (Vec::new(), String::new(), 0);
        while at < characters.len() {
            let here = characters[at];
            let twice = characters.get(at + 1) == Some(&here);
            match here {
                '{' | '}' if twice => {
                    plain.push(here);
                    at += 2;
                }
                '}' => return Err(TemplateError::Brace(at + 1)),
                '{' => {
                    let end = characters[at..].iter().position(|next| *next == '}');
                    let end = at + end.ok_or(TemplateError::Brace(at + 1))?;
                    let name: String = characters[at + 1..end].iter().collect();
                    let known = Placeholder::NAMES.iter().find(|(_, own)| *own == name);
                    let (gap, _) = known.ok_or(TemplateError::Placeholder(at + 1))?;
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Gap(*gap));
                    at = end + 1;
                }
                _ => {
                    plain.push(here);
                    at += 1;
                }
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => formatter.write_str(&text.replace('{', "{{").replace('}', "}}"))?,
                Piece::Gap(gap) => write!(formatter, "{{{}}}", gap.name())?,
            }
        }
        Ok(())
    }
}

impl TryFrom<String> for Wording {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        text.parse()
    }
}

impl From<Wording> for String {
    fn from(wording: Wording) -> Self {
        wording.to_string()
    }
}

/// A template for answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name here.
    pub id: TemplateId,
    /// Its name on screens.
    pub title: String,
    /// The topics that it is for; empty is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicPattern>,
    /// The kinds of message that it is for; empty is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Kind>,
    /// The text.
    pub text: Wording,
}

impl Named for Template {
    type Id = TemplateId;

    fn id(&self) -> &TemplateId {
        &self.id
    }
}

impl Template {
    /// Whether it is for such an incident.
    pub fn suits(&self, topic: Option<&TopicCode>, kind: Kind) -> bool {
        let by_topic = |topic| self.topics.iter().any(|pattern| pattern.matches(topic));
        (self.topics.is_empty() || topic.is_some_and(by_topic))
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }
}

impl Directory {
    /// The templates for such an incident, those for its topic before those for all.
    pub fn templates_for(&self, topic: Option<&TopicCode>, kind: Kind) -> Vec<&Template> {
        let mut suited: Vec<&Template> =
            self.templates.iter().filter(|template| template.suits(topic, kind)).collect();
        suited.sort_by_key(|template| template.topics.is_empty());
        suited
    }

    /// What fills the gaps of a template for an incident. A value that the incident does not have is absent.
    pub fn filling(&self, record: &Record) -> Filling {
        let Some(case) = record.case() else { return Filling::new() };
        let (decision, zone) = (&case.decision, self.region.zone);
        let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
        let municipality = decision.municipality.as_ref().and_then(|code| self.municipality(code));
        let topic = decision.topic.as_ref().and_then(|code| Taxonomy::built_in().get(code));
        let planned = if let State::Planned(date) = case.state { Some(day(date)) } else { None };
        let values = [
            (Placeholder::Municipality, municipality.map(|unit| unit.name.clone())),
            (Placeholder::Settlement, decision.settlement.clone()),
            (Placeholder::Topic, topic.map(|topic| topic.title.clone())),
            (Placeholder::Agency, self.desk_name(&case.desk).map(ToOwned::to_owned)),
            (Placeholder::Due, case.due().map(|due| day(local_day(due, zone)))),
            (Placeholder::Planned, planned),
            (Placeholder::Incident, Some(record.key.to_string())),
            (Placeholder::OutsideNumber, case.outside().pop().and_then(|outside| outside.number)),
        ];
        values.into_iter().filter_map(|(gap, value)| Some((gap, value?))).collect()
    }
}

/// The midnight that ends a day belongs to that day.
fn local_day(due: chrono::DateTime<chrono::Utc>, zone: Tz) -> chrono::NaiveDate {
    (due - chrono::Duration::seconds(1)).with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests;
