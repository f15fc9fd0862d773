//! Form letters: how alike a reply is to the agency's earlier ones, and whether it says anything of its own.
//!
//! A reply is compared without names, numbers, addresses and dates, so that filling in a form does not make it another
//! letter. Of earlier replies a sketch of 256 bytes is enough.

mod marks;
mod sketch;

use chrono::NaiveDateTime;
use domain::Kind;

pub use sketch::{BadSketch, Sketch};

/// The version of the formula, to stand beside every number that comes of it.
pub const FORMULA: &str = "form-reply/1";

/// From here on a reply is a form, whatever it names.
pub const SAME: f32 = 0.75;
/// From here on it is a form if it names at most one thing of its own.
pub const ALIKE: f32 = 0.5;

/// What the meter reads of one reply.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "four marks and the verdict are published side by side")]
pub struct Reading {
    /// How alike it is to the most similar earlier reply: the estimated share of common word pairs, from 0 to 1.
    pub sameness: f32,
    /// Which earlier reply that is; none if there are none.
    pub nearest: Option<usize>,
    /// How many earlier replies it was compared with.
    pub compared: usize,
    /// A street, a house, a settlement or an institution is named.
    pub names_place: bool,
    /// A day or a term is named.
    pub names_date: bool,
    /// Who acts is named: a company, a department, a contractor.
    pub names_actor: bool,
    /// It answers the kind asked: a question with information, a complaint with an action or a reason.
    pub answers_kind: bool,
    /// A form letter by `FORMULA`.
    pub is_form: bool,
}

impl Reading {
    /// Reads a reply to a message of this kind beside the earlier replies of the agency.
    pub fn new(reply: &str, written: NaiveDateTime, asked: Kind, earlier: &[Sketch]) -> Self {
        let own = Sketch::of(reply, written);
        let compared = earlier.iter().enumerate().map(|(index, other)| (own.sameness(other), index));
        let nearest = compared.max_by(|(left, _), (right, _)| left.total_cmp(right));
        let sameness = nearest.map_or(0.0, |(sameness, _)| sameness);
        let marks = marks::Marks::read(reply, written, asked);
        let named = marks.count();
        Self {
            sameness,
            nearest: nearest.map(|(_, index)| index),
            compared: earlier.len(),
            names_place: marks.place,
            names_date: marks.date,
            names_actor: marks.actor,
            answers_kind: marks.answer,
            is_form: sameness >= SAME || sameness >= ALIKE && named <= 1,
        }
    }

    /// The reading in words, for a person.
    pub fn explain(&self) -> String {
        let said = |mark: bool, yes: &'static str, no: &'static str| if mark { yes } else { no };
        let alike = match self.nearest {
            Some(index) => format!(
                "сходство {:.0} % с ответом № {} из {}",
                self.sameness * 100.0,
                index + 1,
                self.compared
            ),
            None => "сравнить не с чем".to_owned(),
        };
        [
            said(self.is_form, "отписка", "не отписка"),
            &alike,
            said(self.names_place, "место названо", "места нет"),
            said(self.names_date, "срок назван", "срока нет"),
            said(self.names_actor, "исполнитель назван", "исполнителя нет"),
            said(self.answers_kind, "отвечает по существу", "по существу не отвечает"),
            FORMULA,
        ]
        .join("; ")
    }
}

#[cfg(test)]
mod tests;
