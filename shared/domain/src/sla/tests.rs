use super::*;

const KNOWN: &str = r#"
    [[policy]]
    id = "default"
    first_answer = "9 working hours"
    valid_from = "2024-01-01"

    [[policy]]
    id = "high"
    importance = "high"
    first_answer = "4 working hours"
    valid_from = "2024-01-01"

    [[policy]]
    id = "other-system"
    platform = "standard"
    first_answer = "30 days"
    resolution = "30 days"
    valid_from = "2024-01-01"

    [[policy]]
    id = "fast-track"
    platform = "standard"
    fast_track = true
    first_answer = "10 days"
    valid_from = "2024-01-01"

    [[policy]]
    id = "roads"
    topic = "roads.*"
    first_answer = "9 working hours"
    resolution = "10 working days"
    valid_from = "2025-01-01"
    valid_until = "2026-12-31"

    [[policy]]
    id = "open-manhole"
    topic = "roads.manholes"
    first_answer = "1 working hour"
    resolution = "24 hours"
    valid_from = "2025-01-01"
"#;

#[derive(serde::Deserialize)]
struct File {
    policy: Vec<SlaPolicy>,
}

fn policies(text: &str) -> Result<SlaPolicies, SlaError> {
    SlaPolicies::new(toml::from_str::<File>(text).unwrap().policy)
}

fn chosen(
    topic: Option<&str>,
    importance: Importance,
    platform: Platform,
    fast_track: bool,
    on: &str,
) -> String {
    let topic = topic.map(|text| TopicCode::parse(text).unwrap());
    let facts = SlaFacts { topic: topic.as_ref(), importance, platform, fast_track, on: on.parse().unwrap() };
    policies(KNOWN).unwrap().choose(&facts).map_or_else(|| "none".to_owned(), |policy| policy.id.to_string())
}

#[test]
fn the_most_specific_policy_wins() {
    use Importance::{Direct, High, Ordinary};
    use Platform::{Standard, Vk};
    let day = "2026-11-20";
    assert_eq!(chosen(None, Ordinary, Vk, false, day), "default");
    assert_eq!(chosen(None, Direct, Vk, false, day), "default");
    assert_eq!(chosen(None, High, Vk, false, day), "high");
    // A topic says more than an importance, a leaf more than its group.
    assert_eq!(chosen(Some("roads.potholes"), High, Vk, false, day), "roads");
    assert_eq!(chosen(Some("roads.manholes"), Ordinary, Vk, false, day), "open-manhole");
    assert_eq!(chosen(Some("yards.manholes"), Ordinary, Vk, false, day), "default");
    // So does a platform, and the fast track on it more still.
    assert_eq!(chosen(None, High, Standard, false, day), "other-system");
    assert_eq!(chosen(None, High, Standard, true, day), "fast-track");
    assert_eq!(chosen(None, High, Vk, true, day), "high");
}

#[test]
fn a_policy_holds_from_its_first_day_to_its_last() {
    let on = |day: &str| chosen(Some("roads.potholes"), Importance::Ordinary, Platform::Vk, false, day);
    assert_eq!(on("2024-12-31"), "default");
    assert_eq!(on("2025-01-01"), "roads");
    assert_eq!(on("2026-12-31"), "roads");
    assert_eq!(on("2027-01-01"), "default");
    assert_eq!(on("2023-12-31"), "none");
}

#[test]
fn of_equally_specific_policies_the_first_wins() {
    let twin = "[[policy]]\nid = \"twin\"\nimportance = \"high\"\nfirst_answer = \"1 hour\"\nvalid_from = \"2024-01-01\"\n";
    let facts = SlaFacts {
        topic: None,
        importance: Importance::High,
        platform: Platform::Vk,
        fast_track: false,
        on: "2026-01-01".parse().unwrap(),
    };
    let first = |text: &str| policies(text).unwrap().choose(&facts).unwrap().id.to_string();
    assert_eq!(first(&format!("{KNOWN}{twin}")), "high");
    assert_eq!(first(&format!("{twin}{KNOWN}")), "twin");
}

#[test]
fn a_set_that_leaves_incidents_without_a_deadline_is_refused() {
    let policy = |id: &str, rest: &str| {
        format!("[[policy]]\nid = \"{id}\"\nfirst_answer = \"9 working hours\"\n{rest}\n")
    };
    let error = |texts: &[String]| policies(&texts.concat()).unwrap_err();
    let day = |text: &str| SlaError::NoDefault(text.parse().unwrap());
    let open = policy("a", "valid_from = \"2025-01-01\"");
    let closed = policy("b", "valid_from = \"2024-01-01\"\nvalid_until = \"2024-12-30\"");
    assert_eq!(
        error(&[policy("a", "valid_from = \"2025-01-01\"\nimportance = \"high\"")]),
        day("2025-01-01")
    );
    assert_eq!(error(std::slice::from_ref(&closed)), day("2024-12-31"));
    assert_eq!(error(&[closed.clone(), open.clone()]), day("2024-12-31"));
    assert!(policies(&[closed.replace("12-30", "12-31"), open.clone()].concat()).is_ok());
    // A conditional policy that begins before the first default leaves the others of its time without one.
    let early = policy("c", "valid_from = \"2024-06-01\"\nimportance = \"high\"");
    assert_eq!(error(&[early, open.clone()]), day("2024-06-01"));
    assert_eq!(error(&[open.clone(), open]), SlaError::DuplicateId(PolicyId::parse("a").unwrap()));
    let never = policy("d", "valid_from = \"2024-02-01\"\nvalid_until = \"2024-01-31\"");
    assert_eq!(error(&[never]), SlaError::NeverInForce(PolicyId::parse("d").unwrap()));
}

#[test]
fn the_basis_names_what_decided() {
    let basis = |id: &str| policies(KNOWN).unwrap().get(&PolicyId::parse(id).unwrap()).unwrap().basis();
    let ids = ["default", "high", "other-system", "fast-track", "roads", "open-manhole"];
    let expected = [
        Basis::Default,
        Basis::HighImportance,
        Basis::Platform,
        Basis::FastTrack,
        Basis::Topic,
        Basis::Topic,
    ];
    assert_eq!(ids.map(basis), expected);
    assert_eq!(Basis::from(Importance::Direct), Basis::DirectMessage);
}

#[test]
fn policies_read_back_as_they_were_stored() {
    let known = policies(KNOWN).unwrap();
    let stored = serde_json::to_string(&known).unwrap();
    assert_eq!(serde_json::from_str::<SlaPolicies>(&stored).unwrap(), known);
    assert!(serde_json::from_str::<SlaPolicies>("[]").is_err());
}
