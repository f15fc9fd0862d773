use chrono::{DateTime, Utc};
use domain::{Change, Directory, Page, Platform};
use http::HeaderMap;

use super::*;
use crate::region;

fn arrival() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

fn pages() -> Vec<Page> {
    let directory = Directory::load(&region::built_in()).unwrap().0;
    let first = |platform| directory.pages.iter().find(|page| page.platform == platform).unwrap().clone();
    [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Standard].into_iter().map(first).collect()
}

fn sketch(number: usize) -> Sketch {
    Sketch { number, written_at: "2026-03-10T09:00:00Z".parse().unwrap(), answers: None }
}

fn read(page: &Page, parcel: &Parcel) -> platforms::Reading {
    let headers = [("webhook-id".to_owned(), parcel.delivery.clone())];
    platforms::read(page, &headers, &parcel.body, arrival()).unwrap()
}

#[test]
fn every_platform_reads_what_was_meant() {
    for page in pages() {
        for (happening, change) in
            [(Happening::Created, Change::Created), (Happening::Edited(2), Change::Edited)]
        {
            let answered = sketch(4);
            let voice = Sketch { answers: Some((4, answered.written_at)), ..sketch(11) };
            let reading = read(&page, &report(&page, 0, &voice, happening, "Слова"));
            let [event] = &reading.events[..] else { panic!("{}: {:?}", page.id, reading.ignored) };
            let content = event.content.as_ref().unwrap();
            assert_eq!((&event.object, event.change), (&object(&page, &voice), change));
            assert_eq!((content.written_at, content.clock_doubt), (voice.written_at, false), "{}", page.id);
            assert_eq!(content.parent, Some(object(&page, &answered)), "{}", page.id);
            assert_eq!(content.text.expose(), "Слова");
        }
    }
}

#[test]
fn a_removal_names_the_message_that_was_written() {
    for page in pages().iter().filter(|page| tells_removals(page.platform)) {
        let reading = read(page, &report(page, 0, &sketch(11), Happening::Deleted, ""));
        assert_eq!(reading.events[0].object, object(page, &sketch(11)));
        assert!(matches!(reading.events[0].change, Change::Deleted { .. }), "{}", page.id);
    }
}

#[test]
fn deliveries_about_one_message_have_different_names() {
    for page in pages() {
        let name = |happening| {
            read(&page, &report(&page, 0, &sketch(3), happening, "Слова")).events[0].delivery.clone()
        };
        let names = [Happening::Created, Happening::Edited(1), Happening::Edited(2)].map(name);
        assert!(names[0] != names[1] && names[1] != names[2], "{names:?}");
        assert_ne!(
            names[0],
            read(&page, &report(&page, 0, &sketch(4), Happening::Created, "Слова")).events[0].delivery
        );
    }
}

#[test]
fn what_nobody_reads_is_ignored_and_what_breaks_the_contract_is_malformed() {
    for page in pages() {
        let ignored = read(&page, &unknown_kind(&page, 0, 5)).ignored.map(|reason| reason.as_str());
        assert_eq!(ignored, Some("unknown_kind"), "{}", page.id);
        let parcel = unreadable(&page, 0, 6);
        assert!(platforms::read(&page, &[], &parcel.body, arrival()).is_err(), "{}", page.id);
        if page.platform == Platform::Vk {
            assert!(platforms::verify(&page, &HeaderMap::new(), &parcel.body, arrival()).is_ok());
        }
    }
}
