//! What a message carries beside its text.

use domain::Attachment;
use serde::Deserialize;

use crate::lenient::{Id, List, Maybe, Text};
use crate::words;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Files {
    photo: List<Item>,
    video: Maybe<Item>,
    animation: Maybe<Item>,
    document: Maybe<Item>,
    audio: Maybe<Item>,
    voice: Maybe<Item>,
    video_note: Maybe<Item>,
    live_photo: Maybe<Item>,
    sticker: Maybe<Item>,
    contact: Maybe<Seen>,
    poll: Maybe<Seen>,
    story: Maybe<Seen>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item {
    file_id: Text,
    file_unique_id: Text,
    width: Id,
    height: Id,
}

/// Present, and of no further interest: a contact is somebody's telephone number.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Seen {}

impl Item {
    /// `file_id` opens the file for the bot only; the other id opens nothing.
    fn named(&self, kind: &str) -> Attachment {
        let reference =
            [&self.file_id, &self.file_unique_id].into_iter().find_map(|id| words::reference(id.as_str()));
        Attachment { kind: kind.to_owned(), reference: reference.unwrap_or_default() }
    }

    fn area(&self) -> i64 {
        self.width.0.unwrap_or(0).saturating_mul(self.height.0.unwrap_or(0))
    }
}

impl Files {
    pub(super) fn named(self) -> Vec<Attachment> {
        let largest = self.photo.0.into_iter().max_by_key(Item::area);
        // An animation is sent as a document too, for old clients.
        let document = self.document.0.filter(|_| self.animation.0.is_none());
        let files = [
            ("photo", largest),
            ("video", self.video.0),
            ("animation", self.animation.0),
            ("document", document),
            ("audio", self.audio.0),
            ("voice", self.voice.0),
            ("video_note", self.video_note.0),
            ("live_photo", self.live_photo.0),
            ("sticker", self.sticker.0),
        ];
        let seen = [("contact", self.contact.0), ("poll", self.poll.0), ("story", self.story.0)];
        let files = files.into_iter().filter_map(|(kind, file)| Some(file?.named(kind)));
        let seen = seen.into_iter().filter_map(|(kind, seen)| seen.map(|_| Item::default().named(kind)));
        files.chain(seen).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_one_photo_are_one_attachment() {
        let files: Files = serde_json::from_str(
            r#"{"photo":[{"file_id":"big","width":1280,"height":960},{"file_id":"small","width":90,"height":67}]}"#,
        )
        .unwrap();
        assert_eq!(files.named(), [Attachment { kind: "photo".into(), reference: "big".into() }]);
    }

    #[test]
    fn a_contact_leaves_no_number() {
        let files: Files = serde_json::from_str(
            r#"{"contact":{"phone_number":"+79000000000","first_name":"Ира","file_id":"79000000000"}}"#,
        )
        .unwrap();
        assert_eq!(files.named(), [Attachment { kind: "contact".into(), reference: String::new() }]);
    }
}
