//! The files of an invented region, small enough to plant faults in.

use crate::directory::DirectoryFiles;

const FILES: [(&str, &str); 11] = [
    (
        "region.toml",
        r#"id = "lakeside"
name = "Озёрная область"
centre = "ЦУР Озёрной области"
zone = "Asia/Yekaterinburg"
calendar = "office"
version = 3
"#,
    ),
    (
        "municipalities.csv",
        "# Invented.
oktmo,name,kind,seat,aliases
99100000,Северский округ,municipal_okrug,Северск,Северский район
99200000,Южный,city_okrug,Южный,
",
    ),
    (
        "settlements.csv",
        "oktmo,name,kind,aliases,shared,word
99100000,Северск,city,,,
99100000,Каменка,village,,yes,
99200000,Южный,city,Заречье;Старый город,,yes
",
    ),
    ("centres.csv", "id,name\nnorth,МЦУ Северск\nsouth,МЦУ Южный\n"),
    (
        "memberships.csv",
        "centre,municipality,from,until
north,99100000,2024-11-01,
north,99200000,2024-11-01,2025-06-01
south,99200000,2025-06-01,
",
    ),
    (
        "calendars.toml",
        r#"[[calendar]]
id = "office"
zone = "Asia/Yekaterinburg"
[calendar.week]
monday = ["09:00-12:00", "13:00-18:00"]

[[calendar]]
id = "dispatch"
zone = "Asia/Yekaterinburg"
round_the_clock = true
"#,
    ),
    (
        "sla.toml",
        r#"[[policy]]
id = "ordinary"
first_answer = "9 working hours"
valid_from = "2024-01-01"

[[policy]]
id = "manholes"
topic = "roads.manholes"
first_answer = "1 working hour"
valid_from = "2024-01-01"
"#,
    ),
    (
        "agencies.csv",
        "id,name,kind,calendar,parent,municipalities,roles
grid,Сети,utility,dispatch,,,power
north-hall,Администрация Северского округа,administration,office,,99100000,administration
north-roads,Дороги Северского округа,department,office,north-hall,99100000,roads;yards
",
    ),
    (
        "pages.csv",
        "id,key,platform,external,title,municipality,agency,secrets,confirmation
north-vk,invented-key-of-north-vk,vk,999000001,Север,99100000,,invented_1;invented_0 until 2025-03-01T00:00:00Z,c1
grid-bot,invented-key-of-grid-bot,telegram,999000002,Сети,,grid,invented_2,
portal,invented-key-of-the-portal,standard,,Портал,,,whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,
",
    ),
    (
        "rules.toml",
        r#"version = 5

[[rule]]
id = "power"
when = { topics = ["electricity.*"], pages = ["grid-bot"], municipalities = ["99100000"] }
to = { agency = "grid" }

[[rule]]
id = "roads"
when = { topics = ["roads.*"] }
to = { role = "roads" }

[[rule]]
id = "rest"
to = "centre"
"#,
    ),
    (
        "endpoints.toml",
        r#"[[endpoint]]
agency = "grid"
url = "https://grid.example/otklik"
secrets = ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]
enabled = true
"#,
    ),
];

pub(crate) fn files() -> DirectoryFiles {
    FILES.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}
