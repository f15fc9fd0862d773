//! Odnoklassniki: messages of a group's bot, and comments by the older signed interface.
//!
//! A comment needs an application: `user_token` holds its public key, its secret key and the access token, with
//! colons between them.

use http::Method;
use serde_json::{Value, json};

use super::call::{self, Call};
use super::verdict::{Answer, Reason, Verdict, name};
use super::{Deed, Letter, Unsendable};

/// So many messages are read back at most.
const PAGE: usize = 50;
const OVERLAP: usize = 10;
/// Of a discussion no more parts are looked through.
const MOST_PARTS: usize = 50;

/// Where a reply goes.
enum Target<'a> {
    Dialog { chat: String },
    Comment { sort: &'a str, discussion: &'a str, comment: &'a str },
}

impl<'a> Target<'a> {
    fn parse(to: &'a str) -> Result<Self, Unsendable> {
        let (sort, rest) = to.split_once(':').ok_or(Unsendable::Address)?;
        match (sort, rest.split(':').collect::<Vec<_>>().as_slice()) {
            // The platform's own name of a chat has a colon of its own.
            ("dialog", [chat] | ["chat", chat]) if !chat.is_empty() => {
                Ok(Self::Dialog { chat: format!("chat:{chat}") })
            }
            ("comment", [sort, discussion, comment]) => Ok(Self::Comment { sort, discussion, comment }),
            _ => Err(Unsendable::Address),
        }
    }
}

pub(super) fn requests(deed: Deed, letter: &Letter<'_>) -> Result<Vec<Call>, Unsendable> {
    match Target::parse(letter.to)? {
        Target::Dialog { chat } => dialog(deed, letter, &chat),
        Target::Comment { sort, discussion, comment } => discuss(deed, letter, sort, discussion, comment),
    }
}

fn dialog(deed: Deed, letter: &Letter<'_>, chat: &str) -> Result<Vec<Call>, Unsendable> {
    let (token, path) = (letter.token()?, format!("messages/{chat}"));
    match deed {
        Deed::Send => {
            let say = |(_, text): (usize, &str)| {
                let value = json!({"recipient": {"chat_id": chat}, "message": {"text": text}});
                call::ok_graph(letter.page, token, ("messages", Method::POST), &path, &[]).json(&value)
            };
            Ok(letter.unsent()?.into_iter().map(say).collect())
        }
        Deed::Find => {
            let count = [("count", PAGE.to_string())];
            Ok(vec![call::ok_graph(letter.page, token, ("messages.get", Method::GET), &path, &count)])
        }
        Deed::Edit | Deed::Delete => Err(Unsendable::Unsupported),
    }
}

