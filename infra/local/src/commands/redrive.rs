//! `otklik redrive`: dead letters go back to their queue, for functions that can read them now.

use clap::Args;
use contracts::QueueName;

use super::{Failed, Place, attach};

/// Give dead letters back to their queue.
#[derive(Debug, Args)]
pub(super) struct Redrive {
    /// The queue: messages or deliveries.
    #[arg(value_parser = queue)]
    queue: QueueName,
}

fn queue(text: &str) -> Result<QueueName, String> {
    let named = QueueName::ALL.into_iter().find(|queue| queue.as_str() == text);
    named.ok_or_else(|| "expected messages or deliveries".to_owned())
}

pub(super) async fn run(place: &Place, redrive: Redrive) -> Result<(), Failed> {
    let moved = attach(place).await?.system.redrive(redrive.queue).await?;
    crate::texts::redriven(moved);
    Ok(())
}
