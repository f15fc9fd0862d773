//! What a message is about, as far as two messages can be compared by it.

use domain::TopicCode;

use super::seal::open_mark;

/// How far one cause of a topic reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// A house or a yard: the lift next door is another lift.
    House,
    /// A street: snow, lamps, holes.
    Street,
    /// A network: water, heat, light fail in many houses at once.
    Network,
}

/// Topics of a network.
const NETWORK: &[&str] = &[
    "heating.no-heat",
    "heating.network",
    "heating.season",
    "heating.public-buildings",
    "water.no-cold",
    "water.no-hot",
    "water.pressure",
    "water.quality",
    "electricity.outage",
    "electricity.voltage",
    "gas.outage",
    "communications.mobile",
    "communications.internet",
    "ecology.air",
    "ecology.fires",
    "ecology.floods",
];

/// Topics of a street.
const STREET: &[&str] = &[
    "roads.potholes",
    "roads.repair",
    "roads.gravel",
    "roads.sidewalks",
    "roads.shoulders",
    "roads.drainage",
    "roads.congestion",
    "roads.traffic-rules",
    "lighting.streets",
    "snow.roads",
    "snow.sidewalks",
    "waste.collection",
    "water.leak",
    "water.sewer",
    "electricity.poles",
    "animals.stray-dogs",
];

/// A topic with its family, as marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub(crate) family: u32,
    pub(crate) leaf: u32,
    pub(crate) reach: Reach,
    /// A person has chosen it.
    pub(crate) certain: bool,
}

impl Subject {
    /// The subject of a topic.
    pub fn of(topic: &TopicCode) -> Self {
        let code = topic.as_str();
        let reach = if NETWORK.contains(&code) {
            Reach::Network
        } else if STREET.contains(&code) {
            Reach::Street
        } else {
            Reach::House
        };
        Self { family: open_mark(family(topic)), leaf: open_mark(code), reach, certain: false }
    }

    /// A label of another taxonomy, chosen by a person: only equal labels mean the same.
    pub fn label(label: &str) -> Self {
        let mark = open_mark(&label.trim().to_lowercase());
        Self { family: mark, leaf: mark, reach: Reach::House, certain: true }
    }

    /// How far one cause reaches.
    pub const fn reach(&self) -> Reach {
        self.reach
    }
}

/// Groups whose topics are told of one cause: no water and weak pressure, snow on the road and on the pavement.
const WHOLE_GROUPS: &[&str] =
    &["water", "heating", "electricity", "gas", "lighting", "snow", "waste", "communications"];

/// Topics of other groups that are taken for each other.
const ALIKE: &[&[&str]] = &[
    &["housing.entrances", "housing.entrance-light", "housing.entrance-cleaning"],
    &["roads.potholes", "roads.repair", "roads.gravel"],
    &["yards.playgrounds", "yards.sports-grounds"],
    &["animals.stray-dogs", "animals.walking"],
    &["greenery.fallen", "greenery.pruning"],
];

/// The family of a topic: its group, or those that are taken for it; else the topic alone.
pub(crate) fn family(topic: &TopicCode) -> &str {
    let code = topic.as_str();
    let group = code.split_once('.').map_or(code, |(group, _)| group);
    if WHOLE_GROUPS.contains(&group) {
        return group;
    }
    ALIKE.iter().find(|alike| alike.contains(&code)).map_or(code, |alike| alike[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::topics::Taxonomy;

    #[test]
    fn every_topic_of_the_lists_is_in_the_taxonomy() {
        for code in NETWORK.iter().chain(STREET).chain(ALIKE.iter().copied().flatten()) {
            assert!(Taxonomy::built_in().get(&TopicCode::parse(code).unwrap()).is_some(), "{code}");
        }
    }

    #[test]
    fn only_topics_that_are_taken_for_each_other_are_of_one_family() {
        let of = |code| Subject::of(&TopicCode::parse(code).unwrap());
        assert_eq!(of("water.no-hot").family, of("water.no-cold").family);
        assert_ne!(of("water.no-hot").leaf, of("water.no-cold").leaf);
        assert_eq!(of("roads.repair").family, of("roads.potholes").family);
        assert_ne!(of("housing.lifts").family, of("housing.roofs").family);
        assert_eq!(Subject::label(" Ямы "), Subject::label("ямы"));
    }
}
