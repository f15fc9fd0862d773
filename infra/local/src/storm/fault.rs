//! What may be found wrong after a storm. Each names the message by its key, and none tells what it says.

use chrono::NaiveDate;
use domain::MessageKey;

/// A broken promise.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("message {0} was acknowledged and is nowhere")]
    Missing(MessageKey),
    #[error("message {0} is listed in two places")]
    Twice(MessageKey),
    #[error("record {0} is of no message that was sent")]
    Stranger(MessageKey),
    #[error("message {0} should be {1} and is something else")]
    Standing(MessageKey, &'static str),
    #[error("message {0} does not say what its resident said last")]
    Words(MessageKey),
    #[error("message {0} was taken away and is still there")]
    StillThere(MessageKey),
    #[error("message {0} is held to be taken away, and was not")]
    TakenAway(MessageKey),
    #[error("message {0} has another time of writing than its resident's")]
    Time(MessageKey),
    #[error("delivery {0} was acknowledged and is not parked")]
    NotParked(String),
    #[error("parked delivery {0} is none of those that were sent to be parked")]
    ParkedStranger(String),
    #[error("{sent} deliveries of unknown kinds were acknowledged, and only {told} were counted as dropped")]
    Uncounted { sent: usize, told: usize },
    #[error("{0} dead letters lie with the queues")]
    DeadLetters(u64),
    #[error("the server caught {0} bugs of its own")]
    Bugs(usize),
    #[error("{scope} on {day}: {what} should be {expected} and is {found}")]
    Count { scope: String, day: NaiveDate, what: &'static str, expected: u32, found: u32 },
    #[error("{0} stored numbers differ from a recount")]
    Recount(u32),
}
