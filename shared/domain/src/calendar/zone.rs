//! From the clock on a wall to an instant, in any zone.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The first instant at which clocks in `zone` show `minute` of `date`, or jump over it.
///
/// It never decreases from one minute to the next, so periods that do not overlap on the wall do not overlap in time.
pub(super) fn instant(zone: Tz, date: NaiveDate, minute: u16) -> Option<DateTime<Utc>> {
    let (days, minute) = (u64::from(minute / 1440), u32::from(minute % 1440));
    let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0)?;
    let shown = date.checked_add_days(Days::new(days))?.and_time(time);
    let exact = zone.from_local_datetime(&shown).earliest();
    Some(exact.map_or_else(|| after_jump(zone, shown), |found| found.to_utc()))
}

/// The instant at which clocks were put forward over `shown`.
fn after_jump(zone: Tz, shown: NaiveDateTime) -> DateTime<Utc> {
    let middle = shown.and_utc();
    let reach = 36 * 3600;
    let (mut before, mut after) = (-reach, reach);
    while 1 < after - before {
        let half = i64::midpoint(before, after);
        let local = (middle + TimeDelta::seconds(half)).with_timezone(&zone).naive_local();
        if local < shown { before = half } else { after = half }
    }
    middle + TimeDelta::seconds(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: Tz, date: &str, minute: u16) -> String {
        instant(zone, date.parse().unwrap(), minute).unwrap().format("%FT%TZ").to_string()
    }

    #[test]
    fn a_minute_that_the_clock_jumped_over_is_the_moment_of_the_jump() {
        assert_eq!(at(Tz::Europe__Berlin, "2025-03-30", 119), "2025-03-30T00:59:00Z");
        assert_eq!(at(Tz::Europe__Berlin, "2025-03-30", 150), "2025-03-30T01:00:00Z");
        assert_eq!(at(Tz::Europe__Berlin, "2025-03-30", 180), "2025-03-30T01:00:00Z");
    }

    #[test]
    fn a_minute_shown_twice_is_its_first_showing() {
        assert_eq!(at(Tz::Europe__Berlin, "2025-10-26", 150), "2025-10-26T00:30:00Z");
        assert_eq!(at(Tz::Europe__Berlin, "2025-10-26", 180), "2025-10-26T02:00:00Z");
    }

    #[test]
    fn the_end_of_a_day_is_the_beginning_of_the_next() {
        assert_eq!(at(Tz::Asia__Kamchatka, "2026-11-21", 1440), at(Tz::Asia__Kamchatka, "2026-11-22", 0));
        assert_eq!(at(Tz::Asia__Kamchatka, "2026-11-22", 0), "2026-11-21T12:00:00Z");
    }
}
