//! `otklik key`: keys of the API.

use chrono::Duration;
use clap::Subcommand;
use domain::RegionId;

use super::attach::random_bytes;
use super::{Failed, Place, attach};

/// Keys of the API.
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key. It is shown once and kept nowhere.
    Add {
        /// What its holder may do: reader, operator, agency or admin.
        #[arg(long)]
        role: api::keys::Role,
        /// The unit it is bound to: `agency:…`, `centre:…` or a municipality's code; by default the whole region.
        #[arg(long, default_value = "region")]
        unit: api::keys::Unit,
        /// The region; may be left out where there is only one.
        #[arg(long)]
        region: Option<RegionId>,
        /// Days until it is refused.
        #[arg(long)]
        days: Option<u16>,
    },
}

pub(super) async fn run(place: &Place, command: KeyCommand) -> Result<(), Failed> {
    let KeyCommand::Add { role, unit, region, days } = command;
    let attached = attach(place).await?;
    let region = match (region, attached.regions.as_slice()) {
        (Some(region), _) => region,
        (None, [only]) => only.clone(),
        (None, _) => return Err("name the region with --region".into()),
    };
    let expires = days.map(|days| (attached.system.clock().now() + Duration::days(days.into())).timestamp());
    let minted = api::keys::mint(&region, role, &unit, &random_bytes()?, &attached.system.id_key())?;
    let mut key = minted.key;
    key.expires_at = expires;
    attached.system.store().put_api_key(&minted.prefix, &key).await?;
    crate::texts::key_made(minted.text.expose());
    Ok(())
}
