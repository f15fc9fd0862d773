//! Chats, senders, and where a comment stands.

use domain::{Author, Page};
use serde::Deserialize;

use crate::lenient::{Flag, Id, Maybe, Text};
use crate::reading::Note;
use crate::words;

/// Telegram itself: the sender of the copies of a channel's posts.
const TELEGRAM: i64 = 777_000;
/// Ids of supergroups and channels are their short ids below this.
const LONG_IDS: i64 = -1_000_000_000_000;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Chat {
    pub(super) id: Id,
    #[serde(rename = "type")]
    kind: Text,
    title: Text,
    username: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct User {
    id: Id,
    is_bot: Flag,
    first_name: Text,
    last_name: Text,
}

/// Where a forwarded message comes from; of interest for the copy of a channel's post only.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    chat: Maybe<Chat>,
    message_id: Id,
}

impl Chat {
    /// Samples exist without `type`; people have positive ids.
    pub(super) fn is_private(&self) -> bool {
        self.kind.0.as_deref().map_or_else(|| self.id.0.is_some_and(|id| id > 0), |kind| kind == "private")
    }

    fn is(&self, name: &str) -> bool {
        let handle = name.strip_prefix('@').unwrap_or(name);
        self.id.0.is_some_and(|id| id.to_string() == name)
            || self.username.0.as_deref().is_some_and(|username| username.eq_ignore_ascii_case(handle))
    }

    fn author(&self) -> Option<Author> {
        Some(Author {
            id: self.id.0?.to_string().into(),
            name: self.title.0.as_deref().and_then(words::line),
        })
    }

    /// The address of a message in this chat. Small groups have no addresses.
    fn address(&self, message: i64) -> Option<String> {
        address(self.id.0, self.username.0.as_deref(), message)
    }
}

fn address(chat: Option<i64>, username: Option<&str>, message: i64) -> Option<String> {
    if let Some(name) = username.filter(|name| is_handle(name)) {
        return Some(format!("https://t.me/{name}/{message}"));
    }
    let short = LONG_IDS.checked_sub(chat?).filter(|short| *short > 0)?;
    Some(format!("https://t.me/c/{short}/{message}"))
}

/// The address of a comment under a channel's post.
pub(crate) fn comment_link(channel: i64, username: Option<&str>, post: i64, comment: i64) -> Option<String> {
    address(Some(channel), username, post).map(|address| format!("{address}?comment={comment}"))
}

fn is_handle(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The part of a message that says whose it is; of a message that is answered, nothing else is read.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Head {
    pub(super) message_id: Id,
    pub(super) chat: Maybe<Chat>,
    from: Maybe<User>,
    sender_chat: Maybe<Chat>,
    is_automatic_forward: Flag,
    forward_origin: Maybe<Origin>,
    media_group_id: Text,
}

/// Whose a message is.
pub(super) enum Whose {
    Resident(Option<Author>),
    Page,
    Bot,
    /// The copy of a channel's post in its discussion group.
    Copy,
}

impl Head {
    /// A message in a chat's name has a made-up person as `from`.
    pub(super) fn whose(&self, page: &Page) -> Whose {
        let own = |id: &Chat| page.external.as_deref().is_some_and(|name| id.is(name));
        let from = self.from.0.as_ref();
        let by_telegram = from.is_some_and(|user| user.id.0 == Some(TELEGRAM));
        match (&self.sender_chat.0, from) {
            _ if self.is_automatic_forward.0 => Whose::Copy,
            _ if by_telegram && self.forward_origin.0.is_some() => Whose::Copy,
            (Some(sender), _) if own(sender) || self.is_in(sender) => Whose::Page,
            (Some(sender), _) => Whose::Resident(sender.author()),
            (None, Some(user)) if user.is_bot.0 || by_telegram => Whose::Bot,
            (None, user) => Whose::Resident(user.and_then(User::author)),
        }
    }

    /// An administrator who hides behind the group writes in the group's own name.
    fn is_in(&self, sender: &Chat) -> bool {
        self.chat.0.as_ref().is_some_and(|chat| chat.id.0.is_some() && chat.id.0 == sender.id.0)
    }

    /// Whether a comment comes from the channel under whose post, `copy`, it stands.
    pub(super) fn is_from_channel_of(&self, copy: &Self) -> bool {
        let sender = self.sender_chat.0.as_ref().and_then(|chat| chat.id.0);
        sender.is_some() && sender == copy.origin().and_then(|origin| origin.chat.0.as_ref()?.id.0)
    }

    /// The message within its page: the items of an album are one.
    pub(super) fn object(&self, room: i64) -> Option<String> {
        match self.album() {
            Some(album) => Some(format!("{room}:album:{album}")),
            None => self.message_id.0.map(|id| format!("{room}:{id}")),
        }
    }

    /// The album that it is an item of.
    pub(super) fn album(&self) -> Option<String> {
        words::code(self.media_group_id.as_str(), 64)
    }

    /// Of the copy of a channel's post: which post it is.
    pub(super) fn thread(&self) -> Option<Note> {
        let origin = self.forward_origin.0.as_ref()?;
        let channel = origin.chat.0.as_ref()?;
        Some(Note::Thread {
            chat: self.chat.0.as_ref()?.id.0?,
            thread: self.message_id.0?,
            channel: channel.id.0?,
            post: origin.message_id.0?,
            username: channel.username.0.clone().filter(|name| is_handle(name)),
        })
    }

    /// Where the copy of a channel's post comes from.
    pub(super) fn origin(&self) -> Option<&Origin> {
        self.forward_origin.0.as_ref()
    }
}

impl User {
    fn author(&self) -> Option<Author> {
        let names = [self.first_name.0.as_deref(), self.last_name.0.as_deref()];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some(Author { id: self.id.0?.to_string().into(), name: words::line(&name) })
    }
}

/// The address of a comment: under the channel's post where that is named, else within the group.
pub(super) fn link(chat: &Chat, message: i64, thread: Option<i64>, post: Option<&Origin>) -> Option<String> {
    if chat.is_private() {
        return None;
    }
    let under = post.and_then(|origin| origin.chat.0.as_ref()?.address(origin.message_id.0?));
    if let Some(address) = under {
        return Some(format!("{address}?comment={message}"));
    }
    let thread = thread.map(|thread| format!("?thread={thread}")).unwrap_or_default();
    chat.address(message).map(|address| address + &thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(json: &str) -> Chat {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_group_without_a_handle_is_named_by_its_short_id() {
        let group = chat(r#"{"id":-1002100000002,"type":"supergroup"}"#);
        assert_eq!(
            link(&group, 9_006, Some(9_001), None).unwrap(),
            "https://t.me/c/2100000002/9006?thread=9001"
        );
    }

    #[test]
    fn small_groups_and_private_chats_have_no_addresses() {
        assert_eq!(link(&chat(r#"{"id":-4100000001,"type":"group"}"#), 16, None, None), None);
        assert_eq!(link(&chat(r#"{"id":5000000003,"username":"someone"}"#), 16, None, None), None);
    }

    #[test]
    fn a_handle_that_is_none_never_gets_into_an_address() {
        let odd = chat(r#"{"id":-1002100000002,"type":"supergroup","username":"a/../b?x"}"#);
        assert_eq!(link(&odd, 5, None, None).unwrap(), "https://t.me/c/2100000002/5");
    }
}
