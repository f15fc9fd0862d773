//! `otklik understand`: what messages say, a JSON line for each. Nothing is stored.

use std::io::{BufRead, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use domain::{Directory, Oktmo, PageId};
use language::model::Model;
use language::{Gazetteer, Guess, Located, Tokens, Understander, mask, tokens};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Failed;
use crate::region;

/// Say what messages are about: JSON lines `{"id","text","page"?}` in, a JSON line for each out.
#[derive(Debug, Args)]
pub(super) struct Understand {
    /// A model of topics that `train` wrote; by default the one that comes with the program.
    #[arg(long)]
    model: Option<PathBuf>,
    /// A folder with a region's directory, or the name of the region that comes with the program, which is the default.
    #[arg(long)]
    directory: Option<PathBuf>,
    /// The file of lines; by default the standard input.
    #[arg(long)]
    input: Option<PathBuf>,
}

pub(super) fn run(understand: &Understand) -> Result<(), Failed> {
    let machine = Machine::new(understand)?;
    let out = BufWriter::new(std::io::stdout().lock());
    let bad = match &understand.input {
        Some(path) => {
            let file = std::fs::File::open(path).map_err(super::at(path))?;
            machine.lines(std::io::BufReader::new(file), out)?
        }
        None => machine.lines(std::io::stdin().lock(), out)?,
    };
    if bad > 0 {
        return Err(format!("{bad} line(s) could not be read").into());
    }
    Ok(())
}

/// A line of the input.
#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    page: Option<String>,
}

/// What is wrong with a line.
struct Fault {
    id: Option<Value>,
    field: &'static str,
    message: &'static str,
}

impl Fault {
    fn told(self, line: u64) -> Value {
        let error = json!({ "line": line, "field": self.field, "message": self.message });
        match self.id {
            Some(id) => json!({ "id": id, "error": error }),
            None => json!({ "error": error }),
        }
    }
}

struct Machine {
    directory: Directory,
    gazetteer: Gazetteer,
    own: Option<Understander>,
}

impl Machine {
    fn new(understand: &Understand) -> Result<Self, Failed> {
        let directory = directory(understand.directory.as_ref())?;
        let own = match &understand.model {
            Some(path) => {
                let bytes = std::fs::read(path).map_err(super::at(path))?;
                Some(Understander::with_topics(Model::from_bytes(&bytes).map_err(super::at(path))?))
            }
            None => None,
        };
        Ok(Self { gazetteer: Gazetteer::of(&directory), directory, own })
    }

    /// Answers every line, and says how many were no message.
    fn lines(&self, mut input: impl BufRead, mut out: impl Write) -> std::io::Result<usize> {
        let (mut line, mut number, mut bad) = (Vec::new(), 0_u64, 0);
        while input.read_until(b'\n', &mut line)? > 0 {
            number += 1;
            let text = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
            if !text.trim_ascii().is_empty() {
                let answer = self.answer(text).unwrap_or_else(|fault| {
                    bad += 1;
                    fault.told(number)
                });
                serde_json::to_writer(&mut out, &answer)?;
                out.write_all(b"\n")?;
            }
            line.clear();
        }
        out.flush()?;
        Ok(bad)
    }

    fn answer(&self, line: &[u8]) -> Result<Value, Fault> {
        let line: Line = serde_json::from_slice(line).map_err(|_| fault(line))?;
        if !matches!(line.id, Value::String(_) | Value::Number(_)) {
            return Err(Fault { id: None, field: "id", message: "a string or a number is expected" });
        }
        let known = |page: &String| PageId::parse(page).ok().and_then(|id| self.directory.page(&id));
        let page = line.page.as_ref().map(known);
        let home = page.flatten().and_then(|page| page.municipality.as_ref());
        let mut answer = self.understood(&line, home);
        // Texts of other regions are understood as well: only the page's help with the place is missing.
        if page == Some(None) {
            answer["page_unknown"] = json!(true);
        }
        Ok(answer)
    }

