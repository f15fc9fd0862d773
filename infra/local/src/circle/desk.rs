//! An agency that answers and an operator who approves, through the API like everybody.

use api::keys::{RANDOM_BYTES, Role, Unit, mint};
use domain::{Private, RegionId};
use http::{Request, StatusCode, header};
use serde_json::{Value, json};

use crate::commands::Failed;
use crate::system::System;

/// How often an action is tried again when the incident has changed meanwhile.
const TRIES: usize = 8;

/// The two keys.
#[derive(Debug)]
pub(super) struct Desk {
    agency: Private<String>,
    operator: Private<String>,
}

impl Desk {
    pub(super) async fn open(system: &System, region: &RegionId) -> Result<Self, Failed> {
        let agency = key(system, region, (Role::Agency, "agency:town-hall"), 1).await?;
        let operator = key(system, region, (Role::Operator, "region"), 2).await?;
        Ok(Self { agency, operator })
    }

    /// The agency answers, and the operator approves.
    pub(super) async fn answer(&self, system: &System, incident: &str, text: &str) -> Result<(), Failed> {
        let answer = json!({ "action": "answer", "text": text, "outcome": { "outcome": "fixed" } });
        act(system, &self.agency, incident, &answer).await?;
        act(system, &self.operator, incident, &json!({ "action": "approve" })).await
    }
}

/// The system lives as long as its clock is moved by hand, so guessable keys open nothing.
async fn key(
    system: &System,
    region: &RegionId,
    (role, unit): (Role, &str),
    seed: u8,
) -> Result<Private<String>, Failed> {
    let unit: Unit = unit.parse()?;
    let minted = mint(region, role, &unit, &[seed; RANDOM_BYTES], &system.id_key())?;
    system.store().put_api_key(&minted.prefix, &minted.key).await?;
    Ok(minted.text)
}

async fn act(system: &System, key: &Private<String>, incident: &str, action: &Value) -> Result<(), Failed> {
    let mut version = 1;
    for _ in 0..TRIES {
        let request = Request::post(format!("/v1/incidents/{incident}/actions"))
            .header(header::AUTHORIZATION, format!("Bearer {}", key.expose()))
            .header(header::IF_MATCH, format!("\"{version}\""))
            .body(action.to_string().into())?;
        let response = system.respond(request).await;
        let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        match response.status() {
            StatusCode::OK => return Ok(()),
            StatusCode::CONFLICT if body["code"] == "version_conflict" => {
                version = body["version"].as_u64().unwrap_or(version);
            }
            status => return Err(format!("{status} for {}: {body}", action["action"]).into()),
        }
    }
    Err("the incident changes all the time".into())
}
