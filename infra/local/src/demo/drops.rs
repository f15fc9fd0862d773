//! Drops as the system itself counts them: by the lines of its log, which people need not read during the demo.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

/// What the log has told of so far, by reason.
#[derive(Debug, Clone, Default)]
pub(super) struct Drops(Arc<Mutex<BTreeMap<String, u32>>>);

/// One line of the log.
#[derive(Debug)]
pub(super) struct Line {
    drops: Drops,
    text: Vec<u8>,
}

impl Drops {
    /// The count of each reason.
    pub(super) fn counts(&self) -> BTreeMap<String, u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads a line; true if it is of interest to nobody else.
    fn read(&self, line: &str) -> bool {
        let told = line.contains("delivery ignored") || line.contains("delivery parked");
        let field = |name: &str| {
            let value = line.split(' ').find_map(|word| word.strip_prefix(name))?;
            Some(value.trim_matches(['"', '\n']).to_owned())
        };
        if let (true, Some(reason)) = (told, field("reason=").or_else(|| field("code="))) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
        }
        told || line.contains(" INFO ")
    }
}

impl<'a> MakeWriter<'a> for Drops {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { drops: self.clone(), text: Vec::new() }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.drops.read(&String::from_utf8_lossy(&self.text)) {
            // There is nobody left to tell if this fails.
            let _lost = io::stderr().write_all(&self.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_counted_and_warnings_are_passed_on() {
        let drops = Drops::default();
        assert!(drops.read("2026 INFO delivery ignored page=bor-vk platform=vk reason=\"unknown_kind\"\n"));
        assert!(drops.read("2026 INFO delivery ignored page=bor-vk platform=vk reason=\"empty\"\n"));
        assert!(drops.read("2026 INFO delivery ignored page=bor-vk platform=vk reason=\"empty\"\n"));
        assert!(!drops.read("2026 WARN keeping the last good page\n"));
        let counts = drops.counts();
        assert_eq!((counts["empty"], counts["unknown_kind"], counts.len()), (2, 1, 2));
    }
}
