//! How near two places are, as far as both are known.

use super::Facts;

/// Numbers of houses that differ by so much are neighbours.
const NEIGHBOURS: u16 = 10;
/// Thousandths of a degree that are about the same spot, and that are far away.
const SAME_SPOT: i32 = 1;
const FAR: i32 = 20;

/// How near two messages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nearness {
    /// The same house, school or stop, or the same spot on the map.
    Same,
    /// A house nearby on the same street.
    Neighbour,
    /// The same street, and at least one does not say which house.
    Street,
    /// The same street, far from each other.
    FarOnStreet,
    /// The same settlement, and at least one does not say where in it.
    Settlement,
    /// The same municipality, and nothing more is known of at least one.
    Municipality,
    /// Different streets or objects of one settlement.
    Elsewhere,
    /// Different settlements or municipalities.
    Apart,
    /// Nothing is known of at least one.
    Unknown,
}

impl Nearness {
    pub(crate) const ALL: [Self; 9] = [
        Self::Same,
        Self::Neighbour,
        Self::Street,
        Self::FarOnStreet,
        Self::Settlement,
        Self::Municipality,
        Self::Elsewhere,
        Self::Apart,
        Self::Unknown,
    ];

    /// How near `one` and `other` are.
    pub fn of(one: &Facts, other: &Facts) -> Self {
        by_points(one, other).unwrap_or_else(|| by_names(one, other))
    }
}

fn by_points(one: &Facts, other: &Facts) -> Option<Nearness> {
    let ((latitude, longitude), (others_latitude, others_longitude)) = one.point.zip(other.point)?;
    let far = (latitude - others_latitude).abs().max((longitude - others_longitude).abs());
    match far {
        ..=SAME_SPOT => Some(Nearness::Same),
        FAR.. => Some(Nearness::Apart),
        _ => None,
    }
}

fn by_names(one: &Facts, other: &Facts) -> Nearness {
    let (one, other) = (&one.place, &other.place);
    let differ = |left: Option<_>, right: Option<_>| left.is_some() && right.is_some() && left != right;
    let agree = |left: Option<_>, right: Option<_>| left.is_some() && left == right;
    if differ(one.municipality, other.municipality) {
        return Nearness::Apart;
    }
    if agree(one.house, other.house) || agree(one.object, other.object) {
        return Nearness::Same;
    }
    if agree(one.street, other.street) {
        return match (one.house, one.number.zip(other.number)) {
            (Some(_), Some((number, others))) if number.abs_diff(others) <= NEIGHBOURS => Nearness::Neighbour,
            (Some(_), _) if other.house.is_some() => Nearness::FarOnStreet,
            _ => Nearness::Street,
        };
    }
    if differ(one.settlement, other.settlement) {
        return Nearness::Apart;
    }
    if differ(one.street, other.street) || differ(one.object, other.object) {
        return Nearness::Elsewhere;
    }
    if agree(one.settlement, other.settlement) {
        return Nearness::Settlement;
    }
    if agree(one.municipality, other.municipality) { Nearness::Municipality } else { Nearness::Unknown }
}
