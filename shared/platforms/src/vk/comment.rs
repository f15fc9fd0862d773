//! Comments: under posts, photos, videos and goods, and in discussions. One shape with five sorts of place.

use domain::{Change, Content, Event, Form};
use serde::Deserialize;

use super::attachment::{self, Attached, Geo};
use super::{Envelope, author};
use crate::json::Members;
use crate::lenient::{Id, Ids, List, Maybe, Text};
use crate::reading::{Ignored, Malformed, Note, Reading};
use crate::{moment, words};

/// What a comment stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Wall,
    Photo,
    Video,
    Board,
    Market,
}

/// The family and the change that a kind of event names.
pub(super) fn kind(name: &str) -> Option<(Family, Change)> {
    let (stem, verb) = name.rsplit_once('_')?;
    let family = match stem {
        "wall_reply" => Family::Wall,
        "photo_comment" => Family::Photo,
        "video_comment" => Family::Video,
        "board_post" => Family::Board,
        "market_comment" => Family::Market,
        _ => return None,
    };
    let change = match verb {
        "new" => Change::Created,
        "edit" => Change::Edited,
        "restore" => Change::Restored,
        "delete" => Change::Deleted { by_author: false },
        _ => return None,
    };
    Some((family, change))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Object {
    id: Id,
    from_id: Id,
    date: Id,
    text: Text,
    owner_id: Id,
    post_id: Id,
    post_owner_id: Id,
    photo_id: Id,
    photo_owner_id: Id,
    video_id: Id,
    video_owner_id: Id,
    topic_id: Id,
    item_id: Id,
    market_owner_id: Id,
    parents_stack: Ids,
    reply_to_user: Id,
    reply_to_comment: Id,
    user_id: Id,
    deleter_id: Id,
    attachments: List<Attached>,
    geo: Maybe<Geo>,
}

/// Where a comment stands: whose thing it is, and which.
struct Place {
    family: Family,
    owner: i64,
    under: Option<i64>,
}

impl Place {
    /// Deletes name the owner in another field than creates do, so each family has an order of trust.
    fn of(envelope: &Envelope, family: Family, comment: &Object) -> Self {
        let wall = envelope.owner();
        let (owner, under) = match family {
            Family::Wall => (comment.owner_id.0.or(comment.post_owner_id.0), comment.post_id.0),
            Family::Photo => (comment.photo_owner_id.0.or(comment.owner_id.0), comment.photo_id.0),
            Family::Video => (comment.video_owner_id.0.or(comment.owner_id.0), comment.video_id.0),
            Family::Market => (comment.market_owner_id.0.or(comment.owner_id.0), comment.item_id.0),
            Family::Board => (Some(envelope.group), comment.topic_id.0),
        };
        Self { family, owner: owner.unwrap_or(wall), under }
    }

    /// Ids of wall comments are unique on the wall; all others only under their thing.
    fn object(&self, id: i64) -> Result<String, Malformed> {
        let (prefix, missing) = match self.family {
            Family::Wall => return Ok(format!("wall_reply:{}:{id}", self.owner)),
            Family::Photo => ("photo_comment", "object.photo_id"),
            Family::Video => ("video_comment", "object.video_id"),
            Family::Board => ("board", "object.topic_id"),
            Family::Market => ("market_comment", "object.item_id"),
        };
        let under = self.under.ok_or(Malformed::field_of(missing))?;
        Ok(format!("{prefix}:{}:{under}:{id}", self.owner))
    }

    /// Where an answer to the comment goes.
    fn reply_to(&self, id: i64) -> Option<String> {
        let (owner, under) = (self.owner, self.under?);
        let sort = match self.family {
            Family::Wall => "wall",
            Family::Photo => "photo",
            Family::Video => "video",
            Family::Board => "board",
            Family::Market => "market",
        };
        Some(format!("{sort}:{owner}:{under}:{id}"))
    }

    fn post(&self) -> Option<String> {
        let prefix = match self.family {
            Family::Wall => "wall_post",
            Family::Photo => "photo",
            Family::Video => "video",
            Family::Board => "topic",
            Family::Market => "market",
        };
        Some(format!("{prefix}:{}:{}", self.owner, self.under?))
    }

    fn link(&self, id: i64, root: Option<i64>) -> Option<String> {
        let (owner, under) = (self.owner, self.under?);
        let thread = root.map(|root| format!("&thread={root}")).unwrap_or_default();
        match self.family {
            Family::Wall => Some(format!("https://vk.com/wall{owner}_{under}?reply={id}{thread}")),
            Family::Photo => Some(format!("https://vk.com/photo{owner}_{under}")),
            Family::Video => Some(format!("https://vk.com/video{owner}_{under}")),
            Family::Board => Some(format!("https://vk.com/topic-{owner}_{under}?post={id}")),
            Family::Market => None,
        }
    }
}

pub(super) fn read(
    envelope: &Envelope,
    family: Family,
    change: Change,
    members: &Members<'_>,
) -> Result<Reading, Malformed> {
    let comment: Object = members.object("object")?.ok_or(Malformed::field_of("object"))?;
    let id = comment.id.0.ok_or(Malformed::field_of("object.id"))?;
    let place = Place::of(envelope, family, &comment);
    let object = place.object(id)?;
    if envelope.is_own(comment.from_id.0) {
        let note = by_hand(envelope, &place, change, &comment)?;
        return Ok(Reading::ignored(Ignored::OwnMessage).with(note));
    }
    let delivery = envelope.delivery.clone();
    if let Change::Deleted { .. } = change {
        let by_author = comment.deleter_id.0.is_some() && comment.deleter_id.0 == comment.user_id.0;
        let change = Change::Deleted { by_author };
        let deleter = comment.deleter_id.0.map(|id| id.to_string().into());
        return Ok(Reading::of(Event { object, delivery, change, version_at: None, content: None, deleter }));
    }
    // `date` is the time of writing in every event: an edit has no time of its own.
    let written = moment::possible(moment::from_seconds(comment.date.0), envelope.received_at);
    let version_at = written.filter(|_| change == Change::Created);
    let content = Some(content(envelope, &place, id, comment)?);
    Ok(Reading::of(Event { object, delivery, change, version_at, content, deleter: None }))
}

fn content(envelope: &Envelope, place: &Place, id: i64, comment: Object) -> Result<Content, Malformed> {
    let (written_at, clock_doubt) =
        moment::written(moment::from_seconds(comment.date.0), envelope.received_at);
    let parent = parent(envelope, &comment).map(|id| place.object(id)).transpose()?;
    Ok(Content {
        form: Form::Comment,
        written_at,
        clock_doubt,
        author: author(comment.from_id.0),
        text: words::text(comment.text.as_str()).into(),
        parent,
        post: place.post(),
        link: place.link(id, comment.parents_stack.0.first().copied()),
        attachments: attachment::named(comment.attachments.0),
        point: comment.geo.0.and_then(Geo::point),
        address: None,
        part: None,
        reply_to: place.reply_to(id).map(Into::into),
        filed: domain::Filed::default(),
    })
}

/// A comment in the page's name under a resident's is an answer, whoever wrote it.
fn by_hand(
    envelope: &Envelope,
    place: &Place,
    change: Change,
    comment: &Object,
) -> Result<Option<Note>, Malformed> {
    let last = comment.parents_stack.0.last().copied();
    let answered = comment.reply_to_comment.0.or(last);
    let to_resident = change == Change::Created && !envelope.is_own(comment.reply_to_user.0);
    let answered = answered.filter(|_| to_resident);
    let text = words::text(comment.text.as_str());
    let Some(answered) = answered.filter(|_| !text.is_empty()) else { return Ok(None) };
    let (at, _) = moment::written(moment::from_seconds(comment.date.0), envelope.received_at);
    let object = Some(place.object(answered)?);
    Ok(Some(Note::AnsweredByHand { object, peer: None, at, text: text.into() }))
}

/// The root of the thread, unless that is the community's own comment.
fn parent(envelope: &Envelope, comment: &Object) -> Option<i64> {
    let root = comment.parents_stack.0.first().copied().or(comment.reply_to_comment.0)?;
    let answers_root = comment.reply_to_comment.0.is_none_or(|answered| answered == root);
    (!(answers_root && envelope.is_own(comment.reply_to_user.0))).then_some(root)
}
