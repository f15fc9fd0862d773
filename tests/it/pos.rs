//! ПОС: its list is asked for, its appeals become incidents, and what happens to them there is seen here.

use std::sync::Arc;

use chrono::{DateTime, Duration};
use contracts::{Schedule, ScheduleEvent};
use domain::incident::{Happening, Outcome, Record, State};
use domain::{PageId, Platform};
use metrics::{Link, PageHealth};
use otklik::stubs::Listening;
use otklik::stubs::pos::List;
use serde_json::{Value, json};
use tests::{World, at};

const MORNING: &str = "2026-11-17T06:00:00Z";
/// The column of tags of a file, where the mark of the short time stands.
const TAGS: u8 = 43;

/// A world whose page of ПОС has a list.
struct OnPos {
    world: World,
    list: Arc<List>,
    listening: Listening,
}

impl OnPos {
    async fn open() -> Self {
        let list = List::new("pos-token");
        let listening = list.listen().await.unwrap();
        let world = World::starting(at(MORNING)).await;
        let mut files = world.files();
        let pages = files.get_mut("pages.csv").unwrap();
        let line = |line: &str| match line.split(',').next() {
            Some("id") => format!("{line},token,user_token,api\n"),
            Some("zar-pos") => format!("{line},pos-token,,{}/appeals\n", listening.url()),
            _ => format!("{line},,,\n"),
        };
        *pages = pages.lines().map(line).collect();
        world.load(&files).await;
        Self { world, list, listening }
    }

    /// Something happens to the appeal 5120, and the next round sees it.
    async fn becomes(&self, appeal: &Value) -> Record {
        self.list.put(self.world.system.clock().now(), appeal.clone());
        self.round().await;
        let key = self.world.key(Platform::Pos, "zar-pos", "appeal:5120");
        self.world.record(&key).await.unwrap()
    }

    async fn round(&self) {
        self.world.system.clock().advance(Duration::minutes(5));
        self.world.system.run_schedule(ScheduleEvent::due(Schedule::Watch)).await.unwrap();
        self.world.drain().await;
    }

    async fn stored(&self) -> Vec<Record> {
        let all = (DateTime::UNIX_EPOCH, self.world.system.clock().now());
        let (store, region) = (self.world.system.store(), &self.world.region);
        let mut records = Vec::new();
        for place in [Some("99701000".parse().unwrap()), Some("99702000".parse().unwrap()), None] {
            let listed = store.in_municipality(region, place.as_ref(), all, None, 1_000, |_| true).await;
            records.extend(listed.unwrap().items);
        }
        records
    }

    async fn link(&self) -> Link {
        let page = PageId::parse("zar-pos").unwrap();
        let health: store::Health<PageHealth> =
            self.world.system.store().health(&self.world.region, &page).await.unwrap();
        health.value.link
    }

    fn called(&self) -> Vec<Value> {
        self.world.agency.calls().iter().map(|call| call.body["type"].clone()).collect()
    }
}

fn hole(number: i64) -> Value {
    json!({
        "id": number, "description": format!("Яма на дороге у дома {number}"),
        "createdAt": "2026-11-17T08:00:00+03:00",
    })
}

/// An appeal about a road in Заречинск.
fn appeal() -> Value {
    json!({
        "id": 5_120, "description": "Яма на улице Садовой", "regNumber": "П-5120",
        "createdAt": "2026-11-17T08:30:00+03:00", "answerAt": "2026-11-27T18:00:00+03:00", "fastTrack": true,
        "locationAddress": { "oktmo": "99701000" },
        "events": [{ "code": "MODERATION_NEW", "createdAt": "2026-11-17T08:30:00+03:00" }],
    })
}

fn happens(appeal: &mut Value, code: &str, at: &str) {
    let event = json!({ "code": code, "createdAt": at, "opaName": "Город" });
    appeal["events"].as_array_mut().unwrap().push(event);
}

fn state(record: &Record) -> State {
    record.case().unwrap().state.clone()
}

fn hops(record: &Record) -> Vec<String> {
    let log = record.case().unwrap().log.iter();
    let reason = |happening: &Happening| match happening {
        Happening::Hop { reason: Some(reason), .. } => Some(reason.expose().clone()),
        _ => None,
    };
    log.filter_map(|entry| reason(&entry.happening)).collect()
}

#[tokio::test]
async fn the_list_is_read_to_its_end_and_once_more_to_be_sure() {
    let on = OnPos::open().await;
    for number in 0..130 {
        on.list.put(at(MORNING), hole(number));
    }
    on.round().await;
    assert_eq!((on.stored().await.len(), on.link().await), (130, Link::Good));
    assert_eq!(on.list.asked(), 4);
    on.round().await;
    assert_eq!(on.stored().await.len(), 130);
}

#[tokio::test]
async fn an_appeal_that_slips_over_the_border_of_a_page_is_found() {
    let on = OnPos::open().await;
    for number in 0..130 {
        on.list.put(at(MORNING) - Duration::days(2) + Duration::seconds(number), hole(number));
    }
    // The first of the list changes after the first page was read, so the hundred and first becomes the hundredth.
    let mut changed = hole(0);
    changed["events"] = json!([{ "code": "TAKE_TO_WORK", "createdAt": "2026-11-17T09:00:00+03:00" }]);
    on.list.change_after(0, at(MORNING), changed);
    on.round().await;
    assert_eq!(on.stored().await.len(), 130);
}

