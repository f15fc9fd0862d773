//! One day, counted by hand.

use super::*;
use crate::details::{Aftermath, AuthorSaid, AuthorWord, Details, Hop, Promise, ReplyRead, Tone};
use crate::fixture::{MOSCOW, at, date, explained, fixed, incident, key, oktmo, region, spam};
use crate::sample::Sample;
use crate::{Figures, Window};

/// Ten incidents of Monday the 10th, one for each way a wait can go; looked at on Friday the 14th at noon.
fn monday() -> Vec<IncidentFacts> {
    let due = |number, facts: IncidentFacts| IncidentFacts {
        key: key(number),
        answer_due: Some(at("2025-03-10 18:00")),
        resolve_due: Some(at("2025-03-12 18:00")),
        ..facts
    };
    let written = || incident(0, "2025-03-10 09:00");
    let answered = |at_time| IncidentFacts { first_answer_at: Some(at(at_time)), ..written() };
    let closed = |at_time, closing| IncidentFacts { closing: Some(closing), ..answered(at_time) };
    let withdrawn = |at_time| IncidentFacts { withdrawn_at: Some(at(at_time)), ..written() };
    vec![
        due(0, closed("2025-03-10 10:22", fixed("2025-03-11 10:00"))),
        due(1, closed("2025-03-10 18:00", explained("2025-03-12 18:00"))),
        due(2, closed("2025-03-10 18:01", explained("2025-03-12 18:01"))),
        due(3, answered("2025-03-13 09:00")),
        due(4, written()),
        due(5, IncidentFacts { closing: Some(explained("2025-03-10 11:00")), ..written() }),
        due(6, IncidentFacts { closing: Some(spam("2025-03-10 09:05")), ..written() }),
        due(7, withdrawn("2025-03-10 12:00")),
        due(8, withdrawn("2025-03-13 12:00")),
        IncidentFacts { topic: None, solvable: false, ..incident(9, "2025-03-10 09:00") },
    ]
}

#[test]
fn every_count_equals_the_one_taken_by_hand() {
    let stats = region("2025-03-10", "2025-03-14 12:00", &monday());
    let by_hand = Counts {
        received: 10,
        without_topic: 1,
        voices: 0,
        voices_withdrawn: 0,
        answered: 4,
        answered_on_time: 2,
        answered_late: 2,
        waiting: 2,
        closed_unanswered: 1,
        answer_not_owed: 1,
        withdrawn_unanswered: 2,
        answer_overdue: 2,
        closed: 5,
        closed_on_time: 4,
        closed_late: 1,
        open: 3,
        overdue_open: 2,
        withdrawn: 2,
        withdrawn_overdue: 1,
        solvable: 9,
        solved: 1,
        ..Counts::default()
    };
    assert_eq!(stats.counts, by_hand);
    assert!(stats.gaps.is_empty() && !stats.is_settled());
}

#[test]
fn the_wall_clock_keeps_whoever_waits() {
    let wall = region("2025-03-10", "2025-03-14 12:00", &monday()).wall;
    assert_eq!(wall.answered, [82, 540, 541, 4_320].into_iter().collect());
    assert_eq!(wall.waiting, [180, 4_500, 5_940, 5_940].into_iter().collect::<Sample>());
    assert_eq!(wall.never, 1);
}

#[test]
fn the_same_day_looked_at_earlier_knows_less() {
    let counts = region("2025-03-10", "2025-03-10 17:59", &monday()).counts;
    assert_eq!((counts.answered, counts.answered_on_time, counts.answer_overdue), (1, 1, 0));
    assert_eq!((counts.closed, counts.open, counts.withdrawn), (2, 7, 1));
    assert_eq!(region("2025-03-10", "2025-03-10 08:59", &monday()).counts, Counts::default());
}

#[test]
fn what_happens_at_the_very_moment_of_looking_has_happened() {
    let now = "2025-03-10 09:00";
    let ended = IncidentFacts {
        first_answer_at: Some(at(now)),
        closing: Some(fixed(now)),
        withdrawn_at: Some(at(now)),
        ..incident(1, now)
    };
    let voice = VoiceFacts {
        key: key(2),
        municipality: None,
        written_at: at(now),
        withdrawn_at: Some(at(now)),
        channel: None,
    };
    let counts = day(&Scope::Region, date("2025-03-10"), MOSCOW, at(now), &[ended], &[voice]).counts;
    assert_eq!((counts.received, counts.answered, counts.closed), (1, 1, 1));
    assert_eq!((counts.voices, counts.voices_withdrawn), (1, 1));
}

