//! Writing and reading an envelope: ASCII out, bounded size, and errors that name a field and quote nothing.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The most bytes an envelope may have: below the 256 KB of the strictest queue service, with room for attributes.
pub const QUEUE_LIMIT: usize = 250_000;

/// Why a text is not an envelope, or a value cannot become one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// The text has no type, or one that does not belong here.
    #[error("the envelope's type is unknown here")]
    UnknownType,
    /// The type is known, its version is not: the sender is newer than the reader.
    #[error("the envelope's version of {family} is unknown here")]
    UnknownVersion {
        /// The type without its version.
        family: &'static str,
    },
    /// The content does not fit the type.
    #[error("the envelope is malformed at {field}")]
    Malformed {
        /// Where: a path of our own field names.
        field: String,
    },
    /// The envelope would not fit in a queue.
    #[error("the envelope has {bytes} bytes, more than a queue takes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}

impl ContractError {
    pub(crate) fn malformed(field: &str) -> Self {
        Self::Malformed { field: field.to_owned() }
    }
}

/// A family of shapes that travel together and are told apart by their `type`.
pub trait Envelope: Serialize + Sized {
    /// Every `type` it reads.
    const TYPES: &'static [&'static str];

    /// Reads the content of `kind`, one of [`Self::TYPES`].
    fn read(kind: &str, text: &str) -> Result<Self, ContractError>;
}

/// Writes `value` as ASCII JSON.
pub fn encode<T: Serialize>(value: &T) -> Result<String, ContractError> {
    let json = serde_json::to_string(value).map_err(|_| ContractError::malformed("the value"))?;
    let text = ascii(json);
    if text.len() > QUEUE_LIMIT { Err(ContractError::TooLarge { bytes: text.len() }) } else { Ok(text) }
}

/// Reads an envelope of the family `T`.
pub fn decode<T: Envelope>(text: &str) -> Result<T, ContractError> {
    // serde would read an array as a struct, field by field.
    if !text.trim_start().starts_with('{') {
        return Err(ContractError::malformed("the outermost value"));
    }
    let tag: Tag = content(text)?;
    let sent = tag.kind.ok_or(ContractError::UnknownType)?;
    if T::TYPES.contains(&sent.as_str()) {
        return T::read(&sent, text);
    }
    let family = sent.rsplit_once('.').map_or("", |(family, _)| family);
    let known = T::TYPES.iter().filter_map(|kind| kind.rsplit_once('.')).find(|(known, _)| *known == family);
    Err(known.map_or(ContractError::UnknownType, |(family, _)| ContractError::UnknownVersion { family }))
}

#[derive(Deserialize)]
struct Tag {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Reads the content of an envelope; its `type` is one more field, and unknown fields are passed over.
pub(crate) fn content<T: DeserializeOwned>(text: &str) -> Result<T, ContractError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| error.path().to_string())
        .map_err(|path| ContractError::malformed(if path == "." { "the outermost value" } else { &path }))?;
    reader.end().map_err(|_| ContractError::malformed("the end"))?;
    Ok(value)
}

/// Outside strings JSON is ASCII already, so every other character can be escaped where it stands.
fn ascii(json: String) -> String {
    if json.is_ascii() {
        return json;
    }
    let mut text = String::with_capacity(json.len() * 2);
    let mut units = [0; 2];
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut units) {
                write!(text, "\\u{unit:04x}").expect("writing to a string cannot fail");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{DeliveryTask, MessageTask, ScheduleEvent};

    #[test]
    fn a_type_of_another_queue_is_refused() {
        let text = r#"{"type":"hand_over.v1"}"#;
        assert_eq!(decode::<MessageTask>(text), Err(ContractError::UnknownType));
    }

    #[test]
    fn a_newer_version_says_that_it_is_a_version() {
        let error = decode::<MessageTask>(r#"{"type":"raw_delivery.v2"}"#).unwrap_err();
        assert_eq!(error, ContractError::UnknownVersion { family: "raw_delivery" });
        let error = decode::<DeliveryTask>(r#"{"type":"hand_over.v10"}"#).unwrap_err();
        assert_eq!(error, ContractError::UnknownVersion { family: "hand_over" });
    }

    #[test]
    fn a_text_that_is_no_envelope_is_an_error_and_never_a_panic() {
        let odd =
            ["", " ", "null", "7", "{", "{}", "[]", r#"["raw_delivery.v1"]"#, r#"{"type":7}"#, "\u{feff}{}"];
        for text in odd {
            assert!(decode::<MessageTask>(text).is_err(), "{text:?}");
            assert!(decode::<ScheduleEvent>(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_array_is_not_read_as_a_struct() {
        let error = decode::<ScheduleEvent>(r#"["watch.v1",null,null]"#).unwrap_err();
        assert_eq!(error, ContractError::malformed("the outermost value"));
    }

    #[test]
    fn two_documents_in_one_body_are_refused() {
        let one = r#"{"type":"watch.v1"}"#;
        assert!(decode::<ScheduleEvent>(one).is_ok());
        assert!(decode::<ScheduleEvent>(&format!("{one}{one}")).is_err());
    }

    #[test]
    fn an_error_quotes_nothing_of_the_envelope() {
        let texts = [
            r#"{"type":"raw_delivery.v1","region":"Canary Region"}"#,
            r#"{"type":"canary.v1"}"#,
            r#"{"type":"raw_delivery.v1","region":"r","page":"p","received_at":"canary"}"#,
            r#"{"type":"raw_delivery.v1","region":"r","page":"p","received_at":"2026-03-01T10:00:00Z","headers":[],"body":"canary!"}"#,
        ];
        for text in texts {
            let error = decode::<MessageTask>(text).unwrap_err();
            assert!(!format!("{error} {error:?}").to_lowercase().contains("canary"), "{error:?}");
        }
    }

    #[test]
    fn a_value_too_large_for_a_queue_is_an_error() {
        assert!(encode(&"x".repeat(QUEUE_LIMIT - 2)).is_ok());
        assert!(matches!(encode(&"x".repeat(QUEUE_LIMIT)), Err(ContractError::TooLarge { .. })));
        // 60,000 letters of two bytes each become six ASCII bytes each.
        assert_eq!(encode(&"я".repeat(60_000)), Err(ContractError::TooLarge { bytes: 360_002 }));
    }

    proptest! {
        #[test]
        fn any_text_is_written_in_ascii_and_reads_back(text in any::<String>()) {
            let written = encode(&text).unwrap();
            prop_assert!(written.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == 0x7f));
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }

    #[test]
    fn characters_that_queues_refuse_are_escaped() {
        assert_eq!(encode(&"\0\u{fffe}\u{ffff}я🙂").unwrap(), r#""\u0000\ufffe\uffff\u044f\ud83d\ude42""#);
    }
}
