//! Posts on the community's wall: proposed by a resident, or published for one.

use domain::{Change, Content, Event, Form};
use serde::Deserialize;

use super::attachment::{self, Attached, Geo};
use super::{Envelope, author};
use crate::json::Members;
use crate::lenient::{Id, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Reading};
use crate::{moment, words};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    id: Id,
    owner_id: Id,
    from_id: Id,
    signer_id: Id,
    date: Id,
    text: Text,
    post_type: Text,
    attachments: List<Attached>,
    copy_history: List<Copied>,
    geo: Maybe<Geo>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Copied {
    text: Text,
}

impl Object {
    /// A post in the community's name belongs to the resident who signed it.
    fn author(&self, envelope: &Envelope) -> Option<i64> {
        if envelope.is_own(self.from_id.0) { self.signer_id.0 } else { self.from_id.0 }
    }

    /// A repost without a word of one's own says what it repeats.
    fn words(&self) -> String {
        let own = words::text(self.text.as_str());
        let copied = self.copy_history.0.first().and_then(|copied| copied.text.0.as_deref());
        if own.is_empty() { words::text(copied.unwrap_or_default()) } else { own }
    }
}

pub(super) fn read(envelope: &Envelope, members: &Members<'_>) -> Result<Reading, Malformed> {
    let post: Object = members.object("object")?.ok_or(Malformed::field_of("object"))?;
    let id = post.id.0.ok_or(Malformed::field_of("object.id"))?;
    let signed_by_no_one = post.signer_id.0.is_none_or(|signer| envelope.is_own(Some(signer)));
    if envelope.is_own(post.from_id.0) && signed_by_no_one {
        return Ok(Reading::ignored(Ignored::OwnMessage));
    }
    let owner = post.owner_id.0.unwrap_or_else(|| envelope.owner());
    let claimed = moment::from_seconds(post.date.0);
    Ok(Reading::of(Event {
        object: format!("wall_post:{owner}:{id}"),
        delivery: envelope.delivery.clone(),
        change: Change::Created,
        version_at: moment::possible(claimed, envelope.received_at),
        content: Some(content(envelope, owner, id, post)),
        deleter: None,
    }))
}

fn content(envelope: &Envelope, owner: i64, id: i64, post: Object) -> Content {
    let (written_at, clock_doubt) = moment::written(moment::from_seconds(post.date.0), envelope.received_at);
    let public = !matches!(post.post_type.0.as_deref(), Some("suggest" | "postpone"));
    Content {
        form: Form::Post,
        written_at,
        clock_doubt,
        author: author(post.author(envelope)),
        text: post.words().into(),
        parent: None,
        post: None,
        link: public.then(|| format!("https://vk.com/wall{owner}_{id}")),
        attachments: attachment::named(post.attachments.0),
        point: post.geo.0.and_then(Geo::point),
        address: None,
        part: None,
        reply_to: None,
    }
}
