//! One request: which question, who asks, how far that reaches, the answer.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Directory;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use serde_json::json;
use tracing::{error, info, warn};

use crate::holder::{Holder, Reach};
use crate::refusal::Refusal;
use crate::route::Route;
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
    let path = request.uri().path().to_owned();
    let Some(route) = Route::of(&path) else { return Refusal::NotFound.response() };
    let response = match answer(deps, route, &request).await {
        Ok(response) => response,
        Err(refusal) => {
            log(route, &refusal);
            refusal.response()
        }
    };
    info!(route = route.name(), status = response.status().as_u16(), "request answered");
    private(response)
}

/// What went wrong below us; what is wrong with a request is its sender's to know.
fn log(route: Route<'_>, refusal: &Refusal) {
    let route = route.name();
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

async fn answer(deps: &Deps, route: Route<'_>, request: &Request<Bytes>) -> Result<Response<Bytes>, Refusal> {
    route.check(request.method())?;
    if request.body().len() > BODY_LIMIT {
        return Err(Refusal::TooLarge);
    }
    if route == Route::Health {
        return Ok(kit::http::json(StatusCode::OK, &json!({ "status": "ok" })));
    }
    let now = deps.clock.now();
    let holder = deps.keyring.holder(&deps.id_key, request.headers(), now).await?;
    let directory = deps.directories.get(&holder.region, now).await?;
    let (query, headers, body) = (request.uri().query(), request.headers(), request.body().as_ref());
    let ask = Ask { deps, holder: &holder, directory, now, query, headers, body };
    match route {
        Route::Health => Err(Refusal::NotFound),
        Route::Incidents if request.method() == http::Method::POST => intake::take(&ask).await,
        Route::Incidents => incidents::list(&ask).await,
        Route::Incident(id) => incidents::get(&ask, id).await,
        Route::Actions(id) => act::act(&ask, id).await,
        Route::Queue(desk) => incidents::queue(&ask, desk).await,
        Route::MunicipalityStats(oktmo) => stats::of_municipality(&ask, oktmo).await,
        Route::CentreStats(centre) => stats::of_centre(&ask, centre).await,
        Route::RegionStats(region) => stats::of_region(&ask, region).await,
        Route::Replies => replies::list(&ask).await,
        Route::Pages => pages::list(&ask).await,
        Route::Reply(id) => replies::decide(&ask, id).await,
        Route::Outages => outages::answer(&ask, request.method()).await,
        Route::OutageEnd(id) => outages::end(&ask, id).await,
        Route::Directory => reference::directory(&ask),
        Route::Formulas => reference::formulas(&ask),
        Route::Parked(digest) => parked::get(&ask, digest).await,
        Route::Replay(digest) => parked::replay(&ask, digest).await,
    }
}
