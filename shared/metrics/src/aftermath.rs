//! Whether what was mended stayed so: the first further incident of the same topic at the same place.
//!
//! The caller marks its solved incidents with the incidents written since, and keeps the marks in
//! [`crate::details::Details::aftermath`]. An incident without topic or place key stays unmarked: nothing can be said of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use domain::TopicCode;

use crate::details::{Aftermath, PlaceKey};
use crate::facts::{Closing, Course, IncidentFacts};

/// For how many days it must stay mended, in three readings.
pub const WINDOWS: [u64; 3] = [7, 30, 90];

/// How a solved incident stands in one of the windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// The window is over, and nothing came back within it.
    Durable,
    /// The window is over, and it came back within it.
    Returned,
    /// The window is not over; what came back so far is not yet counted, or young cohorts would look worse than old.
    Pending,
}

/// When incidents of a topic were written at a place, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Seen(BTreeMap<(PlaceKey, TopicCode), Vec<DateTime<Utc>>>);

impl Seen {
    /// Reads topic, place and time of incidents; those without a topic or a place tell nothing.
    pub fn of<'a>(incidents: impl IntoIterator<Item = &'a IncidentFacts>) -> Self {
        let mut seen = Self::default();
        for incident in incidents {
            if let Some(name) = name(incident) {
                seen.0.entry(name).or_default().push(incident.written_at);
            }
        }
        seen.0.values_mut().for_each(|times| times.sort_unstable());
        seen
    }

    /// What was seen after the closing of `incident`; none when it is not closed, or its topic or place is not known.
    pub fn aftermath(&self, incident: &IncidentFacts) -> Option<Aftermath> {
        let closed_at = incident.closing?.at;
        let times = self.0.get(&name(incident)?).map_or(&[][..], Vec::as_slice);
        let next = times.partition_point(|written| *written <= closed_at);
        Some(Aftermath { returned_at: times.get(next).copied() })
    }
}

fn name(incident: &IncidentFacts) -> Option<(PlaceKey, TopicCode)> {
    Some((incident.details.place.clone()?, incident.topic.clone()?))
}

impl IncidentFacts {
    /// How it stands in the window of so many days; none when it is not solved or nothing can be said.
    pub(crate) fn durability(&self, days: u64, as_of: DateTime<Utc>) -> Option<Durability> {
        let Course::Closed(Closing { at, solved: true, .. }) = self.course(as_of) else { return None };
        let aftermath = self.details.aftermath?;
        let end = at.checked_add_days(Days::new(days))?;
        Some(match aftermath.returned_at {
            _ if as_of < end => Durability::Pending,
            Some(returned) if returned <= end => Durability::Returned,
            _ => Durability::Durable,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{at, fixed, incident, key, topic};

    fn placed(number: usize, written_at: &str, place: &str) -> IncidentFacts {
        let mut facts = incident(number, written_at);
        facts.details.place = Some(PlaceKey(place.to_owned()));
        facts
    }

    fn solved(closed_at: &str) -> IncidentFacts {
        IncidentFacts { closing: Some(fixed(closed_at)), ..placed(0, "2025-03-01 09:00", "a") }
    }

    #[test]
    fn only_the_same_topic_at_the_same_place_after_the_closing_comes_back() {
        let other_topic =
            IncidentFacts { topic: Some(topic("yard.lamp")), ..placed(1, "2025-03-04 09:00", "a") };
        let later = [
            solved("2025-03-03 09:00"),
            placed(2, "2025-03-02 09:00", "a"),
            placed(3, "2025-03-03 09:00", "a"),
            placed(4, "2025-03-04 09:00", "b"),
            other_topic,
        ];
        let nothing = Some(Aftermath { returned_at: None });
        assert_eq!(Seen::of(&later).aftermath(&later[0]), nothing);
        let again = [placed(5, "2025-03-09 09:00", "a"), placed(6, "2025-03-05 09:00", "a")];
        let seen = Seen::of(later.iter().chain(&again));
        assert_eq!(seen.aftermath(&later[0]), Some(Aftermath { returned_at: Some(at("2025-03-05 09:00")) }));
    }

    #[test]
    fn nothing_is_said_of_what_has_no_place_or_is_not_closed() {
        let nowhere =
            IncidentFacts { closing: Some(fixed("2025-03-03 09:00")), ..incident(1, "2025-03-01 09:00") };
        assert_eq!(Seen::of([&nowhere]).aftermath(&nowhere), None);
        assert_eq!(Seen::default().aftermath(&placed(1, "2025-03-01 09:00", "a")), None);
        assert_eq!(nowhere.durability(7, at("2025-06-01 00:00")), None);
    }

    #[test]
    fn a_window_is_judged_when_it_is_over_and_not_before() {
        let mut facts = IncidentFacts { key: key(1), ..solved("2025-03-03 09:00") };
        let on = |facts: &IncidentFacts, moment| facts.durability(7, at(moment));
        facts.details.aftermath = Some(Aftermath { returned_at: Some(at("2025-03-10 09:00")) });
        assert_eq!(on(&facts, "2025-03-10 08:59"), Some(Durability::Pending));
        assert_eq!(on(&facts, "2025-03-10 09:00"), Some(Durability::Returned));
        facts.details.aftermath = Some(Aftermath { returned_at: Some(at("2025-03-10 09:01")) });
        assert_eq!(on(&facts, "2025-03-12 00:00"), Some(Durability::Durable));
        assert_eq!(facts.durability(30, at("2025-04-12 00:00")), Some(Durability::Returned));
        facts.closing = None;
        assert_eq!(on(&facts, "2025-03-12 00:00"), None);
    }
}
