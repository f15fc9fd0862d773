//! What a day brings by itself: the schedules of the system, and people who look at their queues.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use domain::agency::Desk;
use domain::{AgencyId, Directory, Oktmo};
use metrics::day_bounds;
use serde_json::Value;

use super::agency::Manner;
use super::chance::share;
use super::stub::Stub;

/// Who works on the screen looks at the queue at these hours and minutes.
const LOOKS: [(u32, u32); 2] = [(9, 40), (14, 20)];
const SORTING: [(u32, u32); 3] = [(9, 0), (12, 30), (16, 30)];
const WATCHES: [(u32, u32); 2] = [(9, 30), (18, 0)];
pub(super) const NIGHT: (u32, u32) = (1, 30);

/// Something that happens at its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Due {
    /// A day begins.
    Dawn(NaiveDate),
    /// The numbers are counted.
    Night,
    /// Deadlines are looked after.
    Watch,
    /// An agency looks at its queue.
    Look(AgencyId),
    /// Operators sort out what lies on their desk.
    Sort(Desk),
    /// An agency acts on an incident, or an operator does.
    Act { incident: String, agency: Option<AgencyId>, action: Value, place: Option<Oktmo> },
}

/// A time of a day of the region.
pub(super) fn moment(directory: &Directory, day: NaiveDate, (hour, minute): (u32, u32)) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let local = directory.region.zone.from_local_datetime(&day.and_time(time)).earliest();
    local.map_or_else(|| day_bounds(day, directory.region.zone).0, |local| local.to_utc())
}

/// Everything that a day brings by itself, and the beginning of the next one.
pub(super) fn of_day(
    directory: &Directory,
    stub: &Stub,
    seed: u64,
    day: NaiveDate,
) -> Vec<(DateTime<Utc>, Due)> {
    let at = |time| moment(directory, day, time);
    let mut routine = vec![
        (moment(directory, day + Days::new(1), (0, 0)), Due::Dawn(day + Days::new(1))),
        (at(NIGHT), Due::Night),
    ];
    routine.extend(WATCHES.map(|time| (at(time), Due::Watch)));
    for desk in directory.desks() {
        match &desk {
            Desk::Agency(id) if stub.serves(id) => {}
            Desk::Agency(id) => routine.extend(looks(directory, id, seed, day)),
            Desk::Centre(_) | Desk::Region => {
                routine.extend(SORTING.map(|time| (at(time), Due::Sort(desk.clone()))));
            }
        }
    }
    routine
}

/// An agency without a system of its own looks at its queue on its working days.
fn looks(directory: &Directory, id: &AgencyId, seed: u64, day: NaiveDate) -> Vec<(DateTime<Utc>, Due)> {
    let Some(agency) = directory.agency(id) else { return Vec::new() };
    let times = match Manner::of(seed, agency) {
        Manner::Prompt => &LOOKS[..],
        Manner::Slow | Manner::Late => &LOOKS[..1],
        Manner::Silent => &[],
    };
    let shift = TimeDelta::minutes(share(seed, &["look", id.as_str()]).into());
    let calendar = directory.calendar(&agency.calendar);
    times
        .iter()
        .map(|time| moment(directory, day, *time) + shift)
        .filter(|at| calendar.is_some_and(|calendar| calendar.is_open(*at).unwrap_or(false)))
        .map(|at| (at, Due::Look(id.clone())))
        .collect()
}

#[cfg(test)]
mod tests {
    use kit::Clock;

    use super::*;

    #[test]
    fn agencies_rest_on_sunday_and_the_night_is_counted_every_day() {
        let (directory, _) = Directory::load(&crate::region::built_in()).unwrap();
        let stub = Stub::new(&directory, 1, Clock::manual(DateTime::UNIX_EPOCH));
        let routine = |day: &str| of_day(&directory, &stub, 1, day.parse().unwrap());
        let looks = |day| routine(day).iter().filter(|(_, due)| matches!(due, Due::Look(_))).count();
        assert!(looks("2026-09-16") > 20 && looks("2026-09-20") < looks("2026-09-16"));
        for day in ["2026-09-16", "2026-09-20"] {
            assert_eq!(routine(day).iter().filter(|(_, due)| *due == Due::Night).count(), 1);
        }
    }
}
