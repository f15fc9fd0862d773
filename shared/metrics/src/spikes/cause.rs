//! What the cases of a spike have in common: the fewest things, such as a boiler house or a street, that explain most.

use std::collections::{BTreeMap, BTreeSet};

use domain::MessageKey;
use serde::Serialize;

/// Fewer cases have no cause in common, only a coincidence.
pub const LEAST_CASES: usize = 3;

/// A case, and everything that may lie behind it: its street, its house, what feeds the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The incident.
    pub key: MessageKey,
    /// Names of things, made by who knows places.
    pub things: BTreeSet<String>,
}

/// A thing that several cases share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Its name.
    pub thing: String,
    /// The cases it explains, without those that a larger cause explains already.
    pub cases: Vec<MessageKey>,
    /// Other things that explain the very same cases: which of them it is, these cases cannot tell.
    pub instead: Vec<String>,
}

/// The causes, the largest first, until nothing explains [`LEAST_CASES`] of the rest. Greedy: within a factor of the
/// logarithm of the smallest set (Chvátal, 1979), and the same for the same cases in any order.
pub fn causes(cases: &[Case]) -> Vec<Cause> {
    let mut left: BTreeMap<&MessageKey, &BTreeSet<String>> =
        cases.iter().map(|case| (&case.key, &case.things)).collect();
    let mut found = Vec::new();
    loop {
        let mut explained: BTreeMap<&String, BTreeSet<&MessageKey>> = BTreeMap::new();
        for (key, things) in &left {
            for thing in *things {
                explained.entry(thing).or_default().insert(*key);
            }
        }
        // Of equally many the first by name: a map goes by names, and only more takes the place of the first.
        let largest =
            explained.iter().fold(None, |best: Option<(&String, usize)>, (thing, keys)| match best {
                Some((_, most)) if keys.len() <= most => best,
                _ => Some((*thing, keys.len())),
            });
        let Some((thing, _)) = largest.filter(|(_, count)| LEAST_CASES <= *count) else { return found };
        let keys = explained[thing].clone();
        let same = explained.iter().filter(|(other, others)| **other != thing && **others == keys);
        found.push(Cause {
            thing: thing.clone(),
            cases: keys.iter().map(|key| (*key).clone()).collect(),
            instead: same.map(|(other, _)| (*other).clone()).collect(),
        });
        left.retain(|key, _| !keys.contains(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::key;

    fn case(number: usize, things: &[&str]) -> Case {
        Case { key: key(number), things: things.iter().map(|thing| (*thing).to_owned()).collect() }
    }

    #[test]
    fn one_boiler_house_explains_what_four_streets_tell() {
        let cases: Vec<Case> = (0..8)
            .map(|number| {
                case(number, &["boiler-3", &format!("street-{}", number % 4), &format!("house-{number}")])
            })
            .chain([case(20, &["street-9"]), case(21, &["street-9", "house-21"])])
            .collect();
        let found = causes(&cases);
        assert_eq!(found.len(), 1, "two cases on a street are a coincidence: {found:?}");
        assert_eq!((found[0].thing.as_str(), found[0].cases.len()), ("boiler-3", 8));
    }

    #[test]
    fn a_second_cause_explains_only_what_is_left() {
        let mut cases: Vec<Case> = (0..5).map(|number| case(number, &["a", "b"])).collect();
        cases.extend((5..9).map(|number| case(number, &["b"])));
        cases.extend((9..12).map(|number| case(number, &["a"])));
        let found = causes(&cases);
        let sizes: Vec<(&str, usize)> =
            found.iter().map(|cause| (cause.thing.as_str(), cause.cases.len())).collect();
        assert_eq!(sizes, [("b", 9), ("a", 3)]);
    }

    #[test]
    fn what_the_cases_cannot_tell_apart_is_said() {
        let cases: Vec<Case> = (0..4).map(|number| case(number, &["pump", "street"])).collect();
        let mut turned = cases.clone();
        turned.reverse();
        let found = causes(&cases);
        assert_eq!((found[0].thing.as_str(), &found[0].instead[..]), ("pump", &["street".to_owned()][..]));
        assert_eq!(causes(&turned), found);
        assert!(causes(&[]).is_empty());
    }
}
