//! Which theme of the other system is which topic here: kept in `data/registry-themes.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::TopicCode;

const BUILT_IN: &str = include_str!("../../data/registry-themes.csv");

/// The themes with their topics.
#[derive(Debug, Default)]
pub struct Themes {
    topics: HashMap<String, TopicCode>,
    first: HashMap<TopicCode, String>,
}

impl Themes {
    /// The table that comes with Otklik.
    pub fn built_in() -> &'static Self {
        static THEMES: LazyLock<Themes> =
            LazyLock::new(|| Themes::parse(BUILT_IN).expect("the file is checked by a test of this module"));
        &THEMES
    }

    /// Reads `theme,topic` lines under a header.
    pub fn parse(text: &str) -> Option<Self> {
        let mut themes = Self::default();
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            let record = record.ok()?;
            let topic = TopicCode::parse(record.get(1)?).ok()?;
            themes.first.entry(topic.clone()).or_insert_with(|| record[0].to_owned());
            themes.topics.insert(normal(&record[0]), topic);
        }
        Some(themes)
    }

    /// The topic of a theme.
    pub fn topic(&self, theme: &str) -> Option<&TopicCode> {
        self.topics.get(&normal(theme))
    }

    /// The theme by which a topic goes in the other system: the plainest, which stands first in the file.
    pub fn theme(&self, topic: &TopicCode) -> Option<&str> {
        self.first.get(topic).map(String::as_str)
    }
}

/// No name is longer.
const NAME_CHARS: usize = 300;

/// Spelt alike whatever the case, the spaces and the letter ё.
pub(super) fn normal(text: &str) -> String {
    let name = text.char_indices().nth(NAME_CHARS).map_or(text, |(end, _)| &text[..end]);
    name.to_lowercase().replace('ё', "е").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use domain::topics::Taxonomy;

    use super::*;

    #[test]
    fn every_theme_of_the_table_is_a_topic_of_ours() {
        let themes = Themes::parse(BUILT_IN).unwrap();
        assert!(themes.topics.len() > 300, "{}", themes.topics.len());
        assert!(themes.topics.values().all(|topic| Taxonomy::built_in().get(topic).is_some()));
        let potholes =
            themes.topic("  некачественное  покрытие асфальтовых дорог (ямы, выбоины и пр.) ").unwrap();
        assert_eq!(potholes.as_str(), "roads.potholes");
        assert_eq!(themes.topic("Дороги прочее"), None);
    }
}
