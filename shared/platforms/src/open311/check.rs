//! What a form must have before it is taken.

use domain::TopicCode;
use domain::questions::{DataType, Questions};
use domain::topics::Taxonomy;

use super::{Form, fits};

/// The most characters of a description, by the specification.
pub const DESCRIPTION_CHARS: usize = 4_000;
const LOCATION: &str = "location: send lat and long, or address_string";

/// Why a form is not taken. It names the field, and of what was sent nothing but the code of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A field is missing.
    #[error("{0} was not provided")]
    Missing(String),
    /// There is no such service.
    #[error("service_code was not found")]
    NoService,
    /// A field is there and wrong.
    #[error("{0}")]
    Wrong(String),
}

/// Says what is wrong with a form first of all.
pub fn check(form: &Form) -> Result<(), Fault> {
    let code = form.get("service_code").ok_or_else(|| Fault::Missing("service_code".to_owned()))?;
    let code = TopicCode::parse(code).map_err(|_| Fault::NoService)?;
    let topic = Taxonomy::built_in().get(&code).ok_or(Fault::NoService)?;
    location(form)?;
    if form.get("description").is_some_and(|text| text.chars().count() > DESCRIPTION_CHARS) {
        return Err(Fault::Wrong(format!("description has more than {DESCRIPTION_CHARS} characters")));
    }
    if form.get("media_url").is_some_and(|url| super::media(url).is_none()) {
        return Err(Fault::Wrong("media_url must be a short address of the web".to_owned()));
    }
    answers(form, &topic.code)
}

fn location(form: &Form) -> Result<(), Fault> {
    match (form.get("lat"), form.get("long")) {
        (Some(_), Some(_)) if form.point().is_none() => {
            Err(Fault::Wrong("lat and long must be degrees of WGS 84".to_owned()))
        }
        (Some(_), Some(_)) => Ok(()),
        _ if form.get("address_string").is_some() => Ok(()),
        (Some(_), None) => Err(Fault::Missing("long".to_owned())),
        (None, Some(_)) => Err(Fault::Missing("lat".to_owned())),
        (None, None) if form.get("address_id").is_some() => {
            Err(Fault::Wrong("address_id is of no register known here: send address_string".to_owned()))
        }
        (None, None) => Err(Fault::Missing(LOCATION.to_owned())),
    }
}

fn answers(form: &Form, topic: &TopicCode) -> Result<(), Fault> {
    let given = form.answers();
    for question in Questions::built_in().of(topic) {
        let named = || format!("attribute[{}]", question.code);
        let values = given.iter().find(|(code, _)| *code == question.code).map(|(_, values)| values);
        match values {
            None if question.required => return Err(Fault::Missing(named())),
            None => {}
            Some(values) => {
                let many = question.datatype == DataType::MultiValueList || values.len() == 1;
                if !many || !values.iter().all(|value| fits(question, value)) {
                    let kind = question.datatype.as_str();
                    return Err(Fault::Wrong(format!("{} must be a {kind} of the definition", named())));
                }
            }
        }
    }
    Ok(())
}
