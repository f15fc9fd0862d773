//! Reading what somebody asks to be done with an incident.

use domain::Private;
use domain::agency::Desk;
use domain::incident::{Action, Outcome};

use crate::body::Object;
use crate::refusal::Refusal;

const TEXT: &str = "must be a text";
const INCIDENT: &str = "must be the id of an incident";
const TOPIC: &str = "must be the code of a topic: roads.potholes";
const KIND: &str = "must be a kind: complaint, request, question, proposal, thanks, rumour or other";
const MUNICIPALITY: &str = "must be the code of a municipality";
const DATE: &str = "must be a date: 2026-03-01";
const DESK: &str = "must be a desk: agency:…, centre:… or region";
const NUMBER: &str = "must be the number of an answer";
const YES: &str = "must be true or false";
const RATING: &str = "must be a number from 1 to 5";
const DAYS: &str = "must be 7 or 30";
const VERIFICATION: &str =
    "must be unverified, confirmed_by_author, confirmed_by_inspection, disputed or recurred";
const OUTCOME: &str = "must be an outcome with the fields that belong to it";

/// Reads an action. It is the domain's own shape, read field by field so that an error names the field.
pub(crate) fn read(mut object: Object) -> Result<Action, Refusal> {
    let name: String = object.take("action", "must name an action")?;
    let mut text = |field| object.take::<Private<String>>(field, TEXT);
    let action = match name.as_str() {
        "accept" => Action::Accept {},
        "start" => Action::Start {},
        "resume" => Action::Resume {},
        "ask_author" => Action::AskAuthor { question: text("question")? },
        "ask_external" => Action::AskExternal { note: text("note")? },
        "reopen" => Action::Reopen { reason: text("reason")? },
        "reject" => Action::Reject { reason: text("reason")? },
        "pass_on" => {
            let reason = text("reason")?;
            Action::PassOn { to: object.take::<Desk>("to", DESK)?, reason }
        }
        "merge" => {
            let reason = text("reason")?;
            Action::Merge { into: object.take("into", INCIDENT)?, reason }
        }
        "correct" => Action::Correct {
            topic: object.take_optional("topic", TOPIC)?,
            kind: object.take_optional("kind", KIND)?,
            municipality: object.take_optional("municipality", MUNICIPALITY)?,
            reason: object.take_optional("reason", TEXT)?,
        },
        "unmerge" => Action::Unmerge { reason: text("reason")? },
        "plan" => Action::Plan { date: object.take("date", DATE)? },
        "answer" | "propose" => {
            let text = text("text")?;
            let (outcome, to_all) =
                (outcome(&mut object)?, object.take_optional("to_all", YES)?.unwrap_or(true));
            if name == "answer" {
                Action::Answer { text, outcome, to_all }
            } else {
                Action::Propose { text, outcome, to_all }
            }
        }
        "approve" => Action::Approve {},
        "return" => Action::Return { comment: text("comment")? },
        "edit_reply" => {
            let text = text("text")?;
            Action::EditReply { answer: object.take_optional("answer", NUMBER)?, text }
        }
        "remove_reply" => {
            let reason = text("reason")?;
            Action::RemoveReply { answer: object.take_optional("answer", NUMBER)?, reason }
        }
        "close" => Action::Close {
            outcome: outcome(&mut object)?.ok_or(Refusal::unprocessable("outcome", OUTCOME))?,
            reason: object.take_optional("reason", TEXT)?,
        },
        "decide" => {
            let reason = text("reason")?;
            Action::Decide { to: object.take::<Desk>("to", DESK)?, reason }
        }
        "forward" => {
            let note = text("note")?;
            Action::Forward {
                body: object.take("body", TEXT)?,
                note,
                number: object.take_optional("number", TEXT)?,
            }
        }
        "outside_number" => Action::OutsideNumber { number: object.take("number", TEXT)? },
        "outside_answer" => Action::OutsideAnswer { text: text("text")? },
        "rate" => Action::Rate {
            rating: object.take("rating", RATING)?,
            comment: object.take_optional("comment", TEXT)?,
        },
        "verify" => Action::Verify {
            verification: object.take("verification", VERIFICATION)?,
            after_days: object.take_optional("after_days", DAYS)?,
            note: object.take_optional("note", TEXT)?,
        },
        _ => return Err(Refusal::unprocessable("action", "is not an action")),
    };
    object.end()?;
    Ok(action)
}

