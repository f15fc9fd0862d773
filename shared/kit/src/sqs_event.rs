//! The event of a queue, read leniently: one odd record must not spoil the batch.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::batch::Record;

/// Why an event is no batch of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EventError {
    #[error("the event is not a batch of a queue: Records is missing")]
    NoRecords,
    #[error("a record has no messageId, so it cannot be reported alone")]
    NoId,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    records: Option<Vec<Value>>,
}

/// Reads the records. One without a body has an empty one, which no contract takes, so it fails alone.
pub(crate) fn records(event: &str) -> Result<Vec<Record>, EventError> {
    let event: Event = serde_json::from_str(event).map_err(|_| EventError::NoRecords)?;
    event.records.ok_or(EventError::NoRecords)?.iter().map(record).collect()
}

fn record(value: &Value) -> Result<Record, EventError> {
    let text = |field: &Value| field.as_str().unwrap_or_default().to_owned();
    let attributes = &value["attributes"];
    let receive_count = number(&attributes["ApproximateReceiveCount"]).unwrap_or(1);
    let sent_at = number(&attributes["SentTimestamp"]).and_then(DateTime::<Utc>::from_timestamp_millis);
    let receive_count = u32::try_from(receive_count).unwrap_or(u32::MAX);
    Record::new(text(&value["messageId"]), text(&value["body"]), receive_count, sent_at)
        .ok_or(EventError::NoId)
}

/// Attributes are numbers in quotes; an odd sender may leave the quotes out.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_event_gives_its_records() {
        let event = r#"{"Records":[{"messageId":"7c1f","receiptHandle":"AQEB","body":"{\"type\":\"raw_delivery.v1\"}",
            "attributes":{"ApproximateReceiveCount":"3","SentTimestamp":"1772359200250","SenderId":"AIDA"},
            "messageAttributes":{},"md5OfBody":"0","eventSource":"aws:sqs",
            "eventSourceARN":"arn:aws:sqs:eu-central-1:123456789012:messages","awsRegion":"eu-central-1"}]}"#;
        let records = records(event).unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!((records[0].id(), records[0].receive_count), ("7c1f", 3));
        assert_eq!(records[0].body, r#"{"type":"raw_delivery.v1"}"#);
        assert_eq!(records[0].sent_at.unwrap().timestamp_millis(), 1_772_359_200_250);
    }

    #[test]
    fn an_odd_record_does_not_spoil_the_batch() {
        let event = r#"{"Records":[{"messageId":"a"},{"messageId":"b","body":7,"attributes":null},
            {"messageId":"c","body":null,"attributes":{"ApproximateReceiveCount":"many","SentTimestamp":-1e400}},
            {"messageId":"d","body":"good"}]}"#.replace("-1e400", "9e18");
        let records = records(&event).unwrap();
        assert_eq!(
            records.iter().map(|record| record.body.as_str()).collect::<Vec<_>>(),
            ["", "", "", "good"]
        );
        assert!(records.iter().all(|record| record.receive_count == 1 && record.sent_at.is_none()));
    }

    #[test]
    fn no_records_are_no_work() {
        assert_eq!(records(r#"{"Records":[]}"#), Ok(vec![]));
    }

    #[test]
    fn another_event_is_a_clear_error() {
        for event in
            ["{}", "[]", "null", "7", r#"{"Records":null}"#, r#"{"version":"2.0"}"#, r#"{"records":[]}"#]
        {
            assert_eq!(records(event), Err(EventError::NoRecords), "{event}");
        }
        for event in
            [r#"{"Records":[{"body":"x"}]}"#, r#"{"Records":[{"messageId":""}]}"#, r#"{"Records":[7]}"#]
        {
            assert_eq!(records(event), Err(EventError::NoId), "{event}");
        }
    }
}
