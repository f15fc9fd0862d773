//! Deliveries as platforms send them, with invented people and words.

use serde_json::{Value, json};

/// Deliveries of the VK page of the test region.
#[derive(Debug, Clone, Copy)]
pub struct Vk {
    /// The comment.
    pub id: i64,
    /// When it was written, in seconds.
    pub date: i64,
}

impl Vk {
    fn envelope(kind: &str, event: &str, object: &Value) -> Value {
        json!({
            "type": kind, "group_id": 999_100_001, "event_id": event, "v": "5.199",
            "secret": "invented_zar_vk", "object": object,
        })
    }

    fn comment(self, text: &str, parents: &[i64]) -> Value {
        json!({
            "id": self.id, "from_id": 600_000_000 + self.id, "date": self.date, "text": text, "post_id": 10,
            "owner_id": -999_100_001, "parents_stack": parents,
        })
    }

    /// The comment is written.
    pub fn written(self, text: &str) -> Value {
        Self::envelope("wall_reply_new", &format!("new-{}", self.id), &self.comment(text, &[]))
    }

    /// The comment is written under another one.
    pub fn under(self, parent: i64, text: &str) -> Value {
        Self::envelope("wall_reply_new", &format!("new-{}", self.id), &self.comment(text, &[parent]))
    }

    /// The comment is changed.
    pub fn edit(self, text: &str) -> Value {
        Self::envelope(
            "wall_reply_edit",
            &format!("edit-{}-{}", self.id, text.len()),
            &self.comment(text, &[]),
        )
    }

    /// The comment is taken away.
    pub fn delete(self) -> Value {
        let object = json!({ "owner_id": -999_100_001, "id": self.id, "post_id": 10, "deleter_id": 600_000_000 + self.id });
        Self::envelope("wall_reply_delete", &format!("delete-{}", self.id), &object)
    }
}

/// A private message to the Telegram bot of the test region.
pub fn telegram_message(update: i64, date: i64, text: &str) -> Value {
    let person = json!({ "id": 5_000_000 + update, "is_bot": false, "first_name": "Вымышленная" });
    let chat = json!({ "id": 5_000_000 + update, "type": "private" });
    json!({ "update_id": update, "message": {
        "message_id": update, "from": person, "chat": chat, "date": date, "text": text,
    }})
}
