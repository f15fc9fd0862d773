//! Facts that not every record carries. None is missing, and is shown as missing: never zero, and never "no".

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use domain::{AgencyId, Desk, Platform};
use serde::{Deserialize, Serialize};

/// What is known of an incident beside its clocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Details {
    /// With whom it lies at the moment of looking, or lay when it ended; none with a centre. Used to split numbers and
    /// never to compute one, so that passing on changes no sum.
    pub agency: Option<AgencyId>,
    /// On which channel it was written.
    pub channel: Option<Platform>,
    /// Where exactly, as an opaque name: the same place has the same name.
    pub place: Option<PlaceKey>,
    /// How the resident sounds.
    pub tone: Option<Tone>,
    /// What the author said when asked about the outcome.
    pub author: Option<AuthorSaid>,
    /// What was seen at the same place after the closing; see [`crate::aftermath`].
    pub aftermath: Option<Aftermath>,
    /// Every hand-over, oldest first.
    pub hops: Option<Vec<Hop>>,
    /// Every promise in its replies.
    pub promises: Option<Vec<Promise>>,
    /// Every reply, as the form-reply meter read it.
    pub replies: Option<Vec<ReplyRead>>,
    /// Minutes of the desk's calendar within [`crate::IncidentFacts::closing_clock`].
    pub closing_working_minutes: Option<u32>,
}

/// The name of a place, made by who knows places. It tells nothing by itself and must not be an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PlaceKey(pub String);

/// How the resident sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Annoyed, afraid, accusing.
    Negative,
    /// Matter-of-fact.
    Neutral,
    /// Pleased, thankful.
    Positive,
}

/// What the author said of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuthorSaid {
    /// When; for a silence or a question that nobody asked, when that was settled.
    pub at: DateTime<Utc>,
    /// What.
    pub word: AuthorWord,
}

/// The author's word on the outcome. Silence is not consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorWord {
    /// It is as the outcome says, or they are content.
    Confirmed,
    /// Neither content nor not.
    Neutral,
    /// It is not as the outcome says, or they are not content.
    Disputed,
    /// Asked, and silent.
    Silent,
    /// Never asked.
    NotAsked,
}

/// What was seen at the same place after the closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Aftermath {
    /// When the first further incident of the same topic and place was written; none when there was none so far.
    pub returned_at: Option<DateTime<Utc>>,
}

/// A hand-over from desk to desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hop {
    /// When.
    pub at: DateTime<Utc>,
    /// Between whom.
    pub pair: Pair,
}

/// Who handed over, and to whom; stored as `agency:roads>agency:water`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pair {
    /// Who had it.
    pub from: Desk,
    /// Who has it next.
    pub to: Desk,
}

/// A text that names no two desks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a pair of desks: expected two desks with > between them")]
pub struct PairError;

/// A date that a reply promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Promise {
    /// When the reply was given.
    pub given_at: DateTime<Utc>,
    /// The end of the last promised day.
    pub due: DateTime<Utc>,
    /// When what was promised was done, as far as somebody said so.
    pub kept_at: Option<DateTime<Utc>>,
}

/// What the form-reply meter says of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplyRead {
    /// When it was given.
    pub at: DateTime<Utc>,
    /// It is a form letter.
    pub form: bool,
}

/// Where a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    Yes,
    No,
    NotYet,
}

impl Promise {
    /// None when the promise had not been given by then.
    pub(crate) fn kept(&self, as_of: DateTime<Utc>) -> Option<Kept> {
        let done = self.kept_at.is_some_and(|at| at <= as_of.min(self.due));
        let verdict = match (done, as_of <= self.due) {
            (true, _) => Kept::Yes,
            (false, true) => Kept::NotYet,
            (false, false) => Kept::No,
        };
        (self.given_at <= as_of).then_some(verdict)
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}>{}", self.from, self.to)
    }
}

impl FromStr for Pair {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let (from, to) = text.split_once('>').ok_or(PairError)?;
        let desk = |text: &str| text.parse().map_err(|_| PairError);
        Ok(Self { from: desk(from)?, to: desk(to)? })
    }
}

impl TryFrom<String> for Pair {
    type Error = PairError;

    fn try_from(text: String) -> Result<Self, PairError> {
        text.parse()
    }
}

impl From<Pair> for String {
    fn from(pair: Pair) -> Self {
        pair.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::at;

    #[test]
    fn a_pair_of_desks_reads_back_from_its_text() {
        for text in ["agency:roads>agency:water", "centre:north>region"] {
            assert_eq!(text.parse::<Pair>().unwrap().to_string(), text);
        }
        for text in ["", "region", "region>", "region>region>region", "agency:roads>water"] {
            assert_eq!(text.parse::<Pair>(), Err(PairError), "{text}");
        }
    }

    #[test]
    fn a_promise_is_kept_until_its_last_moment_and_no_later() {
        let promise = |kept: Option<&str>| Promise {
            given_at: at("2025-03-10 09:00"),
            due: at("2025-03-15 20:59"),
            kept_at: kept.map(at),
        };
        let on = |promise: Promise, moment| promise.kept(at(moment));
        assert_eq!(on(promise(None), "2025-03-10 08:59"), None);
        assert_eq!(on(promise(None), "2025-03-15 20:59"), Some(Kept::NotYet));
        assert_eq!(on(promise(None), "2025-03-15 21:00"), Some(Kept::No));
        assert_eq!(on(promise(Some("2025-03-15 20:59")), "2025-03-20 00:00"), Some(Kept::Yes));
        assert_eq!(on(promise(Some("2025-03-16 09:00")), "2025-03-20 00:00"), Some(Kept::No));
        assert_eq!(on(promise(Some("2025-03-12 09:00")), "2025-03-11 00:00"), Some(Kept::NotYet));
    }
}
