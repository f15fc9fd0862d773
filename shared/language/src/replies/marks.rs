//! What a reply says of its own: where, when, who, and whether it answers what was asked.

use chrono::NaiveDateTime;
use domain::Kind;

use crate::dates;
use crate::normalise::{Mark, Shape, Token, beginning, tokens};

/// Before or after a name or a number they make a place.
const PLACES: &str = "ул улиц* проспект* переул* площад* набережн* шоссе микрорайон* мкр дом дома доме дому д двор* \
    деревн* село селе села поселк* остановк* школ* поликлиник* больниц* детск* парк* сквер* мост* подъезд* город* \
    трасс* участк* бульвар* проезд*";

/// Capitals that name no place.
const NO_PLACES: &str = "росси* администраци* правительств* министерств* департамент* федерац* губернатор* интернет* вы вас \
    вам ваш* президент* закон* кодекс* комитет* управлени* отдел* глав* уважаем* федеральн* российск*";

/// Who acts by name; «специалисты» and «ответственные службы» are nobody.
const ACTORS: &str = "подрядчик* подрядн* управляющ* ук тсж тсн жск администраци* департамент* управлени* министерств* комитет* \
    муп мбу мку гбу мкп ооо оао пао ао ип водоканал* теплосет* электросет* горсвет* энерго* дорремстрой* \
    бригад* оператор* застройщик* перевозчик* автоколонн* фонд* прокуратур* полици* гибдд госавтоинспекци* мчс \
    лесничеств* благоустройств* жилищн* газораспределительн* роспотребнадзор*";

const ACTIONS: &str = "выполн* отремонтир* устран* замен* установ* убер* убра* убрал* вывез* очист* почист* восстанов* засып* \
    спил* отключ* включ* подключ* провед* провел* заверш* законч* запуст* отлов* покрас* отсып* прочист* промы* \
    демонтир* починил* починят поставл* поставят уложи* уложен* откачa* откача* постро* обработа* скос* покос* \
    отгрейдир* привез* доставл* оштрафов* выдан* выписан* заасфальтир* расчист* посып* переведен* возобнов*";

const REASONS: &str =
    "причин* поскольку отсутств* невозможн* основани* соответств* компетенци* полномочи* отказ*";

const INFORMATION: &str = "составля* график* расписани* режим* стоимост* тариф* размер* обратит* обращат* необходимо \
    нужно можно вправе заявлени* документ* запис* телефон* сайт* приказ* постановлени* льгот* бесплатн* потому \
    поскольку причин* означа* предусмотр* работает начин* действу* адрес*";

const DECISIONS: &str =
    "учтен* учтем поддерж* включ* план* решени* рассмотр* возможност* целесообразн* прораб* внес*";
const THANKS: &str = "спасибо благодар* рад* приятн* признател*";
const FACTS: &str =
    "действительност* недостоверн* подтвер* опровер* действительно проверен* слух* официальн*";

#[expect(clippy::struct_excessive_bools, reason = "each mark stands for itself")]
pub(super) struct Marks {
    pub(super) place: bool,
    pub(super) date: bool,
    pub(super) actor: bool,
    pub(super) answer: bool,
}

impl Marks {
    pub(super) fn read(reply: &str, written: NaiveDateTime, asked: Kind) -> Self {
        let words = tokens(beginning(reply)).words;
        let any = |list: &str| words.iter().any(|token| listed(list, &token.word));
        let date = !dates::named_days(reply, written).is_empty();
        let numbered = words.iter().any(|token| token.word.len() >= 2 && is_number(&token.word));
        let answer = match asked {
            Kind::Complaint | Kind::Request => any(ACTIONS) || any(REASONS),
            Kind::Question => any(INFORMATION) || any(ACTIONS) || date || numbered,
            Kind::Proposal => any(DECISIONS) || any(ACTIONS) || any(REASONS),
            Kind::Thanks => any(THANKS),
            Kind::Rumour => any(FACTS),
            Kind::Other => !words.is_empty(),
        };
        Self { place: (0..words.len()).any(|at| is_place(&words, at)), date, actor: any(ACTORS), answer }
    }

    pub(super) fn count(&self) -> usize {
        [self.place, self.date, self.actor, self.answer].into_iter().filter(|&mark| mark).count()
    }
}

/// «улица Мира», «дом 5», «школа № 3», «в Сёмове».
fn is_place(words: &[Token], at: usize) -> bool {
    let word = words[at].word.as_str();
    let near =
        |token: &Token| token.before.is_none_or(|mark| mark != Mark::Stop) || word.chars().count() <= 3;
    let next = words.get(at + 1).filter(|token| near(token));
    let named = |token: &Token| token.shape != Shape::Lower && !listed(NO_PLACES, &token.word);
    if listed(PLACES, word) {
        return next.is_some_and(|token| is_number(&token.word) || named(token));
    }
    let located = matches!(word, "в" | "во" | "на" | "по" | "у" | "возле" | "около");
    located
        && next.is_some_and(|token| {
            named(token) && token.shape == Shape::Capital && token.word.chars().count() > 2
        })
}

fn is_number(word: &str) -> bool {
    word.starts_with(|char: char| char.is_ascii_digit())
}

fn listed(words: &str, word: &str) -> bool {
    words
        .split_ascii_whitespace()
        .any(|known| known.strip_suffix('*').map_or(known == word, |beginning| word.starts_with(beginning)))
}
