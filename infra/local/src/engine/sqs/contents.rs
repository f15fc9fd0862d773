//! What a message may carry: the characters of its body, its attributes, its size.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::error::SqsError;

/// The longest message, and the longest batch, in bytes.
pub(super) const LONGEST: usize = 1 << 20;
const MOST_ATTRIBUTES: usize = 10;
const LONGEST_NAME: usize = 256;

pub(super) type Attributes = BTreeMap<String, AttributeValue>;

/// One attribute of a message, as the wire spells it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeValue {
    pub(super) data_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    string_value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
}

impl AttributeValue {
    pub(super) fn is_binary(&self) -> bool {
        self.data_type.split('.').next() == Some("Binary")
    }

    /// The value's own bytes; none where its base64 is broken, which `check_attributes` refuses.
    pub(super) fn bytes(&self) -> Vec<u8> {
        if self.is_binary() {
            let encoded = self.binary_value.as_deref().unwrap_or_default();
            BASE64.decode(encoded.as_bytes()).unwrap_or_default()
        } else {
            self.string_value.clone().unwrap_or_default().into_bytes()
        }
    }
}

pub(super) fn check_body(body: &str) -> Result<(), SqsError> {
    if body.is_empty() {
        return Err(SqsError::MissingParameter("MessageBody"));
    }
    check_characters(body)
}

fn check_characters(text: &str) -> Result<(), SqsError> {
    let carried = |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    if text.chars().all(carried) { Ok(()) } else { Err(SqsError::InvalidMessageContents) }
}

pub(super) fn check_attributes(attributes: &Attributes) -> Result<(), SqsError> {
    if attributes.len() > MOST_ATTRIBUTES {
        return Err(SqsError::InvalidParameterValue("MessageAttributes"));
    }
    attributes.iter().try_for_each(|(name, value)| check_attribute(name, value))
}

fn check_attribute(name: &str, value: &AttributeValue) -> Result<(), SqsError> {
    let reserved = ["aws.", "amazon."].iter().any(|prefix| name.to_ascii_lowercase().starts_with(prefix));
    let spelled = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let dotted = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if name.is_empty() || name.len() > LONGEST_NAME || reserved || dotted || !spelled {
        return Err(SqsError::InvalidParameterValue("MessageAttributes.Name"));
    }
    if !matches!(value.data_type.split('.').next(), Some("String" | "Number" | "Binary")) {
        return Err(SqsError::InvalidParameterValue("MessageAttributes.DataType"));
    }
    if value.bytes().is_empty() || value.is_binary() != value.binary_value.is_some() {
        return Err(SqsError::InvalidParameterValue("MessageAttributes.Value"));
    }
    check_characters(value.string_value.as_deref().unwrap_or_default())
}

/// Names, types and values of attributes count towards the size as the body does.
pub(super) fn size(body: &str, attributes: &Attributes) -> usize {
    let attribute =
        |(name, value): (&String, &AttributeValue)| name.len() + value.data_type.len() + value.bytes().len();
    body.len() + attributes.iter().map(attribute).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_xml_carries_is_carried() {
        assert!(check_body("Яма\t на\r\n дороге \u{FFFD} 🙂").is_ok());
    }

    #[test]
    fn nul_and_the_two_noncharacters_are_refused() {
        for body in ["a\0b", "\u{FFFE}", "\u{FFFF}", "\u{1B}"] {
            assert!(matches!(check_body(body), Err(SqsError::InvalidMessageContents)), "{body:?}");
        }
    }
}
