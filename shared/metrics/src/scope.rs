//! Whose incidents are counted.

use std::fmt;
use std::str::FromStr;

use domain::{AgencyId, IdError, Oktmo, Platform, TopicCode};

use crate::facts::{IncidentFacts, VoiceFacts};

/// Whose incidents are counted.
///
/// A centre has no scope of its own: it is the sum of its municipalities by the map of the reader's choice. Along each of
/// the four cuts, place, agency, channel and topic, the parts and the one without add up to the region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All of them.
    Region,
    /// Those of one municipality.
    Municipality(Oktmo),
    /// Those of no known municipality. With all municipalities they make up the region.
    Unplaced,
    /// Those that lie with an agency, or lay there when they ended; none for those with a centre, and for all voices.
    Agency(Option<AgencyId>),
    /// Those of one channel; none where it is not known.
    Channel(Option<Platform>),
    /// Those about one topic; none where it is not known, and for all voices.
    Topic(Option<TopicCode>),
}

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// A part is no id.
    #[error("not a scope")]
    Id(#[from] IdError),
    /// The channel is not known.
    #[error("not a scope: the channel has no such name")]
    Channel,
}

impl Scope {
    /// Whether an incident is counted.
    pub fn holds(&self, incident: &IncidentFacts) -> bool {
        match self {
            Self::Agency(agency) => incident.details.agency == *agency,
            Self::Channel(channel) => incident.details.channel == *channel,
            Self::Topic(topic) => incident.topic == *topic,
            _ => self.holds_place(incident.municipality.as_ref()),
        }
    }

    /// Whether a voice is counted.
    pub fn holds_voice(&self, voice: &VoiceFacts) -> bool {
        match self {
            Self::Agency(agency) => agency.is_none(),
            Self::Channel(channel) => voice.channel == *channel,
            Self::Topic(topic) => topic.is_none(),
            _ => self.holds_place(voice.municipality.as_ref()),
        }
    }

    fn holds_place(&self, municipality: Option<&Oktmo>) -> bool {
        match self {
            Self::Municipality(own) => municipality == Some(own),
            Self::Unplaced => municipality.is_none(),
            Self::Region | Self::Agency(_) | Self::Channel(_) | Self::Topic(_) => true,
        }
    }
}

impl fmt::Display for Scope {
    /// The name under which its days are stored.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |formatter: &mut fmt::Formatter<'_>, cut, id: Option<&str>| {
            write!(formatter, "{cut}:{}", id.unwrap_or_default())
        };
        match self {
            Self::Region => formatter.write_str("region"),
            Self::Municipality(oktmo) => write!(formatter, "{oktmo}"),
            Self::Unplaced => formatter.write_str("unplaced"),
            Self::Agency(agency) => id(formatter, "agency", agency.as_ref().map(AgencyId::as_str)),
            Self::Channel(channel) => id(formatter, "channel", channel.map(Platform::as_str)),
            Self::Topic(topic) => id(formatter, "topic", topic.as_ref().map(TopicCode::as_str)),
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let some = |id: &str| (!id.is_empty()).then(|| id.to_owned());
        Ok(match (text, text.split_once(':')) {
            ("region", _) => Self::Region,
            ("unplaced", _) => Self::Unplaced,
            (_, Some(("agency", id))) => Self::Agency(some(id).map(|id| id.parse()).transpose()?),
            (_, Some(("topic", id))) => Self::Topic(some(id).map(|id| id.parse()).transpose()?),
            (_, Some(("channel", id))) => {
                let channel = some(id).map(|id| id.parse()).transpose();
                Self::Channel(channel.map_err(|_| ScopeError::Channel)?)
            }
            _ => Self::Municipality(text.parse()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_reads_back_from_the_name_of_its_days() {
        let names = ["region", "unplaced", "22527000", "agency:roads", "agency:", "channel:vk", "channel:"];
        for name in names.into_iter().chain(["topic:roads.potholes", "topic:"]) {
            assert_eq!(name.parse::<Scope>().unwrap().to_string(), name);
        }
    }

    #[test]
    fn what_names_no_scope_is_refused() {
        for name in ["", "Region", "agency:A", "channel:fax", "topic:roads", "centre:north", "2252700"] {
            assert!(name.parse::<Scope>().is_err(), "{name:?}");
        }
    }
}
