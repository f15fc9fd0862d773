//! Whether the words around a date tell what was, or what will be.

use super::pieces::{Kind, Piece};
use super::reader::matches;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    /// A verb that tells what is or will be.
    Present,
    Unknown,
}

const FUTURE: &str = "будет будут будем планир* запланир* намечен* наметил* намерен* предусм* ожида* обеща* пообеща* \
    обяз* должн* поруч* предсто* собира* перенес* продл* отложен* гарантир* приступ* состоится состоятся нужно \
    необходимо требуется предписан* потребов* крайний завершим завершат завершит* выполним \
    выполнят выполнит отремонтируем отремонтирует* отремонтируют устраним устранит устранят проведем проведет \
    проведут заменим заменит заменят установим установит установят уберем уберет уберут вывезем вывезет вывезут \
    начнем начнет* начнут* закончим закончит* закончат* сделаем сделает сделают восстановим восстановят \
    восстановит направим направят включим включат подключим подключат отключим отключат дадим ответим сообщим \
    проверим проверят откроем откроет* откроют* закроем пустим запустим запустят появится появятся доставим \
    подготовим подготовят рассмотрим рассмотрят поставим поставят спилим спилят очистим очистят вернемся постараемся";

/// They end like verbs of the past and are not.
const NOT_PAST: &str = "если мысли отрасли отрасль игла угла угли пошли или школа школы школе школу стол канал отдел раздел персонал материал угол узел пол \
    тепло число село дело масло стекло около начало начала земли цели недели автомобили модели детали правила сила \
    доли роли мало зал вокзал портал сигнал предел квартал пробел потенциал отопитель поставили металл бригада \
    апрели филиал обещал пообещал заверил сообщил доложил указал пояснил запланировали наметили планировали \
    обещали пообещали заверили сообщили поручил поручили назначил назначили сообщила пояснила пояснили обещала \
    сообщило запросил запросили потребовали потребовал установили определил согласовали времен смен план планы \
    район района районы регион регионы кран крана краны фонтан экран общественно безвозмездно человеко микрорайон \
    зона магазин магазина магазины определен определена определено согласован согласовано согласован установлен \
    установлены включен включена включены утвержден утверждены утвержден утверждена необходимо подрядчикам тротуаром";

/// The tense of the clause around `from..to`, or of its sentence when the clause has no verb.
pub(super) fn tense(pieces: &[Piece], from: usize, to: usize) -> Tense {
    let clause = of(pieces, from, to, |piece| divides(piece) || piece.kind == Kind::Sign(','));
    match clause {
        Tense::Unknown => of(pieces, from, to, divides),
        Tense::Present => Tense::Unknown,
        clause => clause,
    }
}

/// A sentence is looked at no further than this: bounds the work on an endless one.
const REACH: usize = 40;

fn of(pieces: &[Piece], from: usize, to: usize, ends: impl Fn(&Piece) -> bool) -> Tense {
    let first =
        (from.saturating_sub(REACH)..from).rev().take_while(|&at| !ends(&pieces[at]) && !pieces[at + 1].line);
    let last = (to..pieces.len().min(to + REACH)).take_while(|&at| !ends(&pieces[at]) && !pieces[at].line);
    let mut found = Tense::Unknown;
    for at in first.chain(last) {
        match verb(&pieces[at]) {
            Tense::Future => return Tense::Future,
            Tense::Past => found = Tense::Past,
            Tense::Present if found == Tense::Unknown => found = Tense::Present,
            Tense::Present | Tense::Unknown => {}
        }
    }
    found
}

fn divides(piece: &Piece) -> bool {
    matches!(piece.kind, Kind::Sign('.' | '!' | '?' | ';' | '…'))
}

fn verb(piece: &Piece) -> Tense {
    let Kind::Word(word) = &piece.kind else { return Tense::Unknown };
    let listed = |words: &str| words.split_ascii_whitespace().any(|known| matches(word, known));
    if listed(FUTURE) {
        Tense::Future
    } else if sounds_past(word) && !listed(NOT_PAST) {
        Tense::Past
    } else if sounds_present(word) {
        Tense::Present
    } else {
        Tense::Unknown
    }
}

/// «положим», «приедут»; nouns like «бюджет» are taken for verbs too, which keeps a promise rather than loses it.
fn sounds_present(word: &str) -> bool {
    let active = word.strip_suffix("ся").unwrap_or(word);
    let ended =
        ["им", "ем", "ут", "ют", "ат", "ят", "ит", "ет"].iter().any(|ending| active.ends_with(ending));
    ended && active.len() >= 12
}

fn sounds_past(word: &str) -> bool {
    let active = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")).unwrap_or(word);
    let vowel_before = |ending: &str| {
        active
            .strip_suffix(ending)
            .and_then(|stem| stem.chars().last())
            .is_some_and(|last| "аеиоуыя".contains(last))
    };
    let verb = ["л", "ла", "ло", "ли"].into_iter().any(vowel_before) && active.len() >= 8;
    let verb = verb
        || ["зли", "зла", "сли", "шли", "шла", "шел", "гли", "гла"].iter().any(|end| active.ends_with(end));
    let stems = ["ен", "ан", "ян", "ыт", "ят"];
    let ended = |stem: &str, ending: &str| word.strip_suffix(ending).is_some_and(|rest| rest.ends_with(stem));
    let participle = word.len() >= 14
        && stems.iter().any(|stem| ["", "а", "о", "ы"].iter().any(|ending| ended(stem, ending)));
    let noun =
        ["тель", "тели", "телей", "телем"].iter().any(|ending| word.ends_with(ending)) && word.len() > 14;
    matches!(word, "был" | "была" | "было" | "были" | "шел" | "шли" | "дали" | "дан" | "дана")
        || (verb || participle) && !noun
}