#[test]
fn of_two_readings_of_one_incident_the_same_one_counts_in_any_order() {
    let open = incident(1, "2025-03-10 09:00");
    let closed = IncidentFacts { closing: Some(fixed("2025-03-11 09:00")), ..open.clone() };
    let look = |facts: &[IncidentFacts]| region("2025-03-10", "2025-03-14 12:00", facts);
    let counts = look(&[open.clone(), closed.clone()]).counts;
    assert_eq!((counts.received, counts.closed), (1, 1));
    assert_eq!(look(&[closed, open]).counts, counts);
}

#[test]
fn a_sum_tells_its_oldest_and_its_newest_reading() {
    let [early, late] = ["2025-03-11 00:10", "2025-03-14 12:00"];
    let sum = region("2025-03-10", late, &[]).merge(&region("2025-03-10", early, &[]));
    assert_eq!(sum.as_of, AsOf { earliest: at(early), latest: at(late) });
}

#[test]
fn nobody_answers_a_message_that_was_taken_back() {
    let facts = IncidentFacts {
        withdrawn_at: Some(at("2025-03-10 10:00")),
        first_answer_at: Some(at("2025-03-10 11:00")),
        closing: Some(fixed("2025-03-10 11:00")),
        ..incident(1, "2025-03-10 09:00")
    };
    let counts = region("2025-03-10", "2025-03-14 12:00", &[facts]).counts;
    assert_eq!((counts.answered, counts.closed, counts.solved, counts.withdrawn), (0, 0, 0, 1));
}

#[test]
fn a_withdrawal_after_the_end_takes_nothing_back() {
    let facts = IncidentFacts {
        first_answer_at: Some(at("2025-03-10 11:00")),
        closing: Some(fixed("2025-03-10 11:00")),
        withdrawn_at: Some(at("2025-03-10 12:00")),
        ..incident(1, "2025-03-10 09:00")
    };
    let counts = region("2025-03-10", "2025-03-14 12:00", &[facts]).counts;
    assert_eq!((counts.answered, counts.closed, counts.solved, counts.withdrawn), (1, 1, 1, 0));
}

#[test]
fn a_day_is_a_day_of_the_region() {
    let before_midnight = incident(1, "2025-03-10 20:59");
    let after_midnight = incident(2, "2025-03-10 21:00");
    let facts = [before_midnight, after_midnight];
    let received =
        |zone, on| day(&Scope::Region, date(on), zone, at("2025-03-14 12:00"), &facts, &[]).counts.received;
    assert_eq!((received(MOSCOW, "2025-03-10"), received(MOSCOW, "2025-03-11")), (1, 1));
    let kamchatka = chrono_tz::Asia::Kamchatka;
    assert_eq!((received(kamchatka, "2025-03-10"), received(kamchatka, "2025-03-11")), (0, 2));
}

#[test]
fn a_day_of_25_hours_counts_its_doubled_hour_once() {
    let twice_half_past_one = [incident(1, "2014-10-25 21:30"), incident(2, "2014-10-25 22:30")];
    let stats = region("2014-10-26", "2014-10-28 00:00", &twice_half_past_one);
    assert_eq!(stats.counts.received, 2);
    assert_eq!(region("2014-10-25", "2014-10-28 00:00", &twice_half_past_one).counts.received, 0);
}

#[test]
fn a_day_that_is_not_over_says_so() {
    assert!(region("2025-03-10", "2025-03-10 20:59", &[]).gaps.contains(&Gap::DayNotOver));
    assert!(region("2025-03-10", "2025-03-10 21:00", &[]).gaps.is_empty());
}

#[test]
fn an_answer_before_its_question_took_no_time() {
    let facts =
        IncidentFacts { first_answer_at: Some(at("2025-03-10 08:00")), ..incident(1, "2025-03-10 09:00") };
    let wall = region("2025-03-10", "2025-03-14 12:00", &[facts]).wall;
    assert_eq!(wall.answered, [0].into_iter().collect());
}

