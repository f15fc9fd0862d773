//! The queue `deliveries`: what an agency is to be told about an incident, and where its answers are to be published.

use chrono::{DateTime, Utc};
use domain::{AgencyId, MessageKey, RegionId};
use serde::{Deserialize, Serialize};

use crate::envelope::{ContractError, Envelope, content};

/// Work for deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum DeliveryTask {
    /// A call to an agency.
    #[serde(rename = "hand_over.v1")]
    HandOverV1(HandOver),
    /// An answer to everybody it is for.
    #[serde(rename = "publish_all.v1")]
    PublishAllV1(PublishAll),
    /// An answer under one message.
    #[serde(rename = "publish.v1")]
    PublishV1(Publish),
}

impl Envelope for DeliveryTask {
    const TYPES: &'static [&'static str] = &["hand_over.v1", "publish_all.v1", "publish.v1"];

    fn read(kind: &str, text: &str) -> Result<Self, ContractError> {
        match kind {
            "publish_all.v1" => content(text).map(Self::PublishAllV1),
            "publish.v1" => content(text).map(Self::PublishV1),
            _ => content(text).map(Self::HandOverV1),
        }
    }
}

/// An answer that is to be published, edited or taken back under every message it is for. It carries nothing of the
/// answer: deliver reads what is true then, so it may be sent before the answer is written and again afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishAll {
    /// The tenant.
    pub region: RegionId,
    /// The incident.
    pub incident: MessageKey,
    /// The number of the answer.
    pub answer: u32,
}

/// An answer that is to be published, edited or taken back under one message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// The tenant.
    pub region: RegionId,
    /// The message.
    pub message: MessageKey,
    /// Its incident.
    pub incident: MessageKey,
    /// The number of the answer.
    pub answer: u32,
    /// Nothing is done before then, which may be later than a queue's own delay allows.
    pub not_before: Option<DateTime<Utc>>,
}

/// One thing to tell one agency. It names the incident and carries nothing of it: deliver reads what is true then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// The tenant.
    pub region: RegionId,
    /// The incident.
    pub incident: MessageKey,
    /// Who is to be told.
    pub agency: AgencyId,
    /// What is to be told.
    pub event: HandOverEvent,
    /// The number of the incident's assignment, from 1.
    pub hop: u32,
    /// How many calls were made before this one.
    pub attempt: u32,
    /// The next call waits until then, longer than a queue's own delay may be.
    pub not_before: Option<DateTime<Utc>>,
}

/// What happened to the agency's assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandOverEvent {
    /// The incident is theirs now.
    Assigned,
    /// It is theirs no longer.
    Withdrawn,
    /// It changed while it was theirs.
    Updated {
        /// The incident's version after the change, so that a second change is a second event.
        version: u64,
    },
    /// Its answer was not approved and comes back with a comment.
    Returned {
        /// The number of the answer.
        answer: u32,
    },
}

