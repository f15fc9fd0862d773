//! The outermost JSON object of a delivery, member by member, with the bytes of each.
//!
//! Members are found without looking into their values, so that a body nests as deep as it likes in
//! what nobody reads. One rule for keys that stand twice, here and in every object that is read: refuse.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeOwned, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::lenient::Loose;
use crate::reading::Malformed;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const MOST_MEMBERS: usize = 256;

/// The members of the outermost object.
pub(crate) struct Members<'a> {
    body: &'a [u8],
    list: Vec<Member<'a>>,
}

struct Member<'a> {
    name: String,
    key: &'a RawValue,
    value: &'a RawValue,
}

impl<'a> Members<'a> {
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let json = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let base = body.len() - json.len();
        let text =
            str::from_utf8(json).map_err(|error| Malformed::byte("body", base + error.valid_up_to()))?;
        if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
            return Err(Malformed::byte("body", base));
        }
        let List(list) = serde_json::from_str(text)
            .map_err(|error| Malformed::byte("body", base + offset_of(text, &error)))?;
        Ok(Self { body, list })
    }

    /// The whole body.
    pub(crate) fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The object itself.
    pub(crate) fn json(&self) -> &'a [u8] {
        self.body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(self.body)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|member| member.name.as_str())
    }

    /// The bytes of a member's value.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        self.list.iter().find(|member| member.name == name).map(|member| member.value.get())
    }

    fn loose(&self, name: &str) -> Loose {
        self.raw(name).and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.loose(name).into_text()
    }

    pub(crate) fn id(&self, name: &str) -> Option<i64> {
        self.loose(name).id()
    }

    /// A member that is an object; none if it is missing or something else.
    pub(crate) fn object<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, Malformed> {
        let Some(raw) = self.raw(name).filter(|raw| raw.starts_with('{')) else { return Ok(None) };
        let found = serde_json::from_str(raw)
            .map_err(|error| Malformed::byte(name, self.span(raw).start + offset_of(raw, &error)))?;
        Ok(Some(found))
    }

    /// The body without one member, else byte for byte the same.
    pub(crate) fn without(&self, name: &str) -> Vec<u8> {
        let Some(at) = self.list.iter().position(|member| member.name == name) else {
            return self.body.to_vec();
        };
        let start = |member: &Member<'_>| self.span(member.key.get()).start;
        let end = |member: &Member<'_>| self.span(member.value.get()).end;
        let cut = match (self.list.get(at + 1), at.checked_sub(1)) {
            (Some(next), _) => start(&self.list[at])..start(next),
            (None, Some(before)) => end(&self.list[before])..end(&self.list[at]),
            (None, None) => start(&self.list[at])..end(&self.list[at]),
        };
        [&self.body[..cut.start], &self.body[cut.end..]].concat()
    }

    /// Where a slice of the body lies in it.
    fn span(&self, slice: &str) -> Range<usize> {
        let start = slice.as_ptr().addr() - self.body.as_ptr().addr();
        start..start + slice.len()
    }
}

/// Turns the line and column of an error into bytes from the start of `text`.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// The body with every text under the key `name`, at whatever depth, made empty; else byte for byte the same.
pub(crate) fn blanked(body: &[u8], name: &str) -> Vec<u8> {
    let key = format!("\"{name}\"");
    let mut kept = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = find(rest, key.as_bytes()) {
        let quoted = at > 0 && rest[at - 1] == b'\\';
        let after = at + key.len();
        kept.extend_from_slice(&rest[..after]);
        rest = &rest[after..];
        if let Some((start, end)) = text_after_colon(rest).filter(|_| !quoted) {
            kept.extend_from_slice(&rest[..start]);
            rest = &rest[end..];
        }
    }
    kept.extend_from_slice(rest);
    kept
}

fn find(body: &[u8], wanted: &[u8]) -> Option<usize> {
    body.windows(wanted.len()).position(|window| window == wanted)
}

/// Where the text begins and ends that follows a colon.
fn text_after_colon(rest: &[u8]) -> Option<(usize, usize)> {
    let mut bytes = rest.iter().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace());
    bytes.next().filter(|(_, byte)| **byte == b':')?;
    let (quote, _) = bytes.next().filter(|(_, byte)| **byte == b'"')?;
    let start = quote + 1;
    let mut at = start;
    while *rest.get(at)? != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    Some((start, at))
}

struct List<'a>(Vec<Member<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ListVisitor).map(List)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list: Vec<Member<'de>> = Vec::with_capacity(8);
        while let Some((key, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
            let name =
                serde_json::from_str::<Cow<'_, str>>(key.get()).map_err(A::Error::custom)?.into_owned();
            if list.len() == MOST_MEMBERS || list.iter().any(|member| member.name == name) {
                return Err(A::Error::custom("a key stands twice, or there are too many"));
            }
            list.push(Member { name, key, value });
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn without_secret(body: &str) -> String {
        String::from_utf8(Members::parse(body.as_bytes()).unwrap().without("secret")).unwrap()
    }

    #[test]
    fn a_member_goes_and_every_other_byte_stays() {
        assert_eq!(without_secret(r#"{"a":1, "secret" : "x" , "b":2}"#), r#"{"a":1, "b":2}"#);
        assert_eq!(without_secret(r#"{"a":1 ,"secret":"x" }"#), r#"{"a":1 }"#);
        assert_eq!(without_secret(r#"{ "secret":"x"}"#), "{ }");
        assert_eq!(
            without_secret("\u{feff}{\"s\\u0065cret\":{\"secret\":1},\"a\":[\"}\"]}"),
            "\u{feff}{\"a\":[\"}\"]}"
        );
        assert_eq!(without_secret(r#" {"a":{"secret":1}} "#), r#" {"a":{"secret":1}} "#);
    }

    #[test]
    fn a_key_that_opens_files_is_blanked_wherever_it_stands() {
        let blank = |body: &str| String::from_utf8(blanked(body.as_bytes(), "access_key")).unwrap();
        assert_eq!(
            blank(r#"{"a":[{"access_key" : "k\"1","id":1},{"access_key":"k2"}],"t":"access_key"}"#),
            r#"{"a":[{"access_key" : "","id":1},{"access_key":""}],"t":"access_key"}"#
        );
        for same in [r#"{"access_key":7}"#, r#"{"t":"\"access_key\":\"x\""}"#, r#"{"access_key":"cut"#, "{}"]
        {
            assert_eq!(blank(same), same);
        }
    }

    #[test]
    fn what_is_not_one_object_is_refused() {
        for body in ["", " ", "[1]", "\"{}\"", "{} {}", "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{", "//\n{}"]
        {
            assert!(Members::parse(body.as_bytes()).is_err(), "{body}");
        }
        assert!(Members::parse(b"{\"a\":\"\xff\"}").is_err());
        assert!(Members::parse(br#"{"a":1,"\u0061":2}"#).is_err());
    }

    #[test]
    fn depth_that_nobody_reads_does_no_harm() {
        let body = format!("{{\"deep\":{}{},\"type\":\"x\"}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(Members::parse(body.as_bytes()).unwrap().text("type").as_deref(), Some("x"));
    }

    #[test]
    fn an_error_says_at_which_byte() {
        let error = Members::parse(b"{\"a\":1,\n\"a\":2}").err().unwrap();
        assert_eq!((error.field(), error.at().is_some_and(|at| at > 8)), ("body", true));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(members) = Members::parse(&body) {
                prop_assert!(members.without("secret").len() <= body.len());
            }
        }
    }
}
