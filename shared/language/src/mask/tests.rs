use proptest::prelude::*;

use super::mask;

#[test]
fn personal_data_is_replaced_by_its_kind() {
    for (text, shown) in [
        ("звоните +7 900 000-00-01 вечером", "звоните [телефон] вечером"),
        ("8(900)0000001", "[телефон]"),
        ("89000000001, Анна", "[телефон], Анна"),
        ("номер 900 000 00 01", "номер [телефон]"),
        ("(831) 200-00-01", "[телефон]"),
        ("тел. 2-00-01", "тел. [телефон]"),
        ("карта 2200 0000 0000 0001", "карта [карта]"),
        ("2200000000000001", "[карта]"),
        ("паспорт 2200 000001", "паспорт [паспорт]"),
        ("22 00 000001", "[паспорт]"),
        ("паспорт 2200000001", "паспорт [паспорт]"),
        ("СНИЛС 100-000-001 00", "СНИЛС [СНИЛС]"),
        ("снилс 10000000100", "снилс [СНИЛС]"),
        ("пишите anna.v@example.org.", "пишите [почта]."),
        ("счёт 40800000000000000001", "счёт [номер]"),
        ("дом 5 89000000001", "дом 5 [телефон]"),
        ("🙂+79000000001🙂", "🙂[телефон]🙂"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
}

#[test]
fn ordinary_numbers_stay() {
    for text in [
        "ул. Ленина, 12, кв. 45",
        "с 12-05-24 по 14-05-24",
        "в 2024 году 15 000 рублей",
        "маршрут 105",
        "@anna и почта@",
        "+ 5 (или 6)",
        "обращение 1234567890",
    ] {
        assert_eq!(mask(text), text);
    }
}

#[test]
fn a_text_of_a_million_signs_is_read_once() {
    for sign in ["a", "@", "a@", "1", "1 ", "+", "(", "1-", "a."] {
        assert!(!mask(&sign.repeat(300_000)).is_empty());
    }
}

proptest! {
    #[test]
    fn nothing_more_is_found_in_a_masked_text(text in any::<String>()) {
        let once = mask(&text);
        prop_assert_eq!(mask(&once), once);
    }

    #[test]
    fn a_phone_never_stays(
        before in "[а-яa-z ,.!]{0,20}", digits in "9[0-9]{9}", after in "[а-я ,.!]{0,20}",
    ) {
        for phone in [format!("+7{digits}"), format!("8 ({}) {}-{}", &digits[..3], &digits[3..6], &digits[6..])] {
            let text = format!("{before} {phone}{after}");
            prop_assert!(!mask(&text).contains(&digits[6..]), "{}", text);
        }
    }
}
