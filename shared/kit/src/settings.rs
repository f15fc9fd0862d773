//! The environment, read once, typed, with every problem reported together.

mod variables;

use std::fmt;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use domain::{IdKey, Private, RegionId};

use crate::function::Function;
pub use variables::{Need, VARIABLES, Variable};

/// The fewest bytes of the key that names messages and authors.
pub const ID_KEY_BYTES: usize = 32;

/// What is logged unless the settings say otherwise.
pub const DEFAULT_LOG: &str = "info";

/// What a function is told by its environment, or the one-process system by its command line.
///
/// A setting that the function does not need is empty.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The table of incidents.
    pub incidents_table: String,
    /// The table of the directory.
    pub directory_table: String,
    /// The table of roll-ups.
    pub stats_table: String,
    /// The queue `messages`.
    pub messages_queue_url: String,
    /// The queue `deliveries`.
    pub deliveries_queue_url: String,
    /// The key of the hashes that name messages and authors.
    pub id_key: Private<Vec<u8>>,
    /// The tenants.
    pub regions: Vec<RegionId>,
    /// Agencies may have addresses inside the network and without TLS: for a system on one machine.
    pub allow_private_addresses: bool,
    /// Where platforms find this system: the beginning of every page's address, without `/hooks`.
    pub public_url: Option<String>,
    /// Another `DynamoDB` than the one of the AWS region.
    pub dynamodb_endpoint: Option<String>,
    /// Another SQS than the one of the AWS region.
    pub sqs_endpoint: Option<String>,
    /// What is logged: `info`, `info,triage=debug`.
    pub log: String,
}

impl Settings {
    /// Reads what `function` needs from the environment of the process.
    #[expect(clippy::disallowed_methods, reason = "this is the one place for environment variables")]
    pub fn from_env(function: &Function) -> Result<Self, SettingsError> {
        Self::read(function, |name| std::env::var(name).ok())
    }

    /// Reads what `function` needs from `variable`.
    pub fn read(
        function: &Function,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader { function, variable: &variable, problems: Vec::new() };
        let settings = Self {
            incidents_table: reader.word("OTKLIK_INCIDENTS_TABLE"),
            directory_table: reader.word("OTKLIK_DIRECTORY_TABLE"),
            stats_table: reader.word("OTKLIK_STATS_TABLE"),
            messages_queue_url: reader.url("OTKLIK_MESSAGES_QUEUE_URL").unwrap_or_default(),
            deliveries_queue_url: reader.url("OTKLIK_DELIVERIES_QUEUE_URL").unwrap_or_default(),
            id_key: Private::new(reader.key("OTKLIK_ID_KEY")),
            regions: reader.regions("OTKLIK_REGIONS"),
            allow_private_addresses: reader.flag("OTKLIK_ALLOW_PRIVATE_ADDRESSES"),
            public_url: reader.url("OTKLIK_PUBLIC_URL"),
            dynamodb_endpoint: reader.url("OTKLIK_DYNAMODB_ENDPOINT"),
            sqs_endpoint: reader.url("OTKLIK_SQS_ENDPOINT"),
            log: reader.log("OTKLIK_LOG"),
        };
        if reader.problems.is_empty() { Ok(settings) } else { Err(SettingsError(reader.problems)) }
    }
}

/// The region of AWS, as Lambda names it.
#[expect(clippy::disallowed_methods, reason = "this is the one place for environment variables")]
pub(crate) fn region_from_env() -> Option<String> {
    ["AWS_REGION", "AWS_DEFAULT_REGION"].iter().find_map(|name| std::env::var(name).ok())
}

/// The log filter of this process, before the settings are read; a bad one is reported with the other settings.
#[expect(clippy::disallowed_methods, reason = "this is the one place for environment variables")]
pub(crate) fn log_from_env() -> String {
    std::env::var("OTKLIK_LOG").unwrap_or_else(|_| DEFAULT_LOG.to_owned())
}

/// Everything that is wrong with the environment. It shows names, never values.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError(pub Vec<Problem>);

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str("; ")?;
            }
            write!(formatter, "{problem}")?;
        }
        Ok(())
    }
}

impl Settings {
    /// The key of ids. Asked for only by functions whose settings must have it.
    pub fn id_key(&self) -> IdKey {
        IdKey::new(self.id_key.expose().clone()).expect("a short key is a problem of the settings")
    }
}

impl fmt::Debug for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// What is wrong with one variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{variable} {fault}")]
pub struct Problem {
    /// Which.
    pub variable: &'static str,
    /// `is missing`, or what it has to be.
    pub fault: &'static str,
}

struct Reader<'a> {
    function: &'a Function,
    variable: &'a dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, variable: &'static str, fault: &'static str) {
        self.problems.push(Problem { variable, fault });
    }

    /// The value as it is set; an empty one is none, and a missing one is a problem if the function needs it.
    fn value(&mut self, name: &'static str) -> Option<String> {
        let value = (self.variable)(name).filter(|value| !value.is_empty());
        let needed =
            VARIABLES.iter().any(|variable| variable.name == name && variable.needed_by(self.function));
        if value.is_none() && needed {
            self.problem(name, "is missing");
        }
        value
    }

    fn checked<T>(
        &mut self,
        name: &'static str,
        fault: &'static str,
        read: impl FnOnce(String) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.value(name)?);
        if value.is_none() {
            self.problem(name, fault);
        }
        value
    }

    fn word(&mut self, name: &'static str) -> String {
        let word = |value: String| (!value.contains(char::is_whitespace)).then_some(value);
        self.checked(name, "must have no spaces", word).unwrap_or_default()
    }

    fn url(&mut self, name: &'static str) -> Option<String> {
        let url = |value: String| {
            let parsed = url::Url::parse(&value).ok()?;
            let good = matches!(parsed.scheme(), "http" | "https") && !value.contains(char::is_whitespace);
            good.then_some(value)
        };
        self.checked(name, "must be an http(s) URL", url)
    }

    fn flag(&mut self, name: &'static str) -> bool {
        self.checked(name, "must be true or false", |value| value.parse().ok()).unwrap_or_default()
    }

    fn log(&mut self, name: &'static str) -> String {
        let filter = |value: String| crate::telemetry::is_filter(&value).then_some(value);
        self.checked(name, "must be a level or a list of target=level", filter)
            .unwrap_or_else(|| DEFAULT_LOG.to_owned())
    }

    fn key(&mut self, name: &'static str) -> Vec<u8> {
        let key = |value: String| bytes(&value).filter(|key| key.len() >= ID_KEY_BYTES);
        self.checked(name, "must be at least 32 bytes in hex or base64", key).unwrap_or_default()
    }

    fn regions(&mut self, name: &'static str) -> Vec<RegionId> {
        let regions = |value: String| {
            let regions: Vec<_> =
                value.split(',').map(|id| RegionId::parse(id.trim()).ok()).collect::<Option<_>>()?;
            let mut distinct = regions.clone();
            distinct.sort();
            distinct.dedup();
            (distinct.len() == regions.len()).then_some(regions)
        };
        self.checked(name, "must be region ids with commas between, each once", regions).unwrap_or_default()
    }
}

/// Hex first: a key in hex would also be read as base64, and then be another key.
fn bytes(text: &str) -> Option<Vec<u8>> {
    [&HEXLOWER_PERMISSIVE, &BASE64, &BASE64_NOPAD, &BASE64URL, &BASE64URL_NOPAD]
        .iter()
        .find_map(|encoding| encoding.decode(text.as_bytes()).ok())
}

#[cfg(test)]
mod tests;
