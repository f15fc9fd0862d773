//! VK: methods as forms, errors with status 200, and tokens against doubles that work.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::ask::{Ask, Said};
use super::outbox::Event;
use super::state::{Identity, Message, Place, State, Subscription};

/// The number of the one server in the settings.
const SERVER: i64 = 1;

/// Comments under photos, videos, goods and in discussions: by whom and under what.
const ELSEWHERE: [(&str, &str, &str); 4] = [
    ("photos", "owner_id", "photo_id"),
    ("video", "owner_id", "video_id"),
    ("market", "owner_id", "item_id"),
    ("board", "group_id", "topic_id"),
];

pub(super) fn error(code: i64) -> Said {
    let body = json!({"error": {"error_code": code, "error_msg": "refused", "request_params": []}});
    Said::bad(200, body)
}

fn good(response: Value) -> Said {
    let mut body = json!({});
    body["response"] = response;
    Said::good(body)
}

fn method(ask: &Ask) -> &str {
    ask.path.strip_prefix("/method/").unwrap_or_default()
}

pub(super) fn publishes(ask: &Ask) -> bool {
    method(ask) == "messages.send" || method(ask).ends_with(".createComment")
}

pub(super) fn answer(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    let bearer = ask.authorization.strip_prefix("Bearer ").unwrap_or_default();
    let by_page = bearer == state.identity.token.expose();
    let by_person = !bearer.is_empty() && bearer == state.identity.user_token.expose();
    if !(by_page || by_person) {
        return error(5);
    }
    if ask.form.get("v").is_none_or(|version| version != "5.199") {
        return error(100);
    }
    let (family, verb) = method(ask).split_once('.').unwrap_or_default();
    match (family, verb) {
        ("messages", _) if by_person => error(15),
        ("messages", _) => messages(state, ask, verb, now),
        ("groups", _) => groups(state, ask, verb),
        ("wall", "createComment") => comment(state, ask, now),
        // A community's own token is too weak for everything else about comments.
        _ if by_page => error(27),
        ("wall", "get") => posts(state),
        ("wall", "getComments") => comments(state, ask),
        ("wall" | "photos" | "video" | "market" | "board", "editComment" | "deleteComment") => {
            change(state, ask, "comment_id", verb == "deleteComment")
        }
        (_, "createComment") => elsewhere(state, ask, family, now),
        _ => error(3),
    }
}

/// The same token names the same comment, whatever else is asked for.
fn once(state: &mut State, token: Option<&str>, publish: impl FnOnce(&mut State) -> i64) -> i64 {
    if let Some(known) = token.and_then(|token| state.tokens.get(token)) {
        return *known;
    }
    let number = publish(state);
    if let Some(token) = token {
        state.tokens.insert(token.to_owned(), number);
    }
    number
}

fn comment(state: &mut State, ask: &Ask, now: DateTime<Utc>) -> Said {
    let (owner, post) = (ask.number("owner_id"), ask.number("post_id"));
    let (Some(owner), Some(post), Some(text)) = (owner, post, ask.text("message")) else { return error(100) };
    if owner != -state.identity.external || ask.number("from_group") != Some(-owner) {
        return error(100);
    }
    let answered = ask.number("reply_to_comment");
    if state.closed.contains(&post) {
        return error(212);
    }
    if answered.is_some_and(|number| !state.is_there(number)) {
        return error(104);
    }
    let number = once(state, ask.text("guid"), |state| state.publish(Place::Post(post), answered, text, now));
    good(json!({"comment_id": number, "parents_stack": answered.into_iter().collect::<Vec<_>>()}))
}

fn elsewhere(state: &mut State, ask: &Ask, family: &str, now: DateTime<Utc>) -> Said {
    let Some((_, owner, thing)) = ELSEWHERE.iter().find(|(name, ..)| *name == family) else {
        return error(3);
    };
    let (Some(_), Some(thing), Some(text)) = (ask.number(owner), ask.number(thing), ask.text("message"))
    else {
        return error(100);
    };
    let answered = ask.number("reply_to_comment");
    let number =
        once(state, ask.text("guid"), |state| state.publish(Place::Post(thing), answered, text, now));
    good(json!(number))
}

fn messages(state: &mut State, ask: &Ask, verb: &str, now: DateTime<Utc>) -> Said {
    match verb {
        "send" => {
            let (peer, random) = (ask.number("peer_id"), ask.number("random_id"));
            let (Some(peer), Some(random), Some(text)) = (peer, random, ask.text("message")) else {
                return error(100);
            };
            if text.chars().count() > 9_000 {
                return error(914);
            }
            if state.blocked.contains(&peer) {
                return error(901);
            }
            let token = (random != 0).then(|| format!("{peer}:{random}"));
            let number =
                once(state, token.as_deref(), |state| state.publish(Place::Dialog(peer), None, text, now));
            good(json!(number))
        }
        "edit" => change(state, ask, "message_id", false),
        "delete" => change(state, ask, "message_ids", true),
        "getConversations" => {
            let mut peers: Vec<_> = state.messages.iter().filter_map(dialog_of).collect();
            peers.sort_unstable_by_key(|(_, at)| std::cmp::Reverse(*at));
            let mut seen = std::collections::BTreeSet::new();
            peers.retain(|(peer, _)| seen.insert(*peer));
            let item = |(peer, at): (i64, DateTime<Utc>)| json!({"conversation": {"peer": {"id": peer, "type": "user"}}, "last_message": {"date": at.timestamp()}});
            listed(ask, peers.into_iter().map(item).collect())
        }
        "getHistory" => {
            let place = ask.number("peer_id").map(Place::Dialog);
            let own = state.messages.iter().rev().filter(|message| Some(message.place) == place);
            listed(ask, own.map(letter).collect())
        }
        _ => error(3),
    }
}

