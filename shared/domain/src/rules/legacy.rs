//! A condition in a document: as text, or as the table of lists that earlier versions wrote.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::condition::{Condition, Test};
use crate::ids::{Oktmo, PageId};
use crate::message::{Kind, Platform};
use crate::sla::TopicPattern;

const HIGHEST_SEVERITY: u8 = 5;

/// Every list that is not empty must hold the message's value.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Lists {
    topics: Vec<TopicPattern>,
    kinds: Vec<Kind>,
    municipalities: Vec<Oktmo>,
    pages: Vec<PageId>,
    platforms: Vec<Platform>,
    severity_at_least: Option<u8>,
}

impl From<Lists> for Condition {
    fn from(lists: Lists) -> Self {
        let codes = lists.municipalities.iter().map(ToString::to_string).collect::<Vec<_>>();
        let tests = [
            (!lists.topics.is_empty()).then_some(Test::Topic(lists.topics)),
            (!lists.kinds.is_empty()).then_some(Test::Kind(lists.kinds)),
            (!codes.is_empty()).then_some(Test::Place(codes)),
            (!lists.pages.is_empty()).then_some(Test::Page(lists.pages)),
            (!lists.platforms.is_empty()).then_some(Test::Channel(lists.platforms)),
        ];
        let severe = lists.severity_at_least.map(|least| match least {
            ..=HIGHEST_SEVERITY => Self::Fits(Test::Severity(least.max(1), HIGHEST_SEVERITY)),
            _ => Self::Always.negated(),
        });
        Self::all(tests.into_iter().flatten().map(Self::Fits).chain(severe).collect())
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

struct Written;

impl<'de> Visitor<'de> for Written {
    type Value = Condition;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a condition: `topic in [roads.*] and not kind = question`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Condition, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
        Lists::deserialize(MapAccessDeserializer::new(map)).map(Into::into)
    }
}
