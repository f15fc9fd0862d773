//! A form as it stands in the body: names with their brackets, in order, with repetitions.

use std::fmt;

use domain::Point;
use url::form_urlencoded;

use crate::reading::Malformed;

/// More fields than any form has.
const MOST_FIELDS: usize = 256;
/// How a sender can be told from others, most lasting first.
const SENDER: [&str; 4] = ["account_id", "device_id", "email", "phone"];

/// A form. Its `Debug` counts the fields and shows none.
#[derive(Clone, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl fmt::Debug for Form {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Form(fields={})", self.0.len())
    }
}

impl Form {
    /// Reads `name=value&…`, where percent signs and pluses stand for other characters, all of it UTF-8.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let body = body.trim_ascii();
        let mut fields = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MOST_FIELDS {
                return Err(Malformed::field_of("body"));
            }
            let (name, value) = form_urlencoded::parse(pair).next().unwrap_or_default();
            // Bytes that are no UTF-8 come out as U+FFFD: such a form would be kept garbled for ever.
            if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(Malformed::field_of("body"));
            }
            fields.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(fields))
    }

    /// The value of a field; an empty one is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.trim());
        found.into_iter().find(|value| !value.is_empty())
    }

    /// The same form without its `api_key`, as bytes to keep.
    pub fn without_key(&self) -> Vec<u8> {
        let kept = self.0.iter().filter(|(name, _)| name != "api_key");
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish().into_bytes()
    }

    /// The answers to questions: code and values, in the order of the form.
    pub fn answers(&self) -> Vec<(&str, Vec<&str>)> {
        let mut answers: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, value) in &self.0 {
            let Some(code) = code_of(name) else { continue };
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match answers.iter_mut().find(|(known, _)| *known == code) {
                Some((_, values)) => values.push(value),
                None => answers.push((code, vec![value])),
            }
        }
        answers
    }

    pub(super) fn answers_line(&self) -> String {
        let mut answers = self.answers();
        answers.sort();
        let lines = answers.iter().map(|(code, values)| format!("{code}={}", values.join("\t")));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Where, if both degrees are given and can be on a map.
    pub fn point(&self) -> Option<Point> {
        let degrees = |name| self.get(name)?.parse::<f64>().ok();
        Point::checked(degrees("lat")?, degrees("long")?)
    }

    /// What tells the sender from others.
    pub(super) fn sender(&self) -> Option<String> {
        SENDER.iter().find_map(|name| Some(format!("{name}:{}", self.get(name)?)))
    }
}

/// `SIZE` of `attribute[SIZE]` and of `attribute[SIZE][]`.
fn code_of(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("attribute[")?;
    let (code, end) = rest.split_once(']')?;
    (matches!(end, "" | "[]") && !code.is_empty()).then_some(code)
}
