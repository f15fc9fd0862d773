use super::*;

#[test]
fn a_drowned_label_is_raised_until_more_is_lost_than_won() {
    // Two rare rows lose narrowly; one common row would be lost with them, a hundred are out of reach.
    let mut values = [3.0, 0.0].repeat(100);
    let mut truth = vec![0; 100];
    for (score, label) in [(0.4, 1), (0.5, 1), (0.2, 0)] {
        values.extend([1.0, score]);
        truth.push(label);
    }
    let logits = Scores { values, truth, classes: 2 };
    let offsets = offsets(&logits, &Settings { caution: 0.01, ..Settings::default() });
    let lead = offsets[1] - offsets[0];
    assert!(lead > 0.6 && lead < 0.8, "{offsets:?}");
}

#[test]
fn nothing_is_moved_where_nothing_is_won() {
    let logits = Scores { values: vec![2.0, 0.0, 0.0, 2.0], truth: vec![0, 1], classes: 2 };
    assert!(offsets(&logits, &Settings::default()).iter().all(|offset| offset.abs() < 1e-6));
}
