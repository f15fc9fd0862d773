//! The client: one call for each operation.

use std::fmt;

use bytes::Bytes;
use chrono::NaiveDate;
use domain::incident::Action;
use domain::{CentreId, Desk, MessageKey, Oktmo, Private, RegionId};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, IF_MATCH};
use http::{HeaderValue, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use crate::operation::Operation;
use crate::shape::{
    Accepted, Attentions, BroughtIn, Directory, Formulas, Found, Incident, MessageReplies, Numbers, Outage,
    OutageDeclaration, OutageEnd, Outages, PageHealths, Problem, ReplyDecision, Status, Summary,
};

/// What sends a request and brings the answer.
pub trait Transport {
    /// Why there is no answer.
    type Error: std::error::Error + Send + Sync;

    /// Sends `request`. A redirect is an answer like any other.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> impl Future<Output = Result<Response<Bytes>, Self::Error>> + Send;
}

/// Asks one API with one key.
pub struct Client<T> {
    base: Url,
    key: Private<HeaderValue>,
    transport: T,
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

/// Why there is no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError<E> {
    /// The address of the API is none.
    #[error("the address of the API is not an http or https address")]
    Address,
    /// The key holds characters that no key has.
    #[error("the key has characters that no key has")]
    Key,
    /// The request was not answered.
    #[error("no answer")]
    Transport(#[source] E),
    /// The API refused.
    #[error("refused with {} {}", .0.status, .0.code)]
    Refused(Box<Problem>),
    /// The answer is not what the API says.
    #[error("an answer with status {status} that cannot be read")]
    Unreadable {
        /// The status.
        status: StatusCode,
    },
}

/// Which incidents are listed: of a municipality, or on a desk.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// The municipality.
    pub municipality: Option<Oktmo>,
    /// The desk.
    pub desk: Option<Desk>,
    /// The state.
    pub state: Option<String>,
    /// The first and the last day.
    pub days: Option<Period>,
    /// How many on a page, 1 to 200.
    pub limit: Option<u16>,
    /// From the page before.
    pub cursor: Option<String>,
}

/// Days in the region's zone, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

type Asked<V, T> = Result<V, ClientError<<T as Transport>::Error>>;

impl<T: Transport> Client<T> {
    /// A client of the API at `base`, without its `/v1`.
    pub fn new(base: &str, key: &str, transport: T) -> Asked<Self, T> {
        let base = Url::parse(base).map_err(|_| ClientError::Address)?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(ClientError::Address);
        }
        let key = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| ClientError::Key)?;
        Ok(Self { base, key: Private::new(key), transport })
    }

    /// Whether the function answers.
    pub async fn health(&self) -> Asked<Status, T> {
        self.get(Operation::Health, "", &[]).await
    }

    /// A page of a list of incidents.
    pub async fn incidents(&self, listing: &Listing) -> Asked<Found<Summary>, T> {
        self.get(Operation::ListIncidents, "", &listing.parameters()).await
    }

    /// What is open on a desk, earliest deadline first.
    pub async fn queue(&self, desk: &Desk, cursor: Option<&str>) -> Asked<Found<Summary>, T> {
        let cursor = cursor.map(|cursor| ("cursor", cursor.to_owned()));
        self.get(Operation::Queue, &desk.to_string(), cursor.as_slice()).await
    }

    /// Everything about one incident.
    pub async fn incident(&self, id: &MessageKey) -> Asked<Incident, T> {
        self.get(Operation::Incident, id.as_str(), &[]).await
    }

    /// Acts on the `version` of an incident. The same call may be made again after a lost answer.
    pub async fn act(&self, id: &MessageKey, version: u64, action: &Action) -> Asked<Incident, T> {
        self.post(Operation::Act, id.as_str(), action, Some(version)).await
    }

    /// Brings a message in.
    pub async fn bring_in(&self, message: &BroughtIn) -> Asked<Accepted, T> {
        self.post(Operation::BringIn, "", message, None).await
    }

    /// Replies that need a person.
    pub async fn replies(&self, cursor: Option<&str>) -> Asked<Attentions, T> {
        let cursor = cursor.map(|cursor| ("cursor", cursor.to_owned()));
        self.get(Operation::ListReplies, "", cursor.as_slice()).await
    }

    /// Decides what becomes of a reply under a message.
    pub async fn decide(&self, message: &MessageKey, decision: ReplyDecision) -> Asked<MessageReplies, T> {
        self.post(Operation::DecideReply, message.as_str(), &decision, None).await
    }

    /// Declared outages.
    pub async fn outages(&self) -> Asked<Outages, T> {
        self.get(Operation::ListOutages, "", &[]).await
    }

    /// Declares an outage. The same declaration is the same outage.
    pub async fn declare_outage(&self, declared: &OutageDeclaration) -> Asked<Outage, T> {
        self.post(Operation::DeclareOutage, "", declared, None).await
    }

    /// Says that an outage is over, with another question than the usual one if there is one.
    pub async fn end_outage(&self, id: &str, end: &OutageEnd) -> Asked<Outage, T> {
        self.post(Operation::EndOutage, id, end, None).await
    }

    /// How the pages are connected.
    pub async fn pages(&self) -> Asked<PageHealths, T> {
        self.get(Operation::Pages, "", &[]).await
    }

    /// Who lives where, and who answers.
    pub async fn directory(&self) -> Asked<Directory, T> {
        self.get(Operation::Directory, "", &[]).await
    }

    /// What each number means.
    pub async fn formulas(&self) -> Asked<Formulas, T> {
        self.get(Operation::Formulas, "", &[]).await
    }

    /// Numbers of a municipality by day.
    pub async fn municipality_stats(&self, oktmo: &Oktmo, days: Period) -> Asked<Numbers, T> {
        self.get(Operation::MunicipalityStats, oktmo.as_str(), &days.parameters()).await
    }

    /// Numbers of a centre by day.
    pub async fn centre_stats(&self, id: &CentreId, days: Period) -> Asked<Numbers, T> {
        self.get(Operation::CentreStats, id.as_str(), &days.parameters()).await
    }

    /// Numbers of a region by day.
    pub async fn region_stats(&self, id: &RegionId, days: Period) -> Asked<Numbers, T> {
        self.get(Operation::RegionStats, id.as_str(), &days.parameters()).await
    }

    async fn get<V: DeserializeOwned>(
        &self,
        operation: Operation,
        name: &str,
        parameters: &[(&str, String)],
    ) -> Asked<V, T> {
        self.call(operation, name, parameters, Bytes::new(), None).await
    }

    async fn post<V: DeserializeOwned>(
        &self,
        operation: Operation,
        name: &str,
        body: &impl Serialize,
        version: Option<u64>,
    ) -> Asked<V, T> {
        let body = serde_json::to_vec(body).expect("a shape is JSON");
        self.call(operation, name, &[], body.into(), version).await
    }

    async fn call<V: DeserializeOwned>(
        &self,
        operation: Operation,
        name: &str,
        parameters: &[(&str, String)],
        body: Bytes,
        version: Option<u64>,
    ) -> Asked<V, T> {
        let mut url = self.base.join(&operation.path_of(name)).map_err(|_| ClientError::Address)?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        let mut request = Request::builder()
            .method(operation.method())
            .uri(url.as_str())
            .header(AUTHORIZATION, self.key.expose())
            .header(ACCEPT, "application/json");
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(version) = version {
            request = request.header(IF_MATCH, format!("\"{version}\""));
        }
        let request = request.body(body).map_err(|_| ClientError::Address)?;
        let response = self.transport.send(request).await.map_err(ClientError::Transport)?;
        read(&response)
    }
}

fn read<V: DeserializeOwned, E>(response: &Response<Bytes>) -> Result<V, ClientError<E>> {
    let status = response.status();
    let unreadable = ClientError::Unreadable { status };
    if status.is_success() {
        return serde_json::from_slice(response.body()).map_err(|_| unreadable);
    }
    match serde_json::from_slice(response.body()) {
        Ok(problem) => Err(ClientError::Refused(Box::new(problem))),
        Err(_) => Err(unreadable),
    }
}

impl Listing {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let mut parameters = self.days.map(Period::parameters).map_or_else(Vec::new, Vec::from);
        parameters.extend(self.municipality.as_ref().map(|oktmo| ("municipality", oktmo.to_string())));
        parameters.extend(self.desk.as_ref().map(|desk| ("desk", desk.to_string())));
        parameters.extend(self.state.as_ref().map(|state| ("state", state.clone())));
        parameters.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        parameters.extend(self.cursor.as_ref().map(|cursor| ("cursor", cursor.clone())));
        parameters
    }
}

impl Period {
    fn parameters(self) -> [(&'static str, String); 2] {
        [("from", self.from.to_string()), ("to", self.to.to_string())]
    }
}

#[cfg(test)]
mod tests;
