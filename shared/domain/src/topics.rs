//! What residents write about: one taxonomy over all channels, in two levels, kept in `data/topics.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::ids::TopicCode;

const BUILT_IN: &str = include_str!("../data/topics.csv");
const HEADER: [&str; 7] = ["code", "group", "title_group_ru", "title_ru", "level", "severity", "fast_track"];

/// Who by law answers for a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Level {
    /// The municipality.
    Municipal,
    /// The region.
    Regional,
    /// The federation and its services.
    Federal,
}

/// A leaf of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Topic {
    /// Its name in storage, rules and the API: `group.leaf`.
    pub code: TopicCode,
    /// The first part of the code.
    pub group: String,
    /// The group as people read it.
    pub group_title: String,
    /// The topic as people read it.
    pub title: String,
    /// Who by law answers.
    pub level: Level,
    /// 1 (a nuisance) to 5 (a danger).
    pub severity: u8,
    /// Answered by the short deadline.
    pub fast_track: bool,
}

/// A line of a topics file that cannot be read. It names the place and repeats nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("topics, line {line}: the field {field} is missing, repeated or not valid")]
pub struct TopicsError {
    /// The line, from 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
}

/// All topics, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    topics: Vec<Topic>,
    by_code: HashMap<TopicCode, usize>,
}

impl Taxonomy {
    /// The topics that come with Otklik.
    pub fn built_in() -> &'static Self {
        static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
            Taxonomy::parse(BUILT_IN).expect("the file is checked by a test of this module")
        });
        &TAXONOMY
    }

    /// Reads a topics file: a header line and one line for each topic.
    pub fn parse(csv: &str) -> Result<Self, TopicsError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv.as_bytes());
        let header = reader.headers().map_err(|_| TopicsError { line: 1, field: "header" })?;
        if header.iter().ne(HEADER) {
            return Err(TopicsError { line: 1, field: "header" });
        }
        let mut taxonomy = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| TopicsError {
                line: error.position().map_or(0, csv::Position::line),
                field: "encoding",
            })?;
            taxonomy.add(&record)?;
        }
        Ok(taxonomy)
    }

    /// The topic of this code.
    pub fn get(&self, code: &TopicCode) -> Option<&Topic> {
        self.by_code.get(code).map(|&index| &self.topics[index])
    }

    /// Every topic, in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Topic> {
        self.topics.iter()
    }

    fn add(&mut self, record: &csv::StringRecord) -> Result<(), TopicsError> {
        let topic = read(record)?;
        if self.by_code.insert(topic.code.clone(), self.topics.len()).is_some() {
            return Err(TopicsError { line: line_of(record), field: "code" });
        }
        self.topics.push(topic);
        Ok(())
    }
}

fn line_of(record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn read(record: &csv::StringRecord) -> Result<Topic, TopicsError> {
    let line = line_of(record);
    let field = |index: usize| {
        let refused = TopicsError { line, field: HEADER[index] };
        record.get(index).map(str::trim).filter(|value| !value.is_empty()).ok_or(refused)
    };
    let refused = |index: usize| TopicsError { line, field: HEADER[index] };
    let code = TopicCode::parse(field(0)?).map_err(|_| refused(0))?;
    let group = field(1)?;
    if code.as_str().split_once('.').is_none_or(|(first, _)| first != group) {
        return Err(refused(1));
    }
    let level = match field(4)? {
        "municipal" => Level::Municipal,
        "regional" => Level::Regional,
        "federal" => Level::Federal,
        _ => return Err(refused(4)),
    };
    let severity = field(5)?.parse().ok().filter(|severity| (1..=5).contains(severity));
    Ok(Topic {
        group: group.to_owned(),
        group_title: field(2)?.to_owned(),
        title: field(3)?.to_owned(),
        level,
        severity: severity.ok_or(refused(5))?,
        fast_track: field(6)?.parse().map_err(|_| refused(6))?,
        code,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::*;

    fn file(lines: &str) -> String {
        format!("{}\n{lines}", HEADER.join(","))
    }

    #[test]
    fn the_topics_that_come_with_otklik_can_be_read() {
        let taxonomy = Taxonomy::parse(BUILT_IN).unwrap();
        assert!((130..=170).contains(&taxonomy.iter().len()), "{}", taxonomy.iter().len());
        let potholes = taxonomy.get(&TopicCode::parse("roads.potholes").unwrap()).unwrap();
        assert_eq!((potholes.group_title.as_str(), potholes.level), ("Дороги", Level::Municipal));
    }

    #[test]
    fn a_group_has_one_title_and_a_title_names_one_topic() {
        let mut groups = BTreeMap::new();
        let mut titles = HashSet::new();
        for topic in Taxonomy::built_in().iter() {
            let title = groups.entry(&topic.group).or_insert(&topic.group_title);
            assert_eq!(*title, &topic.group_title);
            assert!(titles.insert((&topic.group, &topic.title)), "{}", topic.code);
        }
    }

    #[test]
    fn a_code_that_stands_twice_is_refused_with_its_line() {
        let twice = file("a.b,a,А,Б,municipal,1,true\na.b,a,А,В,municipal,1,true");
        assert_eq!(Taxonomy::parse(&twice).unwrap_err(), TopicsError { line: 3, field: "code" });
    }

    #[test]
    fn each_wrong_field_is_named() {
        for (line, named) in [
            ("ab,a,А,Б,municipal,1,true", "code"),
            ("a.b,x,А,Б,municipal,1,true", "group"),
            ("a.b,a,,Б,municipal,1,true", "title_group_ru"),
            ("a.b,a,А, ,municipal,1,true", "title_ru"),
            ("a.b,a,А,Б,local,1,true", "level"),
            ("a.b,a,А,Б,municipal,6,true", "severity"),
            ("a.b,a,А,Б,municipal,1", "fast_track"),
        ] {
            assert_eq!(Taxonomy::parse(&file(line)).unwrap_err(), TopicsError { line: 2, field: named });
        }
        assert_eq!(Taxonomy::parse("code,title\n").unwrap_err(), TopicsError { line: 1, field: "header" });
    }
}
