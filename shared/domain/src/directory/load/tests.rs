use super::*;
use crate::directory::fixture::files;
use crate::message::Platform;

fn problems(files: &DirectoryFiles) -> Vec<Problem> {
    Directory::load(files).err().unwrap_or_default()
}

/// The files with one text in one of them replaced.
fn with(file: &str, from: &str, to: &str) -> DirectoryFiles {
    let mut files = files();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    files
}

/// The only problem, as `file:line: field`, with its message apart.
fn only_problem(file: &str, from: &str, to: &str) -> (String, String) {
    let found = problems(&with(file, from, to));
    let [problem] = &found[..] else { panic!("{file}: {from} -> {to}: {found:#?}") };
    let line = problem.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
    (format!("{}:{line}: {}", problem.file, problem.field), problem.message.clone())
}

#[track_caller]
fn check(file: &str, from: &str, to: &str, place: &str) {
    assert_eq!(only_problem(file, from, to).0, format!("{file}:{place}"), "{from} -> {to}");
}

/// The same for a fault that breaks what refers to the line as well.
#[track_caller]
fn check_first_cause(file: &str, from: &str, to: &str, place: &str) {
    let found = problems(&with(file, from, to));
    let places: Vec<_> = found.iter().map(ToString::to_string).collect();
    let expected = format!("{file}:{place}: ");
    assert!(places.iter().any(|text| text.starts_with(&expected)), "{from} -> {to}: {places:#?}");
}

#[test]
fn the_files_of_a_region_become_one_document_and_back() {
    let (directory, access) = Directory::load(&files()).unwrap();
    let document = serde_json::to_string(&directory).unwrap();
    assert_eq!(serde_json::from_str::<Directory>(&document).unwrap(), directory);
    assert_eq!((directory.version, directory.router.version), (3, 5));
    assert_eq!(access.len(), 3);
    assert!(!document.contains("invented-key"), "the keys of pages are kept apart");
}

#[test]
fn a_number_that_nothing_can_hold_is_a_fault_and_no_panic() {
    let version = format!("version = 3{}", "0".repeat(20));
    check("region.toml", "version = 3", &version, "6: version");
}

#[test]
fn nobody_hears_of_more_faults_than_can_be_read() {
    let mut files = files();
    files.get_mut("settlements.csv").unwrap().push_str(&"odd\n".repeat(5_000));
    assert_eq!(problems(&files).len(), 200);
}

#[test]
fn what_is_read_and_never_answered_may_be_said_and_is_telegram_if_it_is_not() {
    let read_only =
        |from: &str, to: &str| Directory::load(&with("region.toml", from, to)).unwrap().0.region.read_only;
    assert_eq!(read_only("version = 3", "version = 3"), [Platform::Telegram]);
    assert_eq!(read_only("version = 3", "read_only = []\nversion = 3"), []);
    assert_eq!(read_only("version = 3", "read_only = [\"vk\"]\nversion = 3"), [Platform::Vk]);
    check("region.toml", "version = 3", "read_only = [\"icq\"]\nversion = 3", "6: read_only");
}

#[test]
fn a_page_may_bring_what_it_needs_to_answer() {
    let header = "secrets,confirmation";
    let with_token = |api: &str| {
        let mut files = with("pages.csv", header, "secrets,confirmation,token,api");
        let pages = files.get_mut("pages.csv").unwrap();
        *pages = pages
            .lines()
            .enumerate()
            .map(
                |(at, line)| {
                    if at == 0 || line.is_empty() { line.to_owned() } else { format!("{line},t0ken,{api}") }
                },
            )
            .collect::<Vec<_>>()
            .join("\n");
        files
    };
    let (directory, _) = Directory::load(&with_token("http://127.0.0.1:9/vk")).unwrap();
    let page = directory.pages.iter().next().unwrap();
    assert_eq!(page.token.as_ref().map(|token| token.expose().as_str()), Some("t0ken"));
    assert_eq!(page.api.as_deref(), Some("http://127.0.0.1:9/vk"));
    assert!(!problems(&with_token("ftp://host/")).is_empty());
}

