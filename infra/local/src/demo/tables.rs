//! Tables of numbers that the API gave: written down, never computed.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use serde_json::Value;

use super::texts;

/// The table of a report, a row for each slice and one for the whole.
pub(super) fn table(report: &Value) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(texts::HEADINGS);
    for slice in report["slices"].as_array().into_iter().flatten() {
        table.add_row(row(slice, label(slice)));
    }
    table.add_row(row(&report["total"], texts::TOTAL.to_owned()));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

fn label(slice: &Value) -> String {
    let name = slice["label"].as_str().unwrap_or_default();
    if slice["clipped"] == true { format!("{name} {}", texts::CLIPPED) } else { name.to_owned() }
}

fn row(slice: &Value, label: String) -> Vec<String> {
    let figures = &slice["figures"];
    let count = |name: &str| {
        figures["counts"][name].as_u64().map_or_else(|| texts::NONE.to_owned(), |n| n.to_string())
    };
    vec![
        label,
        count("received"),
        count("voices"),
        count("answered"),
        share(figures, "answered_on_time_share"),
        count("answer_overdue"),
        count("closed"),
        both(figures, "first_answer_median"),
        both(figures, "first_answer_p90"),
        versions(figures),
        completeness(&slice["completeness"]),
    ]
}

fn share(figures: &Value, id: &str) -> String {
    let Some(share) = named(&figures["shares"], id) else { return texts::NONE.to_owned() };
    let parts = format!("{}/{}", share["numerator"], share["denominator"]);
    match share["value"].as_f64() {
        Some(value) => format!("{parts} = {:.0} %{}", value * 100.0, few(share)),
        None => texts::NONE.to_owned(),
    }
}

/// A statistic on the wall clock and on the working clock.
fn both(figures: &Value, id: &str) -> String {
    let one = |clock: &str| statistic(named(&figures["first_answer"], &format!("{id}_{clock}")));
    format!("{} / {}", one("wall"), one("working"))
}

fn statistic(statistic: Option<&Value>) -> String {
    let Some(statistic) = statistic else { return texts::NONE.to_owned() };
    match (statistic["minutes"].as_f64(), statistic["reason"].as_str()) {
        (Some(minutes), _) => format!("{}{}", hours(minutes), few(statistic)),
        (None, Some("not_reached")) => texts::NOT_REACHED.to_owned(),
        (None, _) => texts::NONE.to_owned(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "minutes of a wait are few and not negative"
)]
fn hours(minutes: f64) -> String {
    let minutes = minutes.round().max(0.0) as u64;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn few(number: &Value) -> &'static str {
    if number["too_few"] == true { texts::TOO_FEW } else { "" }
}

fn versions(figures: &Value) -> String {
    let versions: Vec<String> =
        figures["formulas"].as_array().into_iter().flatten().map(ToString::to_string).collect();
    if versions.is_empty() { texts::NONE.to_owned() } else { versions.join(", ") }
}

fn completeness(completeness: &Value) -> String {
    if completeness["complete"] == true {
        return texts::COMPLETE.to_owned();
    }
    let reasons: Vec<&str> = completeness["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|reason| texts::gap(reason.as_str().unwrap_or_default()))
        .collect();
    reasons.join(", ")
}

fn named<'a>(list: &'a Value, id: &str) -> Option<&'a Value> {
    list.as_array()?.iter().find(|entry| entry["id"] == id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_reached_or_not_known_is_said_and_not_shown_as_zero() {
        let number =
            |minutes: Value, reason: Value| json!({ "minutes": minutes, "reason": reason, "too_few": false });
        assert_eq!(statistic(Some(&number(json!(205.0), Value::Null))), "3:25");
        assert_eq!(statistic(Some(&number(Value::Null, json!("not_reached")))), texts::NOT_REACHED);
        assert_eq!(statistic(Some(&number(Value::Null, json!("no_data")))), texts::NONE);
        let empty = json!({ "slices": [], "total": { "figures": null, "completeness": { "reasons": ["missing_day"] } } });
        assert!(table(&empty).contains(texts::gap("missing_day")));
    }

    #[test]
    fn a_share_shows_what_it_is_made_of() {
        let figures = json!({ "shares": [{ "id": "s", "numerator": 7, "denominator": 9, "value": 0.777, "too_few": true }] });
        assert_eq!(share(&figures, "s"), format!("7/9 = 78 %{}", texts::TOO_FEW));
    }
}
