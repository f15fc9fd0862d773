//! The shapes of keys and secrets, checked without ever quoting them.

use data_encoding::BASE64;

use crate::message::Platform;
use crate::private::Private;

/// The least length of the unguessable part of an address: 128 bits in Base64.
const KEY_LENGTH: usize = 22;

/// What is wrong with a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum SecretError {
    #[error("expected at least 22 letters, digits, `-` or `_`")]
    Key,
    #[error("expected `whsec_` and 24 to 64 bytes in Base64")]
    Signing,
    #[error("expected 1 to 50 letters and digits, `-` or `_`")]
    Vk,
    #[error("expected 1 to 256 letters, digits, `-` or `_`")]
    Telegram,
    #[error("expected 5 to 256 letters, digits, `-` or `_`")]
    Max,
    #[error("expected 22 to 256 letters, digits, `-` or `_`")]
    Bearer,
}

/// The unguessable part of a page's address.
pub(super) fn page_key(key: &Private<String>) -> Result<(), SecretError> {
    let key = key.expose();
    if is_token(key) && (KEY_LENGTH..=128).contains(&key.len()) { Ok(()) } else { Err(SecretError::Key) }
}

/// A secret by which Standard Webhooks are signed.
pub(super) fn signing_secret(secret: &Private<String>) -> Result<(), SecretError> {
    let encoded = secret.expose().strip_prefix("whsec_").ok_or(SecretError::Signing)?;
    let key = BASE64.decode(encoded.as_bytes()).map_err(|_| SecretError::Signing)?;
    if (24..=64).contains(&key.len()) { Ok(()) } else { Err(SecretError::Signing) }
}

/// A secret that a platform sends or signs with.
pub(super) fn page_secret(platform: Platform, secret: &Private<String>) -> Result<(), SecretError> {
    let (lengths, error) = match platform {
        Platform::Vk => (1..=50, SecretError::Vk),
        Platform::Telegram => (1..=256, SecretError::Telegram),
        Platform::Max | Platform::Open311 => (5..=256, SecretError::Max),
        Platform::Standard => return signing_secret(secret),
        Platform::Ok | Platform::Pos | Platform::CloudEvents | Platform::Registry => {
            (22..=256, SecretError::Bearer)
        }
    };
    let text = secret.expose();
    if is_token(text) && lengths.contains(&text.len()) { Ok(()) } else { Err(error) }
}

fn is_token(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
