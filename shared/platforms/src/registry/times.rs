//! Moments and spans as such files write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Serial numbers of days that can be meant: 1954 to 2064.
const SERIALS: std::ops::Range<f64> = 20_000.0..60_000.0;
const DATE_TIMES: [&str; 6] = [
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%d.%m.%y %H:%M",
];
const DATES: [&str; 2] = ["%d.%m.%Y", "%Y-%m-%d"];

/// The moment that a cell names, in the region's time unless it names a zone. A spreadsheet's serial number will do.
pub fn moment(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
        return Some(zoned.to_utc());
    }
    let local = DATE_TIMES
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            DATES.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok()).map(at_midnight)
        })
        .or_else(|| serial(text))?;
    zone.from_local_datetime(&local).earliest().map(|at| at.to_utc())
}

fn at_midnight(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}

/// Days since the end of 1899, whole seconds in the fraction.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked, and seconds are whole")]
fn serial(text: &str) -> Option<NaiveDateTime> {
    let days: f64 = text.replace(',', ".").parse().ok()?;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let seconds = SERIALS.contains(&days).then(|| (days * 86_400.0).round() as i64)?;
    at_midnight(start).checked_add_signed(TimeDelta::seconds(seconds))
}

/// A spreadsheet's serial number of a moment as such files write moments.
pub fn serial_text(days: f64) -> Option<String> {
    serial(&days.to_string()).map(|local| local.format("%d.%m.%Y %H:%M:%S").to_string())
}

/// A spreadsheet's number of days as such files write spans.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked, and seconds are whole")]
pub fn span_of_days(days: f64) -> Option<String> {
    let seconds = (0.0..SERIALS.end).contains(&days).then(|| (days * 86_400.0).round() as i64)?;
    span_text(TimeDelta::seconds(seconds))
}

/// A moment as it is written.
pub fn moment_text(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%d.%m.%Y %H:%M:%S").to_string()
}

/// A span as it is written: hours, minutes, seconds. A negative one is none.
pub(super) fn span_text(span: TimeDelta) -> Option<String> {
    let seconds = u64::try_from(span.num_seconds()).ok()?;
    Some(format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_from_every_spelling() {
        let zone = Tz::Europe__Moscow;
        let at = |text| moment(text, zone).map(|at| moment_text(at, zone));
        let noon = Some("18.11.2026 12:30:00".to_owned());
        for text in [
            "18.11.2026 12:30:00",
            " 18.11.2026 12:30 ",
            "2026-11-18 12:30:00",
            "2026-11-18T12:30:00",
            "2026-11-18T09:30:00Z",
            "46344.5208333333",
            "46344,5208333333",
        ] {
            assert_eq!(at(text), noon, "{text}");
        }
        assert_eq!(at("18.11.2026"), Some("18.11.2026 00:00:00".to_owned()));
        for text in ["", "вчера", "31.02.2026", "7", "1e300", "-5", "NaN", "18.11.2026 25:00"] {
            assert_eq!(at(text), None, "{text}");
        }
    }

    #[test]
    fn a_span_is_written_in_hours() {
        assert_eq!(span_text(TimeDelta::seconds(100 * 3_600 + 62)).as_deref(), Some("100:01:02"));
        assert_eq!(span_text(TimeDelta::seconds(-1)), None);
    }
}
