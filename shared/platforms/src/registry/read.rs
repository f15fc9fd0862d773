//! What a row says, in our words; and what of it cannot be said so.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::incident::{Outcome, Voice};
use domain::{AgencyId, Directory, Kind, Oktmo, Private, TopicCode};

use super::themes::normal;
use super::{COLUMNS, Row, Themes, column, times};
use crate::words;

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// It is empty, and nothing can stand in.
    Missing,
    /// It is no moment.
    NotAMoment,
    /// It comes before the incident began.
    BeforeCreation,
    /// It lies ahead of now.
    InTheFuture,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Missing => "пусто",
            Self::NotAMoment => "не дата и время",
            Self::BeforeCreation => "раньше даты создания",
            Self::InTheFuture => "в будущем",
        })
    }
}

/// A problem with its column. It never shows the cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{}: {problem}", COLUMNS[*.column])]
pub struct Trouble {
    /// The column.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What was noticed on the way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notes {
    /// Cells that could not be read as they should; they are kept as they are.
    pub troubles: Vec<Trouble>,
    /// Values that mean nothing here, by column; they are kept as they are.
    pub unmapped: Vec<(usize, String)>,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The id in the other system.
    pub id: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When the author was first answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// The words of that.
    pub answer: Option<Private<String>>,
    /// When it ended, and how.
    pub closing: Option<(DateTime<Utc>, Outcome)>,
    /// What is wanted.
    pub kind: Option<Kind>,
    /// What it is about.
    pub topic: Option<TopicCode>,
    /// Where.
    pub municipality: Option<Oktmo>,
    /// Where within it.
    pub settlement: Option<String>,
    /// Where in words.
    pub address: Option<Private<String>>,
    /// Who answers.
    pub agency: Option<AgencyId>,
    /// How the author took it.
    pub voice: Option<Voice>,
    /// The words.
    pub text: Private<String>,
    /// Their address.
    pub link: Option<String>,
    /// The author's address, exactly as it stands there.
    pub author: Option<Private<String>>,
}

/// Reads a row. Without an id and a beginning it can be no incident; whatever else is wrong is noted.
pub fn read(row: &Row, directory: &Directory, now: DateTime<Utc>) -> (Result<Facts, Trouble>, Notes) {
    let mut reader = Reader { row, directory, now, notes: Notes::default() };
    let facts = reader.facts();
    (facts, reader.notes)
}

struct Reader<'a> {
    row: &'a Row,
    directory: &'a Directory,
    now: DateTime<Utc>,
    notes: Notes,
}

