//! ПОС «Госуслуги. Решаем вместе»: one item of the list that integrations ask for, page by page.
//!
//! No specification of it is public. The names of fields and codes are those seen in integrations; every field but
//! `id` may be missing, and a code that nobody knows is kept, shown and counted, never dropped.

mod bring;
mod item;
mod list;
mod stage;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use domain::{Content, Event, Form};

pub use bring::bring;
pub use item::{Item, read_item};
pub use list::{Listed, judge, query};
pub use stage::{Answer, AnswerKind, Code, Stage, history};

use crate::json::Members;
use crate::reading::{Malformed, Reading};
use crate::words;

/// Says what a polled item reports: the message. Its stages are [`Item::stages`].
pub(crate) fn read(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let item = item::of(members, received_at)?;
    Ok(Reading::of(item.event()))
}

impl Item {
    /// The message as an event. Read again and unchanged, it is the same delivery.
    pub fn event(&self) -> Event {
        let content = Content {
            form: Form::Appeal,
            written_at: self.created_at,
            clock_doubt: self.clock_doubt,
            author: None,
            text: self.text.clone(),
            parent: None,
            post: None,
            part: None,
            reply_to: None,
            link: None,
            attachments: self.attachments.clone(),
            point: self.point.clone(),
            address: self.address.clone(),
            filed: domain::Filed { topic: None, municipality: self.municipality.clone() },
        };
        let address = self.address.as_ref().map_or("", |address| address.expose().as_str());
        let said = [self.id.as_bytes(), self.text.expose().as_bytes(), address.as_bytes()];
        Event {
            object: self.object(),
            delivery: words::digest(&said),
            change: domain::Change::Created,
            version_at: None,
            content: Some(content),
            deleter: None,
        }
    }

    /// The message within its page.
    pub fn object(&self) -> String {
        format!("appeal:{}", self.id)
    }
}
