//! Messages over all municipalities of the region that comes with Otklik: where they belong, as its people would say.

use std::path::Path;

use domain::{Directory, Municipality, Oktmo};
use language::place::SURE;
use language::{Gazetteer, Located, tokens};

/// Right answers among a hundred, and texts among a thousand that may get a wrong one with confidence.
const RIGHT_PERCENT: usize = 95;
const WRONG_PERMILLE: usize = 10;

struct Case {
    page: Option<Oktmo>,
    answer: Option<Oktmo>,
    text: &'static str,
}

fn directory() -> Directory {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/local/regions/nizhny-novgorod");
    let read = |name: &str| {
        (name.to_owned(), std::fs::read_to_string(folder.join(name)).expect("a file of the region"))
    };
    let files = Directory::FILES.into_iter().map(read).collect();
    Directory::load(&files).expect("the region is valid").0
}

fn unit(directory: &Directory, name: &str) -> Option<Oktmo> {
    let units = || directory.territory.municipalities.iter();
    let named = |unit: &&Municipality| unit.name == name;
    let found = units().find(named).or_else(|| units().find(|unit| unit.seat == name));
    assert!(name == "-" || found.is_some(), "{name}");
    found.map(|unit| unit.oktmo.clone())
}

fn cases(directory: &Directory) -> Vec<Case> {
    let lines = include_str!("places.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let [page, answer, text] = *line.splitn(3, '|').collect::<Vec<_>>() else { panic!("{line}") };
            Case { page: unit(directory, page), answer: unit(directory, answer), text }
        })
        .collect()
}

/// An open case is right if nobody is chosen, or if it is left to a person by saying how little is known.
fn is_right(case: &Case, found: &Located) -> bool {
    let unsure = || case.answer.is_none() && found.confidence < 0.5;
    found.municipality == case.answer || unsure()
}

#[test]
fn messages_of_the_region_find_their_municipality() {
    let directory = directory();
    let gazetteer = Gazetteer::of(&directory);
    let name = |oktmo: Option<&Oktmo>| {
        oktmo.and_then(|oktmo| directory.municipality(oktmo)).map_or("-", |unit| unit.name.as_str())
    };
    let (mut right, mut open, mut sure) = (0, 0, 0);
    let cases = cases(&directory);
    for case in &cases {
        let found = gazetteer.locate(&tokens(case.text), case.page.as_ref());
        if is_right(case, &found) {
            right += 1;
            continue;
        }
        let confident = found.confidence >= SURE;
        sure += usize::from(confident);
        open += usize::from(found.municipality.is_none());
        println!(
            "{} {} | {} | {}: {} {:.2} {:?}",
            if confident { "WRONG" } else { "  not" },
            name(case.page.as_ref()),
            name(case.answer.as_ref()),
            case.text,
            name(found.municipality.as_ref()),
            found.confidence,
            found.words
        );
    }
    let total = cases.len();
    println!(
        "{total} texts: {right} right, {open} left open, {} wrong, {sure} of them with confidence",
        total - right - open
    );
    assert!(total >= 500);
    assert!(right * 100 >= total * RIGHT_PERCENT, "{right} of {total} are right");
    assert!(sure * 1000 <= total * WRONG_PERMILLE, "{sure} of {total} are wrong with confidence");
}
