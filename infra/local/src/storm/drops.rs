//! What the server says in its log of deliveries that concern no message: ignored ones by reason, parked ones by name.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// What the log tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    /// Ignored deliveries by reason. After a kill the same one may be told of again.
    pub(super) ignored: BTreeMap<String, usize>,
    /// The names of parked deliveries.
    pub(super) parked: BTreeSet<String>,
    /// Bugs that were caught.
    pub(super) bugs: usize,
}

/// Reads the log. A kill may have cut a line, so what is not understood is passed over.
pub(super) fn read(log: &Path) -> io::Result<Told> {
    Ok(understand(&String::from_utf8_lossy(&std::fs::read(log)?)))
}

fn understand(log: &str) -> Told {
    let mut told = Told::default();
    for line in log.lines() {
        if line.contains("delivery ignored") {
            *told.ignored.entry(field(line, "reason").unwrap_or_default()).or_default() += 1;
        } else if line.contains("delivery parked") {
            told.parked.extend(field(line, "parked"));
        } else if line.contains("a bug was caught") {
            told.bugs += 1;
        }
    }
    told
}

fn field(line: &str, name: &str) -> Option<String> {
    let found = line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))?;
    Some(found.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_are_counted_by_reason_and_parked_deliveries_once() {
        let log = "2026 INFO delivery ignored page=bor-vk reason=\"unknown_kind\"\n\
            2026 INFO delivery ignored page=bor-vk reason=\"unknown_kind\"\n\
            2026 WARN delivery parked page=bor-vk cause=the delivery breaks\n\
            2026 WARN delivery parked page=bor-vk code=\"body.malformed\" parked=\"abc\"\n\
            2026 WARN delivery parked page=bor-vk code=\"body.malformed\" parked=\"abc\"\n";
        let told = understand(log);
        assert_eq!(told.ignored, BTreeMap::from([("unknown_kind".to_owned(), 2)]));
        assert_eq!(told.parked, BTreeSet::from(["abc".to_owned()]));
    }
}
