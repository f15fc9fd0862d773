//! What the readers of all files share: where an entry stands, and the list of problems that grows beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::entry::Entry;
use crate::directory::DirectoryFiles;
use crate::directory::problem::Problem;
use crate::directory::register::{Named, Register};

/// More problems than these nobody reads at once: whoever has mended them hears of the others.
const MOST_PROBLEMS: usize = 200;

/// The place of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) file: &'static str,
    pub(super) line: Option<usize>,
}

/// A value with the place where it was written.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) spot: Spot,
    pub(super) value: T,
}

/// The entries of one file.
#[derive(Debug)]
pub(super) struct Entries<T: Named> {
    pub(super) list: Vec<Placed<T>>,
    /// Ids of broken entries too, so that one slip is not reported at every place that refers to it.
    known: BTreeSet<T::Id>,
}

impl<T: Named> Default for Entries<T> {
    fn default() -> Self {
        Self { list: Vec::new(), known: BTreeSet::new() }
    }
}

impl<T: Named<Id: DeserializeOwned>> Entries<T> {
    /// Reads every entry of a file with `read`; its id is in the field `id`.
    pub(super) fn read(
        loader: &mut Loader<'_>,
        entries: Vec<Entry>,
        id: &str,
        read: impl Fn(&mut Entry, &mut Loader<'_>) -> Option<T>,
    ) -> Self {
        let mut all = Self::default();
        for mut entry in entries {
            all.known.extend(entry.peek(id));
            let value = read(&mut entry, loader);
            all.list.extend(value.map(|value| Placed { spot: entry.spot, value }));
            entry.finish(loader);
        }
        loader.refuse_repeats(&all.list, id, |value| Some(value.id()));
        all
    }

    pub(super) fn knows(&self, id: &T::Id) -> bool {
        self.known.contains(id)
    }

    pub(super) fn get(&self, id: &T::Id) -> Option<&T> {
        self.values().find(|value| value.id() == id)
    }

    pub(super) fn get_mut(&mut self, id: &T::Id) -> Option<&mut T> {
        self.list.iter_mut().map(|entry| &mut entry.value).find(|value| value.id() == id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.list.iter().map(|entry| &entry.value)
    }

    pub(super) fn into_register(self) -> Register<T> {
        self.list.into_iter().map(|entry| entry.value).collect()
    }
}

/// The files, and what is wrong with them so far.
#[derive(Debug)]
pub(super) struct Loader<'a> {
    files: &'a DirectoryFiles,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Loader<'a> {
    pub(super) const fn new(files: &'a DirectoryFiles) -> Self {
        Self { files, problems: Vec::new() }
    }

    pub(super) fn complain(&mut self, spot: Spot, field: &str, message: impl Into<String>) {
        if self.problems.len() >= MOST_PROBLEMS {
            return;
        }
        let Spot { file, line } = spot;
        let (file, field) = (file.to_owned(), field.to_owned());
        self.problems.push(Problem { file, line, field, message: message.into() });
    }

    /// The text of a file that must be there.
    pub(super) fn text(&mut self, file: &'static str) -> Option<&'a str> {
        let text = self.optional_text(file);
        if text.is_none() {
            self.complain(Spot { file, line: None }, "", "the file is missing");
        }
        text
    }

    /// The text of a file that may be absent.
    pub(super) fn optional_text(&self, file: &str) -> Option<&'a str> {
        self.files.get(file).map(|text| text.trim_start_matches('\u{feff}'))
    }

    /// Reports every value that an earlier entry has already.
    pub(super) fn refuse_repeats<'v, T, K: Ord + 'v>(
        &mut self,
        entries: &'v [Placed<T>],
        field: &str,
        key: impl Fn(&'v T) -> Option<K>,
    ) {
        let mut seen: BTreeMap<K, Spot> = BTreeMap::new();
        for entry in entries {
            let Some(key) = key(&entry.value) else { continue };
            if let Some(first) = seen.get(&key) {
                self.complain(entry.spot, field, format!("the same as in {}", at(*first)));
            } else {
                seen.insert(key, entry.spot);
            }
        }
    }

    /// Reports a reference that leads nowhere; says whether it does lead somewhere.
    pub(super) fn refuse_unknown(
        &mut self,
        known: bool,
        spot: Spot,
        field: &str,
        what: &str,
        id: impl Display,
    ) -> bool {
        if !known {
            self.complain(spot, field, format!("unknown {what} `{id}`"));
        }
        known
    }
}

/// How a message names another place of the same file.
pub(super) fn at(spot: Spot) -> String {
    spot.line.map_or_else(|| spot.file.to_owned(), |line| format!("line {line}"))
}
