use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

const FORM: &str = "Здравствуйте! Ваше обращение рассмотрено и взято на контроль. Информация передана в ответственные службы \
    для принятия мер. Благодарим за активную гражданскую позицию.";

const ANSWER: &str = "Добрый день, Мария Петровна! Яму на улице Мира, у дома 12, подрядчик засыплет до 15 мая. \
    Работы ведёт МБУ «Дорожник», приёмку проведём вместе с жителями.";

fn written() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 4, 20).unwrap().and_hms_opt(10, 0, 0).unwrap()
}

fn sketch(text: &str) -> Sketch {
    Sketch::of(text, written())
}

fn filled(name: &str, street: &str, house: u32, day: u32, month: &str) -> String {
    format!(
        "Уважаемая {name}! По вашему обращению № {house}{day} сообщаем: заявка по адресу ул. {street}, {house} принята в работу, \
         ориентировочный срок исполнения до {day} {month}. Приносим извинения за доставленные неудобства."
    )
}

#[test]
fn a_form_with_other_names_and_dates_is_the_same_form() {
    let earlier = [sketch(ANSWER), sketch(&filled("Мария Петровна", "Мира", 12, 15, "мая"))];
    let reading =
        Reading::new(&filled("Анна Сергеевна", "Ленина", 7, 3, "июня"), written(), Kind::Complaint, &earlier);
    assert_eq!((reading.sameness, reading.nearest, reading.is_form), (1.0, Some(1), true));
}

#[test]
fn an_answer_to_the_point_is_no_form() {
    let earlier = [sketch(FORM), sketch(&filled("Мария Петровна", "Мира", 12, 15, "мая"))];
    let reading = Reading::new(ANSWER, written(), Kind::Complaint, &earlier);
    assert!(reading.sameness < 0.2 && !reading.is_form, "{reading:?}");
    assert!(
        reading.names_place && reading.names_date && reading.names_actor && reading.answers_kind,
        "{reading:?}"
    );
}

#[test]
fn a_form_that_says_nothing_has_no_mark() {
    let reading = Reading::new(FORM, written(), Kind::Complaint, &[sketch(FORM)]);
    assert!(reading.is_form);
    assert!(
        !(reading.names_place || reading.names_date || reading.names_actor || reading.answers_kind),
        "{reading:?}"
    );
}

#[test]
fn a_half_rewritten_form_is_a_form_unless_it_names_things() {
    let longer = format!("{FORM} Обращаем внимание, что ситуация находится под наблюдением.");
    let vague = Reading::new(&longer, written(), Kind::Complaint, &[sketch(FORM)]);
    assert!((ALIKE..1.0).contains(&vague.sameness) && vague.is_form, "{vague:?}");
    let exact = format!(
        "{FORM} Яму на улице Мира, 12 подрядчик засыплет до 15 мая, бригада выезжает завтра утром и всё заменит."
    );
    let exact = Reading::new(&exact, written(), Kind::Complaint, &[sketch(FORM)]);
    assert!(exact.sameness < SAME && !exact.is_form, "{exact:?}");
}

#[test]
fn a_question_wants_information_and_thanks_want_thanks() {
    let read = |text: &str, kind| Reading::new(text, written(), kind, &[]).answers_kind;
    assert!(read("Приём документов идёт по записи, телефон указан на сайте.", Kind::Question));
    assert!(!read("Ваше мнение очень ценно для нас.", Kind::Question));
    assert!(read("Спасибо за добрые слова!", Kind::Thanks));
    assert!(read("Это не соответствует действительности.", Kind::Rumour));
    assert!(read("Предложение включено в план.", Kind::Proposal));
    assert!(!read("Ваше обращение передано в ответственные службы.", Kind::Request));
    assert!(read("Дерево спилим.", Kind::Request));
}

#[test]
fn a_reading_explains_itself_without_the_text() {
    let shown = Reading::new(FORM, written(), Kind::Complaint, &[sketch(FORM)]).explain();
    assert_eq!(
        shown,
        "отписка; сходство 100 % с ответом № 1 из 1; места нет; срока нет; исполнителя нет; по существу не отвечает; form-reply/1"
    );
    assert!(Reading::new(FORM, written(), Kind::Complaint, &[]).explain().contains("сравнить не с чем"));
}

#[test]
fn a_sketch_is_stored_in_256_bytes_and_read_back() {
    let own = sketch(ANSWER);
    assert_eq!(own.to_bytes().len(), 256);
    assert_eq!(Sketch::from_bytes(&own.to_bytes()), Ok(own));
    assert!(Sketch::from_bytes(&[0; 255]).is_err());
}

fn reply() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "работы",
        "выполнены",
        "обращение",
        "рассмотрено",
        "служба",
        "контроль",
        "принято",
        "двор",
        "яма",
        "сообщаем",
        "срок",
        "договор",
        "ремонт",
        ".",
        ",",
        "!",
        "в",
        "на",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn sameness_is_symmetric_and_one_for_itself(one in reply(), other in reply()) {
        let (one, other) = (sketch(&one), sketch(&other));
        prop_assert_eq!(one.sameness(&other).to_bits(), other.sameness(&one).to_bits());
        prop_assert_eq!(one.sameness(&one).to_bits(), 1_f32.to_bits());
        prop_assert!((0.0..=1.0).contains(&one.sameness(&other)));
    }

    #[test]
    fn names_numbers_and_dates_change_nothing(
        name in prop::sample::select(vec!["Мария Петровна", "Анна Сергеевна", "Ольга Ивановна", "Галина"]),
        street in prop::sample::select(vec!["Мира", "Ленина", "Гагарина", "Садовая"]),
        house in 1..300_u32, day in 1..28_u32,
        month in prop::sample::select(vec!["мая", "июня", "сентября", "декабря"]),
    ) {
        let one = sketch(&filled("Мария Петровна", "Мира", 12, 15, "мая"));
        prop_assert_eq!(one, sketch(&filled(name, street, house, day, month)));
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        Reading::new(&text, written(), Kind::Question, &[]);
    }
}
