//! Replies as the page: what has to be called, and what the platform's answer means.
//!
//! Nothing is sent from here. [`requests`] says which calls a [`Deed`] takes, [`judge`] reads one answer.

pub mod call;
pub mod limits;
mod max;
mod ok;
mod split;
mod telegram;
mod verdict;
mod vk;

use std::fmt;

use domain::{Page, Platform};
use http::{HeaderMap, StatusCode};

pub use call::Call;
pub use split::split;
pub use verdict::{Reason, Verdict};

/// Stands between the names of the parts of one reply.
const BETWEEN_PARTS: char = ',';

/// One reply to one resident's message.
#[derive(Clone, Copy)]
pub struct Letter<'a> {
    /// The page that speaks.
    pub page: &'a Page,
    /// Where to: the `reply_to` of the message that is answered.
    pub to: &'a str,
    /// The platform's name of the resident, for private dialogs.
    pub person: Option<&'a str>,
    /// What is said.
    pub text: &'a str,
    /// The same for every attempt at this reply, and for no other reply.
    pub token: &'a str,
    /// The platform's name of what is already published: to edit or delete it, or the parts of a long reply that
    /// need not be sent again.
    pub object: Option<&'a str>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Publish.
    Send,
    /// Replace the published text.
    Edit,
    /// Take the reply back.
    Delete,
    /// Read the thread, to see whether the next part of the reply stands in it.
    Find,
}

/// Why there is nothing to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// The page has no token.
    #[error("the page has no token")]
    NoToken,
    /// The platform takes only a person's token for this, and the page has none.
    #[error("the page has no user token")]
    NoUserToken,
    /// The address of the reply cannot be read.
    #[error("the address of the reply cannot be read")]
    Address,
    /// A private dialog without the person's name.
    #[error("the person of the dialog is not known")]
    NoPerson,
    /// There is nothing to say.
    #[error("the text is empty")]
    Empty,
    /// An edit that no longer fits into the messages that are out.
    #[error("the text is too long for an edit")]
    TooLong,
    /// Nothing is published that could be edited or deleted.
    #[error("nothing is published yet")]
    NothingPublished,
    /// The platform has no way to do this.
    #[error("the platform offers no way to do this")]
    Unsupported,
}

impl Unsendable {
    /// The code that is counted and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::NoUserToken => "no_user_token",
            Self::Address => "no_address",
            Self::NoPerson => "no_person",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::NothingPublished => "nothing_published",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Debug for Letter<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Letter").field("page", &self.page.id).finish_non_exhaustive()
    }
}

impl<'a> Letter<'a> {
    /// What is published, part by part.
    fn objects(&self) -> impl Iterator<Item = &'a str> {
        self.object.into_iter().flat_map(|object| object.split(BETWEEN_PARTS)).filter(|part| !part.is_empty())
    }

    /// The text in parts that the platform takes, without those that hold nothing.
    fn parts(&self) -> Vec<&'a str> {
        let parts = split(self.text.trim(), &limits::of_text(self.page.platform, self.to));
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
    }

    /// The parts that are not out yet, with their numbers from 0.
    fn unsent(&self) -> Result<Vec<(usize, &'a str)>, Unsendable> {
        let parts = self.parts();
        if parts.is_empty() {
            return Err(Unsendable::Empty);
        }
        Ok(parts.into_iter().enumerate().skip(self.objects().count()).collect())
    }

    /// What each published part becomes: other words, or nothing if the text became shorter.
    fn revised(&self) -> Result<Vec<(&'a str, Option<&'a str>)>, Unsendable> {
        let (objects, parts) = (self.published()?, self.parts());
        match parts.len() {
            0 => Err(Unsendable::Empty),
            count if count > objects.len() => Err(Unsendable::TooLong),
            _ => {
                let texts = parts.into_iter().map(Some).chain(std::iter::repeat(None));
                Ok(objects.into_iter().zip(texts).collect())
            }
        }
    }

    fn published(&self) -> Result<Vec<&'a str>, Unsendable> {
        let objects: Vec<_> = self.objects().collect();
        if objects.is_empty() { Err(Unsendable::NothingPublished) } else { Ok(objects) }
    }

    fn token(&self) -> Result<&'a str, Unsendable> {
        call::token(self.page)
    }

    fn user_token(&self) -> Result<&'a str, Unsendable> {
        call::user_token(self.page)
    }

    fn person(&self) -> Result<&'a str, Unsendable> {
        self.person.filter(|person| !person.is_empty()).ok_or(Unsendable::NoPerson)
    }
}

/// Adds the name of a part that has just been published to those before it.
pub fn joined(earlier: Option<&str>, next: &str) -> String {
    match earlier.filter(|earlier| !earlier.is_empty()) {
        Some(earlier) => format!("{earlier}{BETWEEN_PARTS}{next}"),
        None => next.to_owned(),
    }
}

/// The calls that a deed takes, in their order; several where a long text is split.
///
/// A reply that was cut short is continued: the parts named in [`Letter::object`] are not sent again.
pub fn requests(deed: Deed, letter: &Letter<'_>) -> Result<Vec<Call>, Unsendable> {
    match letter.page.platform {
        Platform::Vk => vk::requests(deed, letter),
        Platform::Telegram => telegram::requests(deed, letter),
        Platform::Max => max::requests(deed, letter),
        Platform::Ok => ok::requests(deed, letter),
        _ => Err(Unsendable::Unsupported),
    }
}

/// What the answer to one of these calls means.
pub fn judge(
    deed: Deed,
    letter: &Letter<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Verdict {
    let answer = verdict::Answer { deed, status, headers, body };
    match letter.page.platform {
        Platform::Vk => vk::judge(letter, &answer),
        Platform::Telegram => telegram::judge(letter, &answer),
        Platform::Max => max::judge(letter, &answer),
        Platform::Ok => ok::judge(letter, &answer),
        _ => Verdict::Unclear,
    }
}

#[cfg(test)]
mod tests;
