use chrono_tz::Europe::Moscow;

use super::*;
use crate::fixture::date;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-03-{text}Z").parse().unwrap()
}

/// A page that was well at nine and lost its connection by ten.
fn lost() -> PageHealth {
    let mut page = PageHealth::default();
    page.look(Link::Good, at("10T09:00:00"));
    page.look(Link::Lost, at("10T10:00:00"));
    page
}

fn late(day: &str, count: u32) -> BTreeMap<NaiveDate, u32> {
    [(date(day), count)].into()
}

#[test]
fn a_lost_connection_is_in_doubt_from_the_last_good_moment() {
    let mut page = lost();
    page.look(Link::Lost, at("10T10:05:00"));
    page.look(Link::Good, at("10T11:00:00"));
    let doubt = Doubt {
        from: at("10T09:00:00"),
        until: Some(at("10T11:00:00")),
        reason: Gap::LostSubscription,
        noticed_at: at("10T10:00:00"),
        closed: None,
    };
    assert_eq!(page.doubts, [doubt]);
    assert_eq!(page.to_verify_from(), Some(at("10T09:00:00")));
}

#[test]
fn a_page_that_was_never_heard_lacks_nothing() {
    let mut page = PageHealth::default();
    page.look(Link::Lost, at("10T10:00:00"));
    assert_eq!(page.doubts, []);
}

#[test]
fn silence_of_the_platform_is_no_loss() {
    let mut page = lost();
    page.look(Link::Good, at("10T11:00:00"));
    page.look(Link::Unanswered, at("10T12:00:00"));
    page.look(Link::Refused, at("10T13:00:00"));
    assert_eq!(page.doubts.len(), 1);
}

#[test]
fn only_a_reading_that_began_after_the_end_settles_a_doubt() {
    let mut page = lost();
    let verify = |page: &mut PageHealth, since: &str, to: &str| {
        page.verified((at(since), at(to)), &late("2026-03-10", 3), (Moscow, at("10T13:00:00"))).len()
    };
    assert_eq!(verify(&mut page, "10T08:50:00", "10T10:30:00"), 0);
    page.look(Link::Good, at("10T11:00:00"));
    assert_eq!(verify(&mut page, "10T08:50:00", "10T10:59:59"), 0);
    assert_eq!(verify(&mut page, "10T09:30:00", "10T12:00:00"), 0);
    assert_eq!(verify(&mut page, "10T08:50:00", "10T12:00:00"), 1);
    let closed = page.doubts[0].closed.clone().unwrap();
    assert_eq!((closed.by, closed.late), (ClosedBy::BackFill, late("2026-03-10", 3)));
    assert_eq!(page.to_verify_from(), None);
}

#[test]
fn a_silence_ends_with_a_voice_or_with_a_look() {
    let mut page = PageHealth::default();
    page.hear(at("10T09:00:00"));
    page.open(Gap::SilentPage, at("10T09:00:00"), at("10T12:00:00"));
    page.hear(at("10T09:00:00"));
    assert!(page.is_silent());
    let mut heard = page.clone();
    heard.hear(at("10T12:30:00"));
    assert!(!heard.is_silent() && heard.to_verify_from().is_some());
    let none = BTreeMap::new();
    let looked = (at("10T08:50:00"), at("10T12:10:00"));
    assert_eq!(page.verified(looked, &none, (Moscow, at("10T12:11:00"))).len(), 1);
    assert_eq!(page.verified_until, Some(at("10T12:10:00")));
}

#[test]
fn what_the_platform_keeps_for_a_day_is_not_lost_within_it() {
    let day = TimeDelta::days(1);
    let mut page = lost();
    assert_eq!(page.delivered_all(day, at("10T10:30:00")), []);
    page.look(Link::Good, at("10T11:00:00"));
    assert_eq!(page.delivered_all(day, at("10T11:01:00")).len(), 1);
    let mut page = lost();
    page.look(Link::Good, at("11T09:00:01"));
    assert_eq!(page.delivered_all(day, at("11T09:01:00")), []);
}

#[test]
fn a_mark_stays_until_the_day_is_counted_after_the_settlement() {
    let mut page = lost();
    page.look(Link::Good, at("10T11:00:00"));
    let settle = at("11T00:10:00");
    page.verified((at("10T08:00:00"), settle), &BTreeMap::new(), (Moscow, settle));
    let pages = [PageDoubts { page: PageId::parse("vk").unwrap(), municipality: None, doubts: page.doubts }];
    let marked = |as_of: &str| {
        let mut days: BTreeMap<_, _> = ["2026-03-09", "2026-03-10", "2026-03-11"]
            .map(|day| (date(day), DayStats::empty(at(as_of))))
            .into();
        mark(&mut days, &Scope::Region, Moscow, &pages);
        days.into_iter().filter(|(_, stats)| !stats.gaps.is_empty()).map(|(day, _)| day).collect::<Vec<_>>()
    };
    assert_eq!(marked("11T00:09:59"), [date("2026-03-10")]);
    assert_eq!(marked("11T00:10:00"), []);
}

#[test]
fn a_doubt_marks_its_own_town_and_the_region() {
    let own: Oktmo = "99701000".parse().unwrap();
    let other: Oktmo = "99702000".parse().unwrap();
    let mut page =
        PageDoubts { page: PageId::parse("vk").unwrap(), municipality: Some(own.clone()), doubts: vec![] };
    let concerned = |page: &PageDoubts| {
        let scopes = [
            Scope::Region,
            Scope::Unplaced,
            Scope::Municipality(own.clone()),
            Scope::Municipality(other.clone()),
        ];
        scopes.map(|scope| page.concern(&scope))
    };
    assert_eq!(concerned(&page), [true, true, true, false]);
    page.municipality = None;
    assert_eq!(concerned(&page), [true; 4]);
}

#[test]
fn an_open_doubt_marks_every_day_since() {
    let pages =
        [PageDoubts { page: PageId::parse("vk").unwrap(), municipality: None, doubts: lost().doubts }];
    let mut days: BTreeMap<_, _> = ["2026-03-09", "2026-03-10", "2026-03-30"]
        .map(|day| (date(day), DayStats::empty(at("31T00:00:00"))))
        .into();
    mark(&mut days, &Scope::Region, Moscow, &pages);
    let marked: Vec<_> = days.values().map(|stats| stats.gaps.contains(&Gap::LostSubscription)).collect();
    assert_eq!(marked, [false, true, true]);
    let window = Window::new(date("2026-03-08"), date("2026-03-09")).unwrap();
    assert_eq!(within(&pages, window, Moscow).count(), 0);
    let window = Window::new(date("2026-03-08"), date("2026-03-10")).unwrap();
    assert_eq!(within(&pages, window, Moscow).count(), 1);
}

#[test]
fn the_number_of_kept_doubts_is_bounded() {
    let mut page = PageHealth::default();
    for hour in 0..200 {
        let now = at("10T00:00:00") + TimeDelta::hours(hour);
        page.look(Link::Good, now);
        page.look(Link::Lost, now + TimeDelta::minutes(5));
        page.look(Link::Good, now + TimeDelta::minutes(10));
        let looked = (now - TimeDelta::hours(1), now + TimeDelta::minutes(20));
        page.verified(looked, &BTreeMap::new(), (Moscow, now + TimeDelta::minutes(20)));
    }
    assert_eq!(page.doubts.len(), KEPT);
}
