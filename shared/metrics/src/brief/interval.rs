//! Intervals of shares and of their differences.

/// The normal quantile that leaves 2.5 % on either side.
const NORMAL_975: f64 = 1.959_963_984_540_054;

/// The 95 % interval of a share (Wilson, 1927); none when nothing stands below the line.
pub fn wilson(numerator: u32, denominator: u32) -> Option<(f64, f64)> {
    let count = f64::from(denominator);
    let share = f64::from(numerator) / count;
    let square = NORMAL_975 * NORMAL_975;
    let middle = (share + square / (2.0 * count)) / (1.0 + square / count);
    let spread = NORMAL_975 / (1.0 + square / count)
        * (share * (1.0 - share) / count + square / (4.0 * count * count)).sqrt();
    (denominator > 0).then_some(((middle - spread).max(0.0), (middle + spread).min(1.0)))
}

/// The difference of two shares, the second from the first, with its 95 % interval (Newcombe, 1998, method 10).
pub fn difference(now: (u32, u32), before: (u32, u32)) -> Option<(f64, f64, f64)> {
    let [(low_now, high_now), (low_before, high_before)] =
        [wilson(now.0, now.1)?, wilson(before.0, before.1)?];
    let [now, before] = [now, before].map(|(above, below)| f64::from(above) / f64::from(below));
    let value = now - before;
    let low = value - ((now - low_now).powi(2) + (high_before - before).powi(2)).sqrt();
    let high = value + ((high_now - now).powi(2) + (before - low_before).powi(2)).sqrt();
    Some((value, low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 5e-5
    }

    #[test]
    fn intervals_equal_those_of_the_paper() {
        // Newcombe 1998, 56/70 against 48/80: 0.2 from 0.0524 to 0.3339.
        let (value, low, high) = difference((56, 70), (48, 80)).unwrap();
        assert!(close(value, 0.2) && close(low, 0.0524) && close(high, 0.3339), "{low} {high}");
        // Newcombe 1998, one proportion: 81/263 from 0.2553 to 0.3662, 0/20 from 0 to 0.1611.
        let (low, high) = wilson(81, 263).unwrap();
        assert!(close(low, 0.2553) && close(high, 0.3662), "{low} {high}");
        assert!(wilson(0, 20).is_some_and(|(low, high)| low < 1e-12 && close(high, 0.1611)));
        assert_eq!(wilson(0, 0), None);
    }
}
