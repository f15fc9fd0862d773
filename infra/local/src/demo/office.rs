//! The API as agencies, operators and readers use it: with a key of their own and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::keys::{Minted, RANDOM_BYTES, Role, Unit, mint};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{Private, RegionId};
use http::{Method, Request, StatusCode, header};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::commands::Failed;
use crate::system::System;

/// How often an action is tried again when others have changed the incident meanwhile.
const TRIES: usize = 4;

/// What came of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Acted {
    /// It is done; the incident has this version now.
    Done(u64),
    /// What stands there does not allow it, or it has gone elsewhere.
    Refused,
}

/// The API behind keys that it has been asked for.
#[derive(Debug)]
pub(super) struct Office {
    system: Arc<System>,
    region: RegionId,
    random: ChaCha8Rng,
    keys: BTreeMap<String, Private<String>>,
    until: DateTime<Utc>,
}

impl Office {
    /// The seed makes the keys guessable, so they are good for the simulated time only, until `until`.
    pub(super) fn new(system: Arc<System>, region: RegionId, seed: u64, until: DateTime<Utc>) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed ^ 0x000F_F1CE);
        Self { system, region, random, keys: BTreeMap::new(), until }
    }

    /// The key of a role at a unit, made when it is asked for first.
    pub(super) async fn key(&mut self, role: Role, unit: &Unit) -> Result<Private<String>, Failed> {
        let name = format!("{role} {unit}");
        if let Some(known) = self.keys.get(&name) {
            return Ok(known.clone());
        }
        let bytes: [u8; RANDOM_BYTES] = self.random.random();
        let Minted { text, prefix, mut key } = mint(&self.region, role, unit, &bytes, &self.system.id_key())?;
        key.expires_at = Some(self.until.timestamp());
        self.system.store().put_api_key(&prefix, &key).await?;
        self.keys.insert(name, text.clone());
        Ok(text)
    }

    /// A key for whoever looks at the region afterwards: nobody can guess it, and it only reads.
    pub(super) async fn key_to_keep(&self) -> Result<Private<String>, Failed> {
        let mut bytes = [0; RANDOM_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| format!("the machine gives no random bytes: {error}"))?;
        let id_key = self.system.id_key();
        let Minted { text, prefix, key } = mint(&self.region, Role::Reader, &Unit::WHOLE, &bytes, &id_key)?;
        self.system.store().put_api_key(&prefix, &key).await?;
        Ok(text)
    }

    /// Reads something as a role at a unit.
    pub(super) async fn get(&mut self, (role, unit): (Role, &Unit), path: &str) -> Result<Value, Failed> {
        let key = self.key(role, unit).await?;
        let (status, body) = self.ask(&key, Method::GET, path, None, Bytes::new()).await?;
        if status == StatusCode::OK { Ok(body) } else { Err(format!("{status} for {path}").into()) }
    }

    /// Acts on an incident that was seen at `version`.
    pub(super) async fn act(
        &mut self,
        (role, unit): (Role, &Unit),
        incident: &str,
        mut version: u64,
        action: &Value,
    ) -> Result<Acted, Failed> {
        let key = self.key(role, unit).await?;
        let path = format!("/v1/incidents/{incident}/actions");
        for _ in 0..TRIES {
            let body = action.to_string().into();
            let (status, answer) = self.ask(&key, Method::POST, &path, Some(version), body).await?;
            match status {
                StatusCode::OK => return Ok(Acted::Done(answer["version"].as_u64().unwrap_or(version + 1))),
                StatusCode::CONFLICT if answer["code"] == "version_conflict" => {
                    version = answer["version"].as_u64().unwrap_or(version);
                }
                StatusCode::CONFLICT | StatusCode::NOT_FOUND => return Ok(Acted::Refused),
                // An edit has moved it to that desk before the operator could.
                StatusCode::UNPROCESSABLE_ENTITY if answer["field"] == "to" => return Ok(Acted::Refused),
                _ => return Err(format!("{status} for {} on an incident: {answer}", action["action"]).into()),
            }
        }
        Ok(Acted::Refused)
    }

    async fn ask(
        &self,
        key: &Private<String>,
        method: Method,
        path: &str,
        version: Option<u64>,
        body: Bytes,
    ) -> Result<(StatusCode, Value), Failed> {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", key.expose()));
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let response = self.system.respond(request.body(body)?).await;
        let body = serde_json::from_slice(response.body()).unwrap_or_default();
        Ok((response.status(), body))
    }
}
