//! What holds for all facts.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use crate::fixture::{MOSCOW, all_days, as_of, base, date, incidents, oktmo, voices, with_working};
use crate::{DayStats, Details, Gap, IncidentFacts, Scope, VoiceFacts, day, differences};

const KAMCHATKA: Tz = chrono_tz::Asia::Kamchatka;

/// The sum of all days.
fn total(
    scope: &Scope,
    zone: Tz,
    as_of: DateTime<Utc>,
    incidents: &[IncidentFacts],
    voices: &[VoiceFacts],
) -> DayStats {
    all_days()
        .map(|on| day(scope, on, zone, as_of, incidents, voices))
        .reduce(|sum, stats| sum.merge(&stats))
        .unwrap()
}

/// The facts as somebody saw them who looked at `as_of`.
fn seen(facts: &IncidentFacts, as_of: DateTime<Utc>) -> IncidentFacts {
    IncidentFacts {
        first_answer_at: facts.first_answer_at.filter(|at| *at <= as_of),
        closing: facts.closing.filter(|closing| closing.at <= as_of),
        withdrawn_at: facts.withdrawn_at.filter(|at| *at <= as_of),
        details: details_seen(&facts.details, as_of),
        ..facts.clone()
    }
}

fn details_seen(details: &Details, as_of: DateTime<Utc>) -> Details {
    let mut seen = details.clone();
    seen.author = seen.author.filter(|said| said.at <= as_of);
    if let Some(aftermath) = &mut seen.aftermath {
        aftermath.returned_at = aftermath.returned_at.filter(|at| *at <= as_of);
    }
    if let Some(hops) = &mut seen.hops {
        hops.retain(|hop| hop.at <= as_of);
    }
    for promise in seen.promises.iter_mut().flatten() {
        promise.kept_at = promise.kept_at.filter(|at| *at <= as_of);
    }
    if let Some(promises) = &mut seen.promises {
        promises.retain(|promise| promise.given_at <= as_of);
    }
    if let Some(replies) = &mut seen.replies {
        replies.retain(|reply| reply.at <= as_of);
    }
    seen
}

fn without_gaps(stats: DayStats) -> DayStats {
    DayStats { gaps: [].into(), ..stats }
}

