//! Files beside a text, and the place on the map that VK keeps apart from them.

use std::fmt;

use domain::{Attachment, Point, Private};
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::lenient::{Degrees, Either, Id, Loose};
use crate::words;

/// `{"type": T, T: {…}}`, where the inner object may be missing.
pub(super) struct Attached {
    kind: String,
    inner: Option<Inner>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Inner {
    id: Id,
    owner_id: Id,
}

impl Attached {
    /// `photo600000101_457239001`: as VK itself names it, without the key that opens it.
    fn named(self) -> Attachment {
        let place = self.inner.and_then(|inner| Some((inner.owner_id.0?, inner.id.0?)));
        let reference = place.map(|(owner, id)| format!("{}{owner}_{id}", self.kind)).unwrap_or_default();
        Attachment { kind: self.kind, reference }
    }
}

pub(super) fn named(attached: Vec<Attached>) -> Vec<Attachment> {
    attached.into_iter().map(Attached::named).filter(|attachment| !attachment.kind.is_empty()).collect()
}

impl<'de> Deserialize<'de> for Attached {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AttachedVisitor)
    }
}

struct AttachedVisitor;

impl<'de> Visitor<'de> for AttachedVisitor {
    type Value = Attached;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an attachment")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Attached, A::Error> {
        let mut kind = None;
        let mut inner = Vec::new();
        while let Some(name) = entries.next_key::<String>()? {
            if name == "type" {
                let Loose::Text(found) = entries.next_value()? else { continue };
                if kind.replace(found).is_some() {
                    return Err(A::Error::duplicate_field("type"));
                }
            } else if inner.len() < 4 {
                inner.push((name, entries.next_value::<Either<Inner>>()?.object()));
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        let kind = kind.unwrap_or_default();
        let inner = inner.into_iter().find(|(name, _)| *name == kind).and_then(|(_, found)| found);
        Ok(Attached { kind: words::code(&kind, 32).unwrap_or_default(), inner })
    }
}

/// A place: posts have the coordinates as one string, private messages as an object.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Geo {
    coordinates: Coordinates,
}

#[derive(Default)]
struct Coordinates(Option<(f64, f64)>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Pair {
    latitude: Degrees,
    longitude: Degrees,
}

impl<'de> Deserialize<'de> for Coordinates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = Either::<Pair>::deserialize(deserializer)?;
        Ok(Self(match found {
            Either::Text(text) => text.split_once(' ').and_then(|(latitude, longitude)| {
                Some((latitude.parse().ok()?, longitude.trim().parse().ok()?))
            }),
            Either::Object(pair) => pair.latitude.0.zip(pair.longitude.0),
            Either::Nothing => None,
        }))
    }
}

impl Geo {
    pub(super) fn point(self) -> Option<Private<Point>> {
        let (latitude, longitude) = self.coordinates.0?;
        Point::checked(latitude, longitude).map(Private::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment(json: &str) -> Attachment {
        serde_json::from_str::<Attached>(json).unwrap().named()
    }

    #[test]
    fn a_photo_is_named_without_its_access_key() {
        let photo =
            attachment(r#"{"photo":{"id":"2","owner_id":-1,"access_key":"k","sizes":[]},"type":"photo"}"#);
        assert_eq!((photo.kind.as_str(), photo.reference.as_str()), ("photo", "photo-1_2"));
    }

    #[test]
    fn an_attachment_without_its_inner_object_still_counts() {
        for json in [
            r#"{"type":"photo"}"#,
            r#"{"type":"photo","photo":null}"#,
            r#"{"type":"photo","doc":{"id":1,"owner_id":2}}"#,
        ] {
            assert_eq!(attachment(json), Attachment { kind: "photo".into(), reference: String::new() });
        }
    }

    #[test]
    fn a_place_is_read_from_both_shapes() {
        let point = |json: &str| serde_json::from_str::<Geo>(json).unwrap().point().map(Private::into_inner);
        let expected = Point::checked(56.25, 43.5);
        assert_eq!(point(r#"{"coordinates":"56.25 43.5"}"#), expected);
        assert_eq!(point(r#"{"coordinates":{"latitude":56.25,"longitude":"43.5"}}"#), expected);
        for json in
            ["{}", r#"{"coordinates":null}"#, r#"{"coordinates":"56,25 43,5"}"#, r#"{"coordinates":"0 0"}"#]
        {
            assert_eq!(point(json), None, "{json}");
        }
    }
}
