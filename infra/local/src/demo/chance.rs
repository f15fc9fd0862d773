//! Chance that belongs to a thing, not to the moment at which it is asked for: the order of events changes nothing.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The randomness of one thing.
#[derive(Debug)]
pub(super) struct Chance(pub(super) ChaCha8Rng);

impl Chance {
    /// The randomness of the thing that `names` name, in the world of `seed`.
    pub(super) fn of(seed: u64, names: &[&str]) -> Self {
        let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
        let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(ChaCha8Rng::seed_from_u64(seed.rotate_left(17) ^ mixed))
    }

    /// Whether it happens, `percent` times of a hundred.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Whether it happens, once in `times`.
    pub(super) fn one_in(&mut self, times: u64) -> bool {
        self.0.random_range(0..times) == 0
    }

    /// A number from `least` to below `most`.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        self.0.random_range(least..most)
    }
}

/// Where a thing stands among a hundred of its like.
pub(super) fn share(seed: u64, names: &[&str]) -> u32 {
    Chance::of(seed, names).between(0, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_has_its_chance_whenever_it_is_asked() {
        assert_eq!(share(7, &["a", "b"]), share(7, &["a", "b"]));
        let shares: std::collections::BTreeSet<u32> =
            (0..400).map(|number| share(7, &[&number.to_string()])).collect();
        assert!(shares.len() > 90);
        let (one, other) = (Chance::of(7, &["a", "b"]), Chance::of(7, &["ab", ""]));
        assert_ne!(one.0, other.0);
    }
}
