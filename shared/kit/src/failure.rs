//! What a handler returns when it could not do its work, and what the process returns when it could not start.

use std::error::Error as StdError;
use std::fmt;

use lambda_runtime::Diagnostic;

use crate::settings::SettingsError;

type Source = Box<dyn StdError + Send + Sync>;

/// What becomes of a record that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It may succeed later: it is delivered again.
    Retry,
    /// It can never succeed: it belongs in the dead letters, where a person sees its code.
    Park,
}

impl Fate {
    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::Park => "park",
        }
    }
}

/// Why a handler gave up. Both `Debug` and `Display` show the code and what each cause displays, and nothing else:
/// the runtime logs errors with `{:?}`.
pub struct Failure {
    code: &'static str,
    fate: Fate,
    source: Option<Source>,
}

impl Failure {
    /// A failure that may pass.
    pub fn retry(code: &'static str, source: impl Into<Source>) -> Self {
        Self { code, fate: Fate::Retry, source: Some(source.into()) }
    }

    /// A failure that will not pass.
    pub fn park(code: &'static str, source: impl Into<Source>) -> Self {
        Self { code, fate: Fate::Park, source: Some(source.into()) }
    }

    /// A failure whose code says all.
    pub const fn bare(code: &'static str, fate: Fate) -> Self {
        Self { code, fate, source: None }
    }

    /// The code: `triage.store`, `record.panicked`.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// What becomes of the record.
    pub const fn fate(&self) -> Fate {
        self.fate
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code)?;
        match &self.source {
            Some(source) => write!(formatter, ": {}", Chain(&**source)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl StdError for Failure {}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.code.to_owned(), error_message: failure.to_string() }
    }
}

/// Why a function could not start or stopped; its `Debug`, which `main` prints, is for reading.
#[derive(thiserror::Error)]
pub enum Error {
    /// The environment does not say what the function needs.
    #[error("the settings are not usable")]
    Settings(#[from] SettingsError),
    /// The Lambda runtime stopped.
    #[error("the runtime stopped")]
    Runtime(#[source] Source),
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Chain(self), formatter)
    }
}

/// An error and its causes in one line, each by its `Display`.
pub struct Chain<'a>(pub &'a (dyn StdError + 'a));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0, formatter)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(formatter, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the item was not written")]
    struct Outer {
        item: &'static str,
        #[source]
        cause: Inner,
    }

    #[derive(Debug, thiserror::Error)]
    #[error("throttled")]
    struct Inner {
        text: &'static str,
    }

    fn failure() -> Failure {
        let error = Outer { item: "canary", cause: Inner { text: "canary" } };
        assert!(format!("{error:?} {} {}", error.item, error.cause.text).contains("canary"));
        Failure::retry("triage.store", error)
    }

    #[test]
    fn debug_is_the_chain_of_displays_and_never_a_field() {
        assert_eq!(format!("{:?}", failure()), "triage.store: the item was not written: throttled");
        assert_eq!(format!("{:?}", Failure::bare("record.empty", Fate::Park)), "record.empty");
    }

    #[test]
    fn the_diagnostic_is_typed_by_the_code() {
        let diagnostic = Diagnostic::from(failure());
        assert_eq!(diagnostic.error_type, "triage.store");
        assert_eq!(diagnostic.error_message, "triage.store: the item was not written: throttled");
    }

    #[test]
    fn main_prints_why_it_did_not_start() {
        let error = Error::Runtime("no endpoint".into());
        assert_eq!(format!("{error:?}"), "the runtime stopped: no endpoint");
    }
}
