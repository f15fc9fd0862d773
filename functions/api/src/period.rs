//! Periods that a request asks for, in the region's own days.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use metrics::{Window, day_bounds, local_day};

use crate::params::Params;
use crate::refusal::Refusal;

/// The longest period of one request, in days.
pub(crate) const MAX_DAYS: i64 = 400;
/// The period without a request for another, in days.
const USUAL_DAYS: u64 = 30;

const SHAPE: &str =
    "must be a date (2026-03-01) or a moment (2026-03-01T09:00:00+03:00, its plus sign as %2B)";
const DATE: &str = "must be a date: 2026-03-01";

/// The first moment of a period, and the first one after it.
pub(crate) type Moments = (DateTime<Utc>, DateTime<Utc>);

/// The period from `from` to `to`: dates are whole days of the region, moments are exact and the last one is not part
/// of it. Without them it is the last 30 days with today.
pub(crate) fn moments(params: &Params, zone: Tz, now: DateTime<Utc>) -> Result<Moments, Refusal> {
    let until = match params.get("to") {
        Some(text) => moment(text, zone).map(|(_, end)| end).ok_or(Refusal::bad("to", SHAPE))?,
        None => day_bounds(local_day(now, zone), zone).1,
    };
    let from = if let Some(text) = params.get("from") {
        moment(text, zone).map(|(start, _)| start).ok_or(Refusal::bad("from", SHAPE))?
    } else {
        let last = local_day(until - TimeDelta::milliseconds(1), zone);
        day_bounds(last - Days::new(USUAL_DAYS - 1), zone).0
    };
    let length = until.signed_duration_since(from);
    if length < TimeDelta::milliseconds(1) {
        return Err(Refusal::bad("to", "must be after `from`"));
    }
    // Clocks that are put back make a day longer.
    if length > TimeDelta::days(MAX_DAYS) + TimeDelta::hours(2) {
        return Err(Refusal::bad("from", "must be at most 400 days before `to`"));
    }
    Ok((from, until))
}

/// The beginning and the end of what is meant: of a date its whole day, of a moment itself.
fn moment(text: &str, zone: Tz) -> Option<Moments> {
    match date(text) {
        Some(day) => Some(day_bounds(day, zone)),
        None => DateTime::parse_from_rfc3339(text).ok().map(|moment| (moment.to_utc(), moment.to_utc())),
    }
}

/// The days from `from` to `to`, both included, none of them in the future. Without them it is the last 30 days.
pub(crate) fn days(params: &Params, today: NaiveDate) -> Result<Window, Refusal> {
    let read = |name: &'static str| {
        params.get(name).map(|text| date(text).ok_or(Refusal::bad(name, DATE))).transpose()
    };
    let (from, to) = (read("from")?, read("to")?);
    let to = to.unwrap_or(today);
    if today < to {
        return Err(Refusal::bad("to", "must not be after today"));
    }
    let from = from.unwrap_or(to - Days::new(USUAL_DAYS - 1));
    if (to - from).num_days() >= MAX_DAYS {
        return Err(Refusal::bad("from", "must be at most 400 days before `to`"));
    }
    Window::new(from, to).map_err(|_| Refusal::bad("to", "must not be before `from`"))
}

/// A date in its one form: years of five digits are not meant.
fn date(text: &str) -> Option<NaiveDate> {
    (text.len() == 10 && text.starts_with(|first: char| first.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Moscow;

    use super::*;

    fn params(query: &str) -> Params {
        Params::read(Some(query), &["from", "to"]).unwrap()
    }

    fn now() -> DateTime<Utc> {
        "2026-03-10T22:30:00Z".parse().unwrap()
    }

    fn asked(query: &str) -> Result<(String, String), Refusal> {
        moments(&params(query), Moscow, now()).map(|(from, until)| (from.to_rfc3339(), until.to_rfc3339()))
    }

    fn refused(query: &str) -> String {
        match (moments(&params(query), Moscow, now()), days(&params(query), "2026-03-11".parse().unwrap())) {
            (Err(Refusal::Bad { field, .. }), Err(Refusal::Bad { field: same, .. })) if field == same => {
                field.into_owned()
            }
            other => panic!("{query}: {other:?}"),
        }
    }

    #[test]
    fn dates_are_whole_days_of_the_region_and_moments_are_exact() {
        let day = ("2026-02-28T21:00:00+00:00".to_owned(), "2026-03-02T21:00:00+00:00".to_owned());
        assert_eq!(asked("from=2026-03-01&to=2026-03-02"), Ok(day));
        let exact = ("2026-03-01T06:00:00+00:00".to_owned(), "2026-03-01T07:00:00+00:00".to_owned());
        assert_eq!(asked("from=2026-03-01T09:00:00%2B03:00&to=2026-03-01T07:00:00Z"), Ok(exact));
    }

    #[test]
    fn without_dates_it_is_thirty_days_with_today() {
        let usual = ("2026-02-09T21:00:00+00:00".to_owned(), "2026-03-11T21:00:00+00:00".to_owned());
        assert_eq!(asked(""), Ok(usual));
        let window = days(&params(""), "2026-03-11".parse().unwrap()).unwrap();
        assert_eq!((window.from.to_string().as_str(), window.days().count()), ("2026-02-10", 30));
    }

    #[test]
    fn what_is_no_period_is_refused_by_its_field() {
        for (query, field) in [
            ("from=yesterday", "from"),
            ("to=2026-13-01", "to"),
            ("from=%2B12026-01-01", "from"),
            ("from=2026-03-02&to=2026-03-01", "to"),
            ("from=2020-03-02&to=2026-03-01", "from"),
            ("to=", "to"),
        ] {
            assert_eq!(refused(query), field, "{query}");
        }
        assert!(days(&params("to=2026-03-12"), "2026-03-11".parse().unwrap()).is_err());
    }

    #[test]
    fn four_hundred_days_are_read_and_one_more_is_not() {
        assert!(asked("from=2025-01-25&to=2026-02-28").is_ok());
        assert!(asked("from=2025-01-23&to=2026-02-28").is_err());
        assert!(days(&params("from=2025-01-25&to=2026-02-28"), "2026-03-11".parse().unwrap()).is_ok());
        assert!(days(&params("from=2025-01-24&to=2026-02-28"), "2026-03-11".parse().unwrap()).is_err());
    }
}
