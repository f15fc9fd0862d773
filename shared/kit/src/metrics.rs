//! Numbers about the work, in `CloudWatch`'s embedded metric format: a JSON line in the log becomes metrics.
//!
//! Numbers are gathered while an invocation runs and written in one line at its end (one more for each platform or
//! outcome that has its own). Dimensions are few and known at compile time; nothing about a resident fits in.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::Platform;
use serde_json::{Map, Value, json};

use crate::function::Function;

/// The target of the events that carry a finished line; telemetry writes them as they are.
pub(crate) const TARGET: &str = "kit::emf";

const NAMESPACE: &str = "Otklik";

/// `CloudWatch` takes so many values of one metric in a line.
const VALUES_IN_A_LINE: usize = 100;

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident: $unit:literal;)*) => {
        /// What is counted or timed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Metric {
            $($(#[$doc])* $name,)*
        }

        impl Metric {
            /// Every metric.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name in `CloudWatch` and in the alarms.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The unit in `CloudWatch`.
            pub const fn unit(self) -> &'static str {
                match self { $(Self::$name => $unit,)* }
            }
        }
    };
}

metrics! {
    /// Records that were done with.
    RecordsHandled: "Count";
    /// Records that are delivered again.
    RecordsRetried: "Count";
    /// Records that can never succeed.
    RecordsParked: "Count";
    /// Bugs caught while handling a record or a request.
    Panics: "Count";
    /// Requests answered, by any status.
    RequestsAnswered: "Count";
    /// Requests answered with 5xx.
    RequestsFailed: "Count";
    /// Deliveries that did not prove where they come from.
    DeliveriesRefused: "Count";
    /// Events that are none of ours: unknown kinds, our own posts.
    EventsIgnored: "Count";
    /// Deliveries that could not be read and were put aside.
    DeliveriesQuarantined: "Count";
    /// Codes of another system that nobody knows; they are kept where they stand.
    UnknownCodes: "Count";
    /// Incidents for which no rule named an agency.
    Unrouted: "Count";
    /// Calls to agencies.
    AgencyCalls: "Count";
    /// Answers under messages, by what became of each try.
    Publications: "Count";
    /// Pages that were looked at, by how they are connected.
    PagesWatched: "Count";
    /// Messages that a platform was asked for, because they were missed.
    MessagesBackfilled: "Count";
    /// From the sending of a record to the start of its handling.
    AgeOfMessage: "Milliseconds";
    /// From an assignment to the agency's acknowledgement.
    DeliveryLatency: "Milliseconds";
    /// From the end of a day to its roll-up.
    RollupLag: "Milliseconds";
    /// Invocations that had to start the process.
    ColdStart: "Count";
}

/// A dimension beside the function's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// None.
    Whole,
    /// The platform.
    Platform(Platform),
    /// How it ended: a word of the code, never of a message.
    Outcome(&'static str),
}

impl Dimension {
    fn pair(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Whole => None,
            Self::Platform(platform) => Some(("platform", platform.as_str())),
            Self::Outcome(outcome) => Some(("outcome", outcome)),
        }
    }
}

type Gathered = BTreeMap<Dimension, BTreeMap<Metric, Vec<f64>>>;

tokio::task_local! {
    static GATHERED: RefCell<Gathered>;
}

/// Counts one.
pub fn count(metric: Metric) {
    record(metric, Dimension::Whole, 1.0);
}

/// Counts one of a kind.
pub fn count_by(metric: Metric, dimension: Dimension) {
    record(metric, dimension, 1.0);
}

/// Notes how long something took.
pub fn time(metric: Metric, duration: Duration) {
    record(metric, Dimension::Whole, duration.as_secs_f64() * 1_000.0);
}

/// Outside an invocation, as in a unit test of a handler, nobody gathers, and that is no error.
fn record(metric: Metric, dimension: Dimension, value: f64) {
    let _outside = GATHERED.try_with(|gathered| {
        gathered.borrow_mut().entry(dimension).or_default().entry(metric).or_default().push(value);
    });
}

/// Runs one invocation of `function` and writes what it counted.
pub async fn gather<F: Future>(function: &Function, now: DateTime<Utc>, invocation: F) -> F::Output {
    GATHERED
        .scope(RefCell::default(), async {
            let output = invocation.await;
            let gathered = GATHERED.with(RefCell::take);
            for line in lines(function.name, now, &gathered) {
                tracing::info!(target: TARGET, emf = line);
            }
            output
        })
        .await
}

