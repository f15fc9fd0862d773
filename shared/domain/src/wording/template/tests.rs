//! What is promised of templates.

use proptest::prelude::*;

use super::*;

fn wording(text: &str) -> Result<Wording, TemplateError> {
    text.parse()
}

#[test]
fn a_gap_is_filled_and_one_without_a_value_is_named() {
    let text = wording("Передали: {agency}. Номер {{{outside_number}}}, срок {due}").unwrap();
    let mut values = Filling::from([
        (Placeholder::Agency, "МУП «Дороги»".to_owned()),
        (Placeholder::OutsideNumber, "12-34".to_owned()),
    ]);
    assert_eq!(text.fill(&values), Err(Unfilled(Placeholder::Due)));
    assert_eq!(Unfilled(Placeholder::Due).to_string(), "due: the incident has no value for it");
    values.insert(Placeholder::Due, "01.12.2026".to_owned());
    assert_eq!(text.fill(&values).unwrap(), "Передали: МУП «Дороги». Номер {12-34}, срок 01.12.2026");
    // A value is no template.
    values.insert(Placeholder::Due, "{agency}".to_owned());
    assert!(text.fill(&values).unwrap().ends_with("срок {agency}"));
}

#[test]
fn a_gap_that_is_not_known_is_refused_with_its_place() {
    for (text, expected) in [
        ("", TemplateError::Empty),
        (" \n", TemplateError::Empty),
        ("До {date}", TemplateError::Placeholder(4)),
        ("До {}", TemplateError::Placeholder(4)),
        ("До {due", TemplateError::Brace(4)),
        ("До due}", TemplateError::Brace(7)),
        ("До { due }", TemplateError::Placeholder(4)),
    ] {
        assert_eq!(wording(text), Err(expected), "{text}");
    }
}

#[test]
fn templates_of_the_topic_come_first() {
    let mut files = crate::directory::fixture::files();
    let text = r#"
[[template]]
id = "general"
title = "Общий"
text = "Здравствуйте! Обращение {incident} передано: {agency}."

[[template]]
id = "roads"
title = "Дороги"
topics = ["roads.*"]
kinds = ["complaint"]
text = "Яма будет засыпана до {due}."
"#;
    files.insert("templates.toml".to_owned(), text.to_owned());
    let (directory, _) = Directory::load(&files).unwrap();
    let stored = serde_json::to_string(&directory).unwrap();
    assert_eq!(serde_json::from_str::<Directory>(&stored).unwrap(), directory);
    let ids = |topic: &str, kind| -> Vec<String> {
        let topic = TopicCode::parse(topic).ok();
        directory.templates_for(topic.as_ref(), kind).iter().map(|found| found.id.to_string()).collect()
    };
    assert_eq!(ids("roads.potholes", Kind::Complaint), ["roads", "general"]);
    assert_eq!(ids("roads.potholes", Kind::Question), ["general"]);
    assert_eq!(ids("waste.dumps", Kind::Complaint), ["general"]);
    for (from, to, place) in [
        ("{due}", "{date}", "templates.toml:12: text"),
        ("roads.*", "rods.*", "templates.toml:7: topics"),
        ("\"roads\"", "\"general\"", "templates.toml:7: id"),
    ] {
        let mut broken = files.clone();
        broken.insert("templates.toml".to_owned(), text.replacen(from, to, 1));
        let problem = Directory::load(&broken).unwrap_err().remove(0).to_string();
        assert!(problem.starts_with(place), "{problem}");
    }
}

#[test]
fn an_incident_fills_what_it_knows() {
    let (directory, _) = Directory::load(&crate::directory::fixture::files()).unwrap();
    let mut record = crate::incident::tests::record_of("яма");
    let mut case = crate::incident::tests::case_on("agency:grid".parse().unwrap());
    case.decision.municipality = crate::Oktmo::parse("99100000").ok();
    case.decision.topic = TopicCode::parse("roads.potholes").ok();
    // The last minute of a day, in the region's own time.
    case.decision.answer_due = Some("2026-12-01T19:00:00Z".parse().unwrap());
    record.standing = crate::incident::Standing::Case(Box::new(case));
    let filling = directory.filling(&record);
    let text = wording("{municipality}, {topic}: {agency} до {due}").unwrap();
    assert_eq!(text.fill(&filling).unwrap(), "Северский округ, Ямы и выбоины на дороге: Сети до 01.12.2026");
    assert_eq!(filling.get(&Placeholder::Planned), None);
    assert_eq!(filling[&Placeholder::Incident], record.key.to_string());
}

proptest! {
    #[test]
    fn a_template_reads_back_as_it_is_written(text in "[а-я{} due]{0,30}") {
        if let Ok(read) = wording(&text) {
            prop_assert_eq!(wording(&read.to_string()), Ok(read));
        }
    }
}
