//! Names of things. Each is checked once, when it is read, and carries its meaning in its type from then on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}: expected {shape}")]
pub struct IdError {
    what: &'static str,
    shape: &'static str,
}

fn is_slug(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= 64
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
}

fn is_topic(text: &str) -> bool {
    text.split_once('.').is_some_and(|(group, leaf)| is_slug(group) && is_slug(leaf))
}

fn is_oktmo(text: &str) -> bool {
    matches!(text.len(), 8 | 11) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hash(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&byte))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($what:literal, $shape:literal, $valid:expr);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text` and takes it as an id.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(text.to_owned())) } else { Err(IdError { what: $what, shape: $shape }) }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A tenant: one region of the country.
    RegionId("region id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// A municipal or regional control centre.
    CentreId("centre id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// An official page, bot or form.
    PageId("page id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// Who answers.
    AgencyId("agency id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// A working calendar.
    CalendarId("calendar id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// An SLA policy.
    PolicyId("policy id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// A routing rule.
    RuleId("rule id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// A template or an approved answer.
    TemplateId("template id", "lower-case letters, digits and inner hyphens, at most 64", is_slug);
    /// A municipality or settlement in the all-Russian classifier ОКТМО.
    Oktmo("ОКТМО code", "8 or 11 digits", is_oktmo);
    /// A leaf of the topic taxonomy.
    TopicCode("topic code", "group.leaf", is_topic);
    /// A message, named by a keyed hash of what the platform calls it; an incident bears the name of its first message.
    MessageKey("message key", "20 characters of lower-case Crockford base32", |text| is_hash(text, 20));
    /// An author, named by a keyed hash.
    Pseudonym("pseudonym", "16 characters of lower-case Crockford base32", |text| is_hash(text, 16));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_storage_keys_are_refused_in_every_id() {
        for text in ["a#b", "a:b", "a/b", "a|b", "", "-a", "a-", "A", "я", "a b", "../a"] {
            assert!(RegionId::parse(text).is_err(), "{text:?}");
            assert!(TopicCode::parse(text).is_err(), "{text:?}");
            assert!(MessageKey::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_code_keeps_its_digits() {
        assert_eq!(Oktmo::parse("22701000").unwrap().to_string(), "22701000");
        assert!(Oktmo::parse("2270100").is_err());
        assert!(Oktmo::parse("2270100x").is_err());
    }

    #[test]
    fn a_foreign_id_in_a_document_is_an_error_that_names_the_field() {
        let error = serde_json::from_str::<TopicCode>("\"roads\"").unwrap_err();
        assert!(error.to_string().contains("topic code"));
    }
}
