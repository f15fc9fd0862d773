//! Where corrections are: marks by which they are found without reading every incident.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::{MessageKey, RegionId};

use crate::item::{Item, corrupt};
use crate::paging::{self, Listed, Position};
use crate::{Store, StoreError, keys};

/// That an incident was corrected; what and by whom stands in its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionMark {
    /// When.
    pub at: DateTime<Utc>,
    /// The incident.
    pub incident: MessageKey,
}

impl Store {
    /// Marks an incident as corrected. The mark comes before the correction: one too many costs a read.
    pub async fn mark_correction(&self, region: &RegionId, mark: &CorrectionMark) -> Result<(), StoreError> {
        let sort = format!("{}#{}", keys::moment(mark.at), mark.incident);
        self.client
            .put_item()
            .table_name(&self.names.stats)
            .item("pk", AttributeValue::S(keys::corrections(region)))
            .item("sk", AttributeValue::S(sort))
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::of("mark correction", error))
    }

    /// Lists the marks of corrections since a moment, newest first.
    pub async fn corrections(
        &self,
        region: &RegionId,
        since: DateTime<Utc>,
        position: Option<Position>,
        limit: usize,
    ) -> Result<Listed<CorrectionMark>, StoreError> {
        let request = self
            .client
            .query()
            .table_name(&self.names.stats)
            .key_condition_expression("pk = :pk AND sk >= :since")
            .expression_attribute_values(":pk", AttributeValue::S(keys::corrections(region)))
            .expression_attribute_values(":since", AttributeValue::S(keys::moment(since)))
            .scan_index_forward(false);
        let read = |item: Item| read(&item).map(Some);
        paging::query("list corrections", request, &["pk", "sk"], position, (limit, limit), read).await
    }
}

fn read(item: &Item) -> Result<CorrectionMark, StoreError> {
    const BROKEN: StoreError = corrupt("the mark of a correction is not whole");
    let sort = item.get("sk").and_then(|value| value.as_s().ok()).ok_or(BROKEN)?;
    let (at, incident) = sort.split_once('#').ok_or(BROKEN)?;
    let at = at.parse().map_err(|_| BROKEN)?;
    Ok(CorrectionMark { at, incident: MessageKey::parse(incident).map_err(|_| BROKEN)? })
}
