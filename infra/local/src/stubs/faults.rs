//! What goes wrong, drawn from a seed.

use md5::{Digest, Md5};

/// How often things go wrong, in thousandths.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// Of everything that is drawn.
    pub seed: u64,
    /// Replies that are published while the connection is cut before the answer.
    pub lost_answers: u32,
    /// Replies that are turned away as too many.
    pub floods: u32,
    /// Deliveries that come twice.
    pub duplicates: u32,
    /// Whether the platform counts calls per second and refuses what is too fast, by the stub's clock.
    pub rates: bool,
    /// Whether a flood on VK and OK is one of the kind that lasts for minutes.
    pub long_floods: bool,
}

impl Faults {
    pub(super) fn loses_answer(&self, call: &str, attempt: u32) -> bool {
        self.draw("lost", call, attempt) < self.lost_answers
    }

    pub(super) fn floods(&self, call: &str, attempt: u32) -> bool {
        self.draw("flood", call, attempt) < self.floods
    }

    pub(super) fn duplicates_delivery(&self, number: i64) -> bool {
        self.draw("duplicate", &number.to_string(), 0) < self.duplicates
    }

    /// From 0 to 999, the same for the same question.
    fn draw(&self, what: &str, key: &str, attempt: u32) -> u32 {
        let hash = Md5::digest(format!("{}\0{what}\0{key}\0{attempt}", self.seed));
        u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]) % 1_000
    }
}
