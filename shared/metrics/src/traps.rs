//! The ways in which such numbers are known to lie, each held shut by a test.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::fixture::{MOSCOW, at, date, explained, fixed, incident, key, oktmo, region};
use crate::{
    DayStats, Difference, Figures, IncidentFacts, Scope, Share, Step, Window, combine, day, differences,
    report,
};

const FRIDAY: &str = "2025-03-14 12:00";

fn figures(stats: &DayStats) -> Figures {
    let monday = date("2025-03-10");
    Figures::of(stats.clone(), Window::new(monday, monday).unwrap())
}

fn parts(share: Option<&Share>) -> (u32, u32) {
    share.map(|share| (share.numerator, share.denominator)).unwrap()
}

/// Copies of an incident under their own names.
fn many(count: usize, first: usize, facts: &IncidentFacts) -> Vec<IncidentFacts> {
    (first..first + count).map(|number| IncidentFacts { key: key(number), ..facts.clone() }).collect()
}

#[test]
fn the_on_time_share_keeps_the_open_overdue_in_its_denominator() {
    let written =
        IncidentFacts { resolve_due: Some(at("2025-03-12 09:00")), ..incident(0, "2025-03-10 09:00") };
    let mut facts =
        many(4, 0, &IncidentFacts { closing: Some(fixed("2025-03-11 09:00")), ..written.clone() });
    facts.extend(many(1, 4, &IncidentFacts { closing: Some(fixed("2025-03-13 09:00")), ..written.clone() }));
    facts.extend(many(5, 5, &written));
    let figures = figures(&region("2025-03-10", FRIDAY, &facts));
    assert_eq!(
        parts(figures.share("closed_on_time_share")),
        (4, 10),
        "4 of 5 would leave out who still waits"
    );
    assert_eq!(figures.share("closed_on_time_share").unwrap().value, Some(0.4));
}

#[test]
fn closing_without_an_answer_is_no_way_out_of_the_on_time_share() {
    let written =
        IncidentFacts { answer_due: Some(at("2025-03-12 09:00")), ..incident(0, "2025-03-10 09:00") };
    let mut facts =
        many(1, 0, &IncidentFacts { first_answer_at: Some(at("2025-03-11 09:00")), ..written.clone() });
    facts.extend(many(
        2,
        1,
        &IncidentFacts { closing: Some(explained("2025-03-10 09:10")), ..written.clone() },
    ));
    facts.extend(many(1, 3, &IncidentFacts { withdrawn_at: Some(at("2025-03-13 09:00")), ..written }));
    let figures = figures(&region("2025-03-10", FRIDAY, &facts));
    assert_eq!(parts(figures.share("answered_on_time_share")), (1, 4));
}

/// Five messages of one evening, answered the next morning: on the calendar 1:22 on average, on the wall 13:22.
#[test]
fn a_working_clock_does_not_stand_for_the_wall_clock() {
    let evening = |number: usize, written_at, answered_at, working| IncidentFacts {
        first_answer_at: Some(at(answered_at)),
        answer_due: Some(at("2025-03-11 03:00")),
        working_minutes: Some(working),
        ..incident(number, written_at)
    };
    let facts = [
        evening(1, "2025-03-10 18:00", "2025-03-11 06:52", 52),
        evening(2, "2025-03-10 18:00", "2025-03-11 07:22", 82),
        evening(3, "2025-03-10 18:00", "2025-03-11 07:22", 82),
        evening(4, "2025-03-10 18:00", "2025-03-11 07:32", 92),
        evening(5, "2025-03-10 18:00", "2025-03-11 07:42", 102),
    ];
    let figures = figures(&region("2025-03-10", FRIDAY, &facts));
    let minutes = |id| figures.statistic(id).unwrap().minutes;
    assert_eq!(minutes("first_answer_mean_working"), Some(82.0));
    assert_eq!(minutes("first_answer_mean_wall"), Some(802.0));
    assert_eq!(minutes("first_answer_median_working"), Some(82.0));
    assert_eq!(minutes("first_answer_p90_wall"), Some(822.0));
    assert_eq!(parts(figures.share("answered_on_time_share")), (0, 5));
}

#[test]
fn a_reassignment_after_the_answer_changes_no_verdict() {
    let facts = [IncidentFacts {
        answer_due: Some(at("2025-03-10 18:00")),
        resolve_due: Some(at("2025-03-12 18:00")),
        first_answer_at: Some(at("2025-03-10 10:00")),
        closing: Some(explained("2025-03-11 10:00")),
        ..incident(1, "2025-03-10 09:00")
    }];
    // Facts name no desk, so all that passing on can do is let time go by.
    let before = region("2025-03-10", "2025-03-11 12:00", &facts);
    let after = region("2025-03-10", "2025-04-11 12:00", &facts);
    assert!(before.is_settled());
    assert_eq!(differences(&before, &after), []);
}

