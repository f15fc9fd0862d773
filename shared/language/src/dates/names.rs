//! Names of months, weekdays and seasons as people type them.

use super::reader::matches;

const MONTHS: [&str; 12] = [
    "январь января январю январем январе янв",
    "февраль февраля февралю февралем феврале фев февр",
    "март марта марту мартом марте мар",
    "апрель апреля апрелю апрелем апреле апр",
    "май мая маю маем мае",
    "июнь июня июню июнем июне июн",
    "июль июля июлю июлем июле июл",
    "август августа августу августом августе авг",
    "сентябрь сентября сентябрю сентябрем сентябре сен сент",
    "октябрь октября октябрю октябрем октябре окт",
    "ноябрь ноября ноябрю ноябрем ноябре ноя нояб",
    "декабрь декабря декабрю декабрем декабре дек",
];

const SHORT_MONTHS: &str = "янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек";

const WEEKDAYS: [&str; 7] = [
    "понедельник понедельника понедельнику понедельником понедельнике пн",
    "вторник вторника вторнику вторником вторнике вт",
    "среда среды среде среду средой",
    "четверг четверга четвергу четвергом четверге чт",
    "пятница пятницы пятнице пятницу пятницей пт",
    "суббота субботы субботе субботу субботой сб",
    "воскресенье воскресенья воскресенью воскресеньем воскресение вс",
];

const SEASONS: [&str; 4] = [
    "зима зимы зиме зиму зимой зимою зимний зимнего зимнему зимнем",
    "весна весны весне весну весной весною весенний весеннего весеннему весеннем",
    "лето лета лету летом лете летний летнего летнему летнем",
    "осень осени осенью осенний осеннего осеннему осеннем",
];

/// Shorter words differ by one letter too often: «марта» and «карта».
const LONG: usize = 6;

/// The month from 1, whose name may be mistyped by one letter if it is long.
pub(super) fn month(word: &str) -> Option<u32> {
    exact(&MONTHS, word).or_else(|| {
        let letters: Vec<char> = word.chars().collect();
        let near = |form: &str| {
            let form: Vec<char> = form.chars().collect();
            form.len() >= LONG && form[0] == letters[0] && one_slip(&letters, &form)
        };
        (letters.len() + 1 >= LONG && letters.len() < 12).then(|| position(&MONTHS, near)).flatten()
    })
}

/// The full name, spelt right.
pub(super) fn is_month_in_full(word: &str) -> bool {
    exact(&MONTHS, word).is_some() && !is_short_month(word)
}

pub(super) fn is_short_month(word: &str) -> bool {
    SHORT_MONTHS.split(' ').any(|short| short == word)
}

/// The weekday from 0 for Monday.
pub(super) fn weekday(word: &str) -> Option<u32> {
    exact(&WEEKDAYS, word).map(|place| place - 1)
}

/// The season, 0 for winter; `true` if the word is an adjective, which needs «период».
pub(super) fn season(word: &str) -> Option<(u32, bool)> {
    let season = exact(&SEASONS, word)? - 1;
    let adjective = ["зимн*", "весенн*", "летн*", "осенн*"].iter().any(|beginning| matches(word, beginning));
    Some((season, adjective))
}

fn exact(names: &[&str], word: &str) -> Option<u32> {
    if word.is_empty() { None } else { position(names, |form| form == word) }
}

fn position(names: &[&str], fits: impl Fn(&str) -> bool) -> Option<u32> {
    let place = names.iter().position(|forms| forms.split(' ').any(&fits))?;
    u32::try_from(place + 1).ok()
}

/// One letter too many, missing, wrong, or two letters that traded places.
fn one_slip(typed: &[char], meant: &[char]) -> bool {
    let same = typed.iter().zip(meant).take_while(|(left, right)| left == right).count();
    let (typed, meant) = (&typed[same..], &meant[same..]);
    let tail = |from: usize, to: usize| typed.get(from..) == meant.get(to..);
    let swapped = typed.len() > 1 && meant.len() > 1 && typed[0] == meant[1] && typed[1] == meant[0];
    tail(1, 1) || tail(0, 1) || tail(1, 0) || (swapped && tail(2, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_month_is_known_and_another_word_is_not() {
        for (typed, meant) in
            [("сентебря", 9), ("агуста", 8), ("февраял", 2), ("октябр", 10), ("дикабря", 12), ("мае", 5)]
        {
            assert_eq!(month(typed), Some(meant), "{typed}");
        }
        for other in ["карта", "мая́", "июня́", "мария", "", "декада", "апрельский"]
        {
            assert_eq!(month(other), None, "{other}");
        }
    }
}
