//! Texts, names, links and codes, held to what is safe to keep.

use data_encoding::HEXLOWER;
use domain::Private;
use sha2::{Digest, Sha256};

/// The most characters of a text that are kept.
pub(crate) const TEXT_CHARS: usize = 16_000;
const NAME_CHARS: usize = 200;
const LINK_BYTES: usize = 500;
const KEY_BYTES: usize = 128;

/// The text without control characters and outer space, at most [`TEXT_CHARS`] characters of it.
pub(crate) fn text(raw: &str) -> String {
    let kept = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = kept.chars().filter(|char| readable(*char)).collect();
    kept.trim().chars().take(TEXT_CHARS).collect()
}

/// A name, title or address on one line; none if nothing is left of it.
pub(crate) fn line(raw: &str) -> Option<Private<String>> {
    let spaced: String = raw.chars().map(|char| if char.is_whitespace() { ' ' } else { char }).collect();
    let kept: String = text(&spaced).chars().take(NAME_CHARS).collect();
    (!kept.is_empty()).then(|| Private::new(kept))
}

fn readable(char: char) -> bool {
    matches!(char, '\n' | '\t') || !(char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
}

/// A link that a person may follow: of the web, short, and without anything that breaks out of a page.
pub(crate) fn link(raw: &str) -> Option<String> {
    let rest = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let broken = |char: char| char.is_whitespace() || char.is_control() || "\"'<>\\`".contains(char);
    let sound = raw.len() <= LINK_BYTES && !host.is_empty() && !host.contains('@') && !raw.contains(broken);
    sound.then(|| raw.to_owned())
}

/// A word of the platform's own vocabulary: what is not of its alphabet is left out.
pub(crate) fn code(raw: &str, most: usize) -> Option<String> {
    let kept: String =
        raw.chars().filter(|char| char.is_ascii_alphanumeric() || "_.-".contains(*char)).take(most).collect();
    (!kept.is_empty()).then_some(kept)
}

/// What a platform calls a file: kept only as a plain token, so that no address slips in.
pub(crate) fn reference(raw: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    (!raw.is_empty() && raw.len() <= 256 && raw.bytes().all(plain)).then(|| raw.to_owned())
}

/// A key given by the sender, kept exactly; none if it is empty, long, or not printable ASCII.
pub(crate) fn key(raw: &str) -> Option<String> {
    let sound = (1..=KEY_BYTES).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_graphic());
    sound.then(|| raw.to_owned())
}

/// A key made of what the sender does give.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    format!("sha256:{}", HEXLOWER.encode(&hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_on_a_character_and_loses_its_controls() {
        assert_eq!(text(" а\0б\u{1b}\r\nв\u{ffff}\t "), "аб\nв");
        let zalgo = "е\u{301}".repeat(1_000_000);
        assert_eq!(text(&zalgo).chars().count(), TEXT_CHARS);
        assert_eq!(text(&"🙁".repeat(20_000)).chars().count(), TEXT_CHARS);
    }

    #[test]
    fn only_a_link_of_the_web_is_kept() {
        assert!(link("https://max.ru/c/-1/AZ1T").is_some());
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
            "https:///path",
            "https://a b/",
            "https://a/\"><script>",
            "https://user:word@host/",
            "HTTPS//x",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(link(&format!("https://a.example/{}", "x".repeat(500))), None);
    }

    #[test]
    fn a_reference_cannot_be_an_address() {
        assert_eq!(reference("photo-1_2"), Some("photo-1_2".into()));
        assert_eq!(reference("https://cdn.example/x?sign=1"), None);
    }

    #[test]
    fn parts_of_a_digest_do_not_run_together() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
    }
}
