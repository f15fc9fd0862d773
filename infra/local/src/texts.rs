//! Everything that the commands say to people, in one place.

use std::io::Write;
use std::net::SocketAddr;

use chrono::NaiveDate;
use domain::RegionId;
use metrics::{Difference, Scope};

use crate::commands::Recounted;
use crate::data::DataFolder;
use crate::region::Plan;

fn say(text: &str) {
    // Whoever closed the pipe has read enough.
    let _read_enough = writeln!(std::io::stdout(), "{text}");
}

pub(crate) fn started(address: SocketAddr, folder: &DataFolder, regions: &[RegionId], key: Option<&str>) {
    let regions: Vec<&str> = regions.iter().map(RegionId::as_str).collect();
    say(&format!("Отклик работает на http://{address} (остановить: Ctrl-C)"));
    say(&format!("  данные: {}", folder.path().display()));
    say(&format!("  регионы: {}", regions.join(", ")));
    if key.is_some() {
        say("  учебный регион: настоящие территории, выдуманные ведомства и страницы");
    }
    let shown = key.unwrap_or("КЛЮЧ");
    say("");
    say("Что попробовать в другом окне:");
    say("  cargo run -- send events/webhook/vk-comment.json    # сообщение, как его прислал бы ВКонтакте");
    say(&format!("  curl -H 'Authorization: Bearer {shown}' 'http://{address}/v1/incidents?desk=region'"));
    say(&format!(
        "  curl -H 'Authorization: Bearer {shown}' http://{address}/v1/regions/{}/stats",
        regions.join(",")
    ));
    match key {
        Some(_) => say("Ключ оператора показан один раз; новый даёт `cargo run -- key add --role operator`."),
        None => say("Ключ даёт `cargo run -- key add --role operator`."),
    }
}

pub(crate) fn stopping() {
    say("Останавливаюсь: начатое довожу до конца.");
}

pub(crate) fn counted(regions: &[RegionId]) {
    let regions: Vec<&str> = regions.iter().map(RegionId::as_str).collect();
    say(&format!("Посчитано: {}", regions.join(", ")));
}

pub(crate) fn key_made(plain: &str) {
    say(plain);
    say("Ключ показан один раз: сохраните его. У Отклика остаётся только отпечаток.");
}

pub(crate) fn directory_is_good() {
    say("Ошибок нет.");
}

pub(crate) fn plan(plan: &Plan) {
    say(&plan.to_string());
}

pub(crate) fn directory_is_loaded(known: bool, running: bool) {
    say("Справочник загружен; работающая система увидит его в течение минуты.");
    if running && !known {
        say("Регион новый: перезапустите систему, чтобы она считала и его ночи.");
    }
}

pub(crate) fn redriven(moved: usize) {
    say(&format!("Возвращено в очередь: {moved}"));
}

pub(crate) fn recounted(found: &Recounted) {
    say(&format!(
        "Строк чисел: {}, инцидентов: {}, голосов: {}, расхождений: {}",
        found.rows, found.incidents, found.voices, found.different
    ));
}

pub(crate) fn differs(scope: &Scope, day: NaiveDate, difference: &Difference) {
    say(&format!("  {scope} {day}: {difference:?}"));
}

pub(crate) fn answered(status: u16, body: &str) {
    say(&format!("{status} {body}"));
}

pub(crate) fn json(value: &serde_json::Value) {
    say(&format!("{value:#}"));
}

/// Beside the result, which alone goes to the standard output.
fn remark(text: &str) {
    let _read_enough = writeln!(std::io::stderr(), "{text}");
}

pub(crate) fn rows_without_label(count: usize) {
    if count > 0 {
        remark(&format!("Строк без метки: {count}, пропущены."));
    }
}

pub(crate) fn trained(trained: &language::model::Trained, bytes: usize) {
    let worth = &trained.held_out;
    remark(&format!(
        "Модель: меток {}, текстов {}, {} КБ. На отложенных строках: точность {:.3}, макро-F1 {:.3}, в первых трёх {:.3}.",
        trained.model.labels().len(),
        worth.count,
        bytes / 1024,
        worth.accuracy,
        worth.macro_f1,
        worth.top3
    ));
}

pub(crate) fn import_plan(plan: &impl std::fmt::Display) {
    say(plan.to_string().trim_end());
}

pub(crate) fn import_not_applied() {
    say("Ничего не записано: добавьте --apply.");
}

pub(crate) fn imported(applied: crate::exchange::Applied) {
    say(&format!("Записано: {}, уже были: {}", applied.created, applied.known));
}

pub(crate) fn exported(rows: usize, path: &std::path::Path) {
    say(&format!("Инцидентов: {rows}, файл: {}", path.display()));
}

pub(crate) fn corrections_exported(rows: usize, path: &std::path::Path) {
    say(&format!("Исправлений: {rows}, файл: {}", path.display()));
}

pub(crate) fn circle_begins(replies: u32) {
    say(&format!("Ответы на площадках-двойниках, по {replies} на каждой:"));
    say("");
    say(
        "площадка     ответов  стоит 1 раз  дублей  отправлено  неизвестно  потеряно ответов  из них навсегда  флуд  отв./с",
    );
}

pub(crate) fn circle_tally(tally: &crate::circle::Tally) {
    say(&format!(
        "{:<11} {:>8} {:>12} {:>7} {:>11} {:>11} {:>17} {:>16} {:>5} {:>7}{}",
        tally.platform.as_str(),
        tally.messages,
        tally.answered_once,
        tally.doubles,
        tally.sent,
        tally.unknown,
        tally.lost,
        tally.lost_for_good(),
        tally.floods,
        tally.per_second,
        if tally.is_good() { "" } else { "  НЕ СОШЛОСЬ" },
    ));
}
