//! The words of a message as a few marks: enough to say how alike two messages are.

use crate::normalise::{Tokens, tokens};
use crate::stem::Stems;

use super::seal::Seal;

/// So many marks are kept: the smallest ones, so that two messages keep the same words of those that they share.
pub(crate) const MOST_MARKS: usize = 24;
/// Shorter words say little.
const SHORTEST: usize = 3;

/// Words that any message may have, by their stems.
const EVERYWHERE: &[&str] = &[
    "без",
    "бол",
    "больш",
    "будет",
    "был",
    "вам",
    "вас",
    "ваш",
    "ведь",
    "весь",
    "власт",
    "вообщ",
    "вот",
    "вопрос",
    "времен",
    "врем",
    "все",
    "всем",
    "всех",
    "всег",
    "вы",
    "где",
    "дайт",
    "действ",
    "ден",
    "дня",
    "дне",
    "добр",
    "доброг",
    "долж",
    "долг",
    "дом",
    "его",
    "ему",
    "если",
    "есть",
    "ещ",
    "еще",
    "жалоб",
    "жител",
    "завтр",
    "здравств",
    "здравствуйт",
    "или",
    "как",
    "когд",
    "котор",
    "кто",
    "куд",
    "ли",
    "мен",
    "мер",
    "меры",
    "мне",
    "можн",
    "мож",
    "над",
    "нам",
    "нас",
    "наш",
    "наш",
    "нет",
    "нибуд",
    "никт",
    "нич",
    "ничег",
    "обращ",
    "обраща",
    "обща",
    "оп",
    "опя",
    "опят",
    "очен",
    "ответ",
    "погод",
    "пожалуйст",
    "пожалуйста",
    "помог",
    "помогит",
    "помощ",
    "пор",
    "посл",
    "постоя",
    "постоян",
    "почему",
    "поч",
    "почем",
    "прин",
    "приня",
    "прим",
    "проблем",
    "проверьт",
    "прос",
    "прош",
    "просьб",
    "прост",
    "раз",
    "реш",
    "сам",
    "сдела",
    "сделайт",
    "себ",
    "сегодн",
    "сейчас",
    "ситуац",
    "скольк",
    "скор",
    "снов",
    "спасиб",
    "так",
    "так",
    "там",
    "теб",
    "тепер",
    "тож",
    "тольк",
    "тот",
    "тут",
    "уваж",
    "уже",
    "улиц",
    "утр",
    "хот",
    "част",
    "через",
    "числ",
    "что",
    "чтоб",
    "эт",
    "это",
    "этот",
    "эта",
    "эти",
    "этог",
    "для",
    "при",
    "про",
    "под",
    "над",
    "из",
    "от",
    "до",
    "по",
    "на",
    "не",
    "ни",
    "же",
    "бы",
    "вчер",
    "дорог",
    "граждан",
    "администрац",
    "телефон",
    "номер",
    "почт",
    "карт",
    "паспорт",
    "снилс",
];

/// The words of a message, unreadable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Ascending, each once.
    marks: Vec<u16>,
}

impl Sketch {
    /// The sketch of a text, after personal data is masked.
    pub fn of(text: &str, seal: Seal) -> Self {
        Self::of_tokens(&tokens(&crate::mask(text)), seal)
    }

    /// The sketch of words that hold no personal data.
    pub fn of_tokens(words: &Tokens, seal: Seal) -> Self {
        let stems = Stems::new();
        let telling = words.words.iter().filter(|token| is_telling(&token.word));
        let stems = telling.map(|token| stems.of(&token.word));
        let marks = stems.filter(|stem| !EVERYWHERE.contains(&stem.as_str())).map(|stem| seal.word(&stem));
        Self::from_marks(marks.collect())
    }

    pub(crate) fn from_marks(mut marks: Vec<u16>) -> Self {
        marks.sort_unstable();
        marks.dedup();
        marks.truncate(MOST_MARKS);
        Self { marks }
    }

    pub(crate) fn marks(&self) -> &[u16] {
        &self.marks
    }

    /// How many marks it has.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether the message had no telling word.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The share of common words among all words of both, from 0 to 1; an estimate where words were left out.
    pub fn resemblance(&self, other: &Self) -> f32 {
        let mut all: Vec<u16> = self.marks.iter().chain(&other.marks).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.truncate(MOST_MARKS.max(self.len().min(other.len())));
        let common = all.iter().filter(|mark| self.has(**mark) && other.has(**mark)).count();
        ratio(common, all.len())
    }

    /// The share of common words in the shorter message, less where it is very short.
    pub fn containment(&self, other: &Self) -> f32 {
        let common = self.marks.iter().filter(|mark| other.has(**mark)).count();
        ratio(common, self.len().min(other.len()) + 1)
    }

    fn has(&self, mark: u16) -> bool {
        self.marks.binary_search(&mark).is_ok()
    }
}

fn is_telling(word: &str) -> bool {
    word.chars().count() >= SHORTEST && !word.chars().any(|char| char.is_ascii_digit())
}

fn ratio(part: usize, whole: usize) -> f32 {
    let [part, whole] = [part, whole].map(|count| f32::from(u16::try_from(count).unwrap_or(u16::MAX)));
    if whole == 0.0 { 0.0 } else { part / whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        Sketch::of(text, Seal::new("test"))
    }

    #[test]
    fn cases_greetings_and_numbers_do_not_matter() {
        let one = sketch("Добрый день! Фонари не горят третий день, звоните 8 900 123-45-67");
        let other = sketch("не горит фонарь, третий день");
        assert!(one.resemblance(&other) > 0.5, "{}", one.resemblance(&other));
        assert!(sketch("лифт застрял между этажами").resemblance(&other) < 0.1);
    }

    #[test]
    fn a_short_message_inside_a_long_one_is_contained() {
        let long = sketch(
            "Который раз пишем: во дворе прорвало трубу, кипяток течёт под фундамент, подвал полон пара, \
             слесари приезжали, посмотрели и уехали, диспетчерская трубку не берёт",
        );
        let short = sketch("прорвало трубу, кипяток течёт под фундамент");
        assert!(short.containment(&long) > 0.7);
        assert!(short.resemblance(&long) < short.containment(&long));
    }

    #[test]
    fn a_sketch_is_small_whatever_the_text() {
        let text = "словоа словобв слогде ".repeat(1_666);
        assert!(sketch(&text).len() <= MOST_MARKS);
        assert!(sketch("").is_empty());
        assert!((sketch("").resemblance(&sketch("")) - 0.0).abs() < f32::EPSILON);
    }
}
