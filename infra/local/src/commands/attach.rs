//! A command's way to the data: through the system that runs on the folder, or by opening the folder itself.

use std::time::Duration;

use data_encoding::HEXLOWER;
use domain::{Private, RegionId};
use kit::{Clock, Settings};

use super::{Failed, Place};
use crate::data::{DataFolder, Identity, Running};
use crate::system::{Engines, FUNCTIONS, Options, System};

/// A system to work with, and what belongs to its data.
#[derive(Debug)]
pub struct Attached {
    /// The system.
    pub system: System,
    /// The regions of the data.
    pub regions: Vec<RegionId>,
    /// The folder, if the data lies in one.
    pub folder: Option<(DataFolder, Identity)>,
    /// The system that runs on the folder, if one does.
    pub running: Option<Running>,
}

/// A key from the machine's own randomness.
pub(crate) fn random_bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], Failed> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| format!("the machine gives no random bytes: {error}"))?;
    Ok(bytes)
}

/// Finds the data of `place`.
pub async fn attach(place: &Place) -> Result<Attached, Failed> {
    if place.outside {
        return outside().await;
    }
    let folder = DataFolder::open(&place.folder()?)?;
    let fresh = random_bytes::<32>()?;
    let identity = folder.identity(|| fresh.to_vec())?;
    let running = running(&folder).await?;
    let engines = match &running {
        Some(running) => Engines::Running(running.engines.clone()),
        None => Engines::Folder(folder.path().to_owned()),
    };
    let options = options(&identity, engines)?;
    let system = System::start(options).await?;
    Ok(Attached { system, regions: identity.regions.clone(), folder: Some((folder, identity)), running })
}

/// What a system on this identity is made of.
pub(crate) fn options(identity: &Identity, engines: Engines) -> Result<Options, Failed> {
    Ok(Options {
        engines,
        clock: Clock::system(),
        id_key: Private::new(HEXLOWER.decode(identity.id_key.expose().as_bytes())?),
        regions: identity.regions.clone(),
        allow_private_addresses: true,
        public_url: None,
    })
}

/// The system that runs on the folder: the mark of one that was killed is passed over.
pub(crate) async fn running(folder: &DataFolder) -> Result<Option<Running>, Failed> {
    let Some(running) = folder.running()? else { return Ok(None) };
    let reach = tokio::net::TcpStream::connect(running.address.as_str());
    let reached = tokio::time::timeout(Duration::from_secs(2), reach).await;
    Ok(matches!(reached, Ok(Ok(_))).then_some(running))
}

async fn outside() -> Result<Attached, Failed> {
    let mut settings = Settings::default();
    for function in FUNCTIONS {
        let part = Settings::from_env(function)?;
        settings = merge(settings, part);
    }
    let options = Options {
        clock: Clock::system(),
        id_key: settings.id_key.clone(),
        regions: settings.regions.clone(),
        allow_private_addresses: settings.allow_private_addresses,
        public_url: settings.public_url.clone(),
        engines: Engines::Outside(Box::new(settings.clone())),
    };
    let system = System::start(options).await?;
    Ok(Attached { system, regions: settings.regions, folder: None, running: None })
}

/// Each function reads what it needs; together they need everything.
fn merge(left: Settings, right: Settings) -> Settings {
    let either = |left: String, right: String| if right.is_empty() { left } else { right };
    Settings {
        incidents_table: either(left.incidents_table, right.incidents_table),
        directory_table: either(left.directory_table, right.directory_table),
        stats_table: either(left.stats_table, right.stats_table),
        messages_queue_url: either(left.messages_queue_url, right.messages_queue_url),
        deliveries_queue_url: either(left.deliveries_queue_url, right.deliveries_queue_url),
        id_key: if right.id_key.expose().is_empty() { left.id_key } else { right.id_key },
        regions: if right.regions.is_empty() { left.regions } else { right.regions },
        allow_private_addresses: left.allow_private_addresses || right.allow_private_addresses,
        public_url: right.public_url.or(left.public_url),
        dynamodb_endpoint: right.dynamodb_endpoint.or(left.dynamodb_endpoint),
        sqs_endpoint: right.sqs_endpoint.or(left.sqs_endpoint),
        log: right.log,
    }
}