fn discuss(
    deed: Deed,
    letter: &Letter<'_>,
    sort: &str,
    discussion: &str,
    comment: &str,
) -> Result<Vec<Call>, Unsendable> {
    let keys = call::OkKeys::of(letter.page)?;
    let entity = [("entityId", discussion.to_owned()), ("entityType", sort.to_owned())];
    let thread = [("discussionId", discussion.to_owned()), ("discussionType", sort.to_owned())];
    let make = |method, place: &[(&'static str, String)], more: Vec<(&'static str, String)>| {
        keys.call(letter.page, method, [place, &more].concat())
    };
    let delete = |object: &str| {
        let id = vec![("comment_id", object.to_owned())];
        make("discussions.deleteDiscussionComment", &thread, id).repeatable()
    };
    Ok(match deed {
        Deed::Send => {
            let say = |(_, text): (usize, &str)| {
                let mut more = vec![("comment", text.to_owned()), ("as_admin", "true".to_owned())];
                more.push(("reply_to_comment_id", comment.to_owned()));
                make("discussions.addDiscussionComment", &entity, more)
            };
            letter.unsent()?.into_iter().map(say).collect()
        }
        Deed::Edit => {
            let revise = |(object, text): (&str, Option<&str>)| {
                let Some(text) = text else { return delete(object) };
                let more = vec![("comment_id", object.to_owned()), ("comment", text.to_owned())];
                make("discussions.editDiscussionComment", &entity, more).repeatable()
            };
            letter.revised()?.into_iter().map(revise).collect()
        }
        Deed::Delete => letter.published()?.into_iter().map(delete).collect(),
        Deed::Find => {
            let window = |part| make("discussions.getDiscussionComments", &entity, window(part)).repeatable();
            (0..MOST_PARTS).map(window).collect()
        }
    })
}

/// The parts overlap, for what is deleted while somebody reads lets the rest move up.
fn window(part: usize) -> Vec<(&'static str, String)> {
    vec![("offset", (part * (PAGE - OVERLAP)).to_string()), ("count", PAGE.to_string())]
}

pub(super) fn judge(letter: &Letter<'_>, answer: &Answer<'_>) -> Verdict {
    let body = answer.json();
    if let Some(code) = body["error_code"].as_i64() {
        return refused(letter, answer.deed, code);
    }
    if answer.status.as_u16() == 429 {
        return Verdict::flood(answer.wait(1));
    }
    if !answer.status.is_success() {
        return Verdict::Unclear;
    }
    match answer.deed {
        Deed::Send => sent(&body),
        Deed::Edit | Deed::Delete if body.is_null() || body == false => Verdict::Unclear,
        Deed::Edit | Deed::Delete => Verdict::sent(letter.object.unwrap_or_default()),
        Deed::Find => found(letter, &body),
    }
}

/// A message is named in the answer; a comment's bare id is the whole answer.
fn sent(body: &Value) -> Verdict {
    let places = [&body["message_id"], &body["mid"], &body["comment_id"], &body["id"], body];
    let object = places.into_iter().find_map(name);
    object.map_or(Verdict::Unclear, |object| Verdict::Sent { object })
}

/// Whether the next part is there, among messages of the group or comments to the one that is answered.
fn found(letter: &Letter<'_>, body: &Value) -> Verdict {
    let next = letter.parts().get(letter.objects().count()).copied();
    let list = ["messages", "comments"].into_iter().find_map(|key| body[key].as_array());
    let (Some(list), Some(part)) = (list, next) else { return Verdict::Unclear };
    let ours = |item: &&Value| {
        let text = item["message"]["text"].as_str().or_else(|| item["text"].as_str());
        let person = item["sender"]["user_id"].as_str().is_some_and(|id| id.starts_with("user:"));
        text.is_some_and(|text| text.trim() == part) && !person && answers_the_same(letter, item)
    };
    let known: Vec<_> = letter.objects().map(str::to_owned).collect();
    let mut ids = list.iter().filter(ours).filter_map(|item| {
        [&item["message"]["mid"], &item["id"]].into_iter().find_map(name).filter(|id| !known.contains(id))
    });
    match ids.next() {
        Some(id) => Verdict::Found(Some(id)),
        None if list.len() >= PAGE && body["comments"].is_array() => Verdict::More,
        None if list.len() >= PAGE => Verdict::Unclear,
        None => Verdict::Found(None),
    }
}

/// The same words may stand under several comments of one discussion.
fn answers_the_same(letter: &Letter<'_>, item: &Value) -> bool {
    match Target::parse(letter.to) {
        Ok(Target::Comment { comment, .. }) => {
            name(&item["reply_to_comment_id"]).is_none_or(|answered| answered == comment)
        }
        _ => true,
    }
}

fn refused(letter: &Letter<'_>, deed: Deed, code: i64) -> Verdict {
    let reason = match code {
        2 => return Verdict::retry(10),
        8 => return Verdict::flood(10 * 60),
        11 => return Verdict::flood(60 * 60),
        300 if deed == Deed::Delete => return Verdict::sent(letter.object.unwrap_or_default()),
        300 => Reason::Gone,
        102..=104 => Reason::TokenDead,
        7 if letter.to.starts_with("dialog") => Reason::Blocked,
        7 | 9 | 10 => Reason::NoPermission,
        _ => Reason::Invalid,
    };
    Verdict::terminal(reason)
}

#[cfg(test)]
mod tests {
    use domain::{Page, Platform};
    use http::{HeaderMap, StatusCode};

    use super::super::judge;
    use super::*;

    #[test]
    fn the_same_words_under_another_comment_are_another_reply() {
        let page: Page = serde_json::from_value(json!({
            "id": "page", "platform": Platform::Ok, "external": null, "title": "Page", "secrets": [],
        }))
        .unwrap();
        let letter = Letter {
            page: &page,
            to: "comment:GROUP_TOPIC:1:2",
            person: None,
            text: "Сделано.",
            token: "t",
            object: None,
        };
        let found = |answered: &str| {
            let item = json!({ "id": "9", "text": "Сделано.", "reply_to_comment_id": answered });
            let body = json!({ "comments": [item] }).to_string();
            judge(Deed::Find, &letter, StatusCode::OK, &HeaderMap::new(), body.as_bytes())
        };
        assert_eq!(found("2"), Verdict::Found(Some("9".to_owned())));
        assert_eq!(found("3"), Verdict::Found(None));
        let others = vec![r#"{"id":"8","text":"Нет."}"#; PAGE].join(",");
        let full = format!(r#"{{"comments":[{others}]}}"#);
        let read_on = judge(Deed::Find, &letter, StatusCode::OK, &HeaderMap::new(), full.as_bytes());
        assert_eq!(read_on, Verdict::More);
    }
}
