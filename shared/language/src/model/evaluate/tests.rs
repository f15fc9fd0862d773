use super::*;

fn judged(rows: &[(&str, &str, f32)]) -> Vec<Judged> {
    rows.iter()
        .map(|&(truth, given, confidence)| Judged {
            truth: truth.to_owned(),
            given: given.to_owned(),
            confidence,
            among_best: truth != "c",
        })
        .collect()
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-6
}

#[test]
fn numbers_are_those_counted_by_hand() {
    let rows = judged(&[("a", "a", 0.9), ("a", "a", 0.8), ("b", "a", 0.7), ("b", "b", 0.6), ("c", "b", 0.5)]);
    let worth = evaluate(&rows);
    assert!(close(worth.accuracy, 0.6));
    assert!(close(worth.top3, 0.8));
    // a: 2·2/(2+3) = 0.8; b: 2·1/(2+2) = 0.5; c: 0.
    assert!(close(worth.macro_f1, 1.3 / 3.0));
    // The two surest are right; the third spoils it.
    assert!(close(worth.coverage_at_95, 0.4));
    // Each is alone in its bin: (0.1 + 0.2 + 0.7 + 0.4 + 0.5) / 5.
    assert!((worth.calibration_error - 0.38).abs() < 1e-6, "{worth:?}");
    assert_eq!(worth.count, 5);
}

#[test]
fn a_label_that_is_only_given_counts_for_macro_f1() {
    let worth = evaluate(&judged(&[("a", "a", 0.9), ("a", "d", 0.9)]));
    assert!(close(worth.macro_f1, (2.0 / 3.0) / 2.0));
}

#[test]
fn rows_of_one_confidence_are_covered_together_or_not_at_all() {
    assert!(close(evaluate(&judged(&[("a", "a", 0.9), ("a", "b", 0.9)])).coverage_at_95, 0.0));
    let mut rows = vec![("a", "a", 0.9); 19];
    rows.push(("a", "b", 0.9));
    assert!(close(evaluate(&judged(&rows)).coverage_at_95, 1.0));
    rows.push(("a", "b", 0.1));
    assert!(close(evaluate(&judged(&rows)).coverage_at_95, 20.0 / 21.0));
}

#[test]
fn nothing_is_judged_as_nothing() {
    let worth = evaluate(&[]);
    assert!(close(worth.accuracy + worth.macro_f1 + worth.coverage_at_95 + worth.calibration_error, 0.0));
}

#[test]
fn confusion_counts_pairs() {
    let rows = judged(&[("a", "b", 0.9), ("a", "b", 0.8), ("b", "b", 0.7)]);
    let counts = confusion(&rows);
    assert_eq!(counts[&("a".to_owned(), "b".to_owned())], 2);
    assert_eq!(counts[&("b".to_owned(), "b".to_owned())], 1);
}
