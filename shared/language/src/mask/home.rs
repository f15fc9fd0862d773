//! Flats, car plates and birthdays: numbers that only the words beside them explain.

use std::ops::Range;

use crate::normalise::Token;

const PLATE_LETTERS: &str = "авекмнорстух";

pub(super) fn find(text: &str, words: &[Token], add: &mut impl FnMut(Range<usize>, &'static str)) {
    for at in 0..words.len() {
        if let Some(span) = flat(text, words, at) {
            add(span, "[квартира]");
        } else if let Some(span) = plate(text, words, at) {
            add(span, "[номер авто]");
        } else if let Some(span) = birthday(text, words, at) {
            add(span, "[дата рождения]");
        }
    }
}

fn word(words: &[Token], at: usize) -> &str {
    words.get(at).map_or("", |token| token.word.as_str())
}

fn is_number(word: &str) -> bool {
    word.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
}

/// «кв. 45», «квартира № 45», «в 45 квартире»; «120 квартир» and «45 кв. м» are counts, «III кв. 2026» is a quarter.
fn flat(text: &str, words: &[Token], at: usize) -> Option<Range<usize>> {
    let named = word(words, at);
    if let Some(number) = named.strip_prefix("кв").filter(|number| is_number(number)) {
        return (number.len() <= 5).then(|| words[at].span.clone());
    }
    let next = word(words, at + 1);
    if matches!(named, "кв" | "квартира" | "квартиры" | "квартире" | "квартиру" | "квартирой" | "кварт")
    {
        let near =
            at + 1 < words.len() && gap(text, words, at).chars().all(|char| " .№:\u{A0}-".contains(char));
        let year = next.len() == 4 && next.starts_with("20");
        let short = matches!(named, "кв" | "кварт");
        let counted = short && at > 0 && is_quarter(word(words, at - 1)) && words[at].before.is_none();
        let shown = is_number(next) && next.len() <= 6 && !year && !counted && near;
        return shown.then(|| words[at].span.start..words[at + 1].span.end);
    }
    let suffix = usize::from(matches!(next, "й" | "я" | "ой" | "ю" | "ая" | "е"));
    let flat = word(words, at + 1 + suffix);
    let placed = matches!(flat, "квартира" | "квартире" | "квартиру" | "квартирой");
    let one = placed && named.len() <= 4 && is_number(named) && words[at + 1].before.is_none();
    one.then(|| words[at].span.start..words[at + 1 + suffix].span.end)
}

fn is_quarter(word: &str) -> bool {
    matches!(word, "i" | "ii" | "iii" | "iv" | "і" | "1" | "2" | "3" | "4")
        || word.starts_with("перв")
        || word.starts_with("втор")
}

fn gap<'a>(text: &'a str, words: &[Token], at: usize) -> &'a str {
    &text[words[at].span.end..words[at + 1].span.start]
}

/// «А123ВС 52», «а 123 вс 152», in Cyrillic or Latin letters.
fn plate(text: &str, words: &[Token], at: usize) -> Option<Range<usize>> {
    let start = words[at].span.start;
    if !(words[at].word.len() <= 16
        && words[at].word.chars().next().is_some_and(|char| plate_letter(char).is_some()))
    {
        return None;
    }
    let mut read = Plate::default();
    for last in at..words.len().min(at + 4) {
        let joined = last == at || matches!(gap(text, words, last - 1), "" | " " | "\u{A0}" | "-");
        if !joined || !words[last].word.chars().all(|char| read.push(char)) {
            return None;
        }
        if read.is_complete() {
            let region = words.get(last + 1).filter(|token| {
                read.region == 0
                    && matches!(token.word.len(), 2 | 3)
                    && token.word.bytes().all(|byte| byte.is_ascii_digit())
                    && token.before.is_none()
            });
            let end = region.map_or(words[last].span.end, |token| token.span.end);
            let sure = read.region > 0 || region.is_some();
            return sure.then_some(start..end);
        }
    }
    None
}

#[derive(Default)]
struct Plate {
    count: usize,
    region: usize,
}

impl Plate {
    fn push(&mut self, char: char) -> bool {
        let fits = match self.count {
            0 | 4 | 5 => plate_letter(char).is_some(),
            1..=3 | 6..=8 => char.is_ascii_digit(),
            _ => false,
        };
        self.count += 1;
        self.region = self.count.saturating_sub(6);
        fits
    }

    const fn is_complete(&self) -> bool {
        self.count == 6 || self.count >= 8
    }
}

fn plate_letter(char: char) -> Option<char> {
    Some(char).filter(|&char| PLATE_LETTERS.contains(char) || "abekmhopctyx".contains(char))
}

/// «15.05.1980 г.р.», «1980 года рождения», «родился 15 мая 1980», «дата рождения: 15.05.1980».
fn birthday(text: &str, words: &[Token], at: usize) -> Option<Range<usize>> {
    let year =
        words[at].word.len() == 4 && matches!(words[at].word.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..]);
    if !year || !words[at].word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let after = &text[words[at].span.end..];
    let after = after.trim_start_matches([' ', '\u{A0}']);
    let born_after = ["г.р", "г. р", "г р", "гр.", "года рожд", "г. рожд", "г.рожд", "рожд"]
        .iter()
        .any(|mark| after.starts_with(mark));
    let from = at.saturating_sub(5);
    let born_before = (from..at).any(|place| {
        let word = word(words, place);
        word.starts_with("рожден")
            || word.starts_with("родил")
            || word.starts_with("рожд")
            || (word == "д" && matches!(self::word(words, place + 1), "р"))
    });
    (born_after || born_before).then(|| start_of_date(words, at)..words[at].span.end)
}

/// The day and the month before the year.
fn start_of_date(words: &[Token], year: usize) -> usize {
    let day = |at: usize| words[at].word.len() <= 2 && is_number(&words[at].word);
    let month = |at: usize| day(at) || words[at].word.len() >= 6 && crate::dates::is_month(&words[at].word);
    if year >= 2 && month(year - 1) && day(year - 2) {
        words[year - 2].span.start
    } else {
        words[year].span.start
    }
}
