//! VK: Callback API.

use chrono::{DateTime, Utc};
use domain::Form;
use serde_json::{Value, json};

use super::{Told, Written};

pub(super) fn object(group: i64, written: &Written) -> String {
    let (number, author) = (written.number, written.author);
    match written.form {
        Form::Post => platforms::vk_proposed(-group, author, written.text.expose())
            .unwrap_or_else(|| format!("wall_post:-{group}:{number}")),
        Form::Direct => format!("dialog:{author}:{number}"),
        Form::Comment | Form::Appeal => format!("wall_reply:-{group}:{number}"),
    }
}

pub(super) fn body(group: i64, written: &Written, told: &Told, serial: u64, at: DateTime<Utc>) -> Value {
    let (kind, object) = match (told, written.form) {
        (Told::Unknown, _) => (
            "like_add",
            json!({ "liker_id": written.author, "object_type": "post", "object_id": written.post }),
        ),
        (Told::Removed, _) => ("wall_reply_delete", removal(group, written)),
        (Told::Edited(text), Form::Direct) => ("message_edit", letter(written, text.expose(), Some(at))),
        (Told::Edited(text), _) => ("wall_reply_edit", comment(group, written, text.expose())),
        (Told::Created, Form::Direct) => {
            let message = letter(written, written.text.expose(), None);
            ("message_new", json!({ "message": message, "client_info": { "keyboard": true } }))
        }
        (Told::Created, Form::Post) => ("wall_post_new", post(group, written)),
        (Told::Created, _) => ("wall_reply_new", comment(group, written, written.text.expose())),
    };
    json!({ "type": kind, "object": object, "group_id": group, "event_id": format!("{group:020x}{serial:020x}"), "v": "5.199" })
}

fn comment(group: i64, written: &Written, text: &str) -> Value {
    let mut comment = json!({
        "id": written.number, "from_id": written.author, "date": written.at.timestamp(), "text": text,
        "post_id": written.post, "owner_id": -group, "post_owner_id": -group, "parents_stack": [],
    });
    if let Some(answered) = &written.answered {
        comment["parents_stack"] = json!([answered.number]);
        comment["reply_to_user"] = json!(answered.author);
        comment["reply_to_comment"] = json!(answered.number);
    }
    comment
}

fn removal(group: i64, written: &Written) -> Value {
    json!({
        "owner_id": -group, "id": written.number, "post_id": written.post,
        "user_id": written.author, "deleter_id": written.author,
    })
}

fn post(group: i64, written: &Written) -> Value {
    json!({
        "id": written.number, "from_id": written.author, "owner_id": -group, "date": written.at.timestamp(),
        "post_type": "suggest", "text": written.text.expose(), "comments": { "count": 0 },
    })
}

fn letter(written: &Written, text: &str, changed_at: Option<DateTime<Utc>>) -> Value {
    let mut letter = json!({
        "id": 90_000 + written.number, "conversation_message_id": written.number, "date": written.at.timestamp(),
        "from_id": written.author, "peer_id": written.author, "out": 0, "text": text, "attachments": [],
        "fwd_messages": [], "important": false, "is_hidden": false, "random_id": 0,
    });
    if let Some(changed_at) = changed_at {
        letter["update_time"] = json!(changed_at.timestamp());
    }
    letter
}
