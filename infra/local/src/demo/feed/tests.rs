use std::collections::BTreeSet;

use domain::Change;
use http::{HeaderMap, HeaderValue};
use platforms::KEPT_HEADERS;

use super::*;

fn feed(seed: u64, days: u32) -> Feed {
    let (directory, access) = Directory::load(&crate::region::built_in()).unwrap();
    let first = "2026-01-12".parse().unwrap();
    Feed::new(Arc::new(directory), &access, FeedOptions { seed, first, days, per_day: 150 })
}

#[test]
fn one_seed_gives_one_sequence_of_bytes() {
    let all: Vec<Delivery> = feed(7, 4).collect();
    assert!(all.len() > 600, "{}", all.len());
    assert!(all == feed(7, 4).collect::<Vec<_>>());
    assert!(all != feed(8, 4).collect::<Vec<_>>());
}

#[test]
fn deliveries_come_in_the_order_of_their_times_and_within_the_days() {
    let all: Vec<Delivery> = feed(3, 5).collect();
    assert!(all.is_sorted_by_key(|delivery| delivery.at));
    let day = |delivery: &Delivery| local_day(delivery.at, chrono_tz::Europe::Moscow);
    let days: BTreeSet<NaiveDate> = all.iter().map(day).collect();
    let expected: BTreeSet<NaiveDate> =
        "2026-01-12".parse::<NaiveDate>().unwrap().iter_days().take(5).collect();
    assert_eq!(days, expected);
}

/// What the platform's own reader makes of a delivery.
fn read(feed: &Feed, delivery: &Delivery) -> platforms::Reading {
    let page = feed.directory.page(&delivery.page).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in &delivery.parcel.headers {
        headers.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    let verified = platforms::verify(page, &headers, delivery.parcel.body.expose(), delivery.at).unwrap();
    let kept = delivery.parcel.headers.iter().filter(|(name, _)| KEPT_HEADERS.contains(name));
    let kept: Vec<(String, String)> = kept.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    platforms::read(page, &kept, &verified.body, delivery.at).unwrap()
}

#[test]
fn every_platform_reads_what_was_meant() {
    let mut source = feed(5, 6);
    let deliveries: Vec<Delivery> = source.by_ref().collect();
    let mut told = BTreeSet::new();
    for delivery in &deliveries {
        let reading = read(&source, delivery);
        let page = source.directory.page(&delivery.page).unwrap();
        let Truth { sent, object, .. } = &delivery.truth;
        told.insert((page.platform, *sent));
        if *sent == Sent::Unknown {
            assert_eq!(reading.ignored.unwrap().as_str(), "unknown_kind");
            continue;
        }
        let event = &reading.events[0];
        assert_eq!(event.object, *object, "{:?}", page.platform);
        match sent {
            Sent::Message | Sent::Voice => assert_eq!(event.change, Change::Created),
            Sent::Edit => assert_eq!(event.change, Change::Edited),
            _ => assert!(matches!(event.change, Change::Deleted { .. }), "{:?}", page.platform),
        }
        let parent = event.content.as_ref().and_then(|content| content.parent.as_ref());
        if *sent == Sent::Voice {
            assert!(parent.is_some(), "{:?}", page.platform);
        } else if *sent == Sent::Message {
            assert_eq!(parent, None, "{:?}", page.platform);
        }
    }
    assert!(told.len() >= 14, "{told:?}");
}

#[test]
fn a_redelivery_names_the_delivery_it_repeats() {
    let mut source = feed(5, 6);
    let deliveries: Vec<Delivery> = source.by_ref().collect();
    let name =
        |delivery: &Delivery| read(&source, delivery).events.first().map(|event| event.delivery.clone());
    let first: BTreeSet<_> = deliveries.iter().filter(|delivery| !delivery.truth.again).map(name).collect();
    let again: Vec<_> = deliveries.iter().filter(|delivery| delivery.truth.again).collect();
    assert!(again.len() > 20);
    assert!(again.iter().all(|delivery| first.contains(&name(delivery))));
}

#[test]
fn the_storm_is_the_loudest_day_of_its_town() {
    let mut source = feed(11, 9);
    let storm = source.storm().unwrap().clone();
    let mut by_day = BTreeMap::<NaiveDate, u32>::new();
    for delivery in
        source.by_ref().filter(|delivery| delivery.truth.municipality.as_ref() == Some(&storm.municipality))
    {
        *by_day.entry(local_day(delivery.at, chrono_tz::Europe::Moscow)).or_default() += 1;
    }
    let loudest = by_day.iter().max_by_key(|(_, count)| **count).unwrap();
    assert_eq!(*loudest.0, storm.day);
    assert!(*loudest.1 > 60, "{by_day:?}");
}