impl HandOver {
    /// The `webhook-id`: the same on every retry, another for another incident, agency, hop or event.
    ///
    /// None of the parts holds an underscore, so different parts never give one id; none holds a dot, which the
    /// signature uses as its separator.
    pub fn webhook_id(&self) -> String {
        let Self { incident, agency, hop, .. } = self;
        match self.event {
            HandOverEvent::Assigned => format!("ho_{incident}_{agency}_{hop}_assigned"),
            HandOverEvent::Withdrawn => format!("ho_{incident}_{agency}_{hop}_withdrawn"),
            HandOverEvent::Updated { version } => format!("ho_{incident}_{agency}_{hop}_updated-{version}"),
            HandOverEvent::Returned { answer } => format!("ho_{incident}_{agency}_{hop}_returned-{answer}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::envelope::{decode, encode};

    fn hand_over(event: HandOverEvent) -> HandOver {
        HandOver {
            region: RegionId::parse("zarechye").unwrap(),
            incident: MessageKey::parse("0123456789abcdefghjk").unwrap(),
            agency: AgencyId::parse("road-works").unwrap(),
            event,
            hop: 1,
            attempt: 0,
            not_before: None,
        }
    }

    #[test]
    fn the_wire_format_of_version_1() {
        let assigned = DeliveryTask::HandOverV1(hand_over(HandOverEvent::Assigned));
        insta::assert_snapshot!(encode(&assigned).unwrap(), @r#"{"type":"hand_over.v1","region":"zarechye","incident":"0123456789abcdefghjk","agency":"road-works","event":"assigned","hop":1,"attempt":0,"not_before":null}"#);
        let later = HandOver {
            attempt: 3,
            not_before: Some("2026-03-01T10:00:00Z".parse().unwrap()),
            ..hand_over(HandOverEvent::Updated { version: 7 })
        };
        insta::assert_snapshot!(encode(&DeliveryTask::HandOverV1(later)).unwrap(), @r#"{"type":"hand_over.v1","region":"zarechye","incident":"0123456789abcdefghjk","agency":"road-works","event":{"updated":{"version":7}},"hop":1,"attempt":3,"not_before":"2026-03-01T10:00:00Z"}"#);
    }

    #[test]
    fn a_retry_keeps_the_webhook_id() {
        let first = hand_over(HandOverEvent::Assigned);
        let retry = HandOver { attempt: 9, not_before: Some(DateTime::UNIX_EPOCH), ..first.clone() };
        assert_eq!(first.webhook_id(), "ho_0123456789abcdefghjk_road-works_1_assigned");
        assert_eq!(first.webhook_id(), retry.webhook_id());
    }

    #[test]
    fn every_other_event_has_another_webhook_id() {
        let events = [
            hand_over(HandOverEvent::Assigned),
            hand_over(HandOverEvent::Withdrawn),
            hand_over(HandOverEvent::Updated { version: 2 }),
            hand_over(HandOverEvent::Updated { version: 3 }),
            hand_over(HandOverEvent::Returned { answer: 3 }),
            HandOver { hop: 2, ..hand_over(HandOverEvent::Assigned) },
            HandOver {
                agency: AgencyId::parse("road-works-1").unwrap(),
                ..hand_over(HandOverEvent::Assigned)
            },
            HandOver {
                incident: MessageKey::parse("1123456789abcdefghjk").unwrap(),
                ..hand_over(HandOverEvent::Assigned)
            },
        ];
        let ids: BTreeSet<_> = events.iter().map(HandOver::webhook_id).collect();
        assert_eq!(ids.len(), events.len());
        assert!(ids.iter().all(|id| !id.contains('.')));
    }

    #[test]
    fn the_wire_format_of_publishing() {
        let (region, incident) =
            (RegionId::parse("zarechye").unwrap(), hand_over(HandOverEvent::Assigned).incident);
        let all = DeliveryTask::PublishAllV1(PublishAll {
            region: region.clone(),
            incident: incident.clone(),
            answer: 2,
        });
        insta::assert_snapshot!(encode(&all).unwrap(), @r#"{"type":"publish_all.v1","region":"zarechye","incident":"0123456789abcdefghjk","answer":2}"#);
        let message = MessageKey::parse("1123456789abcdefghjk").unwrap();
        let one = DeliveryTask::PublishV1(Publish { region, message, incident, answer: 2, not_before: None });
        insta::assert_snapshot!(encode(&one).unwrap(), @r#"{"type":"publish.v1","region":"zarechye","message":"1123456789abcdefghjk","incident":"0123456789abcdefghjk","answer":2,"not_before":null}"#);
        for task in [all, one] {
            assert_eq!(decode::<DeliveryTask>(&encode(&task).unwrap()), Ok(task));
        }
    }

    proptest! {
        #[test]
        fn any_hand_over_reads_back(hop in any::<u32>(), attempt in any::<u32>(), version in any::<u64>(), seconds in 0_i64..4_000_000_000) {
            let task = DeliveryTask::HandOverV1(HandOver {
                hop,
                attempt,
                not_before: DateTime::from_timestamp(seconds, 0),
                ..hand_over(HandOverEvent::Updated { version })
            });
            prop_assert_eq!(decode::<DeliveryTask>(&encode(&task).unwrap()).unwrap(), task);
        }
    }
}
