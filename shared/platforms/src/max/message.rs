//! One message or comment.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use domain::{Attachment, Author, Change, Content, Event, Form, Page, Point, Private};
use serde::Deserialize;

use super::Update;
use crate::json::Members;
use crate::lenient::{Degrees, Flag, Id, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Reading};
use crate::{moment, words};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    sender: Maybe<Person>,
    recipient: Maybe<Recipient>,
    timestamp: Id,
    body: Maybe<Body>,
    link: Maybe<Link>,
    url: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    user_id: Id,
    first_name: Text,
    last_name: Text,
    name: Text,
    is_bot: Flag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Recipient {
    chat_id: Id,
    chat_type: Text,
    post_id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    mid: Text,
    seq: Id,
    text: Text,
    attachments: List<Attached>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Link {
    #[serde(rename = "type")]
    kind: Text,
    sender: Maybe<Person>,
    message: Maybe<Body>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attached {
    #[serde(rename = "type")]
    kind: Text,
    latitude: Degrees,
    longitude: Degrees,
    payload: Maybe<Payload>,
}

/// The `url` and `token` beside these open the file: they are never read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    photo_id: Text,
    id: Text,
    code: Text,
}

pub(super) fn read(
    page: &Page,
    update: &Update,
    change: Change,
    members: &Members<'_>,
) -> Result<Reading, Malformed> {
    let Some(message) = members.object::<Message>("message")? else {
        // An edit without its message has been seen; a create without one says that something is lost.
        let known = change == Change::Edited;
        return if known {
            Ok(Reading::ignored(Ignored::Empty))
        } else {
            Err(Malformed::field_of("message"))
        };
    };
    if let Some(reason) = message.not_a_residents(page, update) {
        return Ok(Reading::ignored(reason));
    }
    let nothing = Body::default();
    let (body, object) = match &message.body.0 {
        Some(body) => (body, words::key(body.mid.as_str()).ok_or(Malformed::field_of("message.body.mid"))?),
        None if message.forwarded().is_empty() => return Ok(Reading::ignored(Ignored::Empty)),
        None => (&nothing, message.nameless()),
    };
    Ok(Reading::of(Event {
        delivery: update.delivery(members, &object),
        change,
        version_at: update.version_at(),
        content: Some(message.content(update, body, &object, change)),
        object,
        deleter: None,
    }))
}

impl Person {
    fn is_page(&self, page: &Page) -> bool {
        self.user_id.0.is_some_and(|id| page.external.as_deref() == Some(id.to_string().as_str()))
    }

    fn author(&self) -> Option<Author> {
        let full = [self.first_name.as_str(), self.last_name.as_str()].join(" ");
        let name = words::line(&full).or_else(|| words::line(self.name.as_str()));
        Some(Author { id: self.user_id.0?.to_string().into(), name })
    }
}

impl Message {
    fn not_a_residents(&self, page: &Page, update: &Update) -> Option<Ignored> {
        let sender = self.sender.0.as_ref();
        let channel = self.recipient.0.as_ref().is_some_and(|it| it.chat_type.as_str() == "channel");
        if sender.is_some_and(|user| user.is_page(page)) {
            Some(Ignored::OwnMessage)
        } else if sender.is_some_and(|user| user.is_bot.0) {
            Some(Ignored::Service)
        } else {
            // What stands in a channel and is no comment is the channel's post.
            (channel && update.kind.starts_with("message_")).then_some(Ignored::OwnMessage)
        }
    }

    fn content(&self, update: &Update, body: &Body, mid: &str, change: Change) -> Content {
        let (written_at, clock_doubt) =
            moment::written(moment::from_millis(self.written(update, body, change)), update.received_at);
        let texts = [body.text.as_str(), self.forwarded()].map(words::text);
        let attached = &body.attachments.0;
        Content {
            form: self.form(update),
            written_at,
            clock_doubt,
            author: self.sender.0.as_ref().and_then(Person::author),
            text: words::text(&texts.join("\n")).into(),
            parent: self.parent(),
            post: self.post(),
            link: self.link(update, body, mid),
            attachments: attached.iter().filter_map(Attached::named).collect(),
            point: attached.iter().find_map(Attached::point),
            address: None,
            part: None,
            reply_to: self.reply_to(self.form(update), mid).map(Into::into),
            filed: domain::Filed::default(),
        }
    }

    /// In an edit, `timestamp` is the time of the edit; the time of writing is the upper part of `seq`.
    fn written(&self, update: &Update, body: &Body, change: Change) -> Option<i64> {
        let born = body.seq.0.map(|seq| seq >> 16).filter(|_| change == Change::Edited);
        born.filter(|born| moment::possible(moment::from_millis(Some(*born)), update.received_at).is_some())
            .or(self.timestamp.0)
    }

    /// A message that only forwards comes without a body, and so without a name of its own.
    fn nameless(&self) -> String {
        let recipient = self.recipient.0.as_ref();
        let chat = recipient.and_then(|it| it.chat_id.0).unwrap_or_default();
        let sender = self.sender.0.as_ref().and_then(|sender| sender.user_id.0).unwrap_or_default();
        let time = self.timestamp.0.unwrap_or_default();
        let said = self.forwarded().as_bytes();
        words::digest(&[&chat.to_be_bytes(), &sender.to_be_bytes(), &time.to_be_bytes(), said])
    }

    /// Where an answer goes. What has no name of its own cannot be answered, and neither can a group without an id.
    fn reply_to(&self, form: Form, mid: &str) -> Option<String> {
        mid.strip_prefix("mid.")?;
        match (form, self.post(), self.recipient.0.as_ref().and_then(|it| it.chat_id.0)) {
            (Form::Direct, ..) => Some(format!("dialog:{mid}")),
            (_, Some(post), _) => Some(format!("comment:{post}:{mid}")),
            (_, None, Some(chat)) => Some(format!("msg:{chat}:{mid}")),
            (_, None, None) => None,
        }
    }

    fn form(&self, update: &Update) -> Form {
        let dialog =
            self.recipient.0.as_ref().is_none_or(|it| matches!(it.chat_type.as_str(), "dialog" | ""));
        if dialog && !update.kind.starts_with("comment_") { Form::Direct } else { Form::Comment }
    }

    fn forwarded(&self) -> &str {
        let forwarded = self.link.0.as_ref().filter(|link| link.kind.as_str() == "forward");
        forwarded.and_then(|link| link.message.0.as_ref()).map_or("", |body| body.text.as_str())
    }

    fn parent(&self) -> Option<String> {
        let link = self.link.0.as_ref().filter(|link| link.kind.as_str() == "reply")?;
        let by_bot = link.sender.0.as_ref().is_some_and(|user| user.is_bot.0);
        link.message.0.as_ref().filter(|_| !by_bot).and_then(|body| words::key(body.mid.as_str()))
    }

    fn post(&self) -> Option<String> {
        words::key(self.recipient.0.as_ref()?.post_id.as_str())
    }

    /// No address of a single comment is known, so a comment has that of its post.
    fn link(&self, update: &Update, body: &Body, mid: &str) -> Option<String> {
        if self.form(update) == Form::Direct {
            return None;
        }
        words::link(self.url.as_str()).or_else(|| {
            self.post().map_or_else(
                || address(self.recipient.0.as_ref()?.chat_id.0?, body.seq.0?).or_else(|| address_of(mid)),
                |post| address_of(&post),
            )
        })
    }
}

impl Attached {
    fn named(&self) -> Option<Attachment> {
        let kind = words::code(self.kind.as_str(), 32)?;
        let payload = self.payload.0.as_ref();
        let ids = payload.map(|it| [&it.photo_id, &it.id, &it.code]).into_iter().flatten();
        let reference = ids.map(Text::as_str).find_map(words::reference).unwrap_or_default();
        (!matches!(kind.as_str(), "location" | "inline_keyboard")).then_some(Attachment { kind, reference })
    }

    fn point(&self) -> Option<Private<Point>> {
        Point::checked(self.latitude.0?, self.longitude.0?).map(Private::new)
    }
}

fn address(chat: i64, sequence: i64) -> Option<String> {
    (chat != 0)
        .then(|| format!("https://max.ru/c/{chat}/{}", BASE64URL_NOPAD.encode(&sequence.to_be_bytes())))
}

/// A `mid` is the chat and the number in it, 16 hexadecimal digits each.
fn address_of(mid: &str) -> Option<String> {
    let bytes = HEXLOWER_PERMISSIVE.decode(mid.strip_prefix("mid.")?.as_bytes()).ok()?;
    let (chat, sequence) = bytes.split_at_checked(8)?;
    address(i64::from_be_bytes(chat.try_into().ok()?), i64::from_be_bytes(sequence.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_chat_and_number() {
        let expected = Some("https://max.ru/c/-71196681472709/AZ1T1H0eHrQ".to_owned());
        assert_eq!(address(-71_196_681_472_709, 116_341_337_478_799_028), expected);
        let mid = format!("mid.{:016x}{:016x}", -71_196_681_472_709_i64, 116_341_337_478_799_028_i64);
        assert_eq!(address_of(&mid), expected);
    }

    #[test]
    fn a_strange_mid_has_no_address() {
        for mid in ["", "mid.", "mid.zz", "mid.00", "123", &format!("mid.{}", "0".repeat(34))] {
            assert_eq!(address_of(mid), None, "{mid}");
        }
    }
}
