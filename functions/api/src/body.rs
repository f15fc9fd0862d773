//! The body of a request: one JSON object whose fields are all known, each once.

use std::fmt;

use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

const OBJECT: &str = "must be one JSON object, each field once";

/// A JSON object whose fields are taken one by one.
#[derive(Debug, Clone)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    /// Reads a body. Nothing of it is repeated in an error.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        serde_json::from_slice(body).map_err(|_| Refusal::bad("body", OBJECT))
    }

    /// One text for the same body, however it is spaced.
    pub(crate) fn canonical(&self) -> String {
        serde_json::to_string(&self.0).expect("a JSON object is JSON")
    }

    /// Takes a field that must be there.
    pub(crate) fn take<T: DeserializeOwned>(
        &mut self,
        field: &'static str,
        shape: &'static str,
    ) -> Result<T, Refusal> {
        self.take_optional(field, shape)?.ok_or(Refusal::unprocessable(field, shape))
    }

    /// Takes a field that may be missing or null.
    pub(crate) fn take_optional<T: DeserializeOwned>(
        &mut self,
        field: &'static str,
        shape: &'static str,
    ) -> Result<Option<T>, Refusal> {
        let value = self.0.remove(field).unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|_| Refusal::unprocessable(field, shape))
    }

    /// Takes a field that is an object itself.
    pub(crate) fn take_object(&mut self, field: &'static str) -> Result<Option<Self>, Refusal> {
        let map: Option<Map<String, Value>> = self.take_optional(field, "must be an object")?;
        Ok(map.map(Self))
    }

    /// Refuses the first field that nobody took.
    pub(crate) fn end(self) -> Result<(), Refusal> {
        match self.0.into_iter().next() {
            Some((name, _)) => {
                let name: String = name.chars().take(64).collect();
                Err(Refusal::unprocessable(name, "there is no such field here"))
            }
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Object, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = fields.next_entry::<String, Value>()? {
            if map.insert(name, value).is_some() {
                return Err(A::Error::custom("a field is given twice"));
            }
        }
        Ok(Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_one_object_is_refused() {
        for body in
            ["", " ", "null", "[]", "[{}]", "\"a\"", "{", "{}{}", r#"{"a":1,"a":1}"#, "{\"a\":\"\\ud800\"}"]
        {
            assert_eq!(Object::read(body.as_bytes()).unwrap_err(), Refusal::bad("body", OBJECT), "{body}");
        }
        assert!(Object::read(b"\xff").is_err());
        assert!(Object::read("{\"a\":".repeat(100_000).as_bytes()).is_err());
        assert!(Object::read("\u{feff}{}".as_bytes()).is_ok());
    }

    #[test]
    fn a_field_of_another_shape_or_none_is_named() {
        let mut object = Object::read(br#"{"a":7,"b":null}"#).unwrap();
        assert_eq!(object.take::<String>("a", "text"), Err(Refusal::unprocessable("a", "text")));
        assert_eq!(object.take::<String>("b", "text"), Err(Refusal::unprocessable("b", "text")));
        assert_eq!(object.take_optional::<String>("c", "text"), Ok(None));
    }

    #[test]
    fn a_field_that_nobody_knows_is_named() {
        let refused = Object::read(br#"{"is_admin":true}"#).unwrap().end();
        assert_eq!(
            refused,
            Err(Refusal::unprocessable("is_admin".to_owned(), "there is no such field here"))
        );
    }

    #[test]
    fn spaces_make_no_other_body() {
        let canonical = |text: &str| Object::read(text.as_bytes()).unwrap().canonical();
        assert_eq!(canonical(r#"{"a":1,"b":2}"#), canonical(" {\n\"a\": 1, \"b\": 2 } "));
    }
}
