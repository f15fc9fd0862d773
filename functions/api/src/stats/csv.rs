//! Numbers as a table for spreadsheets: one row for each slice, and one for the whole.

use metrics::counts::Counts;
use metrics::formulas::Unit;
use metrics::{FORMULAS, Figures, Report, Slice};

/// A spreadsheet takes these as the beginning of a formula.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

const HEAD: [&str; 7] = ["label", "from", "to", "clipped", "complete", "reasons", "missing_days"];

/// The table, its first row the ids of the numbers.
pub(super) fn table(report: &Report) -> String {
    let head = HEAD.into_iter().chain(columns()).map(ToOwned::to_owned).collect();
    let mut whole = row(&report.total);
    "total".clone_into(&mut whole[0]);
    let rows = report.slices.iter().map(row);
    std::iter::once(head).chain(rows).chain([whole]).map(|cells: Vec<String>| line(&cells)).collect()
}

/// The numbers that have one value each: counts, shares, statistics.
fn columns() -> impl Iterator<Item = &'static str> {
    let single = |unit| matches!(unit, Unit::Share | Unit::Minutes);
    let formulas = FORMULAS.iter().filter(move |formula| single(formula.unit));
    Counts::NAMES.iter().copied().chain(formulas.map(|formula| formula.id))
}

fn row(slice: &Slice) -> Vec<String> {
    let reasons: Vec<&str> = slice.completeness.reasons.iter().map(|gap| gap.as_str()).collect();
    let missing: Vec<String> = slice.completeness.missing_days.iter().map(ToString::to_string).collect();
    let head = [
        slice.label.clone(),
        slice.window.from.to_string(),
        slice.window.to.to_string(),
        slice.clipped.to_string(),
        slice.completeness.complete.to_string(),
        reasons.join(" "),
        missing.join(" "),
    ];
    let value = |id| slice.figures.as_ref().and_then(|figures| value(figures, id)).unwrap_or_default();
    head.into_iter().chain(columns().map(value)).collect()
}

/// A number; an empty cell where there is none, rather than a zero.
fn value(figures: &Figures, id: &str) -> Option<String> {
    let count = figures.counts.get(id).map(ToString::to_string);
    let share = || figures.share(id)?.value.map(|value| format!("{value:.4}"));
    let minutes = || figures.statistic(id)?.minutes.map(|minutes| format!("{minutes:.1}"));
    count.or_else(share).or_else(minutes)
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell that no spreadsheet runs.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(FORMULA_SIGNS) { "'" } else { "" };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b" ._-:/".contains(&byte);
    if guard.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use metrics::{DayStats, Step, Window, report};

    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for text in ["=1+1", "+7", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"] {
            assert!(cell(text).starts_with("\"'"), "{text:?}");
        }
        assert_eq!(cell("2026-03-01"), "2026-03-01");
        assert_eq!(cell("a,\"b\"\nc"), "\"a,\"\"b\"\"\nc\"");
        assert_eq!(cell("Выкса; центр"), "\"Выкса; центр\"");
    }

    #[test]
    fn a_missing_day_is_empty_and_every_row_is_as_long_as_the_first() {
        let window = Window::new("2026-03-01".parse().unwrap(), "2026-03-02".parse().unwrap()).unwrap();
        let mut stats = DayStats::empty(DateTime::UNIX_EPOCH);
        stats.counts.received = 3;
        stats.counts.answered = 1;
        let days = BTreeMap::from([(window.from, stats)]);
        let table = table(&report(window, Step::Day, &days));
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        let column = |id: &str| rows[0].iter().position(|name| *name == id).unwrap();
        let values = |id: &str| rows[1..].iter().map(|row| row[column(id)]).collect::<Vec<_>>();
        assert_eq!(values("label"), ["2026-03-01", "2026-03-02", "total"]);
        assert_eq!(values("received"), ["3", "", "3"]);
        assert_eq!(values("answered_share"), ["0.3333", "", "0.3333"]);
        assert_eq!(values("missing_days"), ["", "2026-03-02", "2026-03-02"]);
    }
}
