//! MAX: a bot's messages, and comments in the channel that it manages. No token against doubles, but what is
//! there can be read.

use data_encoding::HEXLOWER_PERMISSIVE;
use http::Method;
use serde_json::{Value, json};

use super::call::{self, Call, escaped};
use super::verdict::{Answer, Reason, Verdict, name};
use super::{Deed, Letter, Unsendable};

/// So many messages are read back at most.
const PAGE: usize = 50;

/// Where a reply goes.
enum Target<'a> {
    Chat { chat: i64, answered: &'a str },
    Comment { post: &'a str, answered: &'a str },
    Dialog { answered: &'a str },
}

impl<'a> Target<'a> {
    fn parse(to: &'a str) -> Result<Self, Unsendable> {
        match to.split(':').collect::<Vec<_>>().as_slice() {
            ["msg", chat, answered] => {
                Ok(Self::Chat { chat: chat.parse().map_err(|_| Unsendable::Address)?, answered })
            }
            ["comment", post, answered] => Ok(Self::Comment { post, answered }),
            ["dialog", answered] => Ok(Self::Dialog { answered }),
            _ => Err(Unsendable::Address),
        }
    }

    const fn answered(&self) -> &'a str {
        match self {
            Self::Chat { answered, .. } | Self::Comment { answered, .. } | Self::Dialog { answered } => {
                answered
            }
        }
    }
}

/// A `mid` begins with the chat.
fn chat_of(mid: &str) -> Option<i64> {
    let bytes = HEXLOWER_PERMISSIVE.decode(mid.strip_prefix("mid.")?.as_bytes()).ok()?;
    Some(i64::from_be_bytes(bytes.get(..8)?.try_into().ok()?))
}

pub(super) fn requests(deed: Deed, letter: &Letter<'_>) -> Result<Vec<Call>, Unsendable> {
    let (target, token) = (Target::parse(letter.to)?, letter.token()?);
    let call = |name, method, path: String| call::max(letter.page, token, name, method, &path);
    match deed {
        Deed::Send => {
            let path = room(letter, &target)?;
            let part = |(_, text)| call("send", Method::POST, path.clone()).json(&said(&target, text));
            Ok(letter.unsent()?.into_iter().map(part).collect())
        }
        Deed::Edit => {
            let revised = letter.revised()?.into_iter().map(|(object, text)| match text {
                Some(text) => {
                    call("edit", Method::PUT, published(&target, object)).json(&json!({"text": text}))
                }
                None => call("delete", Method::DELETE, published(&target, object)),
            });
            Ok(revised.map(Call::repeatable).collect())
        }
        Deed::Delete => {
            let gone = letter.published()?.into_iter();
            let gone = gone.map(|object| call("delete", Method::DELETE, published(&target, object)));
            Ok(gone.map(Call::repeatable).collect())
        }
        Deed::Find => Ok(vec![call("find", Method::GET, thread(&target)?)]),
    }
}

fn room(letter: &Letter<'_>, target: &Target<'_>) -> Result<String, Unsendable> {
    Ok(match target {
        Target::Chat { chat, .. } => format!("/messages?chat_id={chat}"),
        Target::Comment { post, .. } => format!("/messages/{}/comments", escaped(post)),
        Target::Dialog { .. } => format!("/messages?user_id={}", escaped(letter.person()?)),
    })
}

fn said(target: &Target<'_>, text: &str) -> Value {
    json!({"text": text, "link": {"type": "reply", "mid": target.answered()}})
}

fn published(target: &Target<'_>, object: &str) -> String {
    match target {
        Target::Comment { post, .. } => {
            format!("/messages/{}/comments?comment_id={}", escaped(post), escaped(object))
        }
        Target::Chat { .. } | Target::Dialog { .. } => format!("/messages?message_id={}", escaped(object)),
    }
}

