//! Batches: up to ten entries with ids, each of which succeeds or fails by itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::error::SqsError;

const MOST_ENTRIES: usize = 10;
const LONGEST_ID: usize = 80;

/// Does each entry and reports by its id; only a failing file fails them together.
pub(super) fn each<E>(
    entries: &[E],
    id: impl Fn(&E) -> &str,
    mut act: impl FnMut(&E) -> Result<Value, SqsError>,
) -> Result<Value, SqsError> {
    check(&entries.iter().map(&id).collect::<Vec<_>>())?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = id(entry);
        match act(entry) {
            Ok(mut result) => {
                result["Id"] = id.into();
                successful.push(result);
            }
            Err(error) if error.is_callers() => failed.push(failure(id, &error)),
            Err(error) => return Err(error),
        }
    }
    Ok(json!({ "Successful": successful, "Failed": failed }))
}

fn failure(id: &str, error: &SqsError) -> Value {
    json!({ "Id": id, "Code": error.code(), "Message": error.to_string(), "SenderFault": true })
}

fn check(ids: &[&str]) -> Result<(), SqsError> {
    let spelled = |id: &&str| {
        (1..=LONGEST_ID).contains(&id.len())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    if ids.is_empty() {
        Err(SqsError::EmptyBatchRequest)
    } else if ids.len() > MOST_ENTRIES {
        Err(SqsError::TooManyEntriesInBatchRequest)
    } else if !ids.iter().all(spelled) {
        Err(SqsError::InvalidBatchEntryId)
    } else if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        Err(SqsError::BatchEntryIdsNotDistinct)
    } else {
        Ok(())
    }
}