impl Reader<'_> {
    fn facts(&mut self) -> Result<Facts, Trouble> {
        let id = self.row.get(column::ID).ok_or(Trouble { column: column::ID, problem: Problem::Missing })?;
        let created_at = self.created_at()?;
        let own = self.after(column::OWN_ANSWER_AT, created_at);
        let answered_at = self.after(column::FIRST_ANSWER_AT, created_at).or(own);
        let closing = self.closing(created_at, answered_at);
        let text = words::text(self.row.raw(column::TEXT));
        let answer = [column::FIRST_ANSWER, column::ANSWERS].into_iter().find_map(|at| self.row.get(at));
        Ok(Facts {
            id: id.to_owned(),
            created_at,
            answered_at,
            answer: answer.map(words::text).map(Private::new),
            closing,
            kind: self.value(column::KIND, kind),
            topic: self.value(column::THEME, |theme| Themes::built_in().topic(theme).cloned()),
            municipality: self.municipality(),
            settlement: self.row.get(column::SETTLEMENT).map(str::to_owned),
            address: self.address(),
            agency: self.agency(),
            voice: self.value(column::REASON, voice),
            text: text.into(),
            link: self.row.get(column::LINK).and_then(words::link),
            author: self.row.get(column::AUTHOR).map(|_| Private::from(self.row.raw(column::AUTHOR))),
        })
    }

    fn created_at(&self) -> Result<DateTime<Utc>, Trouble> {
        let trouble = |problem| Trouble { column: column::CREATED_AT, problem };
        let cell = self.row.get(column::CREATED_AT).ok_or(trouble(Problem::Missing))?;
        let at = times::moment(cell, self.directory.region.zone).ok_or(trouble(Problem::NotAMoment))?;
        if at > self.now { Err(trouble(Problem::InTheFuture)) } else { Ok(at) }
    }

    fn trouble(&mut self, column: usize, problem: Problem) {
        self.notes.troubles.push(Trouble { column, problem });
    }

    /// A moment of the history; one that cannot be true is noted and left out of it.
    fn after(&mut self, column: usize, created_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let cell = self.row.get(column)?;
        let problem = match times::moment(cell, self.directory.region.zone) {
            None => Problem::NotAMoment,
            Some(at) if at < created_at => Problem::BeforeCreation,
            Some(at) if at > self.now => Problem::InTheFuture,
            Some(at) => return Some(at),
        };
        self.trouble(column, problem);
        None
    }

    /// A value of a list; one that is not known is noted.
    fn value<T>(&mut self, column: usize, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.row.get(column)?;
        let found = known(cell);
        if found.is_none() {
            self.notes.unmapped.push((column, cell.to_owned()));
        }
        found
    }

    /// It has ended when a date or the step says so. A result that is not known asserts nothing about mending.
    fn closing(
        &mut self,
        created_at: DateTime<Utc>,
        answered_at: Option<DateTime<Utc>>,
    ) -> Option<(DateTime<Utc>, Outcome)> {
        let outcome = self.value(column::RESULT, outcome).unwrap_or(Outcome::NoFurtherAction);
        let done = self.value(column::STEP, step);
        let at = self.after(column::CLOSED_AT, created_at);
        match (at, done) {
            (Some(at), _) => Some((at.max(answered_at.unwrap_or(at)), outcome)),
            (None, Some(true)) => {
                if self.row.get(column::CLOSED_AT).is_none() {
                    self.trouble(column::CLOSED_AT, Problem::Missing);
                }
                Some((answered_at.unwrap_or(created_at), outcome))
            }
            (None, _) => None,
        }
    }

    fn municipality(&mut self) -> Option<Oktmo> {
        let units = &self.directory.territory.municipalities;
        self.value(column::MUNICIPALITY, |name| {
            let wanted = plain(name);
            let named = |names: &[&str]| names.iter().any(|known| plain(known) == wanted);
            let mut found = units.iter().filter(|unit| {
                named(&[unit.name.as_str()]) || unit.aliases.iter().any(|alias| named(&[alias.as_str()]))
            });
            let unit = found.next()?;
            found.next().is_none().then(|| unit.oktmo.clone())
        })
    }

    fn agency(&mut self) -> Option<AgencyId> {
        let agencies = &self.directory.agencies;
        self.value(column::DEPARTMENT, |name| {
            let wanted = normal(name);
            agencies.iter().find(|agency| normal(&agency.name) == wanted).map(|agency| agency.id.clone())
        })
    }

    fn address(&self) -> Option<Private<String>> {
        let parts = [column::STREET, column::HOUSE].into_iter().filter_map(|at| self.row.get(at));
        words::line(&parts.collect::<Vec<_>>().join(", "))
    }
}

/// The name of a municipality without the words for what it is.
fn plain(name: &str) -> String {
    let name = normal(name).replace(['«', '»', '"', '.'], " ");
    let is_kind = |word: &&str| {
        !matches!(
            *word,
            "г" | "го"
                | "мо"
                | "о"
                | "город"
                | "городской"
                | "муниципальный"
                | "округ"
                | "район"
        )
    };
    name.split_whitespace().filter(is_kind).collect::<Vec<_>>().join(" ")
}

fn kind(cell: &str) -> Option<Kind> {
    match normal(cell).as_str() {
        "решаемый" => Some(Kind::Complaint),
        "информационный" => Some(Kind::Question),
        _ => None,
    }
}

fn outcome(cell: &str) -> Option<Outcome> {
    match normal(cell).as_str() {
        "решено" => Some(Outcome::Fixed),
        "разъяснено" => Some(Outcome::Explained),
        _ => None,
    }
}

/// Whether a step is the last one.
fn step(cell: &str) -> Option<bool> {
    match normal(cell).as_str() {
        "готово" => Some(true),
        "оценка удовлетворенности" => Some(false),
        _ => None,
    }
}

fn voice(cell: &str) -> Option<Voice> {
    match normal(cell).as_str() {
        "автор доволен" => Some(Voice::Satisfied),
        "автор нейтрален" => Some(Voice::Neutral),
        "автор недоволен" => Some(Voice::Dissatisfied),
        "нет ответа от автора" => Some(Voice::NoAnswer),
        "дальнейший диалог нецелесообразен" => Some(Voice::NotAsked),
        _ => None,
    }
}
