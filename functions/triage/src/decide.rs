//! From words to a decision: what is asked, about what, where, who answers, and until when. Pure.

use std::collections::BTreeSet;

use domain::calendar::CalendarError;
use domain::deadline::Deadline;
use domain::incident::{Around, Decision, Said};
use domain::sla::Importance;
use domain::topics::Taxonomy;
use domain::{Page, RoutingDecision, RoutingFacts, TopicCode};
use language::{Located, Understanding};

use crate::mind::Mind;

/// How sure a topic is that a resident picked from a list.
const FILED_PERCENT: u8 = 88;

/// A decision with everything that led to it.
#[derive(Debug, Clone)]
pub struct Understood {
    /// What the words say.
    pub understanding: Understanding,
    /// Where.
    pub located: Located,
    /// Who answers, and by which rule.
    pub routing: RoutingDecision,
    /// Until when the first answer is due; none without a policy or a calendar for that time.
    pub answer: Option<Deadline>,
    /// Why there is no deadline, if that is the calendar's word.
    pub refused: Option<CalendarError>,
    /// The decision.
    pub decision: Decision,
}

/// Understands what was said on `page` and decides.
pub fn understand(mind: &Mind, page: &Page, said: &Said) -> Understood {
    let text = said.text.expose();
    let understanding = mind.understander().understand(text);
    let located = locate(mind, page, said);
    let guessed = understanding.topic.as_ref().map(|guess| (guess.topic.clone(), percent(guess.confidence)));
    let (topic, confidence) = filed_topic(said).or(guessed).unzip();
    let zone = mind.directory.region.zone;
    let written = said.written_at.with_timezone(&zone).naive_local();
    let facts = RoutingFacts {
        municipality: located.municipality.clone(),
        settlement: located.settlement.clone(),
        topic: topic.clone(),
        kind: understanding.kind,
        page: page.id.clone(),
        platform: page.platform,
        form: said.form,
        on: written.date(),
        time: written.time(),
        words: BTreeSet::new(),
    };
    let routing = mind.directory.route(&facts);
    let mut decision = Decision {
        kind: understanding.kind,
        confidence: confidence.unwrap_or_default(),
        emergency: understanding.emergency,
        municipality: located.municipality.clone(),
        settlement: located.settlement.clone(),
        desk: routing.desk.clone(),
        rule: routing.rule.clone(),
        rules: Some(routing.version),
        read: routing.read.clone(),
        importance: Importance::Ordinary,
        topic,
        policy: None,
        calendar: None,
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    };
    decision.weigh(said.form);
    let around = Around {
        directory: &mind.directory,
        page: page.id.clone(),
        platform: page.platform,
        form: said.form,
        start: said.written_at,
        words: facts.words.clone(),
    };
    let calendar = mind.directory.calendar_of(&decision.desk);
    let (answer, refused) = match decision.set_terms(&around, calendar, &[]) {
        Ok(answer) => (answer, None),
        Err(error) => (None, Some(error)),
    };
    Understood { understanding, located, routing, answer, refused, decision }
}

/// The topic that the sender chose from our list. Residents choose rightly about as often as the model guesses.
fn filed_topic(said: &Said) -> Option<(TopicCode, u8)> {
    let topic = Taxonomy::built_in().get(said.filed.topic.as_ref()?)?;
    Some((topic.code.clone(), FILED_PERCENT))
}

pub(crate) fn locate(mind: &Mind, page: &Page, said: &Said) -> Located {
    let filed = said.filed.municipality.as_ref().and_then(|code| mind.directory.territory.municipality(code));
    let home = filed.map(|unit| &unit.oktmo).or(page.municipality.as_ref());
    let text = said.text.expose();
    let tokens = match &said.address {
        Some(address) => language::tokens(&format!("{}\n{text}", address.expose())),
        None => language::tokens(text),
    };
    match &said.point {
        Some(point) => mind.gazetteer.locate_at(&tokens, *point.expose(), home),
        None => mind.gazetteer.locate(&tokens, home),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share is clamped to 0..=100"
)]
fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests;
