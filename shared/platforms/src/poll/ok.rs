//! Odnoklassniki: the messages of a chat, and the comments of discussions, for which no webhook exists.
//!
//! A comment gets a delivery of our own making, `webhookType` [`COMMENT`].

use chrono::{DateTime, Utc};
use domain::{Author, Change, Content, Event, Form, Page, Private};
use http::Method;
use serde_json::{Value, json};

use super::{Batch, Step};
use crate::json::Members;
use crate::publish::Unsendable;
use crate::publish::call::{self, Call, OkKeys};
use crate::reading::{Ignored, Malformed, Reading};
use crate::{moment, words};

/// The kind of delivery that a polled comment becomes.
pub(crate) const COMMENT: &str = "OTKLIK_COMMENT";
/// So many are asked for at once.
const COUNT: usize = 100;

pub(super) fn request(page: &Page, step: &Step, since: DateTime<Utc>) -> Result<Call, Unsendable> {
    let words: Vec<_> = step.place.expose().split(':').collect();
    match words.as_slice() {
        ["chat", chat] => {
            let mut all = vec![("count", COUNT.to_string()), ("to", since.timestamp_millis().to_string())];
            all.extend(step.cursor.clone().map(|cursor| ("from", cursor)));
            let path = format!("messages/chat:{}", call::escaped(chat));
            Ok(call::ok_graph(page, call::token(page)?, ("messages.get", Method::GET), &path, &all))
        }
        ["discussion", sort, id] => {
            let mut all = vec![("discussionId", (*id).to_owned()), ("discussionType", (*sort).to_owned())];
            all.push(("count", COUNT.to_string()));
            all.push(("direction", "FORWARD".to_owned()));
            all.extend(step.cursor.clone().map(|cursor| ("anchor", cursor)));
            Ok(OkKeys::of(page)?.call(page, "discussions.getComments", all).repeatable())
        }
        ["discussions"] => {
            let mut all = vec![("category", "GROUP".to_owned()), ("count", COUNT.to_string())];
            all.extend(step.cursor.clone().map(|cursor| ("anchor", cursor)));
            Ok(OkKeys::of(page)?.call(page, "discussions.getList", all).repeatable())
        }
        _ => Err(Unsendable::Address),
    }
}

/// Where the discussions of the group are read in which somebody spoke since then. The list may hold those of other
/// groups, for it is a person's; it goes on until a part of it holds nothing recent.
fn discussions(page: &Page, step: &Step, since: i64, body: &Value) -> Option<Batch> {
    let list = body["discussions"].as_array()?;
    let group = page.external.as_deref();
    let strange = |owner: &Value| owner["type"] == "GROUP" && group.is_some_and(|own| owner["id"] != own);
    let ours = |one: &&Value| !one["ref_objects"].as_array().is_some_and(|all| all.iter().any(strange));
    let recent: Vec<&Value> =
        list.iter().filter(|one| spoken_at(one).is_none_or(|time| time >= since)).collect();
    let place = |one: &Value| {
        let sort = one["object_type"].as_str().and_then(|sort| words::code(sort, 32))?;
        let id = one["object_id"].as_str().and_then(words::key).filter(|id| !id.contains(':'))?;
        Some(Step::at(format!("discussion:{sort}:{id}")))
    };
    let anchor = body["anchor"].as_str().filter(|_| body["has_more"] == true && !recent.is_empty());
    let mut next: Vec<Step> = anchor.map(|anchor| step.then(anchor.to_owned())).into_iter().collect();
    next.extend(recent.into_iter().filter(ours).filter_map(place));
    Some(Batch { deliveries: Vec::new(), next })
}

fn spoken_at(discussion: &Value) -> Option<i64> {
    discussion["last_activity_date_ms"].as_i64().or_else(|| in_moscow(&discussion["last_activity_date"]))
}

