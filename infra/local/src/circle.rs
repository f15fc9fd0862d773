//! `otklik circle`: the way of a reply, from a comment to the words under it, thousands of times on stub platforms that
//! lose answers and flood. Nothing may stand twice, and what nobody can know must be said.

mod desk;
mod region;
mod rig;

use chrono::{DateTime, SubsecRound, Utc};
use clap::Args;
use domain::Platform;

use crate::commands::Failed;
use crate::stubs::Faults;
use crate::texts;
use rig::Rig;

/// The platforms that take replies.
pub const PLATFORMS: [Platform; 4] = [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok];

/// So many messages are written before their answers are given: as many as a busy morning brings.
const WAVE: usize = 200;

/// Answer thousands of comments on stub platforms that lose answers and flood, and count what stands where.
#[derive(Debug, Args)]
pub struct Circle {
    /// Replies on each platform.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replies: u32,
    /// Answers that are lost after the work is done, in thousandths.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=900))]
    lost: u32,
    /// Calls that are turned away as too many, in thousandths.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=900))]
    floods: u32,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only this platform: vk, telegram, max or ok.
    #[arg(long, value_parser = one_of_them)]
    platform: Option<Platform>,
}

fn one_of_them(text: &str) -> Result<Platform, String> {
    let known = text.parse().ok().filter(|platform| PLATFORMS.contains(platform));
    known.ok_or_else(|| "vk, telegram, max or ok".to_owned())
}

/// What came of the replies on one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The platform.
    pub platform: Platform,
    /// Messages that were to be answered.
    pub messages: usize,
    /// Replies that are known to stand.
    pub sent: usize,
    /// Replies of which nobody knows.
    pub unknown: usize,
    /// Those that a person is shown.
    pub pointed_out: usize,
    /// Replies in any other state.
    pub other: usize,
    /// Messages under which exactly one reply stands.
    pub answered_once: usize,
    /// Replies that stand a second time.
    pub doubles: usize,
    /// Answers that were lost after the work was done.
    pub lost: usize,
    /// Calls that were turned away as too many.
    pub floods: usize,
    /// Replies per second of real time.
    pub per_second: u64,
}

impl Tally {
    /// Lost answers that nobody can find out about: without a token, and without a thread that can be read.
    pub const fn lost_for_good(&self) -> usize {
        if matches!(self.platform, Platform::Telegram) { self.lost } else { 0 }
    }

    /// Whether every promise was kept.
    pub const fn is_good(&self) -> bool {
        self.doubles == 0
            && self.other == 0
            && self.answered_once == self.messages
            && self.sent + self.unknown == self.messages
            && self.unknown == self.lost_for_good()
            && self.pointed_out == self.unknown
    }
}

/// Runs the circle and fails where a promise was broken.
pub async fn run(circle: Circle) -> Result<(), Failed> {
    let faults = Faults {
        seed: circle.seed,
        lost_answers: circle.lost,
        floods: circle.floods,
        duplicates: 50,
        ..Faults::default()
    };
    texts::circle_begins(circle.replies);
    let mut good = true;
    for platform in PLATFORMS.into_iter().filter(|one| circle.platform.is_none_or(|only| only == *one)) {
        let tally =
            turn(platform, usize::try_from(circle.replies)?, faults, kit::Clock::system().now()).await?;
        texts::circle_tally(&tally);
        good &= tally.is_good();
    }
    if good { Ok(()) } else { Err("a reply stands twice, or is not accounted for".into()) }
}

/// Lets `replies` messages be written and answered on one platform.
pub async fn turn(
    platform: Platform,
    replies: usize,
    faults: Faults,
    now: DateTime<Utc>,
) -> Result<Tally, Failed> {
    // Some platforms tell the time in whole seconds.
    let mut rig = Rig::start(platform, faults, now.trunc_subsecs(0)).await?;
    let mut left = replies;
    while left > 0 {
        let wave = left.min(WAVE);
        rig.wave(wave).await?;
        left -= wave;
    }
    rig.tally().await
}
