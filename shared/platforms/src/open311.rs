//! Open311 `GeoReport` v2: what a client posts to report a problem, as one form.
//!
//! The door checks a form and takes its `api_key` out; what is kept is read again, and as often as one likes, by
//! [`read`]. See <https://wiki.open311.org/GeoReport_v2/>.

mod check;
mod form;

use chrono::{DateTime, NaiveDate, Utc};
use domain::questions::{DataType, Question, Questions};
use domain::topics::Taxonomy;
use domain::{Attachment, Author, Change, Content, Event, Filed, Page, Private, TopicCode};

pub use check::{DESCRIPTION_CHARS, Fault, check};
pub use form::Form;

use crate::reading::{Malformed, Reading};
use crate::{secret, words};

/// The header of a kept form that says which object it is: the door derived it, for it knew the `api_key`.
pub const OBJECT: &str = "open311-object";
/// Decimal places of a position that count for telling two reports apart: about ten metres.
const PLACES: usize = 4;

/// Whether `key` is one of the page's.
pub fn accepts(page: &Page, key: &str, now: DateTime<Utc>) -> bool {
    secret::accepted(page, now, key.as_bytes())
}

/// Which object a form is about: the same for every repetition of it.
///
/// A client that names its request by an idempotency key is taken at its word. Of others the same words of the same
/// sender about the same place and service on one day are one report. `client` stands for the `api_key`.
pub fn object(form: &Form, client: &str, idempotency_key: Option<&str>, day: NaiveDate) -> String {
    if let Some(key) = idempotency_key {
        return format!("key:{}", words::digest(&[client.as_bytes(), key.as_bytes()]));
    }
    let rounded = |degrees: f64| format!("{degrees:.PLACES$}");
    let place = match form.point() {
        Some(point) => format!("{} {}", rounded(point.latitude), rounded(point.longitude)),
        None => form.get("address_string").or(form.get("address_id")).unwrap_or_default().to_lowercase(),
    };
    let sender = form.sender().unwrap_or_default();
    let (service, description) = (form.get("service_code"), form.get("description"));
    let day = day.to_string();
    let (service, description) = (service.unwrap_or_default(), description.unwrap_or_default());
    let answers = form.answers_line();
    let parts = [client, &sender, service, description, &place, &answers, &day];
    format!("day:{}", words::digest(&parts.map(str::as_bytes)))
}

/// Says what a kept form reports.
pub(crate) fn read(
    headers: &[(String, String)],
    body: &[u8],
    received_at: DateTime<Utc>,
) -> Result<Reading, Malformed> {
    let form = Form::parse(body)?;
    let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(OBJECT));
    let object = named
        .and_then(|(_, object)| words::key(object))
        .unwrap_or_else(|| object(&form, "", None, received_at.date_naive()));
    let content = Content {
        form: domain::Form::Appeal,
        written_at: received_at,
        clock_doubt: false,
        author: author(&form),
        text: words::text(&text(&form)).into(),
        parent: None,
        post: None,
        part: None,
        reply_to: None,
        link: None,
        attachments: form.get("media_url").and_then(media).into_iter().collect(),
        point: form.point().map(Private::new),
        address: form.get("address_string").and_then(words::line),
        filed: Filed { topic: service(&form), municipality: None },
    };
    let delivery = format!("post:{object}");
    let (change, content) = (Change::Created, Some(content));
    Ok(Reading::of(Event { object, delivery, change, version_at: None, content, deleter: None }))
}

/// The topic that the client chose, if it is one of ours.
fn service(form: &Form) -> Option<TopicCode> {
    let code = TopicCode::parse(form.get("service_code")?).ok()?;
    Taxonomy::built_in().get(&code).map(|topic| topic.code.clone())
}

fn author(form: &Form) -> Option<Author> {
    let id = words::line(&form.sender()?)?;
    let names = [form.get("first_name"), form.get("last_name")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(Author { id, name: words::line(&name) })
}

/// The words of the resident, then what was asked and answered; the name of the service if nothing else was said.
fn text(form: &Form) -> String {
    let topic = service(form);
    let mut lines: Vec<String> = form.get("description").map(str::to_owned).into_iter().collect();
    for (code, values) in form.answers() {
        let question = topic
            .as_ref()
            .and_then(|topic| Questions::built_in().of(topic).find(|question| question.code == code));
        lines.push(answered(question, code, &values));
    }
    if lines.is_empty() {
        let title = topic.as_ref().and_then(|code| Taxonomy::built_in().get(code));
        lines.extend(title.map(|topic| topic.title.clone()));
    }
    lines.join("\n")
}

fn answered(question: Option<&Question>, code: &str, values: &[&str]) -> String {
    let titled = |value: &&str| {
        let choice =
            question.filter(|question| question.datatype.is_list()).and_then(|one| one.choice(value));
        choice.map_or_else(|| (*value).to_owned(), |choice| choice.title.clone())
    };
    let given = values.iter().map(titled).collect::<Vec<_>>().join(", ");
    let asked = question.map_or(code, |question| question.question.as_str());
    let mark = if question.is_some_and(|question| question.question.ends_with('?')) { "" } else { ":" };
    format!("{asked}{mark} {given}")
}

/// A file as its address without what follows the path, where signatures and keys stand. It is never fetched.
fn media(url: &str) -> Option<Attachment> {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    words::link(bare).map(|reference| Attachment { kind: "media_url".to_owned(), reference })
}

/// Whether an answer fits its question.
fn fits(question: &Question, value: &str) -> bool {
    match question.datatype {
        DataType::String | DataType::Text => true,
        DataType::Number => value.replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite),
        DataType::DateTime => crate::moment::from_text(Some(value)).is_some(),
        DataType::SingleValueList | DataType::MultiValueList => question.choice(value).is_some(),
    }
}

#[cfg(test)]
mod tests;
