//! Thousands of different invented messages of about 100 characters, or real ones from a file.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

const PROBLEMS: &str = include_str!("../../data/problems.tsv");
const FRAMES: &str = include_str!("../../data/frames.tsv");
const STREETS: &str = include_str!("../../data/streets.csv");
const DEMO: &str = include_str!("../../../../infra/local/demo/messages.tsv");
const PLACES: &str = include_str!("../../tests/places.txt");

/// The least characters of an invented message.
const LEAST: usize = 85;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = usize::try_from(self.0 >> 33).unwrap_or(0) % all.len();
        all[place]
    }
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// One way to choose among `[a|b]`.
fn chosen(dice: &mut Dice, template: &str) -> String {
    let mut text = String::new();
    for piece in template.split('[') {
        let (choices, rest) = piece.split_once(']').unwrap_or(("", piece));
        text.push_str(dice.of(&choices.split('|').collect::<Vec<_>>()));
        text.push_str(rest);
    }
    text
}

/// Invented messages: half of them of words that the models have learnt from, half of words that they have not.
pub(crate) fn invented(count: usize) -> Vec<String> {
    let mut dice = Dice(2_026);
    let problems: Vec<Vec<&str>> = lines(PROBLEMS).map(|line| line.split('\t').collect()).collect();
    let frames: Vec<&str> = lines(FRAMES).filter_map(|line| line.split('\t').nth(2)).collect();
    let streets: Vec<&str> = STREETS.lines().skip(1).collect();
    let demo: Vec<&str> = lines(DEMO).filter_map(|line| line.split('\t').nth(2)).collect();
    let places: Vec<&str> = lines(PLACES).filter_map(|line| line.split('|').nth(2)).collect();
    let numbers: Vec<u32> = (1..=180).collect();
    let mut message = || {
        let street = format!("на улице {}, {}", dice.of(&streets), dice.of(&numbers));
        let problem = &problems[dice.of(&numbers) as usize % problems.len()];
        let [wrong, wanted] = [problem[1], problem[2]].map(|list| list.split('|').collect::<Vec<_>>());
        let mut text = match dice.of(&[0, 1, 2, 3]) {
            0 | 1 => dice.of(&frames).to_owned(),
            2 => {
                let template = dice.of(&demo);
                chosen(&mut dice, template)
            }
            _ => dice.of(&places).to_owned(),
        };
        for (slot, value) in [
            ("{problem}", dice.of(&wrong)),
            ("{action}", dice.of(&wanted)),
            ("{thing}", problem[3]),
            ("{where}", &street),
            ("{street}", &street),
            ("{addr}", &street),
            ("{place}", "в Выксе"),
            ("{time}", "третий день"),
        ] {
            text = text.replace(slot, value);
        }
        while text.chars().count() < LEAST {
            let words = dice.of(&wrong);
            let more = dice.of(&[words, &street]);
            text = format!("{text} {more}");
        }
        text
    };
    (0..count).map(|_| message()).collect()
}

/// The texts of a column of a CSV file, packed or not.
pub(crate) fn of_file(path: &Path, column: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let file = BufReader::new(File::open(path)?);
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let file: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut reader = csv::Reader::from_reader(file);
    let place = reader.headers()?.iter().position(|name| name == column).ok_or("there is no such column")?;
    reader.records().map(|row| Ok(row?[place].to_owned())).collect()
}
