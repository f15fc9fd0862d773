//! Posts: on the community's wall, proposed by a resident or published for one, and reposts on residents' own walls.

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
    id: Id,
    owner_id: Id,
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

    /// Proposed by a resident, or published after that: two posts with two numbers.
    fn is_proposed(&self, envelope: &Envelope) -> bool {
        self.post_type.as_str() == "suggest" || envelope.is_own(self.from_id.0)
    }

    fn read(&self, envelope: &Envelope, (owner, id): (i64, i64), text: String) -> Content {
        let (written_at, clock_doubt) =
            moment::written(moment::from_seconds(self.date.0), envelope.received_at);
        Content {
            form: Form::Post,
            written_at,
            clock_doubt,
            author: author(self.author(envelope)),
            text: text.into(),
            parent: None,
            post: None,
            link: Some(format!("https://vk.com/wall{owner}_{id}")),
            attachments: Vec::new(),
            point: None,
            address: None,
            part: None,
            reply_to: Some(format!("post:{owner}:{id}").into()),
            filed: domain::Filed::default(),
        }
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
    let text = post.words();
    let mut content = post.read(envelope, (owner, id), text.clone());
    let matter = post.is_proposed(envelope).then(|| matter(owner, post.author(envelope), &text)).flatten();
    content.part = matter.is_some().then(|| id.to_string());
    let object = matter.unwrap_or_else(|| format!("wall_post:{owner}:{id}"));
    Ok(created(envelope, object, content, post))
}

/// A repost concerns the page only if its author adds words; they stand on the author's own wall.
pub(super) fn read_repost(envelope: &Envelope, members: &Members<'_>) -> Result<Reading, Malformed> {
    let post: Object = members.object("object")?.ok_or(Malformed::field_of("object"))?;
    let id = post.id.0.ok_or(Malformed::field_of("object.id"))?;
    if envelope.is_own(post.from_id.0) {
        return Ok(Reading::ignored(Ignored::OwnMessage));
    }
    let owner = post.owner_id.0.or(post.from_id.0).ok_or(Malformed::field_of("object.owner_id"))?;
    let text = words::text(post.text.as_str());
    if text.is_empty() {
        return Ok(Reading::ignored(Ignored::Empty));
    }
    let mut content = post.read(envelope, (owner, id), text);
    let original = post.copy_history.0.first().and_then(|copied| copied.owner_id.0.zip(copied.id.0));
    content.post = original.map(|(owner, id)| format!("wall_post:{owner}:{id}"));
    Ok(created(envelope, format!("wall_post:{owner}:{id}"), content, post))
}

fn created(envelope: &Envelope, object: String, mut content: Content, post: Object) -> Reading {
    let claimed = moment::from_seconds(post.date.0);
    content.attachments = attachment::named(post.attachments.0);
    content.point = post.geo.0.and_then(Geo::point);
    Reading::of(Event {
        object,
        delivery: envelope.delivery.clone(),
        change: Change::Created,
        version_at: moment::possible(claimed, envelope.received_at),
        content: Some(content),
        deleter: None,
    })
}

/// VK gives a proposed post another number when it is published; what stays is who wrote it, and the words.
pub(crate) fn matter(owner: i64, resident: Option<i64>, text: &str) -> Option<String> {
    let kept = text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase);
    let words: String = kept.collect();
    let resident = resident.filter(|_| !words.is_empty())?.to_string();
    let digest = words::digest(&[resident.as_bytes(), words.as_bytes()]);
    Some(format!("wall_proposed:{owner}:{digest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_of_one_resident_are_one_matter() {
        let proposed = matter(-1, Some(7), "Нет воды: ул. Лесная, 7.");
        assert!(proposed.is_some());
        assert_eq!(proposed, matter(-1, Some(7), " нет воды — ул. Лесная, 7"));
        assert_ne!(proposed, matter(-1, Some(8), "Нет воды: ул. Лесная, 7."));
        assert_ne!(proposed, matter(-2, Some(7), "Нет воды: ул. Лесная, 7."));
    }

    #[test]
    fn without_words_or_author_nothing_tells_two_posts_apart() {
        assert_eq!(matter(-1, Some(7), "!!"), None);
        assert_eq!(matter(-1, None, "Нет воды"), None);
    }
}