#[tokio::test]
async fn an_answer_far_beyond_64_kib_is_read() {
    let on = OnPos::open().await;
    for number in 0..90 {
        let mut long = hole(number);
        long["description"] = "Яма на дороге у дома. ".repeat(400).into();
        on.list.put(at(MORNING), long);
    }
    on.round().await;
    assert_eq!((on.stored().await.len(), on.link().await), (90, Link::Good));
}

#[tokio::test]
async fn the_stages_of_an_appeal_arrive_one_after_another() {
    let on = OnPos::open().await;
    let mut appeal = appeal();
    let first = on.becomes(&appeal).await;
    assert_eq!(state(&first), State::Routed);
    assert_eq!(first.case().unwrap().decision.answer_due, Some(at("2026-11-27T15:00:00Z")));
    assert_eq!(first.imported.as_ref().unwrap().cells[&TAGS].expose(), "ускоренное рассмотрение");
    assert_eq!(on.called(), ["incident.assigned"]);

    happens(&mut appeal, "FORWARD_TO_SUBORDINATE", "2026-11-17T09:10:00+03:00");
    happens(&mut appeal, "ROBOT_CHECK", "2026-11-17T09:11:00+03:00");
    let record = on.becomes(&appeal).await;
    assert_eq!(hops(&record), ["ПОС, передано ниже: Город", "ПОС, неизвестный этап ROBOT_CHECK: Город"]);
    happens(&mut appeal, "TAKE_TO_WORK", "2026-11-17T09:12:00+03:00");
    assert_eq!(state(&on.becomes(&appeal).await), State::InProgress);
    let mut late = appeal.clone();
    late["events"].as_array_mut().unwrap().push(
        json!({ "code": "POSTPONE", "createdAt": "2026-11-17T09:20:00+03:00", "date": "2027-05-15T00:00:00" }),
    );
    let day = "2027-05-15".parse().unwrap();
    assert_eq!(state(&on.becomes(&late).await), State::Planned(day));
    // The same again, and what an older reading says, change nothing.
    let record = on.becomes(&late).await;
    assert_eq!(on.becomes(&appeal).await, record);
    assert_eq!(on.called(), ["incident.assigned"], "the agency is told once");
}

#[tokio::test]
async fn every_kind_of_answer_ends_as_it_says() {
    let on = OnPos::open().await;
    let answered = |answer: Value| {
        let mut appeal = appeal();
        appeal["answers"] = json!([answer]);
        appeal
    };
    let unknown = on.becomes(&answered(json!({ "type": "ASKED_BACK", "text": "Где?" }))).await;
    assert_eq!(hops(&unknown), ["ПОС, неизвестный вид ответа ASKED_BACK"]);
    assert_eq!(state(&unknown), State::Answered);
    for (answer, expected) in [
        (json!({ "type": "SOLVED", "text": "Засыпано" }), Some(Outcome::Fixed)),
        (json!({ "type": "NOT_SOLVED", "text": "Нет денег" }), Some(Outcome::NoFurtherAction)),
        (
            json!({ "type": "POSTPONED", "text": "Весной", "postponedTo": "2027-05-15" }),
            Some(Outcome::Planned { date: "2027-05-15".parse().unwrap() }),
        ),
    ] {
        let on = OnPos::open().await;
        let record = on.becomes(&answered(answer)).await;
        assert_eq!(record.case().unwrap().closing().map(|(_, outcome)| outcome.clone()), expected);
        assert_eq!(on.called(), Vec::<Value>::new(), "what is answered there needs nobody here");
    }
    let rejected = OnPos::open().await;
    let record = rejected.becomes(&answered(json!({ "type": "REJECTED", "rejectReason": "не наше" }))).await;
    assert_eq!(state(&record), State::Rejected);
}

#[tokio::test]
async fn what_people_do_here_is_not_undone_by_a_later_stage() {
    let on = OnPos::open().await;
    let mut appeal = appeal();
    let mut record = on.becomes(&appeal).await;
    let actor = domain::incident::Actor::person("operator");
    let now = on.world.system.clock().now();
    record.case_mut().unwrap().act(&domain::incident::Action::Accept {}, &actor, "request-1", now).unwrap();
    on.world.system.store().replace(&record).await.unwrap();
    happens(&mut appeal, "MODERATION_DECLINE", "2026-11-17T09:30:00+03:00");
    appeal["description"] = "Яма на улице Садовой, у дома 2".into();
    let after = on.becomes(&appeal).await;
    assert_eq!(state(&after), State::Accepted);
    assert_eq!(after.said().unwrap().text.expose(), "Яма на улице Садовой, у дома 2");
}

#[tokio::test]
async fn a_key_that_is_not_taken_is_told() {
    let on = OnPos::open().await;
    let mut files = on.world.files();
    let pages = files.get_mut("pages.csv").unwrap();
    *pages = pages.replace("invented_zar_pos_list_key", "invented_key_that_was_revoked");
    *pages = pages
        .lines()
        .map(|line| match line.split(',').next() {
            Some("id") => format!("{line},api\n"),
            Some("zar-pos") => format!("{line},{}/appeals\n", on.listening.url()),
            _ => format!("{line},\n"),
        })
        .collect();
    on.world.load(&files).await;
    on.world.system.clock().advance(Duration::minutes(5));
    on.round().await;
    assert_eq!(on.link().await, Link::Refused);
}