#[test]
fn faults_of_the_region_and_its_clocks_are_found_where_they_are() {
    check("region.toml", "Asia/Yekaterinburg", "Asia/Lakeside", "4: zone");
    check("region.toml", "\"office\"", "\"ofice\"", "-: calendar");
    check("region.toml", "version = 3", "version = 3\ncolour = 'red'", "7: colour");
    check("region.toml", "name =", "name", "2: ");
    check("region.toml", "version = 3", "version = 3\n[answers]\napproval = 7", "7: answers");
    check("region.toml", "version = 3", "version = 3\n[answers]\napprovals = true", "7: answers");
    check("calendars.toml", "09:00-12:00", "9-12", "1: week.monday");
    check("calendars.toml", "round_the_clock = true", "", "7: week");
    check("sla.toml", "9 working hours", "9 hrs", "1: ");
    check("sla.toml", "roads.manholes", "roads.holes", "6: topic");
    check("sla.toml", "\"manholes\"", "\"ordinary\"", "6: id");
    check(
        "sla.toml",
        "[[policy]]\nid = \"ordinary\"",
        "[[policy]]\nid = \"ordinary\"\nplatform = \"vk\"",
        "-: ",
    );
}

#[test]
fn faults_of_the_map_are_found_where_they_are() {
    check_first_cause("municipalities.csv", "99200000,", "992,", "4: oktmo");
    check_first_cause("municipalities.csv", "99200000,", "99100000,", "4: oktmo");
    check("municipalities.csv", "city_okrug,", "village,", "4: kind");
    check("municipalities.csv", "city_okrug,Южный,", "city_okrug,Южный,Северский район", "4: aliases");
    check("municipalities.csv", ",Северск,", ",Северное,", "3: seat");
    check_first_cause("municipalities.csv", "kind,seat,aliases", "kind,seat,alias", "2: aliases");
    check("settlements.csv", "Каменка,village,,yes,", "Каменка,village,,yes", "3: ");
    check("centres.csv", "south,МЦУ Южный", "\n# The second.\n\nsouth,", "6: name");
    check(
        "centres.csv",
        "id,name\nnorth,МЦУ Северск\n",
        "id,name\r\nnorth,МЦУ Северск\r\n# !\r\n,МЦУ\r\n",
        "4: id",
    );
    check("settlements.csv", "99100000,Каменка", "99300000,Каменка", "3: oktmo");
    check("settlements.csv", "Каменка,village", "Северск,village", "3: name");
    check("settlements.csv", ",yes,\n", ",no,\n", "3: shared");
    check("centres.csv", "МЦУ Южный", "МЦУ Северск", "3: name");
    check_first_cause("centres.csv", "south,", "North,", "3: id");
    check("memberships.csv", "south,99200000", "east,99200000", "4: centre");
    check("memberships.csv", "north,99100000", "north,99900000", "2: municipality");
    check("memberships.csv", "south,99200000,2025-06-01", "south,99200000,2025-05-31", "4: from");
    check("memberships.csv", "2025-06-01\n", "2024-11-01\n", "3: until");
    check("memberships.csv", "2024-11-01", "01.11.2024", "2: from");
}

#[test]
fn faults_of_agencies_are_found_where_they_are() {
    check_first_cause("agencies.csv", "north-roads,Дороги", "north-hall,Дороги", "4: id");
    check("agencies.csv", "utility", "company", "2: kind");
    check("agencies.csv", "dispatch", "night", "2: calendar");
    check("agencies.csv", "north-hall,99100000,roads", "south-hall,99100000,roads", "4: parent");
    check("agencies.csv", ",,99100000,administration", ",north-hall,99100000,administration", "3: parent");
    check("agencies.csv", "99100000,roads", "99100000;99900000,roads", "4: municipalities");
    check("agencies.csv", "roads;yards", "roads;administration", "4: roles");
    check("agencies.csv", "roads;yards", "roads;Yards", "4: roles");
    check("endpoints.toml", "\"grid\"", "\"gird\"", "1: agency");
    check("endpoints.toml", "https://", "ftp://", "1: url");
    check("endpoints.toml", "whsec_", "", "1: secrets");
}

