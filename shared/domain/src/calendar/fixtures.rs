//! Invented desks for the tests of this crate.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Period, WorkingCalendar};
use crate::ids::CalendarId;

/// The desks of the tables.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Desk {
    /// Monday to Friday 08:30–12:00 and 13:00–17:30.
    Office,
    /// Monday to Thursday 09:00–13:00 and 13:48–18:00, Friday until 16:45.
    Civil,
    /// Monday to Saturday 07:00–11:00 and 15:00–20:00.
    Split,
    /// Every hour of every day.
    Dispatch,
    /// Every night 00:00–06:00, holidays or not.
    Night,
}

impl Desk {
    pub(crate) const ALL: [Self; 5] = [Self::Office, Self::Civil, Self::Split, Self::Dispatch, Self::Night];

    pub(crate) fn calendar(self, zone: Tz) -> WorkingCalendar {
        let id = CalendarId::parse("desk").unwrap();
        match self {
            Self::Office => working(id, zone, "08:30-12:00 13:00-17:30", 5),
            Self::Split => working(id, zone, "07:00-11:00 15:00-20:00", 6),
            Self::Dispatch => WorkingCalendar::round_the_clock(id, zone),
            Self::Night => working(id, zone, "00:00-06:00", 7).with_production(None),
            Self::Civil => {
                let mut week = week("09:00-13:00 13:48-18:00", 5);
                week[4] = periods("09:00-13:00 13:48-16:45");
                WorkingCalendar::new(id, zone, week).unwrap()
            }
        }
    }
}

fn working(id: CalendarId, zone: Tz, hours: &str, days: usize) -> WorkingCalendar {
    WorkingCalendar::new(id, zone, week(hours, days)).unwrap()
}

fn week(hours: &str, days: usize) -> [Vec<Period>; 7] {
    std::array::from_fn(|day| if day < days { periods(hours) } else { Vec::new() })
}

fn periods(hours: &str) -> Vec<Period> {
    hours.split(' ').map(|text| text.parse().unwrap()).collect()
}

/// "2026-11-19 13:30" on the clock of `zone`.
pub(crate) fn local(zone: Tz, text: &str) -> DateTime<Utc> {
    let shown = NaiveDateTime::parse_from_str(text, "%F %H:%M").unwrap();
    zone.from_local_datetime(&shown).single().unwrap().to_utc()
}

/// The other way round.
pub(crate) fn shown(zone: Tz, at: DateTime<Utc>) -> String {
    at.with_timezone(&zone).format("%F %H:%M").to_string()
}
