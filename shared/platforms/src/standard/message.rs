//! The `data` of an event: one message, in fields of our own choice.

use chrono::{DateTime, Utc};
use domain::{Attachment, Author, Change, Content, Event, Form, Point, Private};
use serde::Deserialize;

use crate::lenient::{Degrees, Flag, List, Maybe, Text};
use crate::reading::{Malformed, Reading};
use crate::{moment, words};

/// The fields of a message.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Data {
    pub(crate) id: Text,
    text: Text,
    written_at: Text,
    author: Maybe<Person>,
    link: Text,
    address: Text,
    latitude: Degrees,
    longitude: Degrees,
    thread: Maybe<Thread>,
    form: Text,
    attachments: List<Attached>,
    by_author: Flag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Person {
    id: Text,
    name: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Thread {
    parent: Text,
    post: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attached {
    kind: Text,
    reference: Text,
}

pub(crate) fn read(
    data: Data,
    change: Change,
    changed_at: Option<&str>,
    delivery: String,
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    let object = words::key(data.id.as_str()).ok_or(Malformed::field_of("data.id"))?;
    let changed_at = moment::from_text(changed_at);
    let version_at = moment::possible(changed_at, received_at);
    if let Change::Deleted { .. } = change {
        let change = Change::Deleted { by_author: data.by_author.0 };
        return Ok(Reading::of(Event { object, delivery, change, version_at, content: None, deleter: None }));
    }
    if data.text.0.is_none() {
        return Err(Malformed::field_of("data.text"));
    }
    let event_is_writing = change == Change::Created && data.written_at.0.is_none();
    let claimed = if event_is_writing { changed_at } else { moment::from_text(data.written_at.0.as_deref()) };
    let content = Some(content(data, moment::written(claimed, received_at)));
    Ok(Reading::of(Event { object, delivery, change, version_at, content, deleter: None }))
}

fn content(data: Data, (written_at, clock_doubt): (DateTime<Utc>, bool)) -> Content {
    let form = form(data.form.as_str());
    let thread = data.thread.0.unwrap_or_default();
    let link = words::link(data.link.as_str()).filter(|_| form != Form::Direct);
    let point = data.latitude.0.zip(data.longitude.0);
    Content {
        form,
        written_at,
        clock_doubt,
        author: data.author.0.as_ref().and_then(Person::author),
        text: words::text(data.text.as_str()).into(),
        parent: words::key(thread.parent.as_str()),
        post: words::key(thread.post.as_str()),
        link,
        attachments: data.attachments.0.iter().filter_map(Attached::named).collect(),
        point: point.and_then(|(latitude, longitude)| Point::checked(latitude, longitude)).map(Private::new),
        address: words::line(data.address.as_str()),
        part: None,
        reply_to: None,
        filed: domain::Filed::default(),
    }
}

fn form(name: &str) -> Form {
    match name {
        "comment" => Form::Comment,
        "post" => Form::Post,
        "direct" => Form::Direct,
        _ => Form::Appeal,
    }
}

impl Person {
    fn author(&self) -> Option<Author> {
        let id = words::line(self.id.as_str())?;
        Some(Author { id, name: words::line(self.name.as_str()) })
    }
}

impl Attached {
    fn named(&self) -> Option<Attachment> {
        let kind = words::code(self.kind.as_str(), 32)?;
        Some(Attachment { kind, reference: words::reference(self.reference.as_str()).unwrap_or_default() })
    }
}