fn outcome(object: &mut Object) -> Result<Option<Outcome>, Refusal> {
    let Some(mut fields) = object.take_object("outcome")? else { return Ok(None) };
    let name: String = fields.take("outcome", "must name an outcome")?;
    let outcome = match name.as_str() {
        "fixed" => Outcome::Fixed,
        "explained" => Outcome::Explained,
        "no_further_action" => Outcome::NoFurtherAction,
        "duplicate" => Outcome::Duplicate,
        "cancelled_by_author" => Outcome::CancelledByAuthor,
        "insufficient_information" => Outcome::InsufficientInformation,
        "spam_or_bogus" => Outcome::SpamOrBogus,
        "author_unreachable" => Outcome::AuthorUnreachable,
        "planned" => Outcome::Planned { date: fields.take("date", DATE)? },
        "deferred_for_budget" => Outcome::DeferredForBudget { year: year(&mut fields)? },
        "not_responsible" => Outcome::NotResponsible { forwarded_to: addressee(&mut fields)? },
        _ => return Err(Refusal::unprocessable("outcome", OUTCOME)),
    };
    fields.end()?;
    Ok(Some(outcome))
}

fn year(fields: &mut Object) -> Result<i32, Refusal> {
    const YEAR: &str = "must be a year: 2027";
    let year: i32 = fields.take("year", YEAR)?;
    if (2000..=2100).contains(&year) { Ok(year) } else { Err(Refusal::unprocessable("year", YEAR)) }
}

