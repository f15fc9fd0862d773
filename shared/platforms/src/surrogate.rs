//! Cut emoji: a `\ud83d` without its other half makes JSON unreadable, though the rest is sound.

use std::borrow::Cow;

/// The body with each half of a surrogate pair that stands alone replaced by U+FFFD.
///
/// The replacement has the same length, so byte offsets stay true.
pub(crate) fn repair(body: &[u8]) -> Cow<'_, [u8]> {
    let mut repaired = Cow::Borrowed(body);
    let mut at = 0;
    while at < body.len() {
        if body[at] != b'\\' {
            at += 1;
            continue;
        }
        at += match (unit(body, at), unit(body, at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                repaired.to_mut()[at..at + 6].copy_from_slice(b"\\ufffd");
                6
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
    }
    repaired
}

/// The code unit of a `\uXXXX` at `at`, if there is one.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let escape = body.get(at..at + 6)?;
    let digits = str::from_utf8(escape.strip_prefix(b"\\u")?).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<String> {
        serde_json::from_slice(&repair(body.as_bytes())).ok()
    }

    #[test]
    fn half_an_emoji_costs_only_itself() {
        assert_eq!(read(r#""а\ud83d б""#).as_deref(), Some("а\u{fffd} б"));
        assert_eq!(read(r#""\ude00""#).as_deref(), Some("\u{fffd}"));
        assert_eq!(read(r#""\ud83d\ud83d\ude00""#).as_deref(), Some("\u{fffd}😀"));
    }

    #[test]
    fn whole_pairs_and_escaped_backslashes_stay() {
        for body in [r#""\ud83d\ude00""#, r#""\\ud83d""#, r#""\u0431\n""#, r#""\u00"#, r"\"] {
            assert!(matches!(repair(body.as_bytes()), Cow::Borrowed(_)), "{body}");
        }
        assert_eq!(read(r#""\\\ud83d""#).as_deref(), Some("\\\u{fffd}"));
    }
}
