//! The counts of one day or of any sum of days: whole numbers that add up.

use serde::{Deserialize, Serialize};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(crate) fn is_zero(count: &u32) -> bool {
    *count == 0
}

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Counts. Zeros are left out of the stored form.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Counts {
            $($(#[$doc])* #[serde(skip_serializing_if = "is_zero")] pub $name: u32,)*
        }

        impl Counts {
            /// The name of every count: also the id of its formula.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Every count beside its name.
            pub fn named(&self) -> impl Iterator<Item = (&'static str, u32)> + use<> {
                [$((stringify!($name), self.$name)),*].into_iter()
            }

            /// Adds `other`, count by count.
            pub fn merge(&mut self, other: &Self) {
                $(self.$name += other.$name;)*
            }
        }
    };
}

counts! {
    /// Incidents written on the day.
    received,
    /// Of these: the topic is not known.
    without_topic,
    /// Further messages written on the day, to incidents of any day.
    voices,
    /// Of these: taken back by the author.
    voices_withdrawn,

    /// Received, and answered.
    answered,
    /// Of these: not after the deadline.
    answered_on_time,
    /// Of these: after the deadline.
    answered_late,
    /// Received, not answered, open.
    waiting,
    /// Received, closed without the answer that was owed.
    closed_unanswered,
    /// Received, closed without an answer, with an outcome that asks for none.
    answer_not_owed,
    /// Received, taken back before an answer and before closing.
    withdrawn_unanswered,
    /// Waiting after the deadline, or taken back after it without an answer.
    answer_overdue,

    /// Received, and closed.
    closed,
    /// Of these: not after the deadline.
    closed_on_time,
    /// Of these: after the deadline.
    closed_late,
    /// Received, neither closed nor taken back.
    open,
    /// Of these: after the deadline.
    overdue_open,
    /// Received, taken back by the author before closing.
    withdrawn,
    /// Of these: after the deadline.
    withdrawn_overdue,

    /// Received, with something that could be mended.
    solvable,
    /// Of these: closed with an outcome that says it is mended.
    solved,

    /// Closed, and the author said that it is so.
    confirmed,
    /// Closed, and the author said neither.
    author_neutral,
    /// Closed, and the author said that it is not so.
    disputed,
    /// Closed, and the author was asked and said nothing.
    author_silent,
    /// Closed, and the author was never asked.
    author_not_asked,
    /// Solved, the seven days are over, and nothing of the topic came back to the place.
    durable_7,
    /// Solved, the seven days are over, and it came back within them.
    returned_7,
    /// Solved, and the seven days are not over.
    durable_pending_7,
    /// Solved, the thirty days are over, and nothing of the topic came back to the place.
    durable_30,
    /// Solved, the thirty days are over, and it came back within them.
    returned_30,
    /// Solved, and the thirty days are not over.
    durable_pending_30,
    /// Solved, the ninety days are over, and nothing of the topic came back to the place.
    durable_90,
    /// Solved, the ninety days are over, and it came back within them.
    returned_90,
    /// Solved, and the ninety days are not over.
    durable_pending_90,

    /// Received, and sounding annoyed, afraid or accusing.
    tone_negative,
    /// Received, and matter-of-fact.
    tone_neutral,
    /// Received, and pleased.
    tone_positive,
    /// Received whose hand-overs are known.
    hops_known,
    /// Hand-overs of these.
    hops,
    /// Received whose replies were read for promises.
    promises_known,
    /// Promises kept by their date.
    promises_kept,
    /// Promises whose date passed without their being kept.
    promises_broken,
    /// Promises whose date has not come.
    promises_pending,
    /// Received whose replies were compared with others.
    replies_known,
    /// Replies that are form letters.
    replies_form,
    /// Replies that are none.
    replies_own,
}

impl Counts {
    /// The count of this name.
    pub fn get(&self, name: &str) -> Option<u32> {
        self.named().find(|(known, _)| *known == name).map(|(_, count)| count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_found_by_its_name() {
        let counts = Counts { overdue_open: 7, ..Counts::default() };
        assert_eq!(counts.get("overdue_open"), Some(7));
        assert_eq!(counts.get("open"), Some(0));
        assert_eq!(counts.get("overdue"), None);
    }

    #[test]
    fn zeros_take_no_room_and_come_back() {
        let counts = Counts { received: 2, open: 2, ..Counts::default() };
        let stored = serde_json::to_string(&counts).unwrap();
        assert_eq!(stored, r#"{"received":2,"open":2}"#);
        assert_eq!(serde_json::from_str::<Counts>(&stored).unwrap(), counts);
    }
}
