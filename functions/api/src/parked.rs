//! What could not be read and was put aside: looked at without its words, and tried again.

use bytes::Bytes;
use client::shape::{self, ParkedDelivery, Replayed};
use contracts::{MessageTask, decode};
use http::{Response, StatusCode};
use kit::http::json;
use serde_json::Map;
use store::Parked;
use tracing::info;

use crate::handler::Ask;
use crate::keys::{Role, Unit};
use crate::params::Params;
use crate::refusal::Refusal;

/// Answers `GET /v1/parked/{digest}`.
pub(crate) async fn get(ask: &Ask<'_>, digest: &str) -> Result<Response<Bytes>, Refusal> {
    let parked = parked(ask, digest).await?;
    let task = decode::<MessageTask>(parked.task.expose()).ok();
    let delivery = task.map(|MessageTask::RawDeliveryV1(delivery)| ParkedDelivery {
        page: delivery.page,
        bytes: delivery.body.0.len(),
    });
    let view = shape::Parked {
        digest: parked.digest,
        code: parked.code,
        received_at: parked.received_at.into(),
        delivery,
    };
    Ok(json(StatusCode::OK, &view))
}

/// Answers `POST /v1/parked/{digest}/replay`. What still cannot be read is put aside again under the same name.
pub(crate) async fn replay(ask: &Ask<'_>, digest: &str) -> Result<Response<Bytes>, Refusal> {
    let parked = parked(ask, digest).await?;
    let task = decode::<MessageTask>(parked.task.expose()).map_err(|_| Refusal::Conflict {
        code: "parked_unreadable",
        message: "this version does not read what was put aside".to_owned(),
        members: Map::new(),
    })?;
    ask.deps.messages.send(&task, None).await?;
    info!(key.prefix = ask.holder.prefix, parked = digest, "parked delivery replayed");
    Ok(json(StatusCode::ACCEPTED, &Replayed { digest: digest.to_owned(), status: "accepted".to_owned() }))
}

async fn parked(ask: &Ask<'_>, digest: &str) -> Result<Parked, Refusal> {
    if ask.holder.role != Role::Admin || ask.holder.unit != Unit::WHOLE {
        return Err(Refusal::Forbidden);
    }
    Params::read(ask.query, &[])?;
    let sound = digest.len() <= 64 && digest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !sound {
        return Err(Refusal::NotFound);
    }
    ask.deps.store.parked(&ask.holder.region, digest).await?.ok_or(Refusal::NotFound)
}
