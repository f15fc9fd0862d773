//! How many write, when, and where: weekdays, hours, towns, and one day of storm.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use domain::{Directory, Oktmo, Page, Platform};
use metrics::day_bounds;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::places;
use super::words::pick;

/// Shares of the hours of a day, from midnight.
const HOURS: [u32; 24] =
    [10, 5, 3, 2, 2, 4, 15, 30, 45, 55, 60, 60, 55, 50, 50, 50, 52, 58, 65, 70, 70, 60, 45, 25];

/// A day on which a town has no other subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storm {
    /// The day.
    pub day: NaiveDate,
    /// The town.
    pub municipality: Oktmo,
}

/// Chooses day and town of the storm: somewhere in the middle of the time, where several pages are.
pub(super) fn storm(
    random: &mut ChaCha8Rng,
    directory: &Directory,
    first: NaiveDate,
    days: u32,
) -> Option<Storm> {
    if days < 3 {
        return None;
    }
    let day = first + Days::new(random.random_range(days / 3..=days * 2 / 3).into());
    let towns: Vec<&Oktmo> = directory
        .pages
        .iter()
        .filter(|page| page.platform == Platform::Max)
        .filter_map(|page| page.municipality.as_ref())
        .collect();
    towns.choose(random).map(|town| Storm { day, municipality: (*town).clone() })
}

/// How many messages a day brings.
pub(super) fn count(random: &mut ChaCha8Rng, day: NaiveDate, per_day: u32) -> u32 {
    let percent = match day.weekday() {
        Weekday::Mon => 118,
        Weekday::Tue => 110,
        Weekday::Wed | Weekday::Thu => 104,
        Weekday::Fri => 100,
        Weekday::Sat => 84,
        Weekday::Sun => 78,
    };
    (per_day * percent + 50) / 100 * random.random_range(85..=115) / 100
}

/// A moment of a day of the region.
pub(super) fn moment(random: &mut ChaCha8Rng, directory: &Directory, day: NaiveDate) -> DateTime<Utc> {
    let hours: Vec<(u32, i64)> = HOURS.into_iter().zip(0..).collect();
    let hour = pick(random, &hours, |hour| hour.0).map_or(12, |hour| hour.1);
    start(directory, day)
        + TimeDelta::hours(hour)
        + TimeDelta::milliseconds(random.random_range(0..3_600_000))
}

/// A moment of the storm: it breaks at two in the afternoon.
pub(super) fn storm_moment(random: &mut ChaCha8Rng, directory: &Directory, day: NaiveDate) -> DateTime<Utc> {
    let late = random.random_range(0_i64..570).min(random.random_range(0..570));
    start(directory, day) + TimeDelta::hours(14) + TimeDelta::minutes(late) + TimeDelta::seconds(late % 60)
}

fn start(directory: &Directory, day: NaiveDate) -> DateTime<Utc> {
    day_bounds(day, directory.region.zone).0
}

/// The page that the next message is written to.
pub(super) fn page<'a>(random: &mut ChaCha8Rng, pages: &'a [(Page, u32)]) -> &'a Page {
    &pick(random, pages, |page| page.1).expect("the region has pages").0
}

/// Pages with their shares of what is written.
pub(super) fn pages(directory: &Directory) -> Vec<(Page, u32)> {
    let share = |page: &Page| {
        let home = page.municipality.as_ref().and_then(|oktmo| directory.municipality(oktmo));
        let people = home.map_or(6, |home| places::weight(directory, home));
        people * if page.platform == Platform::Vk { 5 } else { 3 }
    };
    let written_to = |page: &&Page| Platform::DELIVERING.contains(&page.platform);
    directory.pages.iter().filter(written_to).map(|page| (page.clone(), share(page))).collect()
}
