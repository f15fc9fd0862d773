//! VK: comments and messages in the community's name. The one platform with a token against doubles.

mod errors;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::call::{self, Call};
use super::verdict::{Answer, Verdict, name};
use super::{Deed, Letter, Unsendable};

/// Where a reply goes.
enum Target {
    /// Under a post of a wall, as the answer to a comment if there is one.
    Wall { owner: i64, post: i64, comment: Option<i64> },
    /// Under a photo, a video or goods.
    Thing { sort: &'static Sort, owner: i64, id: i64, comment: i64 },
    /// Into a discussion.
    Board { group: i64, topic: i64 },
    /// To a person.
    Dialog,
    /// Into a group chat, as the answer to a message.
    Chat { peer: i64, message: i64 },
}

/// The methods about the comments under one sort of thing.
struct Sort {
    word: &'static str,
    field: &'static str,
    create: &'static str,
    edit: &'static str,
    delete: &'static str,
}

const SORTS: [Sort; 3] = [
    Sort {
        word: "photo",
        field: "photo_id",
        create: "photos.createComment",
        edit: "photos.editComment",
        delete: "photos.deleteComment",
    },
    Sort {
        word: "video",
        field: "video_id",
        create: "video.createComment",
        edit: "video.editComment",
        delete: "video.deleteComment",
    },
    Sort {
        word: "market",
        field: "item_id",
        create: "market.createComment",
        edit: "market.editComment",
        delete: "market.deleteComment",
    },
];

impl Target {
    fn parse(to: &str) -> Result<Self, Unsendable> {
        let mut words = to.split(':');
        let sort = words.next().unwrap_or_default();
        let numbers: Vec<i64> =
            words.map(str::parse).collect::<Result<_, _>>().map_err(|_| Unsendable::Address)?;
        Ok(match (sort, numbers.as_slice()) {
            ("wall", &[owner, post, comment]) => Self::Wall { owner, post, comment: Some(comment) },
            ("post", &[owner, post]) => Self::Wall { owner, post, comment: None },
            ("board", &[group, topic, _comment]) => Self::Board { group: group.saturating_abs(), topic },
            ("dialog", []) => Self::Dialog,
            ("chat", &[peer, message]) => Self::Chat { peer, message },
            (word, &[owner, id, comment]) => {
                let sort = SORTS.iter().find(|sort| sort.word == word).ok_or(Unsendable::Address)?;
                Self::Thing { sort, owner, id, comment }
            }
            _ => return Err(Unsendable::Address),
        })
    }
}

pub(super) fn requests(deed: Deed, letter: &Letter<'_>) -> Result<Vec<Call>, Unsendable> {
    let target = Target::parse(letter.to)?;
    match deed {
        Deed::Send => letter.unsent()?.into_iter().map(|part| send(letter, &target, part)).collect(),
        Deed::Edit => letter
            .revised()?
            .into_iter()
            .map(|(object, text)| match text {
                Some(text) => edit(letter, &target, object, text),
                None => delete(letter, &target, object),
            })
            .collect(),
        Deed::Delete => {
            letter.published()?.into_iter().map(|object| delete(letter, &target, object)).collect()
        }
        Deed::Find => Err(Unsendable::Unsupported),
    }
}

/// What is made of the token and the number of the part names one comment, today and in a year.
fn digest(letter: &Letter<'_>, part: usize) -> [u8; 32] {
    Sha256::digest(format!("{}\0{part}", letter.token)).into()
}

fn guid(letter: &Letter<'_>, part: usize) -> String {
    HEXLOWER.encode(&digest(letter, part)[..16])
}

/// 0 would switch VK's own check off.
fn random_id(letter: &Letter<'_>, part: usize) -> i32 {
    let [a, b, c, d, ..] = digest(letter, part);
    match i32::from_be_bytes([a, b, c, d]) {
        0 => 1,
        number => number,
    }
}

fn send(letter: &Letter<'_>, target: &Target, (part, text): (usize, &str)) -> Result<Call, Unsendable> {
    let message = ("message", text.to_owned());
    let mark = ("guid", guid(letter, part));
    let random = ("random_id", random_id(letter, part).to_string());
    let (token, method, mut parameters) = match target {
        Target::Wall { owner, post, comment } => {
            let group = letter.page.external.clone().unwrap_or_else(|| owner.saturating_abs().to_string());
            let mut all = vec![("owner_id", owner.to_string()), ("post_id", post.to_string())];
            all.push(("from_group", group));
            all.extend(comment.map(|comment| ("reply_to_comment", comment.to_string())));
            all.push(mark);
            (letter.token().or_else(|_| letter.user_token())?, "wall.createComment", all)
        }
        Target::Thing { sort, owner, id, comment } => {
            let mut all = vec![("owner_id", owner.to_string()), (sort.field, id.to_string())];
            all.push(("from_group", "1".to_owned()));
            all.push(("reply_to_comment", comment.to_string()));
            all.push(mark);
            (letter.user_token()?, sort.create, all)
        }
        Target::Board { group, topic } => {
            let mut all = vec![("group_id", group.to_string()), ("topic_id", topic.to_string())];
            all.push(("from_group", "1".to_owned()));
            all.push(mark);
            (letter.user_token()?, "board.createComment", all)
        }
        Target::Dialog => {
            (letter.token()?, "messages.send", vec![("peer_id", letter.person()?.to_owned()), random])
        }
        Target::Chat { peer, message } => {
            let answered =
                json!({"peer_id": peer, "conversation_message_ids": [message], "is_reply": 1}).to_string();
            let all = vec![("peer_id", peer.to_string()), random, ("forward", answered)];
            (letter.token()?, "messages.send", all)
        }
    };
    parameters.push(message);
    Ok(call::vk(letter.page, token, method, &parameters).repeatable())
}

fn edit(letter: &Letter<'_>, target: &Target, object: &str, text: &str) -> Result<Call, Unsendable> {
    let message = ("message", text.to_owned());
    let (token, method, mut parameters) = match target {
        Target::Wall { owner, .. } => (letter.user_token()?, "wall.editComment", comment(*owner, object)),
        Target::Thing { sort, owner, .. } => (letter.user_token()?, sort.edit, comment(*owner, object)),
        Target::Board { group, topic } => {
            (letter.user_token()?, "board.editComment", posted(*group, *topic, object))
        }
        Target::Dialog => {
            let peer = letter.person()?.to_owned();
            (letter.token()?, "messages.edit", vec![("peer_id", peer), ("message_id", object.to_owned())])
        }
        Target::Chat { peer, .. } => {
            let all = vec![("peer_id", peer.to_string()), ("message_id", object.to_owned())];
            (letter.token()?, "messages.edit", all)
        }
    };
    parameters.push(message);
    Ok(call::vk(letter.page, token, method, &parameters).repeatable())
}

fn delete(letter: &Letter<'_>, target: &Target, object: &str) -> Result<Call, Unsendable> {
    let (token, method, parameters) = match target {
        Target::Wall { owner, .. } => (letter.user_token()?, "wall.deleteComment", comment(*owner, object)),
        Target::Thing { sort, owner, .. } => (letter.user_token()?, sort.delete, comment(*owner, object)),
        Target::Board { group, topic } => {
            (letter.user_token()?, "board.deleteComment", posted(*group, *topic, object))
        }
        Target::Dialog | Target::Chat { .. } => {
            let all = vec![("message_ids", object.to_owned()), ("delete_for_all", "1".to_owned())];
            (letter.token()?, "messages.delete", all)
        }
    };
    Ok(call::vk(letter.page, token, method, &parameters).repeatable())
}

fn comment(owner: i64, object: &str) -> Vec<(&'static str, String)> {
    vec![("owner_id", owner.to_string()), ("comment_id", object.to_owned())]
}

fn posted(group: i64, topic: i64, object: &str) -> Vec<(&'static str, String)> {
    let mut all = vec![("group_id", group.to_string()), ("topic_id", topic.to_string())];
    all.push(("comment_id", object.to_owned()));
    all
}

pub(super) fn judge(letter: &Letter<'_>, answer: &Answer<'_>) -> Verdict {
    if answer.status.as_u16() == 429 {
        return Verdict::flood(answer.wait(1));
    }
    let body = answer.json();
    if let Some(code) = body["error"]["error_code"].as_i64() {
        return errors::verdict(answer.deed, letter, code);
    }
    match (answer.deed, &body["response"]) {
        (_, Value::Null) | (Deed::Find, _) => Verdict::Unclear,
        (Deed::Send, response) => sent(answer.deed, letter, response),
        (Deed::Edit | Deed::Delete, _) => Verdict::sent(letter.object.unwrap_or_default()),
    }
}

/// A comment is named by an object or by its bare number, a message by its number or by a list with its peer.
fn sent(deed: Deed, letter: &Letter<'_>, response: &Value) -> Verdict {
    let one = response.get(0).unwrap_or(response);
    if let Some(code) = one["error"]["code"].as_i64() {
        return errors::verdict(deed, letter, code);
    }
    let object = [&one["comment_id"], &one["message_id"], one].into_iter().find_map(name);
    object.map_or(Verdict::Unclear, |object| Verdict::Sent { object })
}
