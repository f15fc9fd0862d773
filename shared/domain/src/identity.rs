//! Names derived from what a platform sent: the same for every repetition, and not to be guessed without the key.

use data_encoding::{Encoding, Specification};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::LazyLock;

use crate::ids::{MessageKey, PageId, Pseudonym, RegionId};
use crate::message::Platform;
use crate::private::Private;

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.encoding().expect("the alphabet has 32 different symbols")
});

/// The secret of an installation from which ids, pseudonyms and key digests are derived.
///
/// It belongs to the data: with another key the same message would get another id.
#[derive(Debug, Clone)]
pub struct IdKey(Private<Vec<u8>>);

/// The key is too short to keep ids unguessable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the id key has {0} bytes: at least 32 are needed")]
pub struct ShortKey(usize);

impl IdKey {
    /// Takes at least 32 bytes as the key.
    pub fn new(bytes: Vec<u8>) -> Result<Self, ShortKey> {
        if bytes.len() < 32 { Err(ShortKey(bytes.len())) } else { Ok(Self(Private::new(bytes))) }
    }

    /// The key of a message, from what every event about it carries and nothing else.
    pub fn message(&self, region: &RegionId, platform: Platform, page: &PageId, object: &str) -> MessageKey {
        let parts = [region.as_str(), platform.as_str(), page.as_str(), object];
        MessageKey::parse(&self.digest("message", &parts)[..20]).expect("20 symbols of the alphabet")
    }

    /// The name of a part of an incident.
    pub fn part(&self, incident: &MessageKey, number: u32) -> MessageKey {
        let digest = self.digest("part", &[incident.as_str(), &number.to_string()]);
        MessageKey::parse(&digest[..20]).expect("20 symbols of the alphabet")
    }

    /// The pseudonym of an author: the same on every page of one platform in one region.
    pub fn author(&self, region: &RegionId, platform: Platform, author: &Private<String>) -> Pseudonym {
        let parts = [region.as_str(), platform.as_str(), author.expose()];
        Pseudonym::parse(&self.digest("author", &parts)[..16]).expect("16 symbols of the alphabet")
    }

    /// A digest of a secret that is looked up or compared, never shown.
    pub fn secret(&self, purpose: &str, secret: &str) -> String {
        self.digest(purpose, &[secret])
    }

    /// A short mark of anything, to recognise it again.
    pub fn mark(&self, parts: &[&str]) -> String {
        self.digest("mark", parts)[..12].to_owned()
    }

    fn digest(&self, purpose: &str, parts: &[&str]) -> String {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.expose()).expect("a MAC takes a key of any length");
        for part in std::iter::once(&purpose).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        CROCKFORD.encode(&mac.finalize().into_bytes()[..30])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> IdKey {
        IdKey::new(vec![byte; 32]).unwrap()
    }

    fn message(key: &IdKey, region: &str, page: &str, object: &str) -> MessageKey {
        key.message(&RegionId::parse(region).unwrap(), Platform::Vk, &PageId::parse(page).unwrap(), object)
    }

    #[test]
    fn one_message_has_one_key_and_neighbours_have_others() {
        let of = |region, page, object| message(&key(1), region, page, object);
        assert_eq!(of("nn", "p", "wall_reply:-1:2"), of("nn", "p", "wall_reply:-1:2"));
        assert_ne!(of("nn", "p", "wall_reply:-1:2"), of("nn", "p", "wall_reply:-1:3"));
        assert_ne!(of("nn", "p1", "x"), of("nn", "p", "1x"));
        assert_ne!(message(&key(1), "nn", "p", "x"), message(&key(2), "nn", "p", "x"));
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(IdKey::new(vec![0; 31]).unwrap_err(), ShortKey(31));
    }
}
