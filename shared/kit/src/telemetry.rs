//! The log: JSON lines for machines, plain lines for people, and nothing from the libraries that could hold a body.

use std::io::Write;
use std::str::FromStr;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Filter, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::metrics;
use crate::settings;

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A log service: one JSON object in a line, metrics among them.
    Machine,
    /// A person at a terminal.
    Human {
        /// Whether the terminal shows colours.
        colour: bool,
    },
}

/// The most that a library may say, whatever the settings ask for: the runtime logs whole events at TRACE, the SDK
/// whole requests at DEBUG.
const CAPS: [(&str, LevelFilter); 6] = [
    ("lambda_runtime", LevelFilter::INFO),
    ("aws_", LevelFilter::WARN),
    ("hyper", LevelFilter::WARN),
    ("rustls", LevelFilter::WARN),
    ("h2", LevelFilter::WARN),
    ("tower", LevelFilter::WARN),
];

/// Starts the log of a Lambda function: JSON on standard output, filtered as `OTKLIK_LOG` says. Later calls do nothing.
pub fn init() {
    install(&dispatch(Style::Machine, &settings::log_from_env(), std::io::stdout));
}

/// Starts the log of a program that people run: plain text on the error stream, filtered as `OTKLIK_LOG` says.
pub fn init_for_people() {
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    install(&dispatch(Style::Human { colour }, &settings::log_from_env(), std::io::stderr));
}

/// Makes `log` the log of the process, unless there is one already, and lets bugs report there.
pub fn install(log: &Dispatch) {
    if tracing::dispatcher::set_global_default(log.clone()).is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            // The message may quote a text that was being cut, so only the place is told.
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(code = "bug", place, "a bug was caught");
        }));
    }
}

/// A log that writes to `writer`; a filter that is none counts as `info`.
pub fn dispatch<W>(style: Style, filter: &str, writer: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Clone + Send + Sync + 'static,
{
    let targets =
        Targets::from_str(filter).unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer.clone());
    let filter = Capped(targets);
    let registry = tracing_subscriber::registry();
    match style {
        Style::Machine => {
            let lines = lines.json().flatten_event(true).with_span_list(false).with_current_span(true);
            registry.with(lines.with_filter(filter)).with(EmbeddedMetrics(writer)).into()
        }
        Style::Human { colour } => {
            registry.with(lines.with_ansi(colour).with_target(false).with_filter(filter)).into()
        }
    }
}

/// Whether `text` can be a filter.
pub(crate) fn is_filter(text: &str) -> bool {
    Targets::from_str(text).is_ok()
}

struct Capped(Targets);

impl Capped {
    fn lets(&self, metadata: &Metadata<'_>) -> bool {
        let target = metadata.target();
        let cap = CAPS.iter().find(|(library, _)| target.starts_with(library)).map(|(_, cap)| *cap);
        target != metrics::TARGET
            && cap.is_none_or(|cap| *metadata.level() <= cap)
            && self.0.would_enable(target, metadata.level())
    }
}

impl<S> Filter<S> for Capped {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        self.lets(metadata)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.lets(metadata) { Interest::always() } else { Interest::never() }
    }
}

/// Writes the lines of [`metrics::gather`] as they are.
struct EmbeddedMetrics<W>(W);

impl<S, W> Layer<S> for EmbeddedMetrics<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + 'static,
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == metrics::TARGET {
            event.record(&mut Line(&mut self.0.make_writer()));
        }
    }
}

struct Line<'a, W>(&'a mut W);

impl<W: Write> Visit for Line<'_, W> {
    fn record_str(&mut self, _: &Field, line: &str) {
        // A log that cannot be written to must not stop the work.
        let _lost = self.0.write_all(format!("{line}\n").as_bytes());
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::function::Function;
    use contracts::QueueName;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn log(style: Style, filter: &str, work: impl FnOnce()) -> String {
        let captured = Captured::default();
        let writer = captured.clone();
        let dispatch = dispatch(style, filter, move || writer.clone());
        tracing::dispatcher::with_default(&dispatch, work);
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_machine_reads_one_json_object_in_a_line() {
        let text = log(Style::Machine, "info", || {
            let span = tracing::info_span!("record", message.id = "m1", attempt = 2);
            span.in_scope(|| tracing::error!(code = "triage.store", "record failed\n{{\"fake\":1}}"));
        });
        assert_eq!(text.lines().count(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(line["code"], "triage.store");
        assert_eq!(line["span"]["message.id"], "m1");
        assert_eq!(line["level"], "ERROR");
    }

    #[test]
    fn libraries_cannot_log_bodies_whatever_is_asked_for() {
        let text =
            log(Style::Machine, "trace,lambda_runtime::layers=trace,aws_sdk_sqs=trace,hyper=trace", || {
                tracing::trace!(target: "lambda_runtime::layers::api_response", "canary");
                tracing::debug!(target: "aws_smithy_runtime::client", "canary");
                tracing::info!(target: "hyper::proto", "canary");
                tracing::warn!(target: "aws_config", "kept");
            });
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("kept"), "{text}");
    }

    #[test]
    fn the_filter_names_targets() {
        let text = log(Style::Human { colour: false }, "warn,triage=debug", || {
            tracing::debug!(target: "triage::route", "first");
            tracing::info!(target: "deliver", "second");
        });
        assert!(text.contains("first") && !text.contains("second"), "{text}");
    }

    #[test]
    fn metrics_are_lines_of_their_own_for_machines_and_none_for_people() {
        let function = Function::on_queue("triage", QueueName::Messages);
        let work = || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(metrics::gather(&function, chrono::DateTime::UNIX_EPOCH, async {
                metrics::count(metrics::Metric::RecordsHandled);
            }));
        };
        let text = log(Style::Machine, "error", work);
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&line["RecordsHandled"], &line["_aws"]["Timestamp"]), (&1.into(), &0.into()));
        assert_eq!(log(Style::Human { colour: false }, "trace", work), "");
    }

    #[test]
    fn a_filter_is_recognised() {
        assert!(is_filter("info") && is_filter("warn,triage=debug"));
        assert!(!is_filter("loud=very=much"));
    }
}
