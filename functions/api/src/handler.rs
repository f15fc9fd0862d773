//! One request: which question, who asks, how far that reaches, the answer.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use client::shape::Status;
use client::{NotFound, Operation};
use domain::Directory;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use tracing::{error, info, warn};

use crate::holder::{Holder, Reach};
use crate::refusal::Refusal;
use crate::{Deps, act, incidents, intake, open311, outages, pages, parked, reference, replies, stats};

/// The largest body that is taken, in bytes.
pub const BODY_LIMIT: usize = 64 * 1_024;

/// A question with all that an answer needs.
pub(crate) struct Ask<'a> {
    pub(crate) deps: &'a Deps,
    pub(crate) holder: &'a Holder,
    pub(crate) directory: Arc<Directory>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl Ask<'_> {
    /// The day that it is in the region.
    pub(crate) fn today(&self) -> NaiveDate {
        metrics::local_day(self.now, self.directory.region.zone)
    }

    /// How far the holder's key reaches today.
    pub(crate) fn reach(&self) -> Reach<'_> {
        Reach { holder: self.holder, directory: &self.directory, today: self.today() }
    }
}

/// Answers a request under `/v1` or `/open311/v2`.
pub async fn handle(deps: &Deps, request: Request<Bytes>) -> Response<Bytes> {
    if request.uri().path().starts_with(open311::PREFIX) {
        return open311::handle(deps, &request).await;
    }
    let (operation, name) = match Operation::find(request.method(), request.uri().path()) {
        Ok(found) => found,
        Err(NotFound::Path) => return private(Refusal::NotFound.response()),
        Err(NotFound::Method(allow)) => return private(Refusal::Method(allow).response()),
    };
    let response = match answer(deps, operation, name, &request).await {
        Ok(response) => response,
        Err(refusal) => {
            log(operation, &refusal);
            refusal.response()
        }
    };
    info!(route = operation.name(), status = response.status().as_u16(), "request answered");
    private(response)
}

/// What went wrong below us; what is wrong with a request is its sender's to know.
fn log(operation: Operation, refusal: &Refusal) {
    let route = operation.name();
    match refusal {
        Refusal::Unavailable(code) => warn!(route, code, "request not answered"),
        Refusal::Broken(code) => error!(route, code, "something stored cannot be read"),
        _ => {}
    }
}

/// Answers are for the holder of the key alone, unless they say otherwise.
fn private(mut response: Response<Bytes>) -> Response<Bytes> {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn answer(
    deps: &Deps,
    operation: Operation,
    name: &str,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, Refusal> {
    if request.body().len() > BODY_LIMIT {
        return Err(Refusal::TooLarge);
    }
    match operation {
        Operation::Health => {
            return Ok(kit::http::json(StatusCode::OK, &Status { status: "ok".to_owned() }));
        }
        Operation::OpenApi => return Ok(reference::openapi()),
        _ => {}
    }
    let now = deps.clock.now();
    let holder = deps.keyring.holder(&deps.id_key, request.headers(), now).await?;
    let directory = deps.directories.get(&holder.region, now).await?;
    let (query, headers, body) = (request.uri().query(), request.headers(), request.body().as_ref());
    let ask = Ask { deps, holder: &holder, directory, now, query, headers, body };
    match operation {
        Operation::Health | Operation::OpenApi => Err(Refusal::NotFound),
        Operation::BringIn => intake::take(&ask).await,
        Operation::ListIncidents => incidents::list(&ask).await,
        Operation::Incident => incidents::get(&ask, name).await,
        Operation::Act => act::act(&ask, name).await,
        Operation::Queue => incidents::queue(&ask, name).await,
        Operation::MunicipalityStats => stats::of_municipality(&ask, name).await,
        Operation::CentreStats => stats::of_centre(&ask, name).await,
        Operation::RegionStats => stats::of_region(&ask, name).await,
        Operation::ListReplies => replies::list(&ask).await,
        Operation::Pages => pages::list(&ask).await,
        Operation::DecideReply => replies::decide(&ask, name).await,
        Operation::ListOutages => outages::list(&ask).await,
        Operation::DeclareOutage => outages::declare(&ask).await,
        Operation::EndOutage => outages::end(&ask, name).await,
        Operation::Directory => reference::directory(&ask),
        Operation::Formulas => reference::formulas(&ask),
        Operation::Parked => parked::get(&ask, name).await,
        Operation::Replay => parked::replay(&ask, name).await,
    }
}