proptest! {
    #[test]
    fn sums_do_not_depend_on_order_or_grouping(
        facts in incidents(), voices in voices(),
        moments in [as_of(), as_of(), as_of()], days in [0_usize..16, 0_usize..16, 0_usize..16],
    ) {
        let [a, b, c] = std::array::from_fn(|index| {
            let on = all_days().nth(days[index]).unwrap();
            let facts = with_working(&facts, moments[index]);
            day(&Scope::Region, on, MOSCOW, moments[index], &facts, &voices)
        });
        prop_assert_eq!(a.merge(&b), b.merge(&a));
        prop_assert_eq!(a.merge(&b).merge(&c), a.merge(&b.merge(&c)));
    }

    #[test]
    fn the_days_of_any_zone_add_up_to_the_same_period(facts in incidents(), voices in voices(), as_of in as_of()) {
        let facts = with_working(&facts, as_of);
        let moscow = total(&Scope::Region, MOSCOW, as_of, &facts, &voices);
        let kamchatka = total(&Scope::Region, KAMCHATKA, as_of, &facts, &voices);
        let written = facts.iter().filter(|facts| facts.written_at <= as_of).count();
        prop_assert_eq!(moscow.counts.received as usize, written);
        prop_assert_eq!(without_gaps(moscow), without_gaps(kamchatka));
    }

    #[test]
    fn municipalities_and_the_unplaced_add_up_to_the_region(
        facts in incidents(), voices in voices(), as_of in as_of(), index in 0_usize..16,
    ) {
        let facts = with_working(&facts, as_of);
        let on = all_days().nth(index).unwrap();
        let scopes = (1..4).map(|number| Scope::Municipality(oktmo(number))).chain([Scope::Unplaced]);
        let sum = scopes
            .map(|scope| day(&scope, on, MOSCOW, as_of, &facts, &voices))
            .reduce(|sum, stats| sum.merge(&stats))
            .unwrap();
        prop_assert_eq!(sum, day(&Scope::Region, on, MOSCOW, as_of, &facts, &voices));
    }

    #[test]
    fn the_order_of_facts_and_their_repetition_change_nothing(
        (facts, mixed) in incidents().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
        voices in voices(), as_of in as_of(),
    ) {
        let twice: Vec<IncidentFacts> = mixed.iter().chain(facts.iter().take(5)).cloned().collect();
        let more: Vec<VoiceFacts> = voices.iter().rev().chain(&voices).cloned().collect();
        prop_assert_eq!(
            total(&Scope::Region, MOSCOW, as_of, &with_working(&twice, as_of), &more),
            total(&Scope::Region, MOSCOW, as_of, &with_working(&facts, as_of), &voices)
        );
    }

    #[test]
    fn what_happens_after_the_moment_of_looking_changes_nothing(facts in incidents(), voices in voices(), as_of in as_of()) {
        let then: Vec<IncidentFacts> =
            facts.iter().filter(|facts| facts.written_at <= as_of).map(|facts| seen(facts, as_of)).collect();
        let heard: Vec<VoiceFacts> = voices
            .iter()
            .filter(|voice| voice.written_at <= as_of)
            .map(|voice| VoiceFacts { withdrawn_at: voice.withdrawn_at.filter(|at| *at <= as_of), ..voice.clone() })
            .collect();
        prop_assert_eq!(
            total(&Scope::Region, MOSCOW, as_of, &with_working(&facts, as_of), &voices),
            total(&Scope::Region, MOSCOW, as_of, &with_working(&then, as_of), &heard)
        );
    }

    #[test]
    fn every_incident_is_in_one_part_of_each_whole(facts in incidents(), as_of in as_of()) {
        let sum = total(&Scope::Region, MOSCOW, as_of, &with_working(&facts, as_of), &[]);
        let counts = sum.counts;
        let unanswered = counts.waiting + counts.closed_unanswered + counts.withdrawn_unanswered;
        prop_assert_eq!(counts.received, counts.answered + unanswered + counts.answer_not_owed);
        prop_assert_eq!(counts.received, counts.closed + counts.open + counts.withdrawn);
        prop_assert_eq!(counts.received, sum.by_kind.values().sum::<u32>());
        prop_assert_eq!(counts.received, sum.by_topic.values().sum::<u32>() + counts.without_topic);
        prop_assert!(counts.answered_on_time + counts.answered_late <= counts.answered);
        prop_assert!(counts.closed_on_time + counts.closed_late <= counts.closed);
        prop_assert!(counts.answer_overdue <= counts.waiting + counts.withdrawn_unanswered);
        prop_assert!(counts.overdue_open <= counts.open && counts.withdrawn_overdue <= counts.withdrawn);
        prop_assert!(counts.solved <= counts.solvable && counts.solvable <= counts.received);
        prop_assert_eq!(sum.closing_wall.answered.len(), counts.closed);
        prop_assert_eq!(sum.closing_wall.waiting.len(), counts.open + counts.withdrawn);
        prop_assert_eq!(&sum.closing_wall.len(), &sum.closing_working.len());
        prop_assert!(sum.assigned.len() <= sum.wall.len());
        for [durable, returned, pending] in [
            [counts.durable_7, counts.returned_7, counts.durable_pending_7],
            [counts.durable_30, counts.returned_30, counts.durable_pending_30],
            [counts.durable_90, counts.returned_90, counts.durable_pending_90],
        ] {
            prop_assert!(durable + returned + pending <= counts.solved);
        }
        prop_assert!(counts.durable_pending_7 <= counts.durable_pending_30);
        prop_assert!(counts.durable_pending_30 <= counts.durable_pending_90);
        prop_assert_eq!(counts.hops, sum.hand_overs.values().map(|lost| lost.count).sum::<u32>());
        let figures = crate::Figures::of(sum.clone(), crate::Window { from: date("2025-03-01"), to: date("2025-03-16") });
        prop_assert!(figures.missing.values().all(|missing| *missing <= counts.received));
        for clock in [&sum.wall, &sum.working] {
            prop_assert_eq!(clock.answered.len(), counts.answered);
            prop_assert_eq!(clock.waiting.len(), counts.waiting + counts.withdrawn_unanswered);
            prop_assert_eq!(clock.never, counts.closed_unanswered);
        }
    }

    #[test]
    fn time_alone_changes_nothing_in_a_settled_day(facts in incidents(), as_of in as_of(), index in 0_usize..16) {
        let on = all_days().nth(index).unwrap();
        let then: Vec<IncidentFacts> =
            facts.iter().filter(|facts| facts.written_at <= as_of).map(|facts| seen(facts, as_of)).collect();
        let look = |moment| day(&Scope::Region, on, MOSCOW, moment, &with_working(&then, moment), &[]);
        let (first, later) = (look(as_of), look(as_of + TimeDelta::days(40)));
        if first.is_settled() {
            prop_assert_eq!(differences(&first, &later), []);
        }
        prop_assert!(!later.gaps.contains(&Gap::DayNotOver));
    }

    #[test]
    fn what_is_stored_reads_back_with_the_same_bytes(facts in incidents(), voices in voices(), as_of in as_of()) {
        let stats = total(&Scope::Region, MOSCOW, as_of, &with_working(&facts, as_of), &voices);
        let stored = serde_json::to_string(&stats).unwrap();
        let read: DayStats = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), stored);
        prop_assert_eq!(read, stats);
    }
}

/// Stored bytes of a busy day: `count` incidents, 40 topics, nine of ten answered within two days.
fn stored_bytes(count: usize) -> usize {
    let as_of = base() + TimeDelta::days(3);
    let facts: Vec<IncidentFacts> = (0..count)
        .map(|number| {
            let spread = i64::try_from(number * 7_919 % 2_880).unwrap();
            let written_at = base() + TimeDelta::minutes(i64::try_from(number * 613 % 1_200).unwrap());
            let answered = (!number.is_multiple_of(10)).then(|| written_at + TimeDelta::minutes(spread));
            let topic = crate::fixture::topic(&format!("roads.topic-{}", number * 31 % 40));
            let facts = crate::fixture::incident(number, "2025-03-03 00:00");
            let details = Details {
                agency: Some(crate::fixture::agency(&format!("agency-{}", number % 12))),
                channel: Some(domain::Platform::ALL[number % 4]),
                hops: Some(Vec::new()),
                ..Details::default()
            };
            let facts = IncidentFacts { details, ..facts };
            IncidentFacts { written_at, first_answer_at: answered, topic: Some(topic), ..facts }
        })
        .collect();
    let stats = day(&Scope::Region, date("2025-03-03"), MOSCOW, as_of, &with_working(&facts, as_of), &[]);
    assert_eq!(stats.counts.received as usize, count);
    serde_json::to_vec(&stats).unwrap().len()
}

#[test]
fn a_stored_day_stays_as_small_as_the_readme_says() {
    let sizes = [0, 1, 10, 1_000].map(stored_bytes);
    let said = [150, 700, 2_200, 15_000];
    println!("bytes of a stored day of 0, 1, 10, 1000 incidents: {sizes:?}");
    assert!(sizes.iter().zip(said).all(|(size, limit)| *size <= limit), "{sizes:?} against {said:?}");
}
