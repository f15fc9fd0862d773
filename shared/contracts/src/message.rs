//! The queue `messages`: what a page delivered, byte for byte.

use std::fmt;

use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use domain::{PageId, RegionId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::envelope::{ContractError, Envelope, content};

/// Work for triage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum MessageTask {
    /// A delivery to be read.
    #[serde(rename = "raw_delivery.v1")]
    RawDeliveryV1(RawDelivery),
}

impl Envelope for MessageTask {
    const TYPES: &'static [&'static str] = &["raw_delivery.v1"];

    fn read(_: &str, text: &str) -> Result<Self, ContractError> {
        content(text).map(Self::RawDeliveryV1)
    }
}

/// A delivery as it arrived. Its `Debug` counts headers and bytes and shows neither.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawDelivery {
    /// The tenant.
    pub region: RegionId,
    /// The page it was sent to.
    pub page: PageId,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The headers that reading needs; no secret among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: RawBody,
}

impl fmt::Debug for RawDelivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawDelivery")
            .field("region", &self.region)
            .field("page", &self.page)
            .field("received_at", &self.received_at)
            .field("headers", &self.headers.len())
            .field("body", &self.body)
            .finish()
    }
}

/// The bytes of a body, base64 in JSON. Its `Debug` shows only how many.
#[derive(Clone, PartialEq, Eq)]
pub struct RawBody(pub Vec<u8>);

impl fmt::Debug for RawBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RawBody(len={})", self.0.len())
    }
}

impl Serialize for RawBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for RawBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(|_| de::Error::custom("not base64"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::envelope::{decode, encode};

    fn delivery(body: Vec<u8>, headers: Vec<(String, String)>) -> MessageTask {
        MessageTask::RawDeliveryV1(RawDelivery {
            region: RegionId::parse("zarechye").unwrap(),
            page: PageId::parse("vk-gorod").unwrap(),
            received_at: "2026-03-01T10:00:00.25Z".parse().unwrap(),
            headers,
            body: RawBody(body),
        })
    }

    #[test]
    fn the_wire_format_of_version_1() {
        let headers = vec![("content-type".into(), "application/json".into())];
        let text = encode(&delivery(br#"{"type":"wall_reply_new"}"#.to_vec(), headers)).unwrap();
        insta::assert_snapshot!(text, @r#"{"type":"raw_delivery.v1","region":"zarechye","page":"vk-gorod","received_at":"2026-03-01T10:00:00.250Z","headers":[["content-type","application/json"]],"body":"eyJ0eXBlIjoid2FsbF9yZXBseV9uZXcifQ=="}"#);
    }

    #[test]
    fn a_field_of_a_later_sender_is_passed_over() {
        let text = encode(&delivery(vec![1], vec![])).unwrap().replacen('{', r#"{"trace":{"id":[1]},"#, 1);
        assert_eq!(decode::<MessageTask>(&text).unwrap(), delivery(vec![1], vec![]));
    }

    #[test]
    fn an_error_names_the_field() {
        let text = encode(&delivery(vec![1], vec![])).unwrap();
        for (from, to, field) in [
            ("zarechye", "Заречье", "region"),
            ("2026-03-01T10", "yesterday", "received_at"),
            (r#""headers":[]"#, r#""headers":[["a"]]"#, "headers[0]"),
            ("AQ==", "@@@@", "body"),
        ] {
            let error = decode::<MessageTask>(&text.replace(from, to)).unwrap_err();
            assert_eq!(error, ContractError::Malformed { field: field.into() });
        }
    }

    #[test]
    fn debug_shows_neither_headers_nor_body() {
        let task = delivery(b"canary".to_vec(), vec![("x-secret".into(), "canary".into())]);
        let shown = format!("{task:?}");
        assert!(!shown.contains("canary"), "{shown}");
        assert!(shown.contains("headers: 1, body: RawBody(len=6)"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_bytes_and_headers_read_back(
            body in proptest::collection::vec(any::<u8>(), 0..600),
            headers in proptest::collection::vec((any::<String>(), any::<String>()), 0..4),
        ) {
            let task = delivery(body, headers);
            let text = encode(&task).unwrap();
            prop_assert!(text.is_ascii());
            prop_assert_eq!(decode::<MessageTask>(&text).unwrap(), task);
        }
    }

    #[test]
    fn a_body_with_every_forbidden_character_reads_back() {
        let task =
            delivery("\0\u{1}\u{fffe}\u{ffff}".as_bytes().to_vec(), vec![("x".into(), "\u{ffff}".into())]);
        assert_eq!(decode::<MessageTask>(&encode(&task).unwrap()).unwrap(), task);
    }
}
