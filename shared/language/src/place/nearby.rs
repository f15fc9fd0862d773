//! A point on the map, as far as the settlements around it tell where it lies.

use std::collections::BTreeMap;

use domain::{Oktmo, Point};

use super::{Located, SURE};

/// Kilometres to a degree of latitude.
const DEGREE: f64 = 111.2;
/// A point belongs to its nearest municipality if it is this near and all others are this much farther.
const NEAR: f64 = 10.0;
const LEAD: f64 = 15.0;
/// It may belong to those that are not much farther than the nearest.
const MANY_TIMES: f64 = 3.0;
const SLACK: f64 = 10.0;
/// Beyond it the point lies outside of the region.
const FAR: f64 = 60.0;

/// The point alone, where no other municipality is near.
const BY_POINT: f32 = 0.95;
/// The point, while the text names another place.
const BY_POINT_AGAINST_TEXT: f32 = 0.8;
/// The point does not rule it out.
const BY_TEXT_AND_POINT: f32 = 0.9;
const BY_PAGE_AND_POINT: f32 = 0.7;
/// The point rules out what the text says.
const CONTRADICTED: f32 = 0.5;

/// Where a point may lie.
pub(super) enum Nearby {
    /// In this municipality.
    In(Oktmo),
    /// In one of these, the nearest first.
    Among(Vec<Oktmo>),
    /// The map does not say.
    Unknown,
}

/// The spots of each municipality together.
pub(super) fn grouped(spots: impl Iterator<Item = (Oktmo, Point)>) -> Vec<(Oktmo, Vec<Point>)> {
    let mut groups: BTreeMap<Oktmo, Vec<Point>> = BTreeMap::new();
    for (oktmo, spot) in spots {
        groups.entry(oktmo).or_default().push(spot);
    }
    groups.into_iter().collect()
}

/// The municipalities around a point.
pub(super) fn around(spots: &[(Oktmo, Vec<Point>)], point: Point) -> Nearby {
    let nearest_of = |spots: &[Point]| spots.iter().map(|spot| distance(*spot, point)).reduce(f64::min);
    let mut nearest: Vec<(&Oktmo, f64)> =
        spots.iter().filter_map(|(oktmo, spots)| Some((oktmo, nearest_of(spots)?))).collect();
    nearest.sort_by(|left, right| left.1.total_cmp(&right.1));
    let Some(&(first, own)) = nearest.first().filter(|(_, distance)| *distance <= FAR) else {
        return Nearby::Unknown;
    };
    // One spot alone cannot say where a municipality ends.
    let Some(&(_, next)) = nearest.get(1) else { return Nearby::Among(vec![first.clone()]) };
    if own <= NEAR && next - own >= LEAD {
        return Nearby::In(first.clone());
    }
    let reach = (own * MANY_TIMES).max(own + SLACK);
    let within = nearest.iter().take_while(|(_, distance)| *distance <= reach);
    Nearby::Among(within.map(|(oktmo, _)| (*oktmo).clone()).collect())
}

fn distance(one: Point, other: Point) -> f64 {
    let middle = f64::midpoint(one.latitude, other.latitude).to_radians();
    let east = (one.longitude - other.longitude) * middle.cos();
    DEGREE * east.hypot(one.latitude - other.latitude)
}

/// The point first, then the text, then the page.
pub(super) fn decide(by_text: Located, nearby: Nearby, home: Option<&Oktmo>) -> Located {
    match nearby {
        Nearby::Unknown => by_text,
        Nearby::In(oktmo) => inside(by_text, oktmo),
        Nearby::Among(candidates) => among(by_text, candidates, home),
    }
}

fn inside(by_text: Located, oktmo: Oktmo) -> Located {
    if by_text.municipality.as_ref() == Some(&oktmo) {
        return Located { confidence: BY_POINT.max(by_text.confidence), ambiguous: Vec::new(), ..by_text };
    }
    let other = by_text.municipality.filter(|_| by_text.confidence >= SURE);
    let confidence = if other.is_some() { BY_POINT_AGAINST_TEXT } else { BY_POINT };
    Located {
        municipality: Some(oktmo),
        confidence,
        ambiguous: other.into_iter().collect(),
        address: by_text.address,
        object: by_text.object,
        ..Located::default()
    }
}

fn among(by_text: Located, mut candidates: Vec<Oktmo>, home: Option<&Oktmo>) -> Located {
    if by_text.is_sure() {
        let fits = by_text.municipality.as_ref().is_some_and(|oktmo| candidates.contains(oktmo));
        if fits {
            return Located { confidence: by_text.confidence.max(BY_TEXT_AND_POINT), ..by_text };
        }
        return Located { confidence: CONTRADICTED, ambiguous: candidates, ..by_text };
    }
    let page = home.filter(|home| candidates.contains(home));
    let municipality = page.cloned().or_else(|| by_text.municipality.clone());
    let confidence = match (page, &municipality) {
        (Some(_), _) => BY_PAGE_AND_POINT,
        (None, Some(_)) => by_text.confidence.min(CONTRADICTED),
        (None, None) => 0.0,
    };
    candidates.retain(|oktmo| Some(oktmo) != municipality.as_ref());
    Located { municipality, confidence, ambiguous: candidates, ..by_text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARZAMAS: &str = "22703000";
    const VYKSA: &str = "22715000";
    const KULEBAKI: &str = "22727000";

    fn code(oktmo: &str) -> Oktmo {
        Oktmo::parse(oktmo).unwrap()
    }

    fn located(latitude: f64, longitude: f64, text: Option<&str>, home: Option<&str>) -> Located {
        let map = [(ARZAMAS, 55.395, 43.841), (VYKSA, 55.321, 42.168), (KULEBAKI, 55.430, 42.513)];
        let map = map.map(|(oktmo, latitude, longitude)| (code(oktmo), Point { latitude, longitude }));
        let nearby = around(&grouped(map.into_iter()), Point { latitude, longitude });
        let home = home.map(code);
        let by_text = match text {
            Some(oktmo) => Located { municipality: Some(code(oktmo)), confidence: 0.9, ..Located::default() },
            None => Located {
                municipality: home.clone(),
                confidence: if home.is_some() { 0.5 } else { 0.0 },
                ..Located::default()
            },
        };
        decide(by_text, nearby, home.as_ref())
    }

    #[test]
    fn a_point_in_a_town_decides_against_page_and_text() {
        let found = located(55.32, 42.15, None, Some(ARZAMAS));
        assert_eq!(found.municipality, Some(code(VYKSA)));
        assert!(found.confidence > 0.9);
        let against = located(55.32, 42.15, Some(ARZAMAS), None);
        assert_eq!(against.municipality, Some(code(VYKSA)));
        assert!(against.confidence < found.confidence);
        assert_eq!(against.ambiguous, [code(ARZAMAS)]);
    }

    #[test]
    fn a_point_between_two_towns_is_left_to_the_text_and_the_page() {
        let between = |text, home| located(55.37, 42.34, text, home);
        let open = between(None, None);
        assert_eq!((open.municipality, open.confidence), (None, 0.0));
        assert_eq!(open.ambiguous.len(), 2);
        assert_eq!(between(Some(VYKSA), None).municipality, Some(code(VYKSA)));
        assert_eq!(between(None, Some(KULEBAKI)).municipality, Some(code(KULEBAKI)));
        assert!(!between(Some(ARZAMAS), None).is_sure(), "the point rules it out");
    }

    #[test]
    fn a_point_outside_of_the_region_says_nothing() {
        assert!(located(43.6, 39.7, None, Some(VYKSA)).confidence <= 0.5);
    }
}
