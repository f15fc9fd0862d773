//! How well scores tell two kinds of pairs apart.

/// The chance that one of `high` is above one of `low`, a tie counting half; none where one of them is empty.
pub(super) fn area(high: &[f32], low: &[f32]) -> Option<f64> {
    if high.is_empty() || low.is_empty() {
        return None;
    }
    let mut sorted = low.to_vec();
    sorted.sort_by(f32::total_cmp);
    let halves: usize = high
        .iter()
        .map(|score| {
            let below = sorted.partition_point(|other| other < score);
            let not_above = sorted.partition_point(|other| other <= score);
            below + not_above
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of pairs are far below 2^52")]
    let share = halves as f64 / (2 * high.len() * low.len()) as f64;
    Some((share * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn the_area_counts_a_tie_as_half() {
        assert_eq!(area(&[0.9, 0.8], &[0.1]), Some(1.0));
        assert_eq!(area(&[0.1], &[0.9]), Some(0.0));
        assert_eq!(area(&[0.5, 0.9], &[0.5, 0.1]), Some(0.875));
        assert_eq!(area(&[], &[0.5]), None);
    }
}
