//! One message out of its parts: an album that comes item by item, a post and its publication.

use std::cmp::Reverse;

use super::message::{Revision, Said};

/// What the newest versions of all parts say together; none where the message has no parts.
pub(super) fn joined(revisions: &[Revision]) -> Option<Said> {
    let mut parts = newest(revisions);
    parts.sort_by_key(|said| order(said));
    let in_parts = parts.len() > 1 && parts.iter().any(|said| said.part.is_some());
    in_parts.then(|| join(&parts)).flatten()
}

/// Whether no later version of the same part is known.
pub(super) fn is_newest(revisions: &[Revision], index: usize) -> bool {
    let part = |revision: &Revision| revision.said.as_ref().map(|said| said.part.clone());
    let own = part(&revisions[index]);
    own.is_some() && !revisions[index + 1..].iter().any(|later| part(later) == own)
}

fn newest(revisions: &[Revision]) -> Vec<&Said> {
    let mut parts: Vec<&Said> = Vec::new();
    for said in revisions.iter().rev().filter_map(|revision| revision.said.as_ref()) {
        if !parts.iter().any(|known| known.part == said.part) {
            parts.push(said);
        }
    }
    parts
}

/// Platforms number their parts: 9 comes before 10.
fn order(said: &Said) -> (Option<i64>, Option<String>) {
    (said.part.as_ref().and_then(|part| part.parse().ok()), said.part.clone())
}

/// The part written last gives its address: a post has its public one only once it is published.
fn join(parts: &[&Said]) -> Option<Said> {
    let face = parts.iter().min_by_key(|said| Reverse(said.written_at))?;
    let mut whole = (*face).clone();
    whole.part = None;
    whole.written_at = parts.iter().map(|said| said.written_at).min()?;
    whole.clock_doubt = parts.iter().any(|said| said.clock_doubt);
    whole.author = parts.iter().find_map(|said| said.author.clone());
    whole.point = parts.iter().find_map(|said| said.point.clone());
    whole.address = parts.iter().find_map(|said| said.address.clone());
    let mut texts: Vec<&str> = Vec::new();
    whole.attachments.clear();
    for said in parts {
        let text = said.text.expose().as_str();
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
        for file in &said.attachments {
            if file.reference.is_empty() || !whole.attachments.contains(file) {
                whole.attachments.push(file.clone());
            }
        }
    }
    whole.text = texts.join("\n").into();
    Some(whole)
}
