//! One message of a chat: what it says, what it answers, and where it stands.

use chrono::{DateTime, Utc};
use domain::{Change, Content, Event, Form, Page, Point, Private};
use serde::Deserialize;

use super::entities;
use super::files::Files;
use super::place::{self, Chat, Head, Whose};
use crate::json::Members;
use crate::lenient::{Degrees, Flag, Id, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
use crate::{moment, words};

/// Fields of a message that a person writes. Any other field of a message without content is a notice.
const OF_PEOPLE: [&str; 28] = [
    "author_signature",
    "caption",
    "caption_entities",
    "chat",
    "date",
    "edit_date",
    "effect_id",
    "entities",
    "external_reply",
    "forward_origin",
    "from",
    "has_protected_content",
    "is_from_offline",
    "is_topic_message",
    "link_preview_options",
    "media_group_id",
    "message_id",
    "message_thread_id",
    "quote",
    "reply_markup",
    "reply_to_message",
    "sender_boost_count",
    "sender_chat",
    "sender_tag",
    "show_caption_above_media",
    "sticker",
    "text",
    "via_bot",
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    message_thread_id: Id,
    date: Id,
    edit_date: Id,
    text: Text,
    entities: List<entities::Entity>,
    caption: Text,
    caption_entities: List<entities::Entity>,
    reply_to_message: Maybe<Head>,
    location: Maybe<Location>,
    venue: Maybe<Venue>,
    is_topic_message: Flag,
    migrate_to_chat_id: Id,
    migrate_from_chat_id: Id,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Location {
    latitude: Degrees,
    longitude: Degrees,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Venue {
    location: Maybe<Location>,
    title: Text,
    address: Text,
}

pub(super) fn read(
    page: &Page,
    members: &Members<'_>,
    (field, change): (&'static str, Change),
    received_at: DateTime<Utc>,
    delivery: String,
) -> Result<Reading, Malformed> {
    let head: Head = members.object(field)?.ok_or(Malformed::field_of("message"))?;
    let body: Body = members.object(field)?.unwrap_or_default();
    let chat = head.chat.0.as_ref().ok_or(Malformed::field_of("message.chat"))?;
    let room = chat.id.0.ok_or(Malformed::field_of("message.chat.id"))?;
    let id = head.message_id.0.ok_or(Malformed::field_of("message.message_id"))?;
    if let Some(note) = body.migration(room) {
        return Ok(Reading::noted(Ignored::Service, note));
    }
    let object = head.object(room).ok_or(Malformed::field_of("message.message_id"))?;
    let author = match head.whose(page) {
        Whose::Resident(author) => author,
        Whose::Page => return Ok(Reading::ignored(Ignored::OwnMessage)),
        Whose::Bot => return Ok(Reading::ignored(Ignored::Service)),
        Whose::Copy => return Ok(Reading::ignored(Ignored::AutomaticForward).with(head.thread())),
    };
    let answered = Answered::of(page, body.reply_to_message.0.as_ref());
    let thread = if let Answered::Post(copy) = answered { copy.thread() } else { None };
    if let Answered::Post(copy) = answered
        && head.is_from_channel_of(copy)
    {
        return Ok(Reading::ignored(Ignored::OwnMessage).with(thread));
    }
    let files: Files = members.object(field)?.unwrap_or_default();
    let changed = if change == Change::Edited { body.edit_date.0 } else { body.date.0 };
    let part = head.album().map(|_| id.to_string());
    let content = Content { author, part, ..content(chat, (room, id), &body, &answered, files, received_at) };
    let reading = Reading::of(Event {
        object,
        delivery,
        change,
        version_at: moment::possible(moment::from_seconds(changed), received_at),
        content: Some(content),
        deleter: None,
    });
    let reading = if reading.ignored.is_some() && is_notice(members, field)? {
        Reading::ignored(Ignored::Service)
    } else {
        reading
    };
    Ok(reading.with(thread))
}

/// What a message answers.
enum Answered<'a> {
    /// The copy of a channel's post.
    Post(&'a Head),
    /// A resident's message.
    Resident(&'a Head),
    Nothing,
}

impl<'a> Answered<'a> {
    fn of(page: &Page, head: Option<&'a Head>) -> Self {
        let Some(head) = head else { return Self::Nothing };
        match head.whose(page) {
            Whose::Copy => Self::Post(head),
            Whose::Resident(Some(_)) => Self::Resident(head),
            Whose::Resident(None) | Whose::Page | Whose::Bot => Self::Nothing,
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Post(head) | Self::Resident(head) => head.message_id.0,
            Self::Nothing => None,
        }
    }
}

fn content(
    chat: &Chat,
    (room, id): (i64, i64),
    body: &Body,
    answered: &Answered<'_>,
    files: Files,
    received_at: DateTime<Utc>,
) -> Content {
    let (written_at, clock_doubt) = moment::written(moment::from_seconds(body.date.0), received_at);
    let said = [(&body.text, &body.entities), (&body.caption, &body.caption_entities)]
        .map(|(text, marks)| words::text(&entities::spelled_out(text.as_str(), &marks.0)));
    let thread = body.message_thread_id.0.filter(|_| !body.is_topic_message.0);
    let origin = if let Answered::Post(copy) = answered { copy.origin() } else { None };
    let sort = if chat.is_private() { "dialog".to_owned() } else { format!("msg:{room}") };
    Content {
        form: if chat.is_private() { Form::Direct } else { Form::Comment },
        written_at,
        clock_doubt,
        author: None,
        text: said.into_iter().find(|text| !text.is_empty()).unwrap_or_default().into(),
        parent: parent(body, answered).and_then(|head| head.object(room)),
        post: post(thread, answered).map(|thread| format!("thread:{room}:{thread}")),
        link: place::link(chat, id, thread, origin),
        attachments: files.named(),
        point: body.point(),
        address: body.address(),
        part: None,
        reply_to: Some(format!("{sort}:{id}").into()),
        filed: domain::Filed::default(),
    }
}

/// In a topic of a forum, the first message is what opened the topic and no one's words.
fn parent<'a>(body: &Body, answered: &Answered<'a>) -> Option<&'a Head> {
    let Answered::Resident(head) = answered else { return None };
    Some(*head).filter(|head| !body.is_topic_message.0 || head.message_id.0 != body.message_thread_id.0)
}

/// Comments under one post share a thread, whose number is that of the post's copy. An answer to the
/// thread's first message is not under a post: there the thread is that of the two.
fn post(thread: Option<i64>, answered: &Answered<'_>) -> Option<i64> {
    match answered {
        Answered::Post(copy) => copy.message_id.0,
        Answered::Resident(_) | Answered::Nothing => thread.filter(|_| thread != answered.number()),
    }
}

/// Whether a message without content is the platform's: it has a field that no person fills in.
fn is_notice(members: &Members<'_>, field: &str) -> Result<bool, Malformed> {
    let message = Members::parse(members.raw(field).unwrap_or_default().as_bytes())?;
    Ok(message.names().any(|name| !OF_PEOPLE.contains(&name)))
}

impl Body {
    /// A group that grows gets another id, and tells so in the old chat and in the new one.
    fn migration(&self, room: i64) -> Option<Note> {
        let to = self.migrate_to_chat_id.0.map(|to| Note::Migrated { from: room, to });
        to.or_else(|| self.migrate_from_chat_id.0.map(|from| Note::Migrated { from, to: room }))
    }

    /// A venue comes with its location outside and inside.
    fn point(&self) -> Option<Private<Point>> {
        let venue = || self.venue.0.as_ref().and_then(|venue| venue.location.0.as_ref());
        let location = self.location.0.as_ref().or_else(venue)?;
        Point::checked(location.latitude.0?, location.longitude.0?).map(Private::new)
    }

    fn address(&self) -> Option<Private<String>> {
        let venue = self.venue.0.as_ref()?;
        let parts = [venue.title.as_str(), venue.address.as_str()];
        words::line(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
    }
}
