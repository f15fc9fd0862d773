//! Holds what the API answers to the shapes that its description and its client know.

use bytes::Bytes;
use client::Operation;
use client::shape::{
    Accepted, Attentions, Directory, Formulas, Found, Incident, MessageReplies, Numbers, Outage, Outages,
    PageHealths, Parked, Problem, Replayed, Status, Summary,
};
use http::{Method, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Panics if an answer under `/v1` says anything that its shape does not, or lacks what its shape has.
pub(crate) fn hold(method: &Method, path: &str, response: &Response<Bytes>) {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !path.starts_with("/v1/") || !kind.is_some_and(|kind| kind.contains("json")) {
        return;
    }
    if response.status().is_success() {
        let (operation, _) = Operation::find(method, path).expect("an answer is of some operation");
        of_operation(operation, response.body());
    } else {
        as_it_is::<Problem>(response.body());
    }
}

fn of_operation(operation: Operation, body: &Bytes) {
    match operation {
        Operation::Health => as_it_is::<Status>(body),
        Operation::OpenApi => as_it_is::<Value>(body),
        Operation::ListIncidents | Operation::Queue => as_it_is::<Found<Summary>>(body),
        Operation::BringIn => as_it_is::<Accepted>(body),
        Operation::Incident | Operation::Act => as_it_is::<Incident>(body),
        Operation::MunicipalityStats | Operation::CentreStats | Operation::RegionStats => {
            as_it_is::<Numbers>(body);
        }
        Operation::ListReplies => as_it_is::<Attentions>(body),
        Operation::DecideReply => as_it_is::<MessageReplies>(body),
        Operation::ListOutages => as_it_is::<Outages>(body),
        Operation::DeclareOutage | Operation::EndOutage => as_it_is::<Outage>(body),
        Operation::Pages => as_it_is::<PageHealths>(body),
        Operation::Directory => as_it_is::<Directory>(body),
        Operation::Formulas => as_it_is::<Formulas>(body),
        Operation::Parked => as_it_is::<Parked>(body),
        Operation::Replay => as_it_is::<Replayed>(body),
    }
}

fn as_it_is<T: Serialize + DeserializeOwned>(body: &Bytes) {
    let told: Value = serde_json::from_slice(body).expect("JSON");
    let known: T = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {told}"));
    assert_eq!(serde_json::to_value(&known).expect("JSON"), told);
}
