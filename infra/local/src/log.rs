//! The last word of a command.

/// Says why a command failed, with the causes.
#[expect(clippy::print_stderr, reason = "the last word of a command is for its user, not for a log")]
pub fn failed(error: &(dyn std::error::Error + 'static)) {
    eprintln!("otklik: {}", kit::Chain(error));
}
