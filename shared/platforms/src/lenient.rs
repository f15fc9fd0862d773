//! Fields as platforms really send them: numbers as strings, 0 and 1 for no and yes, `null`, or nothing.
//!
//! A field of an unexpected type reads as missing. Whether that matters is for the reader to say, by name.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

const MOST_ITEMS: usize = 20;

/// A scalar of whatever type; anything else counts as nothing.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Loose {
    #[default]
    Nothing,
    Flag(bool),
    Whole(i64),
    Real(f64),
    Text(String),
}

impl Loose {
    /// An id is exact or it is none: 1.0 is no id, and neither is what does not fit.
    pub(crate) fn id(&self) -> Option<i64> {
        match self {
            Self::Whole(id) => Some(*id),
            Self::Text(text) => text.parse().ok(),
            Self::Nothing | Self::Flag(_) | Self::Real(_) => None,
        }
    }

    pub(crate) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(number) => Some(number.to_string()),
            Self::Nothing | Self::Flag(_) | Self::Real(_) => None,
        }
    }

    fn is_yes(&self) -> bool {
        match self {
            Self::Flag(flag) => *flag,
            Self::Whole(number) => *number != 0,
            Self::Text(text) => matches!(text.as_str(), "1" | "true"),
            Self::Nothing | Self::Real(_) => false,
        }
    }

    fn degrees(&self) -> Option<f64> {
        match self {
            Self::Real(number) => Some(*number),
            Self::Whole(number) => i32::try_from(*number).ok().map(f64::from),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Nothing | Self::Flag(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Loose, E> {
        Ok(Loose::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(i64::try_from(number).map_or(Loose::Nothing, Loose::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose::Real(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }
}

/// A whole number, exact or none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Id(pub(crate) Option<i64>);

/// A text; a number is its digits.
#[derive(Default)]
pub(crate) struct Text(pub(crate) Option<String>);

/// Yes or no; no if it is missing.
#[derive(Default)]
pub(crate) struct Flag(pub(crate) bool);

/// A coordinate.
#[derive(Default)]
pub(crate) struct Degrees(pub(crate) Option<f64>);

/// An object, or none if the value is anything else.
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

/// The first objects of a list; what is not an object in it is passed over.
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Each of these is one way to look at a scalar.
macro_rules! views {
    ($($name:ident($view:expr);)*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let view: fn(Loose) -> _ = $view;
                Loose::deserialize(deserializer).map(view).map(Self)
            }
        }
    )*};
}

views! {
    Id(|value| value.id());
    Text(Loose::into_text);
    Flag(|value| value.is_yes());
    Degrees(|value| value.degrees());
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Either::deserialize(deserializer).map(|found| Self(found.object()))
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = deserializer.deserialize_any(ManyVisitor(PhantomData::<Either<T>>))?;
        Ok(Self(found.into_iter().filter_map(Either::object).collect()))
    }
}

/// The first ids of a list.
#[derive(Default)]
pub(crate) struct Ids(pub(crate) Vec<i64>);

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = deserializer.deserialize_any(ManyVisitor(PhantomData::<Loose>))?;
        Ok(Self(found.iter().filter_map(Loose::id).collect()))
    }
}

/// A text, an object, or nothing that matters.
pub(crate) enum Either<T> {
    Text(String),
    Object(T),
    Nothing,
}

impl<T> Either<T> {
    pub(crate) fn object(self) -> Option<T> {
        match self {
            Self::Object(object) => Some(object),
            Self::Text(_) | Self::Nothing => None,
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Either<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EitherVisitor(PhantomData))
    }
}

struct EitherVisitor<T>(PhantomData<T>);
struct ManyVisitor<T>(PhantomData<T>);

/// The scalars that these visitors read as missing.
macro_rules! scalars_are_missing {
    ($missing:expr) => {
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("any value")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($missing)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($missing)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($missing)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($missing)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($missing)
        }
    };
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for EitherVisitor<T> {
    type Value = Either<T>;

    scalars_are_missing!(Either::Nothing);

    fn visit_str<E>(self, text: &str) -> Result<Either<T>, E> {
        Ok(Either::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Either<T>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Either::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Either<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(entries)).map(Either::Object)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Vec<T>;

    scalars_are_missing!(Vec::new());

    fn visit_str<E>(self, _: &str) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut found = Vec::new();
        while found.len() < MOST_ITEMS {
            let Some(item) = items.next_element()? else { return Ok(found) };
            found.push(item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loose(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_id_is_exact_or_it_is_none() {
        for (json, expected) in [
            ("9223372036854775807", Some(i64::MAX)),
            ("\"9007199254740993\"", Some(9_007_199_254_740_993)),
            ("-215000001", Some(-215_000_001)),
            ("9223372036854775808", None),
            ("1.0", None),
            ("\"1.0\"", None),
            ("\"\"", None),
            ("null", None),
            ("[1]", None),
            ("{\"id\":1}", None),
        ] {
            assert_eq!(loose(json).id(), expected, "{json}");
        }
    }

    #[test]
    fn yes_comes_in_many_forms() {
        let yes = |json| loose(json).is_yes();
        assert!(yes("true") && yes("1") && yes("\"1\"") && yes("\"true\""));
        assert!(!yes("false") && !yes("0") && !yes("\"0\"") && !yes("null") && !yes("[1]"));
    }

    #[test]
    fn a_comma_is_no_decimal_point() {
        assert_eq!(loose("\"56.3\"").degrees(), Some(56.3));
        assert_eq!(loose("\"56,3\"").degrees(), None);
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Item {
        id: Id,
    }

    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Holder {
        items: List<Item>,
        one: Maybe<Item>,
        ids: Ids,
    }

    #[test]
    fn a_list_passes_over_what_is_no_object_and_stops_at_its_bound() {
        let many = vec![r#"{"id":"7"}"#; 10_000].join(",");
        let holder: Holder = serde_json::from_str(&format!(
            r#"{{"items":[null,[{{"id":1}}],3,{many}],"one":[{{"id":1}}],"ids":["5",6,null]}}"#
        ))
        .unwrap();
        assert_eq!(holder.items.0.len(), MOST_ITEMS - 3);
        assert!(holder.items.0.iter().all(|item| item.id.0 == Some(7)));
        assert!(holder.one.0.is_none());
        assert_eq!(holder.ids.0, [5, 6]);
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error() {
        assert!(serde_json::from_str::<Holder>(r#"{"ids":[1],"ids":[2]}"#).is_err());
    }
}
