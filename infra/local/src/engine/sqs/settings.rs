//! The attributes of a queue: which there are, their ranges and defaults, and the dead-letter rule among them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::SqsError;

/// Name, default, least, most.
const NUMBERS: [(&str, i64, i64, i64); 5] = [
    ("DelaySeconds", 0, 0, 900),
    ("MaximumMessageSize", 1_048_576, 1_024, 1_048_576),
    ("MessageRetentionPeriod", 345_600, 60, 1_209_600),
    ("ReceiveMessageWaitTimeSeconds", 0, 0, 20),
    ("VisibilityTimeout", 30, 0, 43_200),
];
const REDRIVE: &str = "RedrivePolicy";
/// Kept as they were given: they govern access and encryption, which one process does not have.
const KEPT: [&str; 5] = [
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "Policy",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
];
const MOST_RECEIVES: i64 = 1_000;

/// What was set on a queue; what was not has its default.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Settings(BTreeMap<String, String>);

/// Where a message goes after so many receives.
pub(super) struct Redrive {
    pub(super) target: String,
    pub(super) most_receives: i64,
}

impl Settings {
    /// These settings with `given` laid over them; an empty value takes an attribute away.
    pub(super) fn with(&self, given: &BTreeMap<String, String>) -> Result<Self, SqsError> {
        let mut all = self.0.clone();
        for (name, value) in given {
            check(name, value)?;
            if value.is_empty() {
                all.remove(name);
            } else {
                all.insert(name.clone(), value.clone());
            }
        }
        Ok(Self(all))
    }

    pub(super) fn milliseconds(&self, name: &str) -> i64 {
        self.number(name) * 1_000
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        let default = || NUMBERS.iter().find(|known| known.0 == name).map_or(0, |known| known.1);
        self.0.get(name).and_then(|value| value.parse().ok()).unwrap_or_else(default)
    }

    pub(super) fn redrive(&self) -> Option<Redrive> {
        self.0.get(REDRIVE).and_then(|policy| redrive(policy))
    }

    /// The first attribute of `given` whose value is another one here.
    pub(super) fn difference(&self, given: &BTreeMap<String, String>) -> Option<String> {
        let all = self.all();
        given.iter().find(|(name, value)| all.get(*name) != Some(value)).map(|(name, _)| name.clone())
    }

    /// Everything, defaults included.
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<_, _> =
            NUMBERS.iter().map(|known| (known.0.to_owned(), known.1.to_string())).collect();
        all.extend(self.0.clone());
        all
    }
}

fn check(name: &str, value: &str) -> Result<(), SqsError> {
    let invalid = || SqsError::InvalidAttributeValue(name.to_owned());
    if let Some((_, _, least, most)) = NUMBERS.iter().find(|known| known.0 == name) {
        let number: i64 = value.parse().map_err(|_| invalid())?;
        return if (*least..=*most).contains(&number) { Ok(()) } else { Err(invalid()) };
    }
    match name {
        REDRIVE if value.is_empty() || redrive(value).is_some() => Ok(()),
        REDRIVE => Err(invalid()),
        _ if KEPT.contains(&name) => Ok(()),
        _ => Err(SqsError::InvalidAttributeName(name.to_owned())),
    }
}

/// The count comes as a number from some writers of the policy and as a string from others.
fn redrive(policy: &str) -> Option<Redrive> {
    let policy: Value = serde_json::from_str(policy).ok()?;
    let count = &policy["maxReceiveCount"];
    let most_receives = count.as_i64().or_else(|| count.as_str()?.parse().ok())?;
    let target = policy["deadLetterTargetArn"].as_str()?.rsplit(':').next()?.to_owned();
    (1..=MOST_RECEIVES).contains(&most_receives).then_some(Redrive { target, most_receives })
}
