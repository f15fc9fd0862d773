//! What a channel delivered, in one shape for all platforms.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{Oktmo, TopicCode};
use crate::private::Private;

/// A channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Platform {
    /// VK: Callback API of a community.
    Vk,
    /// Telegram: Bot API webhook.
    Telegram,
    /// MAX: Bot API webhook.
    Max,
    /// Any sender that signs by Standard Webhooks.
    Standard,
    /// Одноклассники: webhook of a group's messages.
    Ok,
    /// Open311 GeoReport v2: requests of other services for residents.
    Open311,
    /// ПОС «Госуслуги. Решаем вместе»: a list that is asked for, or a file.
    Pos,
    /// Any sender of CloudEvents.
    #[serde(rename = "cloudevents")]
    CloudEvents,
    /// A file of «Инцидент Менеджмент».
    Registry,
}

impl Platform {
    /// Every channel.
    pub const ALL: [Self; 9] = [
        Self::Vk,
        Self::Telegram,
        Self::Max,
        Self::Standard,
        Self::Ok,
        Self::Open311,
        Self::Pos,
        Self::CloudEvents,
        Self::Registry,
    ];
    /// The channels that deliver to an address of ours.
    pub const DELIVERING: [Self; 6] =
        [Self::Vk, Self::Telegram, Self::Max, Self::Standard, Self::Ok, Self::CloudEvents];

    /// The name used in settings, storage and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vk => "vk",
            Self::Telegram => "telegram",
            Self::Max => "max",
            Self::Standard => "standard",
            Self::Ok => "ok",
            Self::Open311 => "open311",
            Self::Pos => "pos",
            Self::CloudEvents => "cloudevents",
            Self::Registry => "registry",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The name of no channel known here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a platform: expected vk, telegram, max, standard, ok, open311, pos, cloudevents or registry")]
pub struct UnknownPlatform;

impl FromStr for Platform {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, UnknownPlatform> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == text).ok_or(UnknownPlatform)
    }
}

/// How the resident wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Form {
    /// A comment under an official post.
    Comment,
    /// A post on an official wall.
    Post,
    /// A private message to an official page or bot.
    Direct,
    /// A web form or another system.
    Appeal,
}

/// What the resident wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Kind {
    /// Something is wrong.
    Complaint,
    /// Something is to be done.
    Request,
    /// Something is to be told.
    Question,
    /// Something could be better.
    Proposal,
    /// Something was good.
    Thanks,
    /// A claim about events that asks for a check.
    Rumour,
    /// None of these: talk, spam, a reaction.
    Other,
}

/// A point on the map, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Point {
    /// A point that can be on a map: in range, and not the 0,0 of a device that did not know.
    pub fn checked(latitude: f64, longitude: f64) -> Option<Self> {
        let in_range = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        let known = latitude != 0.0 || longitude != 0.0;
        (in_range && known).then_some(Self { latitude, longitude })
    }
}

/// Who wrote, as the platform names them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Author {
    /// The platform's id of the person.
    pub id: Private<String>,
    /// The name, where the platform sends one.
    pub name: Option<Private<String>>,
}

/// A file beside the text, as a reference that gives no access by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// `photo`, `video`, `file`, …: the platform's word.
    pub kind: String,
    /// What the platform calls it; never a signed address.
    pub reference: String,
}

/// What a message says at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// How the resident wrote.
    pub form: Form,
    /// When the resident wrote it.
    pub written_at: DateTime<Utc>,
    /// The platform's time was impossible, so the time of arrival stands in.
    pub clock_doubt: bool,
    /// Who wrote, unless the platform does not say.
    pub author: Option<Author>,
    /// The words.
    pub text: Private<String>,
    /// The resident's message that this one answers: the root of the thread where the platform names it.
    pub parent: Option<String>,
    /// The official post under which it stands.
    pub post: Option<String>,
    /// Its public address; none for a private dialog.
    pub link: Option<String>,
    /// Files beside it.
    pub attachments: Vec<Attachment>,
    /// Where, if the resident sent a place.
    pub point: Option<Private<Point>>,
    /// Where in words, if the form has a field for it.
    pub address: Option<Private<String>>,
    /// Which part of the message this is, where the platform sends it in parts: an album, a post and its publication.
    #[serde(default)]
    pub part: Option<String>,
    /// Where a reply goes, in the platform's own terms and without any person's id.
    #[serde(default)]
    pub reply_to: Option<Private<String>>,
    /// What the sender's form says in codes, beside the words.
    #[serde(default)]
    pub filed: Filed,
}

/// What a form says in codes: a resident picked it from a list, or another system filed it so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicCode>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipality: Option<Oktmo>,
}

/// What happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was written.
    Created,
    /// It was changed.
    Edited,
    /// It was taken away.
    Deleted {
        /// The platform says that it was its author.
        by_author: bool,
    },
    /// It was brought back.
    Restored,
}

/// One thing that a delivery reports about one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The message within its page: the same in every event about it.
    pub object: String,
    /// The delivery: the same on every repetition of it.
    pub delivery: String,
    /// What happened.
    pub change: Change,
    /// The platform's own time of this change, where it has one.
    pub version_at: Option<DateTime<Utc>>,
    /// What the message says now; none when it was taken away.
    pub content: Option<Content>,
    /// Who took the message away, by the platform's id, where it tells.
    pub deleter: Option<Private<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_that_no_map_has_is_dropped() {
        assert!(Point::checked(56.3, 44.0).is_some());
        for (latitude, longitude) in [(0.0, 0.0), (91.0, 44.0), (56.3, 181.0), (f64::NAN, 44.0)] {
            assert!(Point::checked(latitude, longitude).is_none());
        }
    }

    #[test]
    fn platform_names_read_back() {
        for platform in Platform::ALL {
            assert_eq!(platform.as_str().parse(), Ok(platform));
            assert_eq!(serde_json::to_value(platform).unwrap(), platform.as_str());
        }
    }
}
