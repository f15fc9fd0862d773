//! What a resident is asked about a topic when a form can ask: kept in `data/questions.csv`.

use std::sync::LazyLock;

use crate::ids::TopicCode;
use crate::topics::Taxonomy;

const BUILT_IN: &str = include_str!("../data/questions.csv");
const HEADER: [&str; 7] = ["topic", "code", "datatype", "required", "question", "hint", "values"];

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataType {
    /// A few words.
    String,
    /// A number.
    Number,
    /// A moment.
    DateTime,
    /// Some lines.
    Text,
    /// One of the values.
    SingleValueList,
    /// Some of the values.
    MultiValueList,
}

impl DataType {
    /// Every kind of answer.
    pub const ALL: [Self; 6] =
        [Self::String, Self::Number, Self::DateTime, Self::Text, Self::SingleValueList, Self::MultiValueList];

    /// The name in the file, which is Open311's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::DateTime => "datetime",
            Self::Text => "text",
            Self::SingleValueList => "singlevaluelist",
            Self::MultiValueList => "multivaluelist",
        }
    }

    /// Whether the answer is chosen from values.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::SingleValueList | Self::MultiValueList)
    }
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its name in a form.
    pub key: String,
    /// What people read.
    pub title: String,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The topic that it belongs to.
    pub topic: TopicCode,
    /// Its name within the topic.
    pub code: String,
    /// What the answer is.
    pub datatype: DataType,
    /// A form without the answer is refused.
    pub required: bool,
    /// What people are asked.
    pub question: String,
    /// How to answer.
    pub hint: Option<String>,
    /// What there is to choose from.
    pub values: Vec<Choice>,
}

impl Question {
    /// The title of a value, where the answer is chosen from values.
    pub fn choice(&self, key: &str) -> Option<&Choice> {
        self.values.iter().find(|choice| choice.key == key)
    }
}

/// A line of the questions that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("questions, line {line}: the field {field} is missing, repeated or not valid")]
pub struct QuestionsError {
    /// The line, from 1.
    pub line: u64,
    /// The column.
    pub field: &'static str,
}

/// All questions, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Questions(Vec<Question>);

impl Questions {
    /// The questions that come with Otklik.
    pub fn built_in() -> &'static Self {
        static QUESTIONS: LazyLock<Questions> = LazyLock::new(|| {
            Questions::parse(BUILT_IN).expect("the file is checked by a test of this module")
        });
        &QUESTIONS
    }

    /// Reads a file of questions about the topics that come with Otklik.
    pub fn parse(csv: &str) -> Result<Self, QuestionsError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv.as_bytes());
        let header = reader.headers().map_err(|_| QuestionsError { line: 1, field: "header" })?;
        if header.iter().ne(HEADER) {
            return Err(QuestionsError { line: 1, field: "header" });
        }
        let mut questions: Vec<Question> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| QuestionsError {
                line: error.position().map_or(0, csv::Position::line),
                field: "encoding",
            })?;
            let question = read(&record)?;
            if questions.iter().any(|known| known.topic == question.topic && known.code == question.code) {
                return Err(QuestionsError { line: line_of(&record), field: "code" });
            }
            questions.push(question);
        }
        Ok(Self(questions))
    }

    /// The questions of a topic.
    pub fn of<'a>(&'a self, topic: &'a TopicCode) -> impl Iterator<Item = &'a Question> {
        self.0.iter().filter(move |question| question.topic == *topic)
    }

    /// Every question.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Question> {
        self.0.iter()
    }
}

fn line_of(record: &csv::StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

fn read(record: &csv::StringRecord) -> Result<Question, QuestionsError> {
    let refused = |index: usize| QuestionsError { line: line_of(record), field: HEADER[index] };
    let cell = |index: usize| record.get(index).map(str::trim).filter(|cell| !cell.is_empty());
    let needed = |index: usize| cell(index).ok_or(refused(index));
    let topic = TopicCode::parse(needed(0)?).map_err(|_| refused(0))?;
    if Taxonomy::built_in().get(&topic).is_none() {
        return Err(refused(0));
    }
    let code = needed(1)?;
    if !code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
        return Err(refused(1));
    }
    let datatype = needed(2)?;
    let datatype = DataType::ALL.into_iter().find(|known| known.as_str() == datatype).ok_or(refused(2))?;
    let values: Option<Vec<Choice>> =
        cell(6).unwrap_or_default().split(';').filter(|value| !value.is_empty()).map(choice).collect();
    let values = values.filter(|values| values.is_empty() != datatype.is_list()).ok_or(refused(6))?;
    Ok(Question {
        topic,
        code: code.to_owned(),
        datatype,
        required: needed(3)?.parse().map_err(|_| refused(3))?,
        question: needed(4)?.to_owned(),
        hint: cell(5).map(str::to_owned),
        values,
    })
}

fn choice(text: &str) -> Option<Choice> {
    let (key, title) = text.split_once('=')?;
    let sound = !key.is_empty() && !title.is_empty();
    sound.then(|| Choice { key: key.to_owned(), title: title.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &str) -> &'static str {
        let error = Questions::parse(&format!("{}\n{line}", HEADER.join(","))).unwrap_err();
        assert_eq!(error.line, 2);
        error.field
    }

    #[test]
    fn the_questions_that_come_with_otklik_can_be_read() {
        let questions = Questions::parse(BUILT_IN).unwrap();
        let potholes = TopicCode::parse("roads.potholes").unwrap();
        let codes: Vec<&str> = questions.of(&potholes).map(|question| question.code.as_str()).collect();
        assert_eq!(codes, ["SIZE", "HAZARDS"]);
        let size = questions.of(&potholes).next().unwrap();
        assert_eq!(size.choice("medium").unwrap().title, "До метра");
        assert!(DataType::ALL.iter().all(|kind| questions.iter().any(|one| one.datatype == *kind)));
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert_eq!(refused("roads.unknown,A,string,true,Что?,,"), "topic");
        assert_eq!(refused("roads.potholes,a b,string,true,Что?,,"), "code");
        assert_eq!(refused("roads.potholes,A,file,true,Что?,,"), "datatype");
        assert_eq!(refused("roads.potholes,A,string,maybe,Что?,,"), "required");
        assert_eq!(refused("roads.potholes,A,string,true,,,"), "question");
        assert_eq!(refused("roads.potholes,A,string,true,Что?,,a=Б"), "values");
        assert_eq!(refused("roads.potholes,A,singlevaluelist,true,Что?,,"), "values");
        assert_eq!(refused("roads.potholes,A,singlevaluelist,true,Что?,,a"), "values");
    }

    #[test]
    fn a_code_that_stands_twice_in_a_topic_is_refused() {
        let twice = "roads.potholes,A,string,true,Что?,,\nroads.potholes,A,text,true,Что?,,";
        let error = Questions::parse(&format!("{}\n{twice}", HEADER.join(","))).unwrap_err();
        assert_eq!(error, QuestionsError { line: 3, field: "code" });
    }
}
