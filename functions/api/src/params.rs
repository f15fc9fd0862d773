//! The parameters of a query: each known, each once.

use std::collections::BTreeMap;
use std::str::FromStr;

use url::form_urlencoded;

use crate::refusal::Refusal;

/// A name that is repeated back to its sender is cut here.
const NAME_CHARS: usize = 64;

/// The parameters of one request.
#[derive(Debug, Default)]
pub(crate) struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads a query that may have the parameters `allowed`.
    pub(crate) fn read(query: Option<&str>, allowed: &[&str]) -> Result<Self, Refusal> {
        let mut params = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let shown = || name.chars().take(NAME_CHARS).collect::<String>();
            if !allowed.contains(&name.as_ref()) {
                return Err(Refusal::bad(shown(), "there is no such parameter here"));
            }
            if params.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(Refusal::bad(shown(), "the parameter is given twice"));
            }
        }
        Ok(Self(params))
    }

    /// The value of a parameter, if it is given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a parameter, read; `shape` says what it has to be.
    pub(crate) fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        shape: &'static str,
    ) -> Result<Option<T>, Refusal> {
        self.get(name).map(|text| text.parse().map_err(|_| Refusal::bad(name, shape))).transpose()
    }

    /// One text for the same question, however its parts are ordered; where it is asked to go on is no part of it.
    pub(crate) fn question(&self) -> String {
        let asked = self.0.iter().filter(|(name, _)| !matches!(name.as_str(), "cursor" | "limit"));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(query: &str) -> String {
        match Params::read(Some(query), &["state", "limit", "cursor"]) {
            Err(Refusal::Bad { field, .. }) => field.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_unknown_or_repeated_parameter_is_named() {
        assert_eq!(field("state=new&page=2"), "page");
        assert_eq!(field("limit=1&state=new&limit=2"), "limit");
        assert_eq!(field("%3Cscript%3E=1"), "<script>");
        assert_eq!(field(&format!("{}=1", "я".repeat(100))).chars().count(), 64);
    }

    #[test]
    fn a_value_that_cannot_be_read_is_named() {
        for query in ["limit=", "limit=abc", "limit=1.5", "limit=-1", "limit=1e9"] {
            let params = Params::read(Some(query), &["limit"]).unwrap();
            let refused = params.parsed::<u32>("limit", "must be 1 to 200").unwrap_err();
            assert_eq!(refused, Refusal::bad("limit", "must be 1 to 200"), "{query}");
        }
    }

    #[test]
    fn the_same_question_in_another_order_is_the_same() {
        let question = |query| Params::read(Some(query), &["a", "b", "limit", "cursor"]).unwrap().question();
        assert_eq!(question("a=1&b=2&limit=5"), question("b=2&cursor=x&a=1"));
        assert_ne!(question("a=1&b=2"), question("a=1%26b%3D2"));
    }
}