pub(super) fn batch(page: &Page, step: &Step, since: DateTime<Utc>, body: &Value) -> Option<Batch> {
    let words: Vec<_> = step.place.expose().split(':').collect();
    let since = since.timestamp_millis();
    match words.as_slice() {
        ["chat", _] => {
            let list = body["messages"].as_array()?;
            let time = |message: &Value| message["timestamp"].as_i64();
            let recent = list.iter().filter(|message| time(message).is_none_or(|time| time >= since));
            let oldest = list.iter().filter_map(time).min().filter(|_| list.len() >= COUNT);
            let cursor =
                oldest.map(|at| if step.cursor.as_deref() == Some(&at.to_string()) { at - 1 } else { at });
            Some(Batch {
                deliveries: recent.map(|message| Private::new(message.to_string())).collect(),
                next: cursor.map(|cursor| step.then(cursor.to_string())).into_iter().collect(),
            })
        }
        ["discussion", sort, id] => {
            let list = body["comments"].as_array()?;
            let recent = |comment: &&Value| millis(comment).is_none_or(|time| time >= since);
            let deliver = |comment: &Value| {
                let body = json!({
                    "webhookType": COMMENT, "discussionType": sort, "discussionId": id, "comment": comment,
                });
                Private::new(body.to_string())
            };
            let anchor = body["anchor"].as_str().filter(|_| body["has_more"] == true);
            Some(Batch {
                deliveries: list.iter().filter(recent).map(deliver).collect(),
                next: anchor.map(|anchor| step.then(anchor.to_owned())).into_iter().collect(),
            })
        }
        ["discussions"] => discussions(page, step, since, body),
        _ => None,
    }
}

/// The time is a number of milliseconds, or a day and an hour in Moscow.
fn millis(comment: &Value) -> Option<i64> {
    comment["date_ms"].as_i64().or_else(|| in_moscow(&comment["date"]))
}

fn in_moscow(time: &Value) -> Option<i64> {
    let local = chrono::NaiveDateTime::parse_from_str(time.as_str()?, "%Y-%m-%d %H:%M:%S").ok()?;
    let moscow = chrono::FixedOffset::east_opt(3 * 60 * 60)?;
    Some(local.and_local_timezone(moscow).single()?.timestamp_millis())
}

/// Reads the delivery that [`batch`] made of a comment.
pub(crate) fn read(members: &Members<'_>, received_at: DateTime<Utc>) -> Result<Reading, Malformed> {
    let sort = members.text("discussionType").and_then(|sort| words::code(&sort, 32));
    let discussion = members.text("discussionId").and_then(|id| words::key(&id));
    let comment: Value = members.object("comment")?.ok_or(Malformed::field_of("comment"))?;
    let id = comment["id"].as_str().and_then(words::key).ok_or(Malformed::field_of("comment.id"))?;
    let (sort, discussion) = sort.zip(discussion).ok_or(Malformed::field_of("discussionId"))?;
    if comment["author_type"] == "GROUP"
        || comment["author_id"].as_str().is_some_and(|id| id.starts_with("group:"))
    {
        return Ok(Reading::ignored(Ignored::OwnMessage));
    }
    let claimed = moment::from_millis(millis(&comment));
    let (written_at, clock_doubt) = moment::written(claimed, received_at);
    let object = |id: &str| format!("comment:{sort}:{discussion}:{id}");
    let answered = comment["reply_to_comment_id"].as_str().and_then(words::key);
    let content = Content {
        form: Form::Comment,
        written_at,
        clock_doubt,
        author: author(&comment),
        text: words::text(comment["text"].as_str().unwrap_or_default()).into(),
        parent: answered.map(|id| object(&id)),
        post: Some(format!("discussion:{sort}:{discussion}")),
        link: None,
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: Some(object(&id).into()),
        filed: domain::Filed::default(),
    };
    Ok(Reading::of(Event {
        object: object(&id),
        delivery: words::digest(&[members.body()]),
        change: Change::Created,
        version_at: moment::possible(claimed, received_at),
        content: Some(content),
        deleter: None,
    }))
}

fn author(comment: &Value) -> Option<Author> {
    let id = comment["author_id"].as_str()?;
    let id = words::key(id.strip_prefix("user:").unwrap_or(id))?;
    Some(Author { id: id.into(), name: comment["author_name"].as_str().and_then(words::line) })
}
