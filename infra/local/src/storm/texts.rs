//! What the storm says to people.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};

use super::Report;
use super::plan::Plan;
use super::queues::Backlog;

#[expect(clippy::print_stdout, reason = "the storm speaks to people here and nowhere else")]
fn say(text: &str) {
    println!("{text}");
}

pub(super) fn begins(plan: &Plan, folder: &Path, seed: u64) {
    say(&format!(
        "Шторм: сообщений {}, доставок {}, страниц {}, зерно {seed}; папка {}",
        plan.messages.len(),
        plan.deliveries(),
        plan.doors.len(),
        folder.display(),
    ));
}

pub(super) fn killed(kill: usize, acknowledged: usize) {
    say(&format!("  kill -9 № {kill}: подтверждено {acknowledged}; сервер снова поднят"));
}

pub(super) fn killed_while_working(kill: usize, backlog: Backlog) {
    say(&format!("  kill -9 № {kill}: в очередях {}; сервер снова поднят", backlog.total()));
}

pub(super) fn acknowledged(deliveries: usize, after: Duration) {
    say(&format!(
        "Подтверждены все доставки ({deliveries}) за {:.1} с; жду, пока разберутся очереди",
        after.as_secs_f64()
    ));
}

pub(super) fn checking() {
    say("Очереди пусты, сервер остановлен. Проверяю каждое сообщение и числа.");
}

pub(super) fn report(report: &Report<'_>) {
    let Report { plan, course, kills, tally, told, counted, faults } = report;
    let progress = &course.progress;
    let tried_again =
        [&progress.refused, &progress.lost, &progress.put_off].map(|count| count.load(Ordering::Relaxed));
    let ignored = told.ignored.values().sum::<usize>();
    let incidents: u32 = counted.days.values().map(|day| day.incidents).sum();
    let voices: u32 = counted.days.values().map(|day| day.voices).sum();
    let rows = [
        ("сообщений жителей", plan.messages.len()),
        ("доставок отправлено", plan.deliveries()),
        ("  из них повторных", plan.shares.redeliveries),
        ("  правок", plan.shares.edits),
        ("  удалений", plan.shares.removals),
        ("  ответов в ветках", plan.shares.voices),
        ("  неизвестных видов", plan.unknown_kinds),
        ("  нечитаемых", plan.unreadable.len()),
        ("доставок подтверждено", progress.done()),
        ("повторов до подтверждения", progress.retries()),
        ("  сервер не слушал", tried_again[0]),
        ("  ответ потерян", tried_again[1]),
        ("  просили зайти позже", tried_again[2]),
        ("kill -9", *kills),
        ("найдено: инциденты", tally.incidents),
        ("найдено: голоса", tally.voices),
        ("  из них убраны автором или страницей", tally.withdrawn),
        ("найдено: следы удалений без сообщения", tally.tombstones),
        ("найдено: отложено с причиной", tally.parked),
        ("  копий отложенного", tally.copies),
        ("найдено: отброшено со счётом, не меньше", ignored),
        ("в мёртвых письмах", usize::try_from(course.dead_letters).unwrap_or(usize::MAX)),
        ("ночной счёт: инциденты", incidents as usize),
        ("ночной счёт: голоса", voices as usize),
        ("строк чисел пересчитано", counted.recounted.rows as usize),
        ("  расхождений с пересчётом", counted.recounted.different as usize),
        ("нарушено обещаний", faults.len()),
    ];
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(["что", "сколько"]);
    for (what, count) in rows {
        table.add_row([what.to_owned(), count.to_string()]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    say(&table.to_string());
    rate("подтверждений", progress.done(), course.sending);
    rate("сообщений разобрано до конца", plan.messages.len(), course.working);
}

fn rate(what: &str, count: usize, time: Duration) {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = count as f64 / time.as_secs_f64().max(0.001);
    say(&format!(
        "{what}: {rate:.0} в секунду ({count} за {:.1} с, со всеми перезапусками)",
        time.as_secs_f64()
    ));
}

pub(super) fn promises_kept() {
    say("Каждое подтверждённое сообщение — ровно в одном месте; числа равны пересчёту.");
}

pub(super) fn folder_stays(folder: &Path) {
    say(&format!("Данные для разбора: {}", folder.display()));
}