#[test]
fn the_working_clock_is_never_ahead_of_the_wall_and_may_be_unknown() {
    let answered =
        IncidentFacts { first_answer_at: Some(at("2025-03-10 10:00")), ..incident(1, "2025-03-10 09:00") };
    let unknown = IncidentFacts { key: key(2), ..answered.clone() };
    let fast = IncidentFacts { working_minutes: Some(999), ..answered };
    let working = region("2025-03-10", "2025-03-14 12:00", &[unknown, fast]).working;
    assert_eq!((working.len(), working.answered), (1, [60].into_iter().collect()));
}

#[test]
fn a_voice_counts_on_its_own_day_and_in_its_own_place() {
    let voice = |number, written_at, withdrawn_at| VoiceFacts {
        key: key(number),
        municipality: Some(oktmo(2)),
        written_at: at(written_at),
        withdrawn_at,
        channel: None,
    };
    let voices = [
        voice(1, "2025-03-11 09:00", None),
        voice(2, "2025-03-11 10:00", Some(at("2025-03-12 10:00"))),
        voice(3, "2025-03-12 10:00", None),
    ];
    let count = |scope: &Scope| {
        let counts = day(scope, date("2025-03-11"), MOSCOW, at("2025-03-14 12:00"), &[], &voices).counts;
        (counts.received, counts.voices, counts.voices_withdrawn)
    };
    assert_eq!(count(&Scope::Municipality(oktmo(2))), (0, 2, 1));
    assert_eq!(count(&Scope::Municipality(oktmo(1))), (0, 0, 0));
    assert_eq!(count(&Scope::Unplaced), (0, 0, 0));
}

/// Ten solvable complaints of the 10th, all answered; seven closed as mended on the 11th at 9:00.
fn resolved() -> Vec<IncidentFacts> {
    let answered = |number| IncidentFacts {
        key: key(number),
        first_answer_at: Some(at("2025-03-10 12:00")),
        ..incident(0, "2025-03-10 09:00")
    };
    let mut facts: Vec<IncidentFacts> = (0..10).map(answered).collect();
    for solved in &mut facts[..7] {
        solved.closing = Some(fixed("2025-03-11 09:00"));
    }
    facts[7].closing = Some(explained("2025-03-11 09:00"));
    let words = [AuthorWord::Confirmed, AuthorWord::Confirmed, AuthorWord::Disputed, AuthorWord::Silent];
    for (facts, word) in facts.iter_mut().zip(words) {
        facts.details.author = Some(AuthorSaid { at: at("2025-03-12 09:00"), word });
    }
    let returned = [None, None, None, Some("2025-03-15 09:00"), Some("2025-03-30 09:00")];
    for (facts, returned) in facts.iter_mut().zip(returned) {
        facts.details.aftermath = Some(Aftermath { returned_at: returned.map(at) });
    }
    facts
}

fn five(as_of: &str) -> Vec<(u32, u32)> {
    let monday = date("2025-03-10");
    let figures = Figures::of(region("2025-03-10", as_of, &resolved()), Window { from: monday, to: monday });
    [
        "answered_share",
        "closed_share",
        "solved_of_solvable",
        "confirmed_share",
        "durable_7_share",
        "durable_30_share",
    ]
    .map(|id| figures.share(id).map(|share| (share.numerator, share.denominator)).unwrap())
    .to_vec()
}

#[test]
fn five_shares_stand_side_by_side_on_one_cohort() {
    assert_eq!(five("2025-03-20 00:00"), [(10, 10), (8, 10), (7, 10), (2, 4), (4, 5), (0, 0)]);
    assert_eq!(five("2025-05-20 00:00"), [(10, 10), (8, 10), (7, 10), (2, 4), (4, 5), (3, 5)]);
}