fn thread(target: &Target<'_>) -> Result<String, Unsendable> {
    Ok(match target {
        Target::Chat { chat, .. } => format!("/messages?chat_id={chat}&count={PAGE}"),
        Target::Comment { post, .. } => format!("/messages/{}/comments?count={PAGE}", escaped(post)),
        Target::Dialog { answered } => {
            let chat = chat_of(answered).ok_or(Unsendable::Address)?;
            format!("/messages?chat_id={chat}&count={PAGE}")
        }
    })
}

pub(super) fn judge(letter: &Letter<'_>, answer: &Answer<'_>) -> Verdict {
    if !answer.status.is_success() {
        return refused(letter, answer);
    }
    let body = answer.json();
    match answer.deed {
        Deed::Send => mid(&body).map_or(Verdict::Unclear, |object| Verdict::Sent { object }),
        Deed::Edit | Deed::Delete if body["success"] == false => Verdict::terminal(Reason::Invalid),
        Deed::Edit | Deed::Delete => Verdict::sent(letter.object.unwrap_or_default()),
        Deed::Find => found(letter, &body),
    }
}

/// A message stands in the answer as `message`, a comment as itself.
fn mid(body: &Value) -> Option<String> {
    let places = [&body["message"], &body["comment"], body];
    places.into_iter().find_map(|place| name(&place["body"]["mid"]))
}

/// Whether the next part stands in the thread as our answer to this message. A list that may go on and does not
/// hold it proves nothing.
fn found(letter: &Letter<'_>, body: &Value) -> Verdict {
    let Some(list) = ["messages", "comments"].into_iter().find_map(|key| body[key].as_array()) else {
        return Verdict::Unclear;
    };
    let (Ok(target), Some(part)) = (Target::parse(letter.to), next(letter)) else { return Verdict::Unclear };
    let known: Vec<_> = letter.objects().collect();
    let ours = |message: &&Value| {
        let object = message["body"]["mid"].as_str().unwrap_or_default();
        is_page(letter, &message["sender"])
            && message["body"]["text"].as_str().is_some_and(|text| text.trim() == part)
            && message["link"]["message"]["mid"] == target.answered()
            && !known.contains(&object)
    };
    match list.iter().find(ours) {
        Some(message) => Verdict::Found(name(&message["body"]["mid"])),
        None if list.len() >= PAGE || body["marker"].as_i64().is_some() => Verdict::Unclear,
        None => Verdict::Found(None),
    }
}

fn next<'a>(letter: &Letter<'a>) -> Option<&'a str> {
    letter.parts().get(letter.objects().count()).copied()
}

/// Comments may come without their sender: then the words and what they answer have to do.
fn is_page(letter: &Letter<'_>, sender: &Value) -> bool {
    sender.is_null() || sender["is_bot"] == true || name(&sender["user_id"]) == letter.page.external
}

fn refused(letter: &Letter<'_>, answer: &Answer<'_>) -> Verdict {
    let body = answer.json();
    let code = body["code"].as_str().unwrap_or_default();
    let comment = letter.to.starts_with("comment:");
    let reason = match (answer.status.as_u16(), code) {
        (_, "attachment.not.ready") => return Verdict::retry(answer.wait(3)),
        (_, "comments.timeout_exceeded") => Reason::TooLate,
        (429, _) => return Verdict::flood(answer.wait(1)),
        (503, "service.unavailable") => return Verdict::retry(answer.wait(10)),
        // This is how MAX says that the channel has its comments switched off.
        (500, "internal.error") if comment => Reason::CommentsClosed,
        (404, _) if answer.deed == Deed::Delete => return Verdict::sent(letter.object.unwrap_or_default()),
        (401, _) => Reason::TokenDead,
        (403, _) if letter.to.starts_with("dialog") => Reason::Blocked,
        (403, _) => Reason::NoPermission,
        (404, _) => Reason::Gone,
        (413, _) => Reason::TooLong,
        (400..=499, _) => Reason::Invalid,
        _ => return Verdict::Unclear,
    };
    Verdict::terminal(reason)
}
