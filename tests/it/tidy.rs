//! Rules of the house that a reader of the files can check.

use std::fs;
use std::path::{Path, PathBuf};

const LONGEST: usize = 500;
const TOP: [&str; 9] =
    ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "events", "functions", "infra", "shared", "tests"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above").to_owned()
}

fn files(ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["functions", "shared", "infra", "tests"].iter().map(|one| root().join(one)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

#[test]
fn the_top_level_is_as_agreed() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || name == "target" || TOP.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let files = files("rs");
    let mut lengths: Vec<usize> = files.iter().map(|(_, text)| text.lines().count()).collect();
    for ((path, _), length) in files.iter().zip(&lengths) {
        assert!(*length <= LONGEST, "{} has {length} lines", path.display());
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!((60..=170).contains(&median), "the median file has {median} lines");
}

#[test]
fn every_module_says_what_it_is_for() {
    // `tests.rs` beside a module says it by its name.
    for (path, text) in files("rs").into_iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        assert!(first.starts_with("//!") || first.starts_with("#![doc"), "{}", path.display());
    }
}

#[test]
fn a_function_starts_in_less_than_twenty_lines() {
    for (path, text) in files("rs") {
        let of_function = path.starts_with(root().join("functions")) && path.ends_with("src/main.rs");
        assert!(!of_function || text.lines().count() < 20, "{}", path.display());
    }
}

#[test]
fn nothing_is_left_undone_or_silenced() {
    let marks = [
        ["to", "do!("],
        ["unimplemented", "!("],
        ["FIX", "ME"],
        ["#[ig", "nore"],
        ["dbg", "!("],
        ["#[al", "low("],
    ];
    for (path, text) in files("rs") {
        for [left, right] in marks {
            assert!(!text.contains(&format!("{left}{right}")), "{} has {left}{right}", path.display());
        }
    }
}

#[test]
fn the_environment_is_read_in_one_place() {
    for (path, text) in files("rs") {
        let settings = path.ends_with("shared/kit/src/settings.rs");
        let reads = text.contains(&["std::env::", "var("].concat());
        assert!(!reads || settings, "{}", path.display());
    }
}
