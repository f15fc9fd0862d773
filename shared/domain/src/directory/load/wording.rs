//! Templates and approved answers.

use super::rules::names_a_topic;
use super::source::{Entries, Loader, Spot};
use crate::sla::TopicPattern;
use crate::wording::{Knowledge, Template};

pub(super) const TEMPLATES: &str = "templates.toml";
pub(super) const KNOWLEDGE: &str = "knowledge.toml";

pub(super) fn read_templates(loader: &mut Loader<'_>) -> Entries<Template> {
    let Some(document) = loader.optional_document(TEMPLATES, "template") else { return Entries::default() };
    document.top.finish(loader);
    let templates = Entries::read(loader, document.tables, "id", |table, loader| {
        let (id, title) = (table.required(loader, "id"), table.required(loader, "title"));
        let (topics, kinds) = (table.list(loader, "topics"), table.list(loader, "kinds"));
        let text = table.required(loader, "text");
        Some(Template { id: id?, title: title?, topics, kinds, text: text? })
    });
    for entry in &templates.list {
        check_topics(loader, entry.spot, &entry.value.topics);
    }
    templates
}

pub(super) fn read_knowledge(loader: &mut Loader<'_>) -> Entries<Knowledge> {
    let Some(document) = loader.optional_document(KNOWLEDGE, "answer") else { return Entries::default() };
    document.top.finish(loader);
    let answers = Entries::read(loader, document.tables, "id", |table, loader| {
        let (id, question) = (table.required(loader, "id"), table.required(loader, "question"));
        let (topics, text) = (table.list(loader, "topics"), table.required(loader, "text"));
        let (approved_by, review) = (table.required(loader, "approved_by"), table.required(loader, "review"));
        let (id, question, text) = (id?, question?, text?);
        Some(Knowledge { id, question, topics, text, approved_by: approved_by?, review: review? })
    });
    for entry in &answers.list {
        if entry.value.topics.is_empty() {
            loader.complain(entry.spot, "topics", "is missing");
        }
        check_topics(loader, entry.spot, &entry.value.topics);
    }
    answers
}

fn check_topics(loader: &mut Loader<'_>, spot: Spot, topics: &[TopicPattern]) {
    for pattern in topics {
        loader.refuse_unknown(names_a_topic(pattern), spot, "topics", "topic", pattern);
    }
}
