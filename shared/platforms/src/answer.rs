//! What a platform hears after a delivery.

use std::fmt;

use domain::Private;

/// The exact answer that makes a platform count a delivery as taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A fixed word.
    Text(&'static str),
    /// The string that proves to VK who owns the address.
    Confirmation(Private<String>),
    /// Nothing: the status says it all.
    Empty,
}

impl Answer {
    /// The HTTP status: MAX counts nothing but 200 as success, so all get it.
    pub const fn status(&self) -> u16 {
        200
    }

    /// The body.
    pub fn body(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Confirmation(text) => text.expose(),
            Self::Empty => "",
        }
    }

    /// The type of the body, if there is one.
    pub const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Text(_) | Self::Confirmation(_) => Some("text/plain"),
            Self::Empty => None,
        }
    }
}

/// A delivery that proved where it comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// The body as it came, byte for byte, but without the `secret` that VK puts into it.
    pub body: Vec<u8>,
    /// What to answer once the body is safe.
    pub answer: Answer,
    /// Whether there is anything in it to keep: a handshake has nothing.
    pub keep: bool,
}

impl fmt::Debug for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verified")
            .field("body_bytes", &self.body.len())
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// Why a delivery is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The secret or signature is missing, doubled, expired or wrong.
    #[error("the delivery does not prove where it comes from")]
    Unauthorized,
    /// It cannot be read far enough to find its proof.
    #[error("the delivery cannot be read: {0}")]
    Malformed(&'static str),
    /// It is for another page, or for one that expects no handshake.
    #[error("the delivery is for another page")]
    WrongPage,
}

impl Refusal {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::Malformed(_) => 400,
            Self::WrongPage => 403,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vk_hears_exactly_two_bytes_of_plain_text() {
        let answer = Answer::Text("ok");
        assert_eq!(
            (answer.status(), answer.body().len(), answer.content_type()),
            (200, 2, Some("text/plain"))
        );
    }

    #[test]
    fn debug_shows_neither_the_body_nor_the_confirmation() {
        let verified = Verified {
            body: b"secret words".to_vec(),
            answer: Answer::Confirmation("c0ffee".into()),
            keep: false,
        };
        let shown = format!("{verified:?} {:?}", verified.answer);
        assert!(!shown.contains("c0ffee") && !shown.contains("115"), "{shown}");
    }
}
