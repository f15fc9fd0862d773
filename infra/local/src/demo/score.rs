//! How well the machine understood, by what the generator knows; and whether every message is in its place.

use domain::incident::{Record, Standing};
use domain::{Directory, MessageKey};

use super::feed::Sent;
use super::world::World;
use crate::commands::Failed;

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// Messages of residents that were sent, each once.
    pub(super) messages: u32,
    /// Of these: stored under their key as what they are.
    pub(super) found: u32,
    /// First messages with a topic.
    pub(super) with_topic: u32,
    /// Of these: topic right.
    pub(super) topic_right: u32,
    /// Of these: left to a person.
    pub(super) topic_open: u32,
    /// First messages.
    pub(super) placed: u32,
    /// Of these: municipality right.
    pub(super) place_right: u32,
    /// Of these: joined another incident by likeness.
    pub(super) joined: u32,
    /// Of these: of the same topic and municipality as that one, by what the generator knows.
    pub(super) joined_right: u32,
}

/// Compares every stored message with what is true of it.
pub(super) async fn score(world: &World) -> Result<Score, Failed> {
    let mut score = Score::default();
    for (key, (_, truth)) in &world.truths {
        let record = record(world, &world.directory, key).await?;
        score.messages += 1;
        let Some(record) = record else { continue };
        score.found += 1;
        let (Sent::Message, Some(case)) = (truth.sent, record.case()) else { continue };
        score.placed += 1;
        if let Some(into) = record.voice_of() {
            let other = world.truths.get(into).map(|(_, other)| (&other.topic, &other.municipality));
            score.joined += 1;
            score.joined_right += u32::from(other == Some((&truth.topic, &truth.municipality)));
        }
        score.place_right += u32::from(case.decision.municipality == truth.municipality);
        if truth.topic.is_some() {
            score.with_topic += 1;
            score.topic_right += u32::from(case.decision.topic == truth.topic);
            score.topic_open += u32::from(case.decision.topic.is_none());
        }
    }
    Ok(score)
}

async fn record(world: &World, directory: &Directory, key: &MessageKey) -> Result<Option<Record>, Failed> {
    let record = world.system.store().record(&directory.region.id, key).await?;
    Ok(record.filter(|record| record.standing != Standing::Unknown || record.message.removed_at().is_some()))
}