    fn understood(&self, line: &Line, home: Option<&Oktmo>) -> Value {
        let understander = self.own.as_ref().unwrap_or_else(|| Understander::built_in());
        let tokens = tokens(&line.text);
        let understanding = understander.read(&line.text, &tokens);
        let located = self.gazetteer.locate(&tokens, home);
        let likeliest = understanding.topic.as_ref().or(understanding.alternatives.first());
        let masked = mask(&line.text);
        let carried =
            likeliest.map(|guess| carried(understander, line, &tokens, &masked, guess)).unwrap_or_default();
        json!({
            "id": line.id,
            "topic": understanding.topic.as_ref().map(|guess| &guess.topic),
            "alternatives": understanding.alternatives.iter().map(guessed).collect::<Vec<_>>(),
            "confidence": likeliest.map_or(0.0, |guess| share(guess.confidence)),
            "kind": understanding.kind,
            "tone": understanding.tone.as_str(),
            "urgency": understanding.urgency.as_str(),
            "place": self.place(&located),
            "text": masked,
            "explanation": {
                "person_decides": understanding.topic.is_none(),
                "legible": understanding.legible,
                "cues": understanding.words,
                "carried": carried,
            },
        })
    }

    fn place(&self, located: &Located) -> Value {
        let found = located.municipality.as_ref().and_then(|oktmo| self.directory.municipality(oktmo));
        let address = located.address.as_ref();
        json!({
            "municipality": located.municipality,
            "name": found.map(|found| &found.name),
            "settlement": located.settlement,
            "street": address.map(|address| address.street.expose()),
            "house": address.and_then(|address| address.house.as_ref()).map(domain::Private::expose),
            "confidence": share(located.confidence),
            "ambiguous": located.ambiguous,
            "words": located.words,
        })
    }
}