#[test]
fn what_is_not_over_is_pending_and_what_is_not_known_is_missing() {
    let stats = region("2025-03-10", "2025-03-20 00:00", &resolved());
    let counts = stats.counts;
    assert_eq!((counts.durable_7, counts.returned_7, counts.durable_pending_7), (4, 1, 0));
    assert_eq!((counts.durable_30, counts.returned_30, counts.durable_pending_30), (0, 0, 5));
    let monday = date("2025-03-10");
    let missing = Figures::of(stats, Window { from: monday, to: monday }).missing;
    let expected =
        [("aftermath", 2), ("author", 4), ("hops", 10), ("promises", 10), ("replies", 10), ("tone", 10)];
    assert_eq!(missing, expected.into());
}

#[test]
fn tone_hops_promises_and_replies_equal_those_counted_by_hand() {
    let hop = |at_time, from: &str, to: &str| Hop {
        at: at(at_time),
        pair: Pair { from: from.parse().unwrap(), to: to.parse().unwrap() },
    };
    let promise = |kept: Option<&str>| Promise {
        given_at: at("2025-03-10 12:00"),
        due: at("2025-03-12 20:59"),
        kept_at: kept.map(at),
    };
    let reply = |form| ReplyRead { at: at("2025-03-10 12:00"), form };
    let mut facts = vec![incident(1, "2025-03-10 09:00"), incident(2, "2025-03-10 09:00")];
    facts[0].details = Details {
        tone: Some(Tone::Negative),
        hops: Some(vec![
            hop("2025-03-10 10:00", "region", "agency:roads"),
            hop("2025-03-11 10:00", "agency:roads", "agency:water"),
            hop("2025-03-15 10:00", "agency:water", "agency:roads"),
        ]),
        promises: Some(vec![promise(None), promise(Some("2025-03-12 09:00"))]),
        replies: Some(vec![reply(true), reply(false)]),
        ..Details::default()
    };
    facts[1].details = Details { tone: Some(Tone::Neutral), hops: Some(Vec::new()), ..Details::default() };
    let stats = region("2025-03-10", "2025-03-14 12:00", &facts);
    let lost: Vec<(String, u32, u64)> =
        stats.hand_overs.iter().map(|(pair, lost)| (pair.to_string(), lost.count, lost.minutes)).collect();
    assert_eq!(
        lost,
        [("agency:roads>agency:water".to_owned(), 1, 1_440), ("region>agency:roads".to_owned(), 1, 60)]
    );
    let monday = date("2025-03-10");
    let figures = Figures::of(stats, Window { from: monday, to: monday });
    let parts = |id| figures.share(id).map(|share| (share.numerator, share.denominator)).unwrap();
    assert_eq!(parts("negative_share"), (1, 2));
    assert_eq!(parts("hops_mean"), (2, 2));
    assert_eq!(parts("promises_kept_share"), (1, 2));
    assert_eq!(parts("form_reply_share"), (1, 2));
}

#[test]
fn the_clock_since_the_last_hand_over_is_shown_beside_the_others_and_never_scored() {
    let mut facts =
        IncidentFacts { first_answer_at: Some(at("2025-03-12 10:00")), ..incident(1, "2025-03-10 09:00") };
    facts.answer_due = Some(at("2025-03-10 18:00"));
    let before = region("2025-03-10", "2025-03-14 12:00", &[facts.clone()]);
    let pair = "region>agency:roads".parse().unwrap();
    facts.details.hops = Some(vec![Hop { at: at("2025-03-12 09:00"), pair }]);
    let after = region("2025-03-10", "2025-03-14 12:00", &[facts]);
    assert_eq!((before.assigned.len(), after.assigned.answered), (0, [60].into_iter().collect()));
    assert_eq!((before.wall, before.counts.answered_late), (after.wall, after.counts.answered_late));
}

#[test]
fn a_day_stored_by_the_first_version_still_reads_and_lacks_what_that_did_not_keep() {
    let stored = r#"{"formulas":[1],"as_of":{"earliest":"2025-03-14T12:00:00Z","latest":"2025-03-14T12:00:00Z"},
        "counts":{"received":3,"waiting":3,"open":3},"by_kind":{"complaint":3},"wall":{"waiting":"60*3"}}"#;
    let stats: DayStats = serde_json::from_str(stored).unwrap();
    let monday = date("2025-03-10");
    let figures = Figures::of(stats, Window { from: monday, to: monday });
    assert_eq!((figures.counts["received"], figures.missing["tone"]), (3, 3));
    assert!(figures.share("negative_share").unwrap().value.is_none());
}
