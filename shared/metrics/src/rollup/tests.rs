//! Laws of sums over time, places, agencies and channels.

use chrono::{DateTime, Utc};
use domain::Platform;
use proptest::prelude::*;

use super::*;
use crate::counts::Counts;
use crate::fixture::{MOSCOW, agency, all_days, as_of, date, incidents, oktmo, voices, with_working};
use crate::{IncidentFacts, VoiceFacts, combine, day};

fn days(scope: &Scope, as_of: DateTime<Utc>, incidents: &[IncidentFacts], voices: &[VoiceFacts]) -> Days {
    all_days().map(|on| (on, day(scope, on, MOSCOW, as_of, incidents, voices))).collect()
}

fn units(
    as_of: DateTime<Utc>,
    incidents: &[IncidentFacts],
    voices: &[VoiceFacts],
) -> BTreeMap<Option<Oktmo>, Days> {
    let placed = (1..4).map(oktmo).map(|unit| (Some(unit.clone()), Scope::Municipality(unit)));
    placed
        .chain([(None, Scope::Unplaced)])
        .map(|(unit, scope)| (unit, days(&scope, as_of, incidents, voices)))
        .collect()
}

/// For each municipality the centre before and since a day; zero is no centre.
type AnyMap = Vec<(u8, usize, u8)>;

fn centre_of(map: &AnyMap, unit: &Oktmo, on: NaiveDate) -> Option<CentreId> {
    let number: usize = unit.as_str().parse().unwrap();
    let (before, changed, since) = map[number - 1];
    let centre = if on < all_days().nth(changed).unwrap() { before } else { since };
    (centre > 0).then(|| CentreId::parse(&format!("c{centre}")).unwrap())
}

fn any_map() -> impl Strategy<Value = AnyMap> {
    proptest::collection::vec((0_u8..3, 0_usize..16, 0_u8..3), 3)
}

fn without_gaps(days: Days) -> Days {
    days.into_iter().map(|(day, stats)| (day, DayStats { gaps: BTreeSet::new(), ..stats })).collect()
}

