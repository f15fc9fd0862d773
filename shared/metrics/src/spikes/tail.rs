//! Tails of the negative binomial distribution, summed term by term.

/// Terms below this part of the sum change nothing.
const NEGLIGIBLE: f64 = 1e-17;

/// Logarithms of the probabilities of 0, 1, 2, …, for a variance of `mean + mean² / size`.
fn logarithms(mean: f64, size: f64) -> impl Iterator<Item = f64> {
    let step = (mean / (size + mean)).ln();
    let mut next = -size * (mean / size).ln_1p();
    let mut count = 0.0;
    std::iter::repeat_with(move || {
        let own = next;
        next += ((count + size) / (count + 1.0)).ln() + step;
        count += 1.0;
        own
    })
}

/// The probability of `observed` or more.
pub fn at_least(observed: u32, mean: f64, size: f64) -> f64 {
    if observed == 0 || mean <= 0.0 {
        return if observed == 0 { 1.0 } else { 0.0 };
    }
    if f64::from(observed) <= mean {
        return (1.0 - at_most(observed - 1, mean, size)).max(0.0);
    }
    let mut sum = 0.0;
    for logarithm in logarithms(mean, size).skip(observed as usize) {
        let term = logarithm.exp();
        sum += term;
        if term <= sum * NEGLIGIBLE || term == 0.0 {
            break;
        }
    }
    sum.min(1.0)
}

/// The probability of `observed` or fewer.
pub fn at_most(observed: u32, mean: f64, size: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    logarithms(mean, size).take(observed as usize + 1).map(f64::exp).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From scipy 1.17.1: `nbinom.sf(x - 1, size, size / (size + mean))` and `nbinom.cdf`.
    #[test]
    fn tails_equal_those_of_an_independent_package() {
        for (observed, mean, size, upper, lower) in [
            (0, 3.0, 5.0, 1.0, 0.095_367_431_640_624_97),
            (9, 3.0, 5.0, 0.020_533_510_929_453_77, 0.989_466_202_128_142),
            (60, 20.0, 20.0, 2.097_021_204_462_051_6e-6, 0.999_998_634_065_038_5),
            (40, 100.0, 8.0, 0.978_900_689_426_746_2, 0.023_723_357_386_890_517),
            (300, 1_000.0, 50.0, 0.999_999_999_994_263_7, 6.382_372_055_178_494e-12),
        ] {
            let (above, below) = (at_least(observed, mean, size), at_most(observed, mean, size));
            assert!((above - upper).abs() <= 1e-9 * upper.max(1e-12), "{observed} {mean} {size}: {above:e}");
            assert!((below - lower).abs() <= 1e-9 * lower, "{observed} {mean} {size}: {below:e}");
        }
    }

    #[test]
    fn nothing_expected_makes_anything_impossible_and_nothing_certain() {
        assert!((at_least(0, 0.0, 5.0) - 1.0).abs() < f64::EPSILON);
        assert!(at_least(1, 0.0, 5.0) < f64::EPSILON);
        assert!((at_most(0, 0.0, 5.0) - 1.0).abs() < f64::EPSILON);
    }
}
