//! What can be reported: the topics, and what is asked about each.

use domain::TopicCode;
use domain::questions::{Question, Questions};
use domain::topics::{Taxonomy, Topic};
use http::{HeaderMap, header};

use super::document::{Document, Node, maybe, object, text};
use super::fault::Fault;
use super::{Ask, PREFIX};

/// The day on which the topics or questions changed last: clients that keep them look at it.
const CHANGED: &str = "2026-11-22";
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// Where the interface is and what it speaks.
pub(super) fn discovery(ask: &Ask<'_>) -> Document {
    let formats = ["text/xml", "application/json"].map(text).to_vec();
    let endpoint = object(vec![
        ("specification", text(SPECIFICATION)),
        ("url", text(format!("{}{}", origin(ask.request.headers()), PREFIX.trim_end_matches('/')))),
        ("changeset", text(CHANGED)),
        ("type", text("production")),
        ("formats", Node::List("format", formats)),
    ]);
    let fields = vec![
        ("changeset", text(CHANGED)),
        ("contact", text("Обратитесь в центр управления регионом, которому принадлежит этот адрес.")),
        ("key_service", text("Ключ (api_key) выдаёт центр управления регионом по заявке.")),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ];
    Document { root: "discovery", node: object(fields) }
}

/// The address by which the client reached us. What cannot be part of one is left out.
fn origin(headers: &HeaderMap) -> String {
    let get = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let plain =
        |host: &&str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    let forwarded = header::HeaderName::from_static("x-forwarded-proto");
    let scheme = if get(forwarded) == Some("https") { "https" } else { "http" };
    get(header::HOST).filter(plain).map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

/// Every topic.
pub(super) fn list() -> Document {
    let services = Taxonomy::built_in().iter().map(service).collect();
    Document { root: "services", node: Node::List("service", services) }
}

fn service(topic: &Topic) -> Node {
    let asked = Questions::built_in().of(&topic.code).next().is_some();
    object(vec![
        ("service_code", text(topic.code.as_str())),
        ("service_name", text(topic.title.as_str())),
        ("description", text(format!("{} — {}", topic.group_title, topic.title))),
        ("metadata", Node::Flag(asked)),
        ("type", text("realtime")),
        ("keywords", text(keywords(topic))),
        ("group", text(topic.group_title.as_str())),
    ])
}

/// The words of the title, as people search by them.
fn keywords(topic: &Topic) -> String {
    let words = topic.title.split(|char: char| !char.is_alphanumeric());
    words.filter(|word| word.chars().count() > 3).map(str::to_lowercase).collect::<Vec<_>>().join(", ")
}

/// What is asked about a topic.
pub(super) fn definition(code: &str) -> Result<Document, Fault> {
    let topic = TopicCode::parse(code).ok().and_then(|code| Taxonomy::built_in().get(&code));
    let topic = topic.ok_or_else(|| Fault::not_found("service_code was not found"))?;
    let questions = Questions::built_in().of(&topic.code).zip(1..);
    let attributes = questions.map(|(question, order)| attribute(question, order)).collect();
    let fields = vec![
        ("service_code", text(topic.code.as_str())),
        ("attributes", Node::List("attribute", attributes)),
    ];
    Ok(Document { root: "service_definition", node: object(fields) })
}

fn attribute(question: &Question, order: u32) -> Node {
    let mut fields = vec![
        ("variable", Node::Flag(true)),
        ("code", text(question.code.as_str())),
        ("datatype", text(question.datatype.as_str())),
        ("required", Node::Flag(question.required)),
        ("datatype_description", maybe(question.hint.as_deref())),
        ("order", Node::Whole(order)),
        ("description", text(question.question.as_str())),
    ];
    if question.datatype.is_list() {
        let value = |choice: &domain::questions::Choice| {
            object(vec![("key", text(choice.key.as_str())), ("name", text(choice.title.as_str()))])
        };
        fields.push(("values", Node::List("value", question.values.iter().map(value).collect())));
    }
    object(fields)
}
