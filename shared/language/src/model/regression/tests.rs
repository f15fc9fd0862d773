use super::*;

/// Three rows show a feature and two of them have the first label; two rows show another and have the second one.
fn problem() -> (Matrix, Vec<u32>) {
    let rows = [vec![(0, 1.0)], vec![(0, 1.0)], vec![(0, 1.0)], vec![(1, 1.0)], vec![(1, 1.0)]];
    (Matrix::new(&rows, 2), vec![0, 0, 1, 1, 0])
}

fn shares(balance: f32, passes: usize) -> Vec<f32> {
    let (matrix, classes) = problem();
    let course = Course {
        matrix: &matrix,
        rows: &[0, 1, 2, 3, 4],
        classes: &classes,
        labels: 2,
        effort: Effort { passes, rate: 0.5, loss: Loss::Likelihood },
        balance,
        seed: 1,
    };
    let weights = learn(&course);
    (0..2)
        .map(|feature| {
            let mut scores = vec![0.0, 0.0];
            for (score, weight) in scores.iter_mut().zip(weights.of(feature)) {
                *score = *weight;
            }
            scores.iter_mut().zip(&weights.biases).for_each(|(score, bias)| *score += bias);
            softmax(&mut scores);
            scores[0]
        })
        .collect()
}

#[test]
fn it_finds_the_optimum_that_is_known() {
    // The likeliest weights give each label the share that it has among the rows with the feature.
    let shares = shares(0.0, 4000);
    assert!((shares[0] - 2.0 / 3.0).abs() < 0.01, "{shares:?}");
    assert!((shares[1] - 0.5).abs() < 0.01, "{shares:?}");
}

#[test]
fn balance_takes_from_the_label_that_is_common() {
    // The first label has three rows of five: as if both were equally common, its odds fall by 3/2.
    let shares = shares(1.0, 4000);
    assert!((shares[0] - 2.0 / (2.0 + 1.5)).abs() < 0.01, "{shares:?}");
    assert!((shares[1] - 1.0 / (1.0 + 1.5)).abs() < 0.01, "{shares:?}");
}

#[test]
fn numbers_below_a_limit_are_all_met_and_never_passed() {
    let mut random = Random::new(0);
    let mut met = [false; 7];
    (0..200).for_each(|_| met[random.below(7)] = true);
    assert!(met.iter().all(|met| *met));
}
