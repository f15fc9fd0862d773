//! Everything that the demo says to people.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use domain::texts::plural;

use super::feed::Sent;
use super::score::Score;
use super::shape::Storm;
use super::stub::Seen;
use super::world::Tally;

pub(super) const HEADINGS: [&str; 11] = [
    "период",
    "обращений",
    "голосов",
    "с ответом",
    "ответ в срок",
    "ответ просрочен",
    "закрыто",
    "медиана ответа, ч\nвсе часы / рабочие",
    "p90 ответа, ч\nвсе часы / рабочие",
    "формулы",
    "полнота",
];
pub(super) const TOTAL: &str = "всего";
pub(super) const CLIPPED: &str = "(часть)";
pub(super) const NONE: &str = "–";
pub(super) const NOT_REACHED: &str = "не достигнуто";
pub(super) const TOO_FEW: &str = "*";
pub(super) const COMPLETE: &str = "полные";

/// Why numbers may lack something.
pub(super) fn gap(code: &str) -> &'static str {
    match code {
        "missing_day" => "нет дня",
        "missing_unit" => "нет муниципалитета",
        "day_not_over" => "день не окончен",
        "mixed_formulas" => "разные формулы",
        _ => "неполные",
    }
}

#[expect(clippy::print_stdout, reason = "the demo speaks to people here and nowhere else")]
fn say(text: &str) {
    println!("{text}");
}

pub(super) const PROGRESS: &str = "{msg} [{bar:40}] {pos} из {len} дн., осталось {eta}";

pub(super) fn day(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

pub(super) fn started((first, last): (NaiveDate, NaiveDate), seed: u64, pages: usize, connected: usize) {
    say("Нижегородская область понарошку: территории настоящие; ведомства, страницы, люди и слова выдуманы.");
    say(&format!("  время: {} – {}, зерно {seed}", day(first), day(last)));
    say(&format!(
        "  страниц: {pages}; ведомств со своей системой: {connected}, остальные работают через API"
    ));
}

pub(super) fn storm(storm: &Storm, name: &str) {
    say(&format!("  непогода: {}, {name}", day(storm.day)));
}

pub(super) fn table(title: &str, table: &str) {
    say(&format!("\n{title}"));
    say(table);
}

pub(super) fn notes() {
    say("* меньше десяти случаев. Медиана и p90 — по кривой дожития: открытые не выброшены;");
    say("«не достигнуто»: столько ещё ждут, что кривая до этого уровня не опустилась.");
}

/// What the generator knows, beside what the system made of it.
pub(super) fn honesty(tally: &Tally, drops: &BTreeMap<String, u32>, seen: &Seen, score: &Score) {
    let sent = |kind: Sent| tally.sent.get(&kind).copied().unwrap_or_default();
    let all: u32 = tally.sent.values().sum();
    say("\nНа выдуманных текстах (настоящие сложнее, это число на них не переносится):");
    let unclear = score.with_topic - score.topic_right - score.topic_open;
    say(&format!(
        "  тема верна: {}; оставлена человеку: {}, неверна: {unclear}",
        part(score.topic_right, score.with_topic),
        score.topic_open
    ));
    say(&format!("  муниципалитет верен: {}", part(score.place_right, score.placed)));
    say(&format!(
        "  объединено с другими: {}, тема и муниципалитет те же: {}",
        score.joined,
        part(score.joined_right, score.joined)
    ));
    say("Доставки:");
    say(&format!(
        "  принято от площадок: {all}, из них повторных {}; отвергнуто {}",
        tally.again, tally.refused
    ));
    say(&format!(
        "  правок {}, удалений {}, ответов в ветках {}",
        sent(Sent::Edit),
        sent(Sent::Removal),
        sent(Sent::Voice)
    ));
    let told: Vec<String> = drops.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
    let told = if told.is_empty() { NONE.to_owned() } else { told.join(", ") };
    say(&format!(
        "  отброшено с учтённой причиной: {told} (послано чужих видов событий: {})",
        sent(Sent::Unknown)
    ));
    say(&format!("  сообщений послано {}, найдено в хранилище {}", score.messages, score.found));
    say(&format!(
        "  ведомствам: передано {} с верной подписью, из них со второго раза {}; с неверной подписью {}",
        seen.taken.len(),
        seen.down,
        seen.refused
    ));
    let acted: Vec<String> = tally.acted.iter().map(|(name, count)| format!("{name} {count}")).collect();
    say(&format!("  действий через API: {}; опоздавших к изменениям: {}", acted.join(", "), tally.not_done));
}

fn part(part: u32, whole: u32) -> String {
    if whole == 0 {
        return NONE.to_owned();
    }
    format!("{part}/{whole} = {:.1} %", f64::from(part) * 100.0 / f64::from(whole))
}

/// What to look at next.
pub(super) fn look(folder: &Path, key: &str, paths: &[String]) {
    say("\nЧто посмотреть: в одном окне");
    say(&format!("  cargo run -- serve --data {}", folder.display()));
    say("а в другом, с ключом для чтения:");
    say(&format!("  KEY={key}"));
    for path in paths {
        say(&format!("  curl -H \"Authorization: Bearer $KEY\" 'http://127.0.0.1:8311{path}'"));
    }
}

pub(super) fn gone() {
    say("\nВсё было в памяти: без --in-memory область останется в папке данных, и её можно будет смотреть.");
}

pub(super) fn took(seconds: u64) {
    say(&format!("Заняло {seconds} {}.", plural(seconds, ["секунду", "секунды", "секунд"])));
}
