//! Times that platforms claim, held to what can be true.

use chrono::{DateTime, TimeDelta, Utc};

const OLDEST: TimeDelta = TimeDelta::days(400);
const AHEAD: TimeDelta = TimeDelta::minutes(5);

pub(crate) fn from_seconds(value: Option<i64>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(value?, 0)
}

pub(crate) fn from_millis(value: Option<i64>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(value?)
}

pub(crate) fn from_text(value: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(value?.trim()).ok().map(|time| time.to_utc())
}

/// `claimed`, unless it is impossible for a delivery that came at `received_at`.
pub(crate) fn possible(claimed: Option<DateTime<Utc>>, received_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let claimed = claimed?;
    let age = received_at.signed_duration_since(claimed);
    (-AHEAD <= age && age <= OLDEST).then_some(claimed)
}

/// When a message was written, and whether that is in doubt: then the time of arrival stands in.
pub(crate) fn written(claimed: Option<DateTime<Utc>>, received_at: DateTime<Utc>) -> (DateTime<Utc>, bool) {
    possible(claimed, received_at).map_or((received_at, true), |time| (time, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_time_gives_way_to_the_time_of_arrival() {
        let arrival = from_seconds(Some(1_795_166_281)).unwrap();
        let year_ago = from_seconds(Some(1_795_166_281 - 390 * 86_400));
        assert_eq!(written(year_ago, arrival), (year_ago.unwrap(), false));
        for claimed in [0, -1, i64::MAX, 1_795_166_281_000, 2_200_000_000, 1_795_166_281 + 301] {
            assert_eq!(written(from_seconds(Some(claimed)), arrival), (arrival, true), "{claimed}");
        }
    }

    #[test]
    fn a_clock_five_minutes_ahead_is_believed() {
        let arrival = from_seconds(Some(1_795_166_281)).unwrap();
        let ahead = from_seconds(Some(1_795_166_281 + 300));
        assert_eq!(written(ahead, arrival), (ahead.unwrap(), false));
    }
}
