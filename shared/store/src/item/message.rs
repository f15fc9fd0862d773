//! Versions and removals of a message, as they are stored.

use domain::incident::{Mark, Removal, Revision, Said};
use domain::{Attachment, Filed, Form, Oktmo, Point, Private, Pseudonym, TopicCode};
use serde::{Deserialize, Serialize};

use super::{from_millis, to_millis};
use crate::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct RevisionItem {
    /// Edited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    e: bool,
    /// At.
    a: i64,
    /// Delivery.
    d: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    said: Option<SaidItem>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RemovalItem {
    a: i64,
    d: String,
    /// Restored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    r: bool,
    /// By the author.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    o: bool,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<Pseudonym>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SaidItem {
    /// Form.
    f: Form,
    /// Written.
    w: i64,
    /// Clock doubt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    q: bool,
    /// Author.
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<Pseudonym>,
    /// Text.
    t: Private<String>,
    /// Link.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<String>,
    /// Attachments, `kind reference`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    n: Vec<String>,
    /// Latitude and longitude.
    #[serde(skip_serializing_if = "Option::is_none")]
    g: Option<Private<(f64, f64)>>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    h: Option<Private<String>>,
    /// Part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    /// Where a reply goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<Private<String>>,
    /// Filed topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ft: Option<TopicCode>,
    /// Filed municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fm: Option<Oktmo>,
}

impl RevisionItem {
    pub(super) fn write(revision: &Revision) -> Self {
        Self {
            e: revision.mark.edited,
            a: to_millis(revision.mark.at),
            d: revision.mark.delivery.clone(),
            said: revision.said.as_ref().map(SaidItem::write),
        }
    }

    pub(super) fn read(self) -> Result<Revision, StoreError> {
        let mark = Mark { edited: self.e, at: from_millis(self.a)?, delivery: self.d };
        Ok(Revision { mark, said: self.said.map(SaidItem::read).transpose()? })
    }
}

impl RemovalItem {
    pub(super) fn write(removal: &Removal) -> Self {
        Self {
            a: to_millis(removal.at),
            d: removal.delivery.clone(),
            r: removal.restored,
            o: removal.by_author,
            b: removal.by.clone(),
        }
    }

    pub(super) fn read(self) -> Result<Removal, StoreError> {
        Ok(Removal {
            at: from_millis(self.a)?,
            delivery: self.d,
            restored: self.r,
            by_author: self.o,
            by: self.b,
        })
    }
}

impl SaidItem {
    pub(super) fn write(said: &Said) -> Self {
        Self {
            f: said.form,
            w: to_millis(said.written_at),
            q: said.clock_doubt,
            a: said.author.clone(),
            t: said.text.clone(),
            l: said.link.clone(),
            n: said.attachments.iter().map(|file| format!("{} {}", file.kind, file.reference)).collect(),
            g: said
                .point
                .as_ref()
                .map(|point| Private::new((point.expose().latitude, point.expose().longitude))),
            h: said.address.clone(),
            p: said.part.clone(),
            r: said.reply_to.clone(),
            ft: said.filed.topic.clone(),
            fm: said.filed.municipality.clone(),
        }
    }

    pub(super) fn read(self) -> Result<Said, StoreError> {
        let attachment = |text: String| {
            let (kind, reference) = text.split_once(' ').unwrap_or((&text, ""));
            Attachment { kind: kind.to_owned(), reference: reference.to_owned() }
        };
        let point = self.g.map(|pair| {
            let (latitude, longitude) = *pair.expose();
            Private::new(Point { latitude, longitude })
        });
        Ok(Said {
            form: self.f,
            written_at: from_millis(self.w)?,
            clock_doubt: self.q,
            author: self.a,
            text: self.t,
            link: self.l,
            attachments: self.n.into_iter().map(attachment).collect(),
            point,
            address: self.h,
            part: self.p,
            reply_to: self.r,
            filed: Filed { topic: self.ft, municipality: self.fm },
        })
    }
}