/// Whom it was sent on to: "not ours" must name the next one.
fn addressee(fields: &mut Object) -> Result<String, Refusal> {
    const NAME: &str = "must name who is responsible";
    let name: String = fields.take("forwarded_to", NAME)?;
    if name.trim().is_empty() { Err(Refusal::unprocessable("forwarded_to", NAME)) } else { Ok(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Action, Refusal> {
        read(Object::read(text.as_bytes()).unwrap())
    }

    #[test]
    fn every_action_is_read_as_the_domain_reads_it() {
        for text in [
            r#"{"action":"accept"}"#,
            r#"{"action":"start"}"#,
            r#"{"action":"resume"}"#,
            r#"{"action":"pass_on","to":"agency:grid","reason":"не наше"}"#,
            r#"{"action":"ask_author","question":"где?"}"#,
            r#"{"action":"ask_external","note":"в сети"}"#,
            r#"{"action":"plan","date":"2026-05-01"}"#,
            r#"{"action":"answer","text":"сделали"}"#,
            r#"{"action":"answer","text":"сделали","outcome":{"outcome":"fixed"}}"#,
            r#"{"action":"answer","text":"в план","outcome":{"outcome":"planned","date":"2026-05-01"}}"#,
            r#"{"action":"close","outcome":{"outcome":"deferred_for_budget","year":2027}}"#,
            r#"{"action":"close","outcome":{"outcome":"not_responsible","forwarded_to":"фонд"},"reason":"р"}"#,
            r#"{"action":"close","outcome":{"outcome":"explained"}}"#,
            r#"{"action":"close","outcome":{"outcome":"no_further_action"}}"#,
            r#"{"action":"close","outcome":{"outcome":"duplicate"}}"#,
            r#"{"action":"close","outcome":{"outcome":"cancelled_by_author"}}"#,
            r#"{"action":"close","outcome":{"outcome":"insufficient_information"}}"#,
            r#"{"action":"close","outcome":{"outcome":"spam_or_bogus"}}"#,
            r#"{"action":"close","outcome":{"outcome":"author_unreachable"}}"#,
            r#"{"action":"reopen","reason":"снова"}"#,
            r#"{"action":"reject","reason":"реклама"}"#,
            r#"{"action":"correct","topic":"roads.potholes"}"#,
            r#"{"action":"correct","kind":"other","municipality":"22715000","reason":"не то"}"#,
            r#"{"action":"answer","text":"вам одному","to_all":false}"#,
            r#"{"action":"propose","text":"сделали","outcome":{"outcome":"fixed"}}"#,
            r#"{"action":"approve"}"#,
            r#"{"action":"return","comment":"когда?"}"#,
            r#"{"action":"edit_reply","answer":1,"text":"сделали вчера"}"#,
            r#"{"action":"edit_reply","text":"сделали вчера"}"#,
            r#"{"action":"remove_reply","answer":2,"reason":"ошибка"}"#,
            r#"{"action":"decide","to":"agency:grid","reason":"ваше"}"#,
            r#"{"action":"forward","body":"Энергосбыт","note":"проверьте","number":"12-34"}"#,
            r#"{"action":"forward","body":"Энергосбыт","note":"проверьте"}"#,
            r#"{"action":"outside_number","number":"12-34"}"#,
            r#"{"action":"outside_answer","text":"исправили"}"#,
            r#"{"action":"rate","rating":4,"comment":"спасибо"}"#,
            r#"{"action":"verify","verification":"recurred","after_days":30}"#,
        ] {
            assert_eq!(read_text(text), Ok(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn the_wrong_field_is_named_and_nothing_of_it_repeated() {
        for (text, named) in [
            (r"{}", "action"),
            (r#"{"action":7}"#, "action"),
            (r#"{"action":"invented"}"#, "action"),
            (r#"{"action":"merge"}"#, "reason"),
            (r#"{"action":"accept","status":"closed"}"#, "status"),
            (r#"{"action":"reopen"}"#, "reason"),
            (r#"{"action":"return"}"#, "comment"),
            (r#"{"action":"approve","text":"canary"}"#, "text"),
            (r#"{"action":"answer","text":"да","to_all":"canary"}"#, "to_all"),
            (r#"{"action":"edit_reply","text":"да","answer":-1}"#, "answer"),
            (r#"{"action":"reopen","reason":["canary"]}"#, "reason"),
            (r#"{"action":"pass_on","to":"canary","reason":"r"}"#, "to"),
            (r#"{"action":"plan","date":"canary"}"#, "date"),
            (r#"{"action":"correct","topic":"canary"}"#, "topic"),
            (r#"{"action":"correct","kind":"canary"}"#, "kind"),
            (r#"{"action":"correct","municipality":"canary"}"#, "municipality"),
            (r#"{"action":"correct","desk":"region"}"#, "desk"),
            (r#"{"action":"close"}"#, "outcome"),
            (r#"{"action":"close","outcome":"fixed"}"#, "outcome"),
            (r#"{"action":"close","outcome":{"outcome":"canary"}}"#, "outcome"),
            (r#"{"action":"close","outcome":{"outcome":"fixed","solved":true}}"#, "solved"),
            (
                r#"{"action":"close","outcome":{"outcome":"not_responsible","forwarded_to":" "}}"#,
                "forwarded_to",
            ),
            (r#"{"action":"close","outcome":{"outcome":"deferred_for_budget","year":99999}}"#, "year"),
        ] {
            let refused = read_text(text).unwrap_err();
            assert!(
                matches!(&refused, Refusal::Unprocessable { field, .. } if field == named),
                "{text}: {refused:?}"
            );
            assert!(!String::from_utf8_lossy(refused.response().body()).contains("canary"));
        }
    }
}
