//! VK: walls and comments with a person's token, private messages with the community's.

use chrono::{DateTime, Utc};
use domain::{Page, Private};
use serde_json::{Value, json};

use super::{Batch, Step};
use crate::publish::Unsendable;
use crate::publish::call::{self, Call};

/// So many are asked for at once.
const COUNT: usize = 100;
/// So many answers to a comment come with it; the rest is asked for.
const IN_THREAD: usize = 10;

/// How the comments under one sort of thing are asked for, and delivered.
struct Sort {
    word: &'static str,
    method: &'static str,
    owner: &'static str,
    thing: &'static str,
    event: &'static str,
    owner_in_event: &'static str,
}

const SORTS: [Sort; 5] = [
    Sort {
        word: "wall_post",
        method: "wall.getComments",
        owner: "owner_id",
        thing: "post_id",
        event: "wall_reply_new",
        owner_in_event: "owner_id",
    },
    Sort {
        word: "photo",
        method: "photos.getComments",
        owner: "owner_id",
        thing: "photo_id",
        event: "photo_comment_new",
        owner_in_event: "photo_owner_id",
    },
    Sort {
        word: "video",
        method: "video.getComments",
        owner: "owner_id",
        thing: "video_id",
        event: "video_comment_new",
        owner_in_event: "video_owner_id",
    },
    Sort {
        word: "topic",
        method: "board.getComments",
        owner: "group_id",
        thing: "topic_id",
        event: "board_post_new",
        owner_in_event: "topic_owner_id",
    },
    Sort {
        word: "market",
        method: "market.getComments",
        owner: "owner_id",
        thing: "item_id",
        event: "market_comment_new",
        owner_in_event: "market_owner_id",
    },
];

enum Place<'a> {
    Wall,
    Dialogs,
    Dialog(&'a str),
    Under { sort: &'static Sort, owner: &'a str, thing: &'a str, comment: Option<&'a str> },
}

fn place(step: &Step) -> Option<Place<'_>> {
    let words: Vec<_> = step.place.expose().split(':').collect();
    let number = |text: &str| text.parse::<i64>().is_ok();
    match words.as_slice() {
        ["wall"] => Some(Place::Wall),
        ["dialogs"] => Some(Place::Dialogs),
        ["dialog", peer] if number(peer) => Some(Place::Dialog(peer)),
        ["thread", owner, thing, comment] if [owner, thing, comment].iter().all(|it| number(it)) => {
            Some(Place::Under { sort: &SORTS[0], owner, thing, comment: Some(comment) })
        }
        [word, owner, thing] if number(owner) && number(thing) => {
            let sort = SORTS.iter().find(|sort| sort.word == *word)?;
            Some(Place::Under { sort, owner, thing, comment: None })
        }
        _ => None,
    }
}

pub(super) fn request(page: &Page, step: &Step) -> Result<Call, Unsendable> {
    let group = page.external.clone().ok_or(Unsendable::Address)?;
    let window = [("count", COUNT.to_string()), ("offset", step.offset().to_string())];
    let (token, method, mut all) = match place(step).ok_or(Unsendable::Address)? {
        Place::Wall => (call::user_token(page)?, "wall.get", vec![("owner_id", format!("-{group}"))]),
        Place::Dialogs => (call::token(page)?, "messages.getConversations", vec![("group_id", group)]),
        Place::Dialog(peer) => {
            let all = vec![("peer_id", peer.to_owned()), ("group_id", group)];
            (call::token(page)?, "messages.getHistory", all)
        }
        Place::Under { sort, owner, thing, comment } => {
            let mut all = vec![(sort.owner, owner.to_owned()), (sort.thing, thing.to_owned())];
            if sort.word == "wall_post" {
                all.push(("thread_items_count", IN_THREAD.to_string()));
            }
            all.extend(comment.map(|comment| ("comment_id", comment.to_owned())));
            (call::user_token(page)?, sort.method, all)
        }
    };
    all.extend(window);
    Ok(call::vk(page, token, method, &all).repeatable())
}

pub(super) fn batch(page: &Page, step: &Step, since: DateTime<Utc>, body: &Value) -> Option<Batch> {
    let items = body["response"]["items"].as_array()?;
    let mut batch = Batch::default();
    let recent = |item: &Value| item["date"].as_i64().is_none_or(|date| date >= since.timestamp());
    let place = place(step)?;
    for item in items {
        match &place {
            Place::Wall => {
                let id = (item["owner_id"].as_i64(), item["id"].as_i64());
                if let (Some(owner), Some(post)) = id {
                    batch.next.push(Step::at(format!("wall_post:{owner}:{post}")));
                }
                batch.push(page, "wall_post_new", item, recent(item));
            }
            Place::Dialogs => {
                let peer = item["conversation"]["peer"]["id"].as_i64();
                if let Some(peer) = peer.filter(|_| recent(&item["last_message"])) {
                    batch.next.push(Step::at(format!("dialog:{peer}")));
                }
            }
            Place::Dialog(_) => {
                let kind = if item["out"] == 1 { "message_reply" } else { "message_new" };
                let object = if kind == "message_new" { json!({"message": item}) } else { item.clone() };
                batch.push(page, kind, &object, recent(item));
            }
            Place::Under { sort, owner, thing, .. } => {
                comments(page, sort, (owner, thing), item, &recent, &mut batch);
            }
        }
    }
    // Private messages come newest first, so the first old one ends the reading; comments come oldest first.
    let ended = matches!(place, Place::Dialogs | Place::Dialog(_))
        && items.last().is_some_and(|last| !recent(last.get("last_message").unwrap_or(last)));
    if items.len() >= COUNT && !ended {
        batch.next.push(step.then((step.offset() + items.len()).to_string()));
    }
    Some(batch)
}

/// A comment, and the answers that came with it.
fn comments(
    page: &Page,
    sort: &Sort,
    (owner, thing): (&str, &str),
    item: &Value,
    recent: &impl Fn(&Value) -> bool,
    batch: &mut Batch,
) {
    let answers = item["thread"]["items"].as_array().map_or(&[][..], Vec::as_slice);
    let all = item["thread"]["count"].as_u64().unwrap_or_default();
    let (id, first_of_wall) = (item["id"].as_i64(), sort.word == "wall_post");
    if let Some(id) = id.filter(|_| first_of_wall && all > answers.len() as u64) {
        batch.next.push(Step::at(format!("thread:{owner}:{thing}:{id}")));
    }
    for comment in std::iter::once(item).chain(answers) {
        let mut object = comment.clone();
        let number = |text: &str| text.parse::<i64>().map_or(Value::Null, Value::from);
        object[sort.owner_in_event] = number(owner);
        object[sort.thing] = number(thing);
        // What is deleted stays in the list as an empty shell.
        let there = object["deleted"] != true && object["from_id"].as_i64().is_some();
        batch.push(page, sort.event, &object, there && recent(comment));
    }
}

impl Batch {
    fn push(&mut self, page: &Page, kind: &str, object: &Value, wanted: bool) {
        if wanted {
            let group = page.external.as_deref().and_then(|id| id.parse::<i64>().ok());
            let body = json!({"type": kind, "group_id": group, "object": object, "v": call::VK_VERSION});
            self.deliveries.push(Private::new(body.to_string()));
        }
    }
}
