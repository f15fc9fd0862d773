//! Numbers in words, in any case: «трёх», «двадцати пяти», «пятнадцатого», «III», «2-м».

use std::collections::HashMap;
use std::sync::LazyLock;

use super::reader::Reader;

const CARDINALS: [(u32, &str); 37] = [
    (1, "один одного одному одним одном одна одной одну одно"),
    (2, "два двух двум двумя две двое двоих пара пару пары"),
    (3, "три трех трем тремя трое троих"),
    (4, "четыре четырех четырем четырьмя четверо четверых"),
    (5, "пять пяти пятью пятеро"),
    (6, "шесть шести шестью шестеро"),
    (7, "семь семи семью семеро"),
    (8, "восемь восьми восемью"),
    (9, "девять девяти девятью"),
    (10, "десять десяти десятью десяток"),
    (11, "одиннадцать одиннадцати одиннадцатью"),
    (12, "двенадцать двенадцати двенадцатью"),
    (13, "тринадцать тринадцати тринадцатью"),
    (14, "четырнадцать четырнадцати четырнадцатью"),
    (15, "пятнадцать пятнадцати пятнадцатью"),
    (16, "шестнадцать шестнадцати шестнадцатью"),
    (17, "семнадцать семнадцати семнадцатью"),
    (18, "восемнадцать восемнадцати восемнадцатью"),
    (19, "девятнадцать девятнадцати девятнадцатью"),
    (20, "двадцать двадцати двадцатью"),
    (30, "тридцать тридцати тридцатью"),
    (40, "сорок сорока"),
    (50, "пятьдесят пятидесяти пятьюдесятью"),
    (60, "шестьдесят шестидесяти шестьюдесятью"),
    (70, "семьдесят семидесяти семьюдесятью"),
    (80, "восемьдесят восьмидесяти"),
    (90, "девяносто девяноста"),
    (100, "сто ста"),
    (200, "двести двухсот"),
    (300, "триста трехсот"),
    (400, "четыреста четырехсот"),
    (500, "пятьсот пятисот"),
    (600, "шестьсот шестисот"),
    (700, "семьсот семисот"),
    (800, "восемьсот восьмисот"),
    (900, "девятьсот девятисот"),
    (1000, "тысяча тысячи"),
];

const ORDINALS: [(u32, &str); 22] = [
    (1, "перв"),
    (2, "втор"),
    (3, "трет"),
    (4, "четверт"),
    (5, "пят"),
    (6, "шест"),
    (7, "седьм"),
    (8, "восьм"),
    (9, "девят"),
    (10, "десят"),
    (11, "одиннадцат"),
    (12, "двенадцат"),
    (13, "тринадцат"),
    (14, "четырнадцат"),
    (15, "пятнадцат"),
    (16, "шестнадцат"),
    (17, "семнадцат"),
    (18, "восемнадцат"),
    (19, "девятнадцат"),
    (20, "двадцат"),
    (30, "тридцат"),
    (40, "сороков"),
];

const ENDINGS: &str = "ый ой ая ое ого ому ым ом ую ые ых ий ья ье ьего ьему ьим ьем ьей ью ьих ья";

/// What may stand after the digits of a number: «15-го», «2х», «10-ти».
const SUFFIXES: &str = "го ого е ое й ый ой м ом ым му ому ю ую я ая ти х ух ех и мя";

static WORDS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let forms = CARDINALS.iter().flat_map(|(value, forms)| forms.split(' ').map(|form| (form, *value)));
    forms.collect()
});

static ORDERED: LazyLock<HashMap<String, u32>> = LazyLock::new(|| {
    let form = |value: u32, stem: &str, ending: &str| (format!("{stem}{ending}"), value);
    ORDINALS
        .iter()
        .flat_map(|&(value, stem)| ENDINGS.split(' ').map(move |ending| form(value, stem, ending)))
        .collect()
});

impl Reader<'_> {
    /// «10», «10-ти», «10 (десяти)», «двадцати пяти».
    pub(super) fn cardinal(&self, at: usize) -> Option<(u32, usize)> {
        let (value, next) = match self.number(at) {
            Some((value, _)) => (value, self.skip_suffix(at + 1)),
            None => self.cardinal_words(at)?,
        };
        Some((value, self.skip_brackets(next)))
    }

    fn cardinal_words(&self, at: usize) -> Option<(u32, usize)> {
        let (mut sum, mut next, mut last) = (0, at, u32::MAX);
        while let Some(&value) = WORDS.get(self.word(next)) {
            let fits = match last {
                u32::MAX => true,
                20..=99 => value < 10,
                100..=999 => value < 100,
                1000 => value < 1000,
                _ => false,
            };
            if !fits {
                break;
            }
            (sum, next, last) = (sum + value, next + 1, value);
        }
        (next > at).then_some((sum, next))
    }

    /// «15», «15-го», «пятнадцатого», «двадцать пятого».
    pub(super) fn ordinal(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((value, _)) = self.number(at) {
            return Some((value, self.skip_brackets(self.skip_suffix(at + 1))));
        }
        let unit = |place: usize| ORDERED.get(self.word(place)).copied();
        if let Some(value) = unit(at) {
            return Some((value, self.skip_brackets(at + 1)));
        }
        let tens = WORDS.get(self.word(at)).copied().filter(|value| (20..=90).contains(value))?;
        let value = unit(at + 1).filter(|value| *value < 10)?;
        Some((tens + value, self.skip_brackets(at + 2)))
    }

    /// An ordinal or a Roman number up to four.
    pub(super) fn ordinal_or_roman(&self, at: usize) -> Option<(u32, usize)> {
        let roman = match self.word(at) {
            "i" | "і" | "l" => 1,
            "ii" | "іі" | "п" | "ll" => 2,
            "iii" | "ііі" | "ш" => 3,
            "iv" | "іv" | "іу" | "iу" => 4,
            _ => return self.ordinal(at),
        };
        Some((roman, self.skip_suffix(at + 1)))
    }

    /// After digits: «-го», «х», «-ти».
    pub(super) fn skip_suffix(&self, at: usize) -> usize {
        let ending =
            |place: usize| self.glued(place) && SUFFIXES.split(' ').any(|suffix| suffix == self.word(place));
        if self.sign(at) == Some('-') && ending(at + 1) {
            at + 2
        } else if ending(at) {
            at + 1
        } else {
            at
        }
    }

    /// «10 (десяти)»: the words repeat the number.
    fn skip_brackets(&self, at: usize) -> usize {
        let inside = self
            .cardinal_words(at + 1)
            .or_else(|| ORDERED.contains_key(self.word(at + 1)).then_some((0, at + 2)));
        match inside {
            Some((_, next)) if self.sign(at) == Some('(') && self.sign(next) == Some(')') => next + 1,
            _ => at,
        }
    }
}

/// The number in «десятидневный», and how many letters it takes.
pub(super) fn leading(word: &str) -> Option<(u32, usize)> {
    if word.starts_with("одно") {
        return Some((1, "одно".len()));
    }
    let forms =
        WORDS.iter().filter(|(form, value)| **value < 100 && form.len() > 6 && word.starts_with(**form));
    forms.map(|(form, value)| (*value, form.len())).max_by_key(|&(_, length)| length)
}
