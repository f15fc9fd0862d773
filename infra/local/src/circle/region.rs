//! A region of one town, one agency and one page.

use domain::{DirectoryFiles, Platform};

/// The unguessable part of the page's address; the page is gone with the process.
pub(super) const KEY: &str = "invented-key-of-the-circle";
/// The community, bot or group.
pub(super) const EXTERNAL: i64 = 215_000_001;
/// The secret that deliveries show.
pub(super) const SECRET: &str = "invented_circle_secret";
/// The token of the page.
pub(super) const TOKEN: &str = "215000001:invented_circle_token_of_the_page_01";
/// A person's token; on OK three keys.
pub(super) const USER_TOKEN: &str = "CIRCLEPUBLIC:CIRCLESECRET:circle_session";
/// What VK asks for.
pub(super) const CONFIRMATION: &str = "c1rc1e00";

const FILES: [(&str, &str); 10] = [
    (
        "region.toml",
        "id = \"circle\"\nname = \"Круглая область\"\ncentre = \"ЦУР Круглой области\"\nzone = \"Europe/Moscow\"\ncalendar = \"office\"\nversion = 1\nread_only = []\n",
    ),
    ("municipalities.csv", "oktmo,name,kind,seat,aliases\n99701000,Круглый,city_okrug,Круглый,\n"),
    ("settlements.csv", "oktmo,name,kind,aliases,shared,word\n99701000,Круглый,city,,,\n"),
    ("centres.csv", "id,name\nround,МЦУ Круглого\n"),
    ("memberships.csv", "centre,municipality,from,until\nround,99701000,2024-01-01,\n"),
    ("calendars.toml", "[[calendar]]\nid = \"office\"\nzone = \"Europe/Moscow\"\nround_the_clock = true\n"),
    (
        "sla.toml",
        "[[policy]]\nid = \"ordinary\"\nfirst_answer = \"9 hours\"\nresolution = \"30 days\"\nvalid_from = \"2024-01-01\"\n",
    ),
    (
        "agencies.csv",
        "id,name,kind,calendar,parent,municipalities,roles\ntown-hall,Администрация,administration,office,,99701000,administration\n",
    ),
    ("rules.toml", "version = 1\n\n[[rule]]\nid = \"all\"\nto = { role = \"administration\" }\n"),
    ("endpoints.toml", ""),
];

/// The files of the region, with its page at the stub `api`.
pub(super) fn files(platform: Platform, api: &str) -> DirectoryFiles {
    let mut files: DirectoryFiles =
        FILES.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect();
    let external = EXTERNAL.to_string();
    let (secrets, confirmation) = match platform {
        Platform::Vk => (SECRET, CONFIRMATION),
        Platform::Ok => ("", ""),
        _ => (SECRET, ""),
    };
    let page = format!(
        "id,key,platform,external,title,municipality,agency,secrets,confirmation,token,user_token,api\n\
         page,{KEY},{platform},{external},Круглый,99701000,,{secrets},{confirmation},{TOKEN},{USER_TOKEN},{api}\n"
    );
    files.insert("pages.csv".to_owned(), page);
    files
}
