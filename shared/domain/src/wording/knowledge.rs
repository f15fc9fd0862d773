//! Approved answers to questions that are asked often.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Wording;
use crate::directory::Directory;
use crate::directory::register::Named;
use crate::ids::{TemplateId, TopicCode};
use crate::sla::TopicPattern;

/// An approved answer. Past its day of review nobody is offered it until somebody has looked at it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knowledge {
    /// Its name here.
    pub id: TemplateId,
    /// The question as people ask it.
    pub question: String,
    /// The topics that it belongs to.
    pub topics: Vec<TopicPattern>,
    /// The answer.
    pub text: Wording,
    /// Who approved it.
    pub approved_by: String,
    /// The last day on which it may be given without another look.
    pub review: NaiveDate,
}

impl Named for Knowledge {
    type Id = TemplateId;

    fn id(&self) -> &TemplateId {
        &self.id
    }
}

impl Directory {
    /// The approved answers to questions on a topic that hold on a day.
    pub fn knowledge_on(&self, topic: &TopicCode, on: NaiveDate) -> impl Iterator<Item = &Knowledge> {
        let holds = move |known: &&Knowledge| on <= known.review;
        self.knowledge.iter().filter(holds).filter(|known| known.topics.iter().any(|own| own.matches(topic)))
    }

    /// The approved answers that somebody must look at again.
    pub fn knowledge_to_review(&self, on: NaiveDate) -> impl Iterator<Item = &Knowledge> {
        self.knowledge.iter().filter(move |known| known.review < on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
[[answer]]
id = "snow-hours"
question = "Когда чистят дворы?"
topics = ["snow.*"]
text = "Дворы чистят до 8:00."
approved_by = "Управление благоустройства"
review = "2026-12-31"
"#;

    fn loaded(text: &str) -> Result<Directory, Vec<String>> {
        let mut files = crate::directory::fixture::files();
        files.insert("knowledge.toml".to_owned(), text.to_owned());
        let loaded = Directory::load(&files);
        loaded.map(|(directory, _)| directory).map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_approved_answer_is_given_until_its_day_of_review() {
        let directory = loaded(TEXT).unwrap();
        let (topic, other) =
            (TopicCode::parse("snow.yards").unwrap(), TopicCode::parse("roads.snow").unwrap());
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let found = |topic, on| directory.knowledge_on(topic, day(on)).count();
        assert_eq!((found(&topic, "2026-12-31"), found(&topic, "2027-01-01")), (1, 0));
        assert_eq!(found(&other, "2026-12-31"), 0);
        assert_eq!(directory.knowledge_to_review(day("2027-01-01")).count(), 1);
        assert_eq!(directory.knowledge_to_review(day("2026-12-31")).count(), 0);
    }

    #[test]
    fn an_answer_without_a_day_of_review_or_of_no_topic_is_refused() {
        let refused = |from: &str, to: &str| loaded(&TEXT.replacen(from, to, 1)).unwrap_err().remove(0);
        assert!(refused("review = \"2026-12-31\"", "").starts_with("knowledge.toml:2: "));
        assert!(refused("snow.*", "snou.*").starts_with("knowledge.toml:2: topics: unknown topic"));
        assert!(refused("8:00", "{hour}").starts_with("knowledge.toml:6: text: "));
    }
}
