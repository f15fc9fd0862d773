//! What a delivery turned out to say.

use chrono::{DateTime, Utc};
use domain::{Change, Content, Event, Private};
use serde::{Deserialize, Serialize};

use crate::words;

/// What a delivery reports: events, or the reason why there are none.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What happened to messages of residents.
    pub events: Vec<Event>,
    /// Why nothing did.
    pub ignored: Option<Ignored>,
    /// What else is worth keeping.
    pub notes: Vec<Note>,
}

/// What a delivery tells beside messages of residents. Order and repetition do not matter.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// Telegram: the comments of a thread stand under this post of a channel.
    Thread {
        /// The group of the comments.
        chat: i64,
        /// The copy of the post in it, which names the thread.
        thread: i64,
        /// The channel.
        channel: i64,
        /// The post in the channel.
        post: i64,
        /// The channel's public name.
        username: Option<String>,
    },
    /// Telegram: a group got another id.
    Migrated {
        /// Its old id.
        from: i64,
        /// Its id from now on.
        to: i64,
    },
    /// The page's bot came into a chat, or was put out of it.
    Membership {
        /// The chat.
        chat: i64,
        /// Whether the bot is in it now.
        present: bool,
        /// When that became so.
        at: DateTime<Utc>,
    },
    /// A person answered on the platform itself, past this system.
    AnsweredByHand {
        /// The resident's message that was answered, where the platform names it.
        object: Option<String>,
        /// The resident in whose dialog it was answered, by the platform's id.
        peer: Option<Private<String>>,
        /// When.
        at: DateTime<Utc>,
        /// The answer.
        text: Private<String>,
    },
    /// The platform cut a message short: the whole of it is to be asked for.
    Cropped {
        /// The message.
        object: String,
    },
    /// A resident pressed a button.
    Pressed {
        /// The message with the button.
        object: Option<String>,
        /// What the button stands for.
        payload: Private<String>,
        /// What the platform wants to hear back, by its name for the press.
        press: Option<String>,
        /// Who pressed it, by the platform's id.
        person: Option<Private<String>>,
    },
}

impl Note {
    /// The code that is counted.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Thread { .. } => "thread",
            Self::Migrated { .. } => "migrated",
            Self::Membership { .. } => "membership",
            Self::AnsweredByHand { .. } => "answered_by_hand",
            Self::Cropped { .. } => "cropped",
            Self::Pressed { .. } => "pressed",
        }
    }
}

/// Why a delivery that was read well concerns no resident's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "name", rename_all = "snake_case")]
pub enum Ignored {
    /// VK asks who owns the address.
    Confirmation,
    /// A kind of event that is not read, by the platform's name for it.
    UnknownKind(String),
    /// The page's own words.
    OwnMessage,
    /// Telegram's copy of a channel's post in its discussion group.
    AutomaticForward,
    /// A notice of the platform, or a bot's words.
    Service,
    /// A message that says nothing: no text, no file, no place.
    Empty,
}

impl Ignored {
    /// The code that is counted.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::UnknownKind(_) => "unknown_kind",
            Self::OwnMessage => "own_message",
            Self::AutomaticForward => "automatic_forward",
            Self::Service => "service",
            Self::Empty => "empty",
        }
    }

    pub(crate) fn unknown(kind: &str) -> Self {
        Self::UnknownKind(words::code(kind, 64).unwrap_or_else(|| "unnamed".to_owned()))
    }
}

/// A delivery that its platform's contract does not allow. Names the place and never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the delivery breaks the contract at {field}{}", .at.map(|at| format!(", byte {at}")).unwrap_or_default())]
pub struct Malformed {
    field: &'static str,
    at: Option<usize>,
}

impl Malformed {
    pub(crate) const fn field_of(field: &'static str) -> Self {
        Self { field, at: None }
    }

    pub(crate) const fn byte(field: &'static str, at: usize) -> Self {
        Self { field, at: Some(at) }
    }

    /// The field that is missing or unreadable; `body` when it is the JSON itself.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Where reading stopped, in bytes from the start of the body, where that is known.
    pub const fn at(&self) -> Option<usize> {
        self.at
    }
}

impl Reading {
    pub(crate) fn ignored(reason: Ignored) -> Self {
        Self { events: Vec::new(), ignored: Some(reason), notes: Vec::new() }
    }

    /// No message of a resident, and yet something to keep.
    pub(crate) fn noted(reason: Ignored, note: Note) -> Self {
        Self { notes: vec![note], ..Self::ignored(reason) }
    }

    /// The same with one thing more to keep.
    pub(crate) fn with(mut self, note: Option<Note>) -> Self {
        self.notes.extend(note);
        self
    }

    /// An edit is kept even if nothing is left: the words before it must not stay.
    pub(crate) fn of(event: Event) -> Self {
        let mute = event.content.as_ref().is_some_and(says_nothing);
        if mute && event.change != Change::Edited {
            return Self::ignored(Ignored::Empty);
        }
        Self { events: vec![event], ignored: None, notes: Vec::new() }
    }
}

fn says_nothing(content: &Content) -> bool {
    content.text.expose().is_empty()
        && content.point.is_none()
        && content.address.is_none()
        && content.attachments.iter().all(|attachment| attachment.kind == "sticker")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_keeps_its_name_and_nothing_else() {
        let Ignored::UnknownKind(name) = Ignored::unknown(&format!("like_add Иван {}", "x".repeat(9_999)))
        else {
            panic!("not an unknown kind")
        };
        assert!(name.starts_with("like_addxxx") && name.len() == 64);
        assert_eq!(Ignored::unknown("Иван"), Ignored::UnknownKind("unnamed".into()));
    }

    #[test]
    fn a_reason_is_stored_with_code_and_name() {
        let stored = serde_json::to_string(&Ignored::unknown("like_add")).unwrap();
        assert_eq!(stored, r#"{"code":"unknown_kind","name":"like_add"}"#);
        assert_eq!(serde_json::to_string(&Ignored::Empty).unwrap(), r#"{"code":"empty"}"#);
    }

    #[test]
    fn an_error_names_the_place() {
        assert_eq!(
            Malformed::byte("body", 7).to_string(),
            "the delivery breaks the contract at body, byte 7"
        );
        assert_eq!(
            Malformed::field_of("object.id").to_string(),
            "the delivery breaks the contract at object.id"
        );
    }
}