fn whole(days: &Days) -> DayStats {
    let sum = days.values().cloned().reduce(|sum, stats| sum.merge(&stats)).unwrap();
    DayStats { gaps: BTreeSet::new(), ..sum }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn centres_add_up_to_the_region_by_every_map(
        facts in incidents(), voices in voices(), as_of in as_of(), map in any_map(), fixed in 0_usize..16,
    ) {
        let facts = with_working(&facts, as_of);
        let (units, region) = (units(as_of, &facts, &voices), days(&Scope::Region, as_of, &facts, &voices));
        for by in [Map::Then, Map::On(all_days().nth(fixed).unwrap())] {
            let centres = by_centre(&units, by, |unit, on| centre_of(&map, unit, on));
            let parts: Vec<Days> = centres.into_values().collect();
            prop_assert_eq!(without_gaps(combine(&parts)), without_gaps(region.clone()));
        }
    }

    #[test]
    fn weeks_and_months_add_up_to_the_days(facts in incidents(), voices in voices(), as_of in as_of()) {
        let region = days(&Scope::Region, as_of, &with_working(&facts, as_of), &voices);
        for step in [Step::Day, Step::Week, Step::Month] {
            prop_assert_eq!(whole(&by_step(step, &region)), whole(&region));
        }
    }

    #[test]
    fn the_parts_of_every_cut_add_up_to_the_region(facts in incidents(), voices in voices(), as_of in as_of()) {
        let facts = with_working(&facts, as_of);
        let agencies = [Some(agency("roads")), Some(agency("water")), None].map(Scope::Agency);
        let channels = Platform::ALL.into_iter().map(Some).chain([None]).map(Scope::Channel);
        let topics = ["roads.potholes", "heat.cold-radiators"].map(|code| Some(crate::fixture::topic(code)));
        let topics = topics.into_iter().chain([None]).map(Scope::Topic);
        let region = whole(&days(&Scope::Region, as_of, &facts, &voices));
        for cut in [agencies.to_vec(), channels.collect(), topics.collect()] {
            let parts: Vec<Days> = cut.iter().map(|scope| days(scope, as_of, &facts, &voices)).collect();
            prop_assert_eq!(&whole(&combine(&parts)), &region);
        }
    }

    #[test]
    fn a_breakdown_is_what_its_scope_counts(facts in incidents(), voices in voices(), as_of in as_of()) {
        let facts = with_working(&facts, as_of);
        let region = whole(&days(&Scope::Region, as_of, &facts, &voices));
        for id in ["roads", "water"].map(agency) {
            let part = whole(&days(&Scope::Agency(Some(id.clone())), as_of, &facts, &voices));
            prop_assert_eq!(region.by_agency.get(&id).copied().unwrap_or_default(), part.counts);
        }
        for channel in Platform::ALL {
            let part = whole(&days(&Scope::Channel(Some(channel)), as_of, &facts, &voices));
            prop_assert_eq!(region.by_channel.get(&channel).copied().unwrap_or_default(), part.counts);
        }
    }

    #[test]
    fn passing_an_incident_on_moves_its_counts_and_changes_no_sum(facts in incidents(), as_of in as_of()) {
        let mut moved = with_working(&facts, as_of);
        let before = whole(&days(&Scope::Region, as_of, &moved, &[]));
        for facts in &mut moved {
            facts.details.agency = Some(agency("water"));
        }
        let after = whole(&days(&Scope::Region, as_of, &moved, &[]));
        let all = before.by_agency.values().fold(Counts::default(), |mut sum, counts| {
            sum.merge(counts);
            sum
        });
        prop_assert!(all.received <= after.by_agency.get(&agency("water")).map_or(0, |counts| counts.received));
        prop_assert_eq!(DayStats { by_agency: BTreeMap::new(), ..after }, DayStats { by_agency: BTreeMap::new(), ..before });
    }
}

#[test]
fn a_sum_has_a_name_that_reads_back() {
    for name in [
        "region/day/2025-03-10",
        "22527000/week/2025-W01",
        "agency:roads/month/2024-02",
        "topic:/week/2020-W53",
    ] {
        assert_eq!(name.parse::<Key>().unwrap().to_string(), name);
    }
    let week = Key::of(Scope::Region, Step::Week, date("2025-01-01"));
    assert_eq!(week.to_string(), "region/week/2025-W01");
    assert_eq!((week.window().from, week.window().to), (date("2024-12-30"), date("2025-01-05")));
    for name in
        ["", "region", "region/week", "region/year/2025", "region/week/2025-W54", "region/month/2025-13"]
    {
        assert_eq!(name.parse::<Key>(), Err(KeyError), "{name}");
    }
}

#[test]
fn a_week_that_lacks_a_day_and_a_centre_that_lacks_a_unit_are_marked() {
    let empty = || DayStats::empty(DateTime::UNIX_EPOCH);
    let days = |from: &str, count| -> Days {
        date(from).iter_days().take(count).map(|day| (day, empty())).collect()
    };
    assert!(by_step(Step::Week, &days("2025-03-10", 7))[&date("2025-03-10")].gaps.is_empty());
    assert_eq!(
        by_step(Step::Week, &days("2025-03-10", 6))[&date("2025-03-10")].gaps,
        [Gap::MissingDay].into()
    );
    let units = [(Some(oktmo(1)), days("2025-03-10", 2)), (Some(oktmo(2)), days("2025-03-10", 1))].into();
    let centre = CentreId::parse("c1").unwrap();
    let centres = by_centre(&units, Map::Then, |_, _| Some(centre.clone()));
    let sums = &centres[&Some(centre.clone())];
    assert!(sums[&date("2025-03-10")].gaps.is_empty());
    assert_eq!(sums[&date("2025-03-11")].gaps, [Gap::MissingUnit].into());
}