#[test]
fn faults_of_pages_are_found_where_they_are() {
    check("pages.csv", "invented-key-of-grid-bot", "short", "3: key");
    check("pages.csv", "invented-key-of-grid-bot", "invented-key-of-north-vk", "3: key");
    check("pages.csv", "telegram", "telegraph", "3: platform");
    check("pages.csv", "vk,999000001", "vk,-999000001", "2: external");
    check("pages.csv", "vk,999000001", "vk,", "2: external");
    check("pages.csv", "2025-03-01T00:00:00Z", "March", "2: secrets");
    check("pages.csv", "00:00:00Z,c1", "00:00:00Z,", "2: confirmation");
    check("pages.csv", "Север,99100000", "Север,99900000", "2: municipality");
    check("pages.csv", ",,grid,", ",,gird,", "3: agency");
    check("pages.csv", "whsec_AAEC", "whsec_A-EC", "4: secrets");
    check("pages.csv", "invented_2,", ",", "3: secrets");
}

#[test]
fn faults_of_rules_are_found_where_they_are() {
    check("rules.toml", "version = 5", "", "-: version");
    check("rules.toml", "\"roads\"\nwhen", "\"power\"\nwhen", "8: id");
    check("rules.toml", "electricity.*", "electrics.*", "3: when.topic");
    check("rules.toml", "electricity.*", "electricity", "5: when");
    check("rules.toml", "99100000", "99900000", "3: when.place");
    check("rules.toml", "[\"grid-bot\"]", "[\"gird-bot\"]", "3: when.page");
    check("rules.toml", "agency = \"grid\"", "agency = \"gird\"", "3: to.agency");
    check("rules.toml", "role = \"roads\"", "role = \"rods\"", "8: to.role");
    check("rules.toml", "to = \"centre\"", "to = \"center\"", "15: to");
    check("rules.toml", "when = { topics = [\"roads.*\"] }\n", "", "12: when");
    check("rules.toml", "to = \"centre\"", "to = \"centre\"\nunless = { kinds = ['thanks'] }", "16: unless");
}

#[test]
fn a_rule_after_one_that_takes_all_names_the_line_of_both() {
    let (place, message) = only_problem("rules.toml", "when = { topics = [\"roads.*\"] }\n", "");
    assert_eq!(place, "rules.toml:12: when");
    assert_eq!(message, "never applies: taken whole by `roads` (see line 8)");
}

#[test]
fn a_missing_file_and_a_strange_one_are_both_named() {
    let mut files = files();
    let rules = files.remove("rules.toml").unwrap();
    files.insert("rule.toml".into(), rules);
    files.remove("endpoints.toml");
    let named: Vec<_> = problems(&files).into_iter().map(|problem| problem.file).collect();
    assert_eq!(named, ["rule.toml", "rules.toml"]);
}

#[test]
fn all_problems_of_all_files_come_at_once_and_quote_no_secret() {
    let mut files = with("pages.csv", "invented_2,", "canary secret,");
    let key = files["pages.csv"].replace("invented-key-of-grid-bot", "canary key");
    files.insert("pages.csv".into(), key);
    files.insert("endpoints.toml".into(), files["endpoints.toml"].replace("whsec_", "canary"));
    files.insert("centres.csv".into(), "id,name\nnorth,\n".into());
    let found = problems(&files);
    assert!(found.len() >= 4, "{found:#?}");
    for problem in found {
        assert!(!problem.to_string().contains("canary"), "{problem}");
    }
}
