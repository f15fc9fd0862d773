use proptest::prelude::*;

use super::*;

const FORM: &str = "api_key=invented-key&service_code=roads.potholes&lat=56.1312&long=47.2489\
    &description=%D0%AF%D0%BC%D0%B0+%D1%83+%D0%B4%D0%BE%D0%BC%D0%B0&email=olga%40zar.example&first_name=%D0%9E\
    &attribute%5BSIZE%5D=medium&attribute[HAZARDS][]=visibility&attribute[HAZARDS][]=traffic\
    &media_url=https%3A%2F%2Fcdn.zar.example%2Fp%2F1.jpg%3Fsign%3Dsecret";

fn form(text: &str) -> Form {
    Form::parse(text.as_bytes()).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-18T09:00:00Z".parse().unwrap()
}

fn event(text: &str) -> Event {
    let body = form(text).without_key();
    read(&[(OBJECT.to_owned(), "day:1".to_owned())], &body, now()).unwrap().events.remove(0)
}

#[test]
fn a_form_is_read_with_its_answers_and_without_its_key() {
    let body = form(FORM).without_key();
    assert!(!String::from_utf8(body).unwrap().contains("invented-key"));
    let content = event(FORM).content.unwrap();
    let text = content.text.expose();
    assert_eq!(
        text,
        "Яма у дома\nКакого размера яма? До метра\nЧто делает её опасной? Не видно ночью, Много машин"
    );
    assert_eq!(content.filed.topic.unwrap().as_str(), "roads.potholes");
    assert_eq!(content.attachments[0].reference, "https://cdn.zar.example/p/1.jpg");
    assert_eq!(content.author.unwrap().id.expose(), "email:olga@zar.example");
    assert_eq!(content.point.unwrap().expose(), &domain::Point { latitude: 56.1312, longitude: 47.2489 });
    assert_eq!((content.form, content.written_at), (domain::Form::Appeal, now()));
}

#[test]
fn a_report_without_words_says_what_it_is_about() {
    let content = event("service_code=roads.potholes&address_string=x").content.unwrap();
    assert_eq!(content.text.expose(), "Ямы и выбоины на дороге");
}

#[test]
fn what_the_specification_asks_for_is_asked_for() {
    assert_eq!(check(&form(FORM)), Ok(()));
    let fault = |text: &str| check(&form(text)).unwrap_err().to_string();
    assert_eq!(fault("lat=1&long=2"), "service_code was not provided");
    assert_eq!(fault("service_code=001&lat=1&long=2"), "service_code was not found");
    assert_eq!(fault("service_code=roads.potholes&lat=1"), "long was not provided");
    assert!(fault("service_code=roads.potholes&lat=&long=&address_string=+").starts_with("location"));
    assert!(fault("service_code=roads.potholes&lat=991&long=2").starts_with("lat and long"));
    assert!(fault("service_code=roads.potholes&address_id=7").starts_with("address_id"));
    let long = format!("service_code=roads.potholes&address_string=x&description={}", "я".repeat(4_001));
    assert!(fault(&long).starts_with("description"));
    assert_eq!(fault("service_code=housing.lifts&address_string=x"), "attribute[TRAPPED] was not provided");
    let lift = "service_code=housing.lifts&address_string=x&attribute[TRAPPED]";
    assert!(fault(&format!("{lift}=maybe")).starts_with("attribute[TRAPPED] must be"));
    assert!(fault(&format!("{lift}=no&attribute[SINCE]=yesterday")).starts_with("attribute[SINCE]"));
    assert!(fault(&format!("{lift}=no&attribute[TRAPPED]=yes")).starts_with("attribute[TRAPPED]"));
    assert_eq!(check(&form(&format!("{lift}=no&attribute[SINCE]=2026-11-18T09:00:00%2B03:00"))), Ok(()));
}

#[test]
fn a_repetition_is_the_same_report_and_a_change_is_another() {
    let day = "2026-11-18".parse().unwrap();
    let of = |text: &str, client: &str, key: Option<&str>, day| object(&form(text), client, key, day);
    let first = of(FORM, "app", None, day);
    let near = FORM.replace("56.1312", "56.131204");
    assert_eq!(of(&near, "app", None, day), first);
    for other in [
        FORM.replace("56.1312", "56.1412"),
        FORM.replace("olga", "anna"),
        FORM.replace("medium", "large"),
        FORM.replace("roads.potholes", "roads.repair"),
    ] {
        assert_ne!(of(&other, "app", None, day), first);
    }
    assert_ne!(of(FORM, "another", None, day), first);
    assert_ne!(of(FORM, "app", None, "2026-11-19".parse().unwrap()), first);
    let named = of(FORM, "app", Some("k1"), day);
    assert_eq!(of(&near, "app", Some("k1"), "2026-11-19".parse().unwrap()), named);
    assert_ne!(of(FORM, "app", Some("k2"), day), named);
}

#[test]
fn a_body_that_is_no_form_is_refused_with_the_field() {
    assert_eq!(Form::parse(b"a=%ff").unwrap_err().field(), "body");
    assert!(Form::parse("a=1&".repeat(300).as_bytes()).is_err());
}

#[test]
fn debug_shows_no_field() {
    assert_eq!(format!("{:?}", form(FORM)), "Form(fields=11)");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(form) = Form::parse(&body) {
            let _checked = check(&form);
            let kept = Form::parse(&form.without_key()).unwrap();
            prop_assert_eq!(kept.get("api_key"), None);
            prop_assert!(read(&[], &body, now()).is_ok());
        }
    }
}
