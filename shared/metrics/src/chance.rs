//! Numbers that look random and follow from a seed: the same on every machine and in every version, as a published
//! interval must be computed again years later.

/// A stream of numbers by `SplitMix64` (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A number from zero until before `limit`; zero when there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.draw()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// A fraction from zero until before one.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a fraction holds")]
    pub fn fraction(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A value of the standard normal distribution (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.fraction(), self.fraction());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }

    /// A value of the gamma distribution with mean one and this shape (Marsaglia and Tsang, 2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * (shape + 1.0) / shape
                * (1.0 - self.fraction()).powf(1.0 / shape);
        }
        let scale = shape - 1.0 / 3.0;
        loop {
            let normal = self.normal();
            let cube = (1.0 + normal / (9.0 * scale).sqrt()).powi(3);
            let fits = cube > 0.0
                && (1.0 - self.fraction()).ln() < normal * normal / 2.0 + scale * (1.0 - cube + cube.ln());
            if fits {
                return scale * cube / shape;
            }
        }
    }

    /// A count of the Poisson distribution.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 30.0 {
            // Half of the mean at a time, so that the products below do not vanish.
            return self.poisson(mean / 2.0) + self.poisson(mean / 2.0);
        }
        let (limit, mut product, mut count) = ((-mean).exp(), 1.0 - self.fraction(), 0);
        while product > limit {
            product *= 1.0 - self.fraction();
            count += 1;
        }
        count
    }

    /// A count of the negative binomial distribution: its variance is `mean + mean² / size`.
    pub fn negative_binomial(&mut self, mean: f64, size: f64) -> u32 {
        let rate = mean * self.gamma(size);
        self.poisson(rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        let mut chance = Chance::new(0);
        // The first numbers of the published reference implementation.
        assert_eq!([chance.draw(), chance.draw()], [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4]);
    }

    #[test]
    fn the_distributions_have_their_means_and_variances() {
        let mut chance = Chance::new(7);
        for (mean, size) in [(0.4, 3.0), (6.0, 0.7), (80.0, 12.0)] {
            let counts: Vec<f64> = (0..40_000).map(|_| chance.negative_binomial(mean, size).into()).collect();
            let average = counts.iter().sum::<f64>() / 40_000.0;
            let spread = counts.iter().map(|count| (count - average).powi(2)).sum::<f64>() / 40_000.0;
            let variance = mean + mean * mean / size;
            assert!((average / mean - 1.0).abs() < 0.05, "{average} against {mean}");
            assert!((spread / variance - 1.0).abs() < 0.1, "{spread} against {variance}");
        }
    }
}
