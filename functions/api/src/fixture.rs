//! An invented region and its incidents, for the tests of this crate.

use chrono::{DateTime, Utc};
use domain::incident::{Case, Decision, Mark, Message, Record, Revision, Said, Standing};
use domain::sla::Importance;
use domain::{
    CalendarId, Directory, DirectoryFiles, Form, Kind, MessageKey, PageId, Platform, PolicyId, RegionId,
    TopicCode,
};

const FILES: [(&str, &str); 11] = [
    (
        "region.toml",
        "id = \"lakeside\"\nname = \"Озёрная область\"\ncentre = \"ЦУР Озёрной области\"\nzone = \"Europe/Moscow\"\ncalendar = \"office\"\nversion = 3\n",
    ),
    (
        "municipalities.csv",
        "oktmo,name,kind,seat,aliases\n99100000,Северский округ,municipal_okrug,Северск,\n99200000,Южный,city_okrug,Южный,\n",
    ),
    (
        "settlements.csv",
        "oktmo,name,kind,aliases,shared,word\n99100000,Северск,city,,,\n99200000,Южный,city,,,\n",
    ),
    ("centres.csv", "id,name\nnorth,МЦУ Северск\nsouth,МЦУ Южный\n"),
    (
        "memberships.csv",
        "centre,municipality,from,until\nnorth,99100000,2024-11-01,\nnorth,99200000,2024-11-01,2025-06-01\nsouth,99200000,2025-06-01,\n",
    ),
    ("calendars.toml", "[[calendar]]\nid = \"office\"\nzone = \"Europe/Moscow\"\nround_the_clock = true\n"),
    (
        "sla.toml",
        "[[policy]]\nid = \"ordinary\"\nfirst_answer = \"9 hours\"\nresolution = \"30 days\"\nvalid_from = \"2024-01-01\"\n\n[[policy]]\nid = \"no-cold\"\ntopic = \"water.no-cold\"\nfirst_answer = \"4 hours\"\nvalid_from = \"2024-01-01\"\n",
    ),
    (
        "agencies.csv",
        "id,name,kind,calendar,parent,municipalities,roles\ngrid,Сети,utility,office,,,power\nnorth-roads,Дороги,department,office,,99100000,roads\n",
    ),
    (
        "pages.csv",
        "id,key,platform,external,title,municipality,agency,secrets,confirmation\nportal,invented-key-of-the-portal,standard,,Портал,,,whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,\n",
    ),
    ("rules.toml", "version = 5\n\n[[rule]]\nid = \"rest\"\nto = \"centre\"\n"),
    (
        "endpoints.toml",
        "[[endpoint]]\nagency = \"grid\"\nurl = \"https://grid.example/canary\"\nsecrets = [\"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"]\nenabled = true\n",
    ),
];

/// The region: two centres, two municipalities, of which one changed its centre.
pub(crate) fn directory() -> Directory {
    let files: DirectoryFiles =
        FILES.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect();
    Directory::load(&files).unwrap().0
}

/// When the incident of [`record_on`] was written.
pub(crate) fn written_at() -> DateTime<Utc> {
    "2026-03-01T06:00:00Z".parse().unwrap()
}

/// A complaint about a pothole on a desk.
pub(crate) fn record_on(desk: &str, municipality: Option<&str>) -> Record {
    let decision = Decision {
        kind: Kind::Complaint,
        topic: Some(TopicCode::parse("roads.potholes").unwrap()),
        confidence: 87,
        emergency: false,
        municipality: municipality.map(|oktmo| oktmo.parse().unwrap()),
        settlement: Some("Северск".to_owned()),
        desk: desk.parse().unwrap(),
        rule: None,
        rules: None,
        read: domain::FactsRead::default(),
        importance: Importance::Ordinary,
        policy: Some(PolicyId::parse("ordinary").unwrap()),
        calendar: Some(CalendarId::parse("office").unwrap()),
        answer_due: None,
        answer_trace: String::new(),
        resolve_due: None,
    };
    let said = Said {
        form: Form::Comment,
        written_at: written_at(),
        clock_doubt: false,
        author: None,
        text: "Яма у дома на улице Мира".into(),
        link: Some("https://vk.example/wall1_2".to_owned()),
        attachments: Vec::new(),
        point: None,
        address: None,
        part: None,
        reply_to: None,
        filed: domain::Filed::default(),
    };
    let mark = Mark { edited: false, at: written_at(), delivery: "a".to_owned() };
    Record {
        key: MessageKey::parse("00000000000000000007").unwrap(),
        region: RegionId::parse("lakeside").unwrap(),
        page: PageId::parse("portal").unwrap(),
        platform: Platform::Standard,
        received_at: written_at(),
        message: Message::of(vec![Revision { mark, said: Some(said) }], Vec::new()),
        standing: Standing::Case(Box::new(Case::open(decision, written_at()))),
        imported: None,
        publications: Vec::new(),
        version: 4,
    }
}