/// Which field of a line is wrong; a line that is no object has none.
fn fault(line: &[u8]) -> Fault {
    let Ok(value) = serde_json::from_slice::<Value>(line) else {
        return Fault { id: None, field: "line", message: "this is not JSON in UTF-8" };
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned();
    let (field, message) = if !value.is_object() {
        ("line", "an object is expected")
    } else if id.is_none() {
        ("id", "a string or a number is expected")
    } else if !value.get("text").is_some_and(Value::is_string) {
        ("text", "a string is expected")
    } else {
        ("page", "a string is expected")
    };
    Fault { id, field, message }
}

/// Words of the text that the model counted for a topic. What masking hides stays hidden.
fn carried(
    understander: &Understander,
    line: &Line,
    tokens: &Tokens,
    masked: &str,
    guess: &Guess,
) -> Vec<Value> {
    let reasons = understander.reasons(&line.text, tokens, &guess.topic);
    let shown = reasons.iter().filter_map(|reason| {
        let word = line.text.get(tokens.words.get(reason.token)?.span.clone())?;
        masked.contains(word).then(|| json!({ "word": word, "weight": share(reason.weight) }))
    });
    shown.collect()
}

fn guessed(guess: &Guess) -> Value {
    json!({ "topic": guess.topic, "confidence": share(guess.confidence) })
}

/// Two digits: the third is noise.
fn share(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}

fn directory(asked: Option<&PathBuf>) -> Result<Directory, Failed> {
    let files = match asked {
        Some(folder) if folder.is_dir() => region::read_folder(folder).map_err(super::at(folder))?,
        _ => region::built_in(),
    };
    let (directory, _) = Directory::load(&files).map_err(region::LoadError::Problems)?;
    match asked {
        Some(name) if !name.is_dir() && name.as_os_str() != directory.region.id.as_str() => {
            Err(format!("--directory {}: no such folder, and no such region", name.display()).into())
        }
        _ => Ok(directory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(input: &str) -> (Vec<Value>, usize) {
        let machine = Machine::new(&Understand { model: None, directory: None, input: None }).unwrap();
        let mut out = Vec::new();
        let bad = machine.lines(input.as_bytes(), &mut out).unwrap();
        let lines = out.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
        (lines.map(|line| serde_json::from_slice(line).unwrap()).collect(), bad)
    }

    #[test]
    fn a_message_is_understood_and_masked() {
        let line = json!({ "id": "a1", "text": "В Арзамасе третий день не вывозят мусор, мой телефон +7 900 000-00-01" });
        let (answers, bad) = answers(&line.to_string());
        assert_eq!(bad, 0);
        let answer = &answers[0];
        assert_eq!(answer["id"], "a1");
        assert_eq!(answer["topic"], "waste.collection");
        assert_eq!(answer["kind"], "complaint");
        assert_eq!(answer["place"]["name"], "Арзамас", "{}", answer["place"]);
        assert!(answer["text"].as_str().unwrap().contains("[телефон]"), "{answer}");
        assert!(!answer.to_string().contains("000-00-01"));
        assert!(!answer["explanation"]["carried"].as_array().unwrap().is_empty());
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_one_is_read() {
        let input = "{\n[1]\n{\"text\":\"яма\"}\n{\"id\":2}\n{\"id\":3,\"text\":\"яма\",\"page\":7}\n\n\
                     {\"id\":4,\"text\":\"На дороге огромная яма\"}";
        let (answers, bad) = answers(input);
        assert_eq!((answers.len(), bad), (6, 5));
        let lines: Vec<&Value> = answers[..5].iter().map(|answer| &answer["error"]["line"]).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
        let fields: Vec<&Value> = answers[..5].iter().map(|answer| &answer["error"]["field"]).collect();
        assert_eq!(fields, ["line", "line", "id", "text", "page"]);
        assert_eq!(answers[3]["id"], 2);
        assert_eq!(answers[5]["topic"], "roads.potholes");
    }

    #[test]
    fn a_page_of_elsewhere_costs_its_help_with_the_place_and_nothing_else() {
        let text = "На дороге огромная яма";
        let lines =
            [json!({ "id": 1, "text": text }), json!({ "id": 1, "text": text, "page": "Не наша страница" })];
        let (answers, bad) = answers(&lines.map(|line| line.to_string()).join("\n"));
        assert_eq!(bad, 0);
        assert_eq!(answers[1]["page_unknown"], true);
        assert_eq!(answers[0].get("page_unknown"), None);
        assert_eq!(answers[0]["place"], answers[1]["place"]);
        assert_eq!(answers[1]["topic"], "roads.potholes");
    }

    #[test]
    fn files_of_other_programs_are_read_whatever_ends_their_lines() {
        let text = "На дороге огромная яма";
        let long = "яма на дороге ".repeat(80_000);
        let lines = [json!({ "id": 7, "text": text }), json!({ "id": "a", "text": long, "extra": null })];
        let input = format!("\u{feff}{}\r\n\r\n{}\r\n   \r\n", lines[0], lines[1]);
        let (answers, bad) = answers(&input);
        assert_eq!((answers.len(), bad), (2, 0));
        assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!(7), &json!("a")));
        assert_eq!(answers[0]["topic"], "roads.potholes");
    }

    #[test]
    fn what_cannot_be_read_is_left_to_a_person_within_bounded_time() {
        let zalgo: String = "яма на дороге".chars().flat_map(|char| [char, '\u{336}', '\u{335}']).collect();
        let texts =
            ["Безнең урамда юл бик начар", "dobryj den, net sveta", &zalgo, &"а".repeat(1_000_000), ""];
        let lines: Vec<String> =
            texts.iter().map(|text| json!({ "id": 1, "text": text }).to_string()).collect();
        let (answers, bad) = answers(&lines.join("\n"));
        assert_eq!((answers.len(), bad), (texts.len(), 0));
        for answer in answers {
            assert_eq!(answer["topic"], Value::Null);
            assert_eq!(answer["explanation"]["person_decides"], true);
        }
    }
}