#[test]
fn received_and_solved_of_one_week_are_one_cohort() {
    let sunday =
        IncidentFacts { closing: Some(fixed("2025-03-11 09:00")), ..incident(1, "2025-03-09 09:00") };
    let monday = incident(2, "2025-03-10 09:00");
    let facts = [sunday, monday];
    let days: BTreeMap<NaiveDate, DayStats> = date("2025-03-03")
        .iter_days()
        .take(14)
        .map(|on| (on, day(&Scope::Region, on, MOSCOW, at("2025-03-20 12:00"), &facts, &[])))
        .collect();
    let weeks = report(Window::new(date("2025-03-03"), date("2025-03-16")).unwrap(), Step::Week, &days);
    let solved: Vec<(u32, u32)> = weeks
        .slices
        .iter()
        .map(|week| parts(week.figures.as_ref().unwrap().share("solved_of_solvable")))
        .collect();
    assert_eq!(solved, [(1, 1), (0, 1)], "solved in the second week, but written in the first");
}

#[test]
fn an_unknown_topic_is_counted_and_shown() {
    let facts =
        [incident(1, "2025-03-10 09:00"), IncidentFacts { topic: None, ..incident(2, "2025-03-10 09:00") }];
    let figures = figures(&region("2025-03-10", FRIDAY, &facts));
    assert_eq!((figures.counts["received"], figures.counts["without_topic"]), (2, 1));
}

#[test]
fn fixed_is_never_inferred_from_closed() {
    let facts =
        [IncidentFacts { closing: Some(explained("2025-03-11 09:00")), ..incident(1, "2025-03-10 09:00") }];
    let counts = region("2025-03-10", FRIDAY, &facts).counts;
    assert_eq!((counts.closed, counts.solvable, counts.solved), (1, 1, 0));
}

/// Three municipalities and what belongs to none: the stored days of each.
fn units() -> [BTreeMap<NaiveDate, DayStats>; 4] {
    let placed = |number, unit| IncidentFacts { municipality: unit, ..incident(number, "2025-03-10 09:00") };
    let facts: Vec<IncidentFacts> = (0..10)
        .map(|number| {
            placed(number, [Some(oktmo(1)), Some(oktmo(2)), Some(oktmo(3)), None][number % 4].clone())
        })
        .collect();
    let scopes = [1, 2, 3].map(|number| Scope::Municipality(oktmo(number)));
    let [a, b, c] = scopes;
    [a, b, c, Scope::Unplaced].map(|scope| {
        let on = date("2025-03-10");
        BTreeMap::from([(on, day(&scope, on, MOSCOW, at(FRIDAY), &facts, &[]))])
    })
}

#[test]
fn sums_by_the_old_map_and_by_the_new_one_both_equal_the_total() {
    let [a, b, c, unplaced] = units();
    let total = combine(&[a.clone(), b.clone(), c.clone(), unplaced.clone()]);
    let old = [combine(&[a.clone(), b.clone()]), c.clone(), unplaced.clone()];
    let new = [a, combine(&[b, c]), unplaced];
    assert_eq!(combine(&old), total);
    assert_eq!(combine(&new), total);
    assert_eq!(total[&date("2025-03-10")].counts.received, 10);
}

#[test]
fn a_late_event_reopens_a_closed_day_and_the_recount_names_each_field() {
    let early = [incident(1, "2025-03-10 09:00")];
    let stored = region("2025-03-10", FRIDAY, &early);
    let late = [
        IncidentFacts { first_answer_at: Some(at("2025-03-10 10:22")), ..early[0].clone() },
        incident(2, "2025-03-10 20:00"),
    ];
    let found = differences(&stored, &region("2025-03-10", FRIDAY, &late));
    let row = |field: &str, stored, recounted| Difference { field: field.to_owned(), stored, recounted };
    assert_eq!(
        found,
        [
            row("by_kind.complaint", 1, 2),
            row("by_topic.roads.potholes", 1, 2),
            row("closing_wall.waiting.5280", 0, 1),
            row("counts.answered", 0, 1),
            row("counts.open", 1, 2),
            row("counts.received", 1, 2),
            row("counts.solvable", 1, 2),
            row("wall.answered.82", 0, 1),
            row("wall.waiting.5280", 0, 1),
            row("wall.waiting.5940", 1, 0),
        ]
    );
}

#[test]
fn the_sum_of_the_heads_briefs_is_the_governors() {
    let period = Window::new(date("2025-03-10"), date("2025-03-10")).unwrap();
    let heads = units().map(|unit| report(period, Step::Day, &unit).total.figures.unwrap());
    let governor = report(period, Step::Day, &combine(&units())).total.figures.unwrap();
    for (name, count) in &governor.counts {
        assert_eq!(heads.iter().map(|head| head.counts[name]).sum::<u32>(), *count, "{name}");
    }
    for share in &governor.shares {
        let of_heads = heads.iter().map(|head| parts(head.share(share.id)));
        let sum = of_heads.fold((0, 0), |sum, head| (sum.0 + head.0, sum.1 + head.1));
        assert_eq!(sum, (share.numerator, share.denominator), "{}", share.id);
    }
}
