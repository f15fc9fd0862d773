//! Which envelopes go in one batch.

use contracts::QUEUE_LIMIT;

const MOST_ENTRIES: usize = 10;

/// Batches of at most ten, each as a whole no larger than the largest envelope: services bound the sum.
pub(crate) fn batches(bodies: Vec<String>) -> Vec<Vec<String>> {
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut room = 0;
    for body in bodies {
        match batches.last_mut() {
            Some(batch) if batch.len() < MOST_ENTRIES && body.len() <= room => {
                room -= body.len();
                batch.push(body);
            }
            _ => {
                room = QUEUE_LIMIT.saturating_sub(body.len());
                batches.push(vec![body]);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_envelope_is_in_a_batch_that_a_queue_takes(
            sizes in proptest::collection::vec(prop_oneof![1..300_usize, 1..=QUEUE_LIMIT], 0..12),
        ) {
            let bodies: Vec<String> = sizes.iter().map(|size| "x".repeat(*size)).collect();
            let batches = batches(bodies.clone());
            for batch in &batches {
                prop_assert!((1..=MOST_ENTRIES).contains(&batch.len()));
                prop_assert!(batch.iter().map(String::len).sum::<usize>() <= QUEUE_LIMIT);
            }
            prop_assert_eq!(batches.concat(), bodies);
        }
    }

    #[test]
    fn small_envelopes_fill_their_batches() {
        let sizes: Vec<_> = batches(vec!["x".into(); 25]).iter().map(Vec::len).collect();
        assert_eq!(sizes, [10, 10, 5]);
    }

    #[test]
    fn a_batch_is_as_large_as_the_largest_envelope_and_not_a_byte_more() {
        let half = QUEUE_LIMIT / 2;
        assert_eq!(batches(vec!["x".repeat(half), "x".repeat(half)]).len(), 1);
        assert_eq!(batches(vec!["x".repeat(half), "x".repeat(half + 1)]).len(), 2);
    }
}
