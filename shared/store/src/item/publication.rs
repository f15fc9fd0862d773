//! The answers under a message, as they are stored.

use domain::MessageKey;
use domain::incident::publication::{Decided, Work};
use domain::incident::{Publication, PublicationState};
use serde::{Deserialize, Serialize};

use super::{from_millis, to_millis};
use crate::StoreError;

#[derive(Serialize, Deserialize)]
pub(super) struct PublicationItem {
    /// The incident, where it is another message's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    i: Option<MessageKey>,
    /// Answer.
    n: u32,
    /// State.
    s: StateItem,
    /// Reason, where the state has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<String>,
    /// Edition.
    #[serde(default, skip_serializing_if = "is_zero")]
    e: u32,
    /// The edition on its way.
    #[serde(default, skip_serializing_if = "is_zero")]
    w: u32,
    /// Round.
    #[serde(default, skip_serializing_if = "is_zero")]
    k: u32,
    /// Object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<String>,
    /// Attempts.
    #[serde(default, skip_serializing_if = "is_zero")]
    t: u32,
    /// At.
    a: i64,
    /// Decided, and by which request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<(String, String)>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StateItem {
    Queued,
    Sending,
    Editing,
    Removing,
    Sent,
    Failed,
    Unknown,
    Withheld,
    Removed,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl PublicationItem {
    pub(super) fn write(publication: &Publication) -> Self {
        let (state, on_its_way) = match &publication.state {
            PublicationState::Queued => (StateItem::Queued, 0),
            PublicationState::Sending(Work::Send { edition }) => (StateItem::Sending, *edition),
            PublicationState::Sending(Work::Edit { edition }) => (StateItem::Editing, *edition),
            PublicationState::Sending(Work::Remove) => (StateItem::Removing, 0),
            PublicationState::Sent => (StateItem::Sent, 0),
            PublicationState::Failed { .. } => (StateItem::Failed, 0),
            PublicationState::Unknown { .. } => (StateItem::Unknown, 0),
            PublicationState::Withheld { .. } => (StateItem::Withheld, 0),
            PublicationState::Removed => (StateItem::Removed, 0),
        };
        Self {
            i: publication.of.clone(),
            n: publication.answer,
            s: state,
            r: publication.state.reason().map(ToOwned::to_owned),
            e: publication.edition,
            w: on_its_way,
            k: publication.round,
            o: publication.object.clone(),
            t: publication.attempts,
            a: to_millis(publication.at),
            b: publication.decided.as_ref().map(|one| (one.by.clone(), one.request.clone())),
        }
    }

    pub(super) fn read(self) -> Result<Publication, StoreError> {
        let reason = self.r.unwrap_or_default();
        let state = match self.s {
            StateItem::Queued => PublicationState::Queued,
            StateItem::Sending => PublicationState::Sending(Work::Send { edition: self.w }),
            StateItem::Editing => PublicationState::Sending(Work::Edit { edition: self.w }),
            StateItem::Removing => PublicationState::Sending(Work::Remove),
            StateItem::Sent => PublicationState::Sent,
            StateItem::Failed => PublicationState::Failed { reason },
            StateItem::Unknown => PublicationState::Unknown { reason },
            StateItem::Withheld => PublicationState::Withheld { reason },
            StateItem::Removed => PublicationState::Removed,
        };
        Ok(Publication {
            of: self.i,
            answer: self.n,
            state,
            edition: self.e,
            round: self.k,
            object: self.o,
            attempts: self.t,
            at: from_millis(self.a)?,
            decided: self.b.map(|(by, request)| Decided { by, request }),
        })
    }
}