fn lines(function: &'static str, now: DateTime<Utc>, gathered: &Gathered) -> Vec<String> {
    let mut lines = Vec::new();
    for (dimension, metrics) in gathered {
        let longest = metrics.iter().filter(|(metric, _)| metric.unit() != "Count");
        let longest = longest.map(|(_, values)| values.len()).max().unwrap_or(0);
        for part in 0..longest.div_ceil(VALUES_IN_A_LINE).max(1) {
            let values =
                metrics.iter().filter_map(|(metric, values)| Some((*metric, value(*metric, values, part)?)));
            lines.push(line(function, now, *dimension, values.collect()));
        }
    }
    lines
}

/// A count is summed and stands in the first part; times are listed, a hundred to a part.
fn value(metric: Metric, values: &[f64], part: usize) -> Option<Value> {
    if metric.unit() == "Count" {
        (part == 0).then(|| json!(values.len()))
    } else {
        values.chunks(VALUES_IN_A_LINE).nth(part).map(|values| json!(values))
    }
}

fn line(function: &str, now: DateTime<Utc>, dimension: Dimension, values: BTreeMap<Metric, Value>) -> String {
    let names: Vec<_> = ["function"].into_iter().chain(dimension.pair().map(|(name, _)| name)).collect();
    let definitions: Vec<_> =
        values.keys().map(|metric| json!({"Name": metric.as_str(), "Unit": metric.unit()})).collect();
    let mut object = Map::new();
    object.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.timestamp_millis(),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [names], "Metrics": definitions}],
        }),
    );
    object.insert("function".to_owned(), json!(function));
    object.extend(dimension.pair().map(|(name, value)| (name.to_owned(), json!(value))));
    object.extend(values.into_iter().map(|(metric, value)| (metric.as_str().to_owned(), value)));
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_772_359_200_000).unwrap()
    }

    async fn gathered(work: impl FnOnce()) -> Vec<Value> {
        GATHERED
            .scope(RefCell::default(), async {
                work();
                let gathered = GATHERED.with(RefCell::take);
                let lines = lines("triage", now(), &gathered);
                lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
            })
            .await
    }

    #[tokio::test]
    async fn an_invocation_writes_one_line() {
        let lines = gathered(|| {
            count(Metric::RecordsHandled);
            count(Metric::RecordsHandled);
            time(Metric::AgeOfMessage, Duration::from_millis(1_250));
        })
        .await;
        assert_eq!(
            lines,
            [json!({
                "_aws": {"Timestamp": 1_772_359_200_000_i64, "CloudWatchMetrics": [{
                    "Namespace": "Otklik", "Dimensions": [["function"]], "Metrics": [
                        {"Name": "RecordsHandled", "Unit": "Count"},
                        {"Name": "AgeOfMessage", "Unit": "Milliseconds"}]}]},
                "function": "triage", "RecordsHandled": 2, "AgeOfMessage": [1_250.0]})]
        );
    }

    #[tokio::test]
    async fn a_platform_has_its_own_line() {
        let lines = gathered(|| {
            count(Metric::RequestsAnswered);
            count_by(Metric::DeliveriesRefused, Dimension::Platform(Platform::Vk));
        })
        .await;
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1]["platform"], "vk");
        assert_eq!(lines[1]["_aws"]["CloudWatchMetrics"][0]["Dimensions"], json!([["function", "platform"]]));
    }

    #[tokio::test]
    async fn many_times_go_on_in_the_next_line_and_counts_are_told_once() {
        let lines = gathered(|| {
            for _ in 0..250 {
                count(Metric::RecordsHandled);
                time(Metric::AgeOfMessage, Duration::from_secs(1));
            }
        })
        .await;
        let lengths: Vec<_> =
            lines.iter().map(|line| line["AgeOfMessage"].as_array().unwrap().len()).collect();
        assert_eq!(lengths, [100, 100, 50]);
        let told: Vec<_> = lines.iter().map(|line| line["RecordsHandled"].as_u64()).collect();
        assert_eq!(told, [Some(250), None, None]);
    }

    #[tokio::test]
    async fn silence_writes_nothing_and_outside_an_invocation_nothing_breaks() {
        assert!(gathered(|| {}).await.is_empty());
        count(Metric::Panics);
    }

    #[test]
    fn names_are_what_the_alarms_watch() {
        let names: Vec<_> = Metric::ALL.iter().map(|metric| metric.as_str()).collect();
        insta::assert_snapshot!(names.join(" "), @"RecordsHandled RecordsRetried RecordsParked Panics RequestsAnswered RequestsFailed DeliveriesRefused EventsIgnored DeliveriesQuarantined UnknownCodes Unrouted AgencyCalls Publications PagesWatched MessagesBackfilled AgeOfMessage DeliveryLatency RollupLag ColdStart");
    }
}
