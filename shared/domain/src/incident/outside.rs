//! Bodies outside the system: what was sent to them, under which number they have it, and what came back.

use super::act::Step;
use super::action::Refused;
use super::case::Case;
use super::log::Happening;
use super::note::Note;
use super::workflow::State;
use crate::private::Private;

/// A body that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Who.
    pub body: String,
    /// The number under which it has the incident, as far as it is known.
    pub number: Option<String>,
    /// What it answered; none while it has not.
    pub answer: Option<Private<String>>,
}

impl Case {
    /// The bodies outside that were asked, in order.
    pub fn outside(&self) -> Vec<Outside> {
        let mut bodies: Vec<Outside> = Vec::new();
        for entry in &self.log {
            match &entry.happening {
                Happening::Noted(Note::Forwarded { body, number }) => {
                    let open = bodies.last_mut().filter(|last| last.body == *body && last.answer.is_none());
                    match open {
                        Some(known) => known.number.clone_from(number),
                        None => {
                            bodies.push(Outside { body: body.clone(), number: number.clone(), answer: None });
                        }
                    }
                }
                Happening::Noted(Note::OutsideAnswer { text }) => {
                    if let Some(last) = bodies.last_mut() {
                        last.answer = Some(text.clone());
                    }
                }
                _ => {}
            }
        }
        bodies
    }

    fn asked(&self) -> Option<Outside> {
        self.outside().pop().filter(|last| self.state == State::WaitingExternal && last.answer.is_none())
    }

    pub(super) fn forward(
        &mut self,
        step: &Step<'_>,
        body: &str,
        note: &Private<String>,
        number: Option<&String>,
    ) -> Result<(), Refused> {
        self.go_with(step, State::WaitingExternal, Some(note), None)?;
        let number = number.map(|number| number.trim().to_owned()).filter(|number| !number.is_empty());
        self.note(step, Note::Forwarded { body: body.trim().to_owned(), number });
        Ok(())
    }

    pub(super) fn number_outside(&mut self, step: &Step<'_>, number: &str) -> Result<(), Refused> {
        let asked = self.asked().ok_or(Refused::NotNow { state: self.state.name() })?;
        self.note(step, Note::Forwarded { body: asked.body, number: Some(number.trim().to_owned()) });
        Ok(())
    }

    /// The wait ends with their answer, so the clocks run on.
    pub(super) fn hear_outside(&mut self, step: &Step<'_>, text: &Private<String>) -> Result<(), Refused> {
        if self.state != State::WaitingExternal {
            return Err(Refused::NotNow { state: self.state.name() });
        }
        self.note(step, Note::OutsideAnswer { text: text.clone() });
        self.go(step, State::InProgress)
    }
}
