//! Links that hide behind words. Telegram counts their places in UTF-16, where an emoji counts as two.

use serde::Deserialize;

use crate::lenient::{Id, Text};
use crate::words;

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    kind: Text,
    offset: Id,
    length: Id,
    url: Text,
}

impl Entity {
    /// Where the words end, in UTF-16 units, and the address behind them.
    fn link(&self) -> Option<(usize, String)> {
        let offset = self.offset.0.filter(|offset| *offset >= 0)?;
        let end = offset.checked_add(self.length.0.filter(|length| *length > 0)?)?;
        let url = words::link(self.url.as_str()).filter(|_| self.kind.as_str() == "text_link")?;
        Some((usize::try_from(end).ok()?, url))
    }
}

/// The text with the address of each hidden link behind its words, in brackets.
pub(super) fn spelled_out(text: &str, entities: &[Entity]) -> String {
    let mut links: Vec<(usize, String)> = entities.iter().filter_map(Entity::link).collect();
    links.sort();
    let mut links = links.into_iter().peekable();
    let mut spelled = String::with_capacity(text.len());
    let mut units = 0;
    for char in text.chars() {
        while let Some((_, url)) = links.next_if(|(end, _)| *end <= units && units > 0) {
            append(&mut spelled, &url);
        }
        spelled.push(char);
        units += char.len_utf16();
    }
    links.filter(|(end, _)| *end == units && units > 0).for_each(|(_, url)| append(&mut spelled, &url));
    spelled
}

fn append(text: &mut String, url: &str) {
    text.push_str(" (");
    text.push_str(url);
    text.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str, entities: &str) -> String {
        spelled_out(text, &serde_json::from_str::<Vec<Entity>>(entities).unwrap())
    }

    #[test]
    fn an_emoji_before_a_link_counts_as_two() {
        let entities = r#"[{"type":"bold","offset":0,"length":2},
            {"type":"text_link","offset":3,"length":4,"url":"https://a.example/1"}]"#;
        assert_eq!(spelled("🙁 фото ям", entities), "🙁 фото (https://a.example/1) ям");
        assert_eq!(spelled("🙁 фото", entities), "🙁 фото (https://a.example/1)");
    }

    #[test]
    fn an_entity_that_lies_outside_or_leads_nowhere_is_passed_over() {
        for entity in [
            r#"{"type":"text_link","offset":90,"length":4,"url":"https://a.example/1"}"#,
            r#"{"type":"text_link","offset":0,"length":4,"url":"javascript:alert(1)"}"#,
            r#"{"type":"text_link","offset":9223372036854775807,"length":4,"url":"https://a.example/1"}"#,
            r#"{"type":"text_link","offset":-4,"length":4,"url":"https://a.example/1"}"#,
            r#"{"type":"url","offset":0,"length":4,"url":"https://a.example/1"}"#,
            "{}",
        ] {
            assert_eq!(spelled("фото", &format!("[{entity}]")), "фото", "{entity}");
        }
    }
}
