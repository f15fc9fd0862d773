//! What a schedule sends: which work, and for whom and when if a person asks for a particular night.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::RegionId;
use serde::{Deserialize, Serialize};

use crate::envelope::{ContractError, Envelope, content};

/// The oldest night that may be asked for, in days before now.
const OLDEST_NIGHT_DAYS: i64 = 3 * 366;

/// Work that time starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Schedule {
    /// Deadlines and escalation.
    #[serde(rename = "watch.v1")]
    Watch,
    /// Recomputing the touched days.
    #[serde(rename = "night.v1")]
    Night,
}

impl Schedule {
    /// Every kind of scheduled work.
    pub const ALL: [Self; 2] = [Self::Watch, Self::Night];

    /// The `type` in the schedule's input.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Watch => "watch.v1",
            Self::Night => "night.v1",
        }
    }
}

/// The input of a scheduled run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleEvent {
    /// Which work.
    #[serde(rename = "type")]
    pub kind: Schedule,
    /// Only this tenant; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionId>,
    /// Only this night; what is due when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
}

impl ScheduleEvent {
    /// A run of `kind` for all tenants and for what is due.
    pub const fn due(kind: Schedule) -> Self {
        Self { kind, region: None, date: None }
    }

    /// Refuses a date that no night can have: one to come, one long ago, or any for work that has no nights.
    pub fn checked(self, now: DateTime<Utc>) -> Result<Self, ContractError> {
        let Some(date) = self.date else { return Ok(self) };
        // In the east of the country the day begins before it does in UTC.
        let newest = (now + TimeDelta::hours(14)).date_naive();
        let oldest = now.date_naive() - TimeDelta::days(OLDEST_NIGHT_DAYS);
        if self.kind == Schedule::Night && (oldest..=newest).contains(&date) {
            Ok(self)
        } else {
            Err(ContractError::malformed("date"))
        }
    }
}

impl Envelope for ScheduleEvent {
    const TYPES: &'static [&'static str] = &["watch.v1", "night.v1"];

    fn read(_: &str, text: &str) -> Result<Self, ContractError> {
        content(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::{decode, encode};

    fn night(date: &str) -> ScheduleEvent {
        ScheduleEvent { date: Some(date.parse().unwrap()), ..ScheduleEvent::due(Schedule::Night) }
    }

    #[test]
    fn the_wire_format_of_version_1() {
        insta::assert_snapshot!(encode(&ScheduleEvent::due(Schedule::Watch)).unwrap(), @r#"{"type":"watch.v1"}"#);
        let event =
            ScheduleEvent { region: Some(RegionId::parse("zarechye").unwrap()), ..night("2026-03-01") };
        insta::assert_snapshot!(encode(&event).unwrap(), @r#"{"type":"night.v1","region":"zarechye","date":"2026-03-01"}"#);
        assert_eq!(decode::<ScheduleEvent>(&encode(&event).unwrap()), Ok(event));
    }

    #[test]
    fn every_kind_is_read_by_its_name() {
        let read: Vec<_> = Schedule::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(read, ScheduleEvent::TYPES);
        for kind in Schedule::ALL {
            let text = format!(r#"{{"type":"{}"}}"#, kind.as_str());
            assert_eq!(decode::<ScheduleEvent>(&text), Ok(ScheduleEvent::due(kind)));
        }
    }

    #[test]
    fn a_night_to_come_or_long_past_is_refused() {
        let now = "2026-03-01T20:00:00Z".parse().unwrap();
        for date in ["2026-02-28", "2026-03-01", "2026-03-02", "2024-01-01"] {
            assert!(night(date).checked(now).is_ok(), "{date}");
        }
        for date in ["2026-03-03", "2036-03-01", "2016-03-01", "0001-01-01"] {
            assert_eq!(night(date).checked(now), Err(ContractError::malformed("date")), "{date}");
        }
    }

    #[test]
    fn only_nights_have_dates() {
        let now = "2026-03-01T20:00:00Z".parse().unwrap();
        let event = ScheduleEvent { kind: Schedule::Watch, ..night("2026-02-28") };
        assert!(event.checked(now).is_err());
        assert!(ScheduleEvent::due(Schedule::Watch).checked(now).is_ok());
    }

    #[test]
    fn a_date_that_is_none_is_an_error_at_that_field() {
        for date in ["2026-02-30", "yesterday", "2026"] {
            let text = format!(r#"{{"type":"night.v1","date":"{date}"}}"#);
            assert_eq!(decode::<ScheduleEvent>(&text), Err(ContractError::malformed("date")));
        }
    }
}