fn dialog_of(message: &Message) -> Option<(i64, DateTime<Utc>)> {
    match message.place {
        Place::Dialog(peer) => Some((peer, message.at)),
        Place::Post(_) => None,
    }
}

fn change(state: &mut State, ask: &Ask, field: &str, remove: bool) -> Said {
    let (number, text) = (ask.number(field), ask.text("message").map(str::to_owned));
    let Some(number) = number.filter(|_| remove || text.is_some()) else { return error(100) };
    let Some(reply) = state.reply(number) else { return error(104) };
    if remove {
        reply.removed = true;
    } else {
        reply.text = text.unwrap_or_default();
        reply.edited = true;
    }
    good(json!(1))
}

fn groups(state: &mut State, ask: &Ask, verb: &str) -> Said {
    if ask.number("group_id") != Some(state.identity.external) {
        return error(100);
    }
    match verb {
        "getCallbackConfirmationCode" => good(json!({"code": state.identity.confirmation.expose()})),
        "getCallbackServers" => {
            let item = |known: &Subscription| {
                let status = if known.good { "ok" } else { "failed" };
                json!({"id": SERVER, "title": "Otklik", "url": known.url, "status": status})
            };
            let items: Vec<_> = state.subscription.iter().map(item).collect();
            good(json!({"count": items.len(), "items": items}))
        }
        "addCallbackServer" | "editCallbackServer" => {
            let named = ask.text("title").is_some_and(|title| title.chars().count() <= 14);
            let (Some(url), Some(secret)) = (ask.text("url"), ask.text("secret_key")) else {
                return error(100);
            };
            if !named || secret.len() > 50 {
                return error(100);
            }
            state.connect(url, secret);
            let confirmation = json!({"type": "confirmation", "group_id": state.identity.external});
            if let Some(subscription) = &mut state.subscription {
                subscription.good = false;
            }
            state.outbox.push_front(Event { body: confirmation, confirms: true });
            good(json!({"server_id": SERVER}))
        }
        "setCallbackSettings" if ask.number("server_id") == Some(SERVER) => good(json!(1)),
        _ => error(100),
    }
}

fn posts(state: &State) -> Said {
    let posts: std::collections::BTreeSet<_> = state
        .messages
        .iter()
        .filter_map(|message| match message.place {
            Place::Post(post) => Some(post),
            Place::Dialog(_) => None,
        })
        .collect();
    let owner = -state.identity.external;
    let item = |post| json!({"id": post, "owner_id": owner, "from_id": owner, "date": 0, "text": "Новости"});
    let items: Vec<Value> = posts.into_iter().map(item).collect();
    good(json!({"count": items.len(), "items": items}))
}

fn comments(state: &State, ask: &Ask) -> Said {
    let place = ask.number("post_id").map(Place::Post);
    let own = state.messages.iter().filter(|message| Some(message.place) == place && !message.deleted);
    listed(ask, own.map(|message| written(&state.identity, message)).collect())
}

fn listed(ask: &Ask, items: Vec<Value>) -> Said {
    let number =
        |name, otherwise| ask.number(name).and_then(|it| usize::try_from(it).ok()).unwrap_or(otherwise);
    let (offset, count) = (number("offset", 0), number("count", 20));
    let all = items.len();
    let page: Vec<_> = items.into_iter().skip(offset).take(count).collect();
    good(json!({"count": all, "items": page}))
}

fn written(identity: &Identity, message: &Message) -> Value {
    let (owner, Place::Post(post) | Place::Dialog(post)) = (-identity.external, message.place);
    let mut value = json!({
        "id": message.number, "from_id": message.author, "date": message.at.timestamp(), "text": message.text,
        "post_id": post, "owner_id": owner, "post_owner_id": owner,
        "parents_stack": message.answers.into_iter().collect::<Vec<_>>(),
    });
    if let Some(answered) = message.answers {
        value["reply_to_comment"] = answered.into();
    }
    value
}

fn letter(message: &Message) -> Value {
    json!({
        "id": message.number, "conversation_message_id": message.number, "date": message.at.timestamp(),
        "from_id": message.author, "peer_id": message.author, "out": 0, "text": message.text, "attachments": [],
    })
}

pub(super) fn event(identity: &Identity, message: &Message) -> Event {
    let (kind, object) = match message.place {
        Place::Post(_) => ("wall_reply_new", written(identity, message)),
        Place::Dialog(_) => ("message_new", json!({"message": letter(message), "client_info": {}})),
    };
    Event::of(json!({
        "type": kind, "object": object, "group_id": identity.external,
        "event_id": format!("{:040x}", message.number), "v": "5.199",
    }))
}
