//! Stretches of time during which a clock stands still.

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

/// For whom an incident waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// For the author's answer.
    Author,
    /// For a body outside the system.
    External,
}

/// One stretch of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// When the clock was stopped.
    pub from: DateTime<Utc>,
    /// When it ran on; none while it stands still.
    pub to: Option<DateTime<Utc>>,
    /// For whom.
    pub reason: PauseReason,
}

impl Pause {
    fn end(&self) -> DateTime<Utc> {
        self.to.unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

/// The pauses after `start`, one after another: where two overlap, the second begins when the first is over.
pub(super) fn joined(pauses: &[Pause], start: DateTime<Utc>) -> Vec<Pause> {
    let whole = |moment: DateTime<Utc>| moment.trunc_subsecs(0).max(start);
    let cut = |pause: &Pause| Pause { from: whole(pause.from), to: pause.to.map(whole), ..*pause };
    let mut sorted: Vec<Pause> = pauses.iter().map(cut).collect();
    sorted.sort_by_key(|pause| (pause.from, std::cmp::Reverse(pause.end()), pause.reason));
    let mut joined: Vec<Pause> = Vec::new();
    for mut pause in sorted {
        let reached = joined.last().map_or(start, Pause::end);
        pause.from = pause.from.max(reached);
        if pause.end() <= pause.from {
            continue;
        }
        match joined.last_mut().filter(|last| last.reason == pause.reason && last.to == Some(pause.from)) {
            Some(last) => last.to = pause.to,
            None => joined.push(pause),
        }
    }
    joined
}
