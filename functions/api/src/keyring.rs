//! Keys in memory: read again after a minute, and kept when the store is silent.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use domain::IdKey;
use http::{HeaderMap, header};
use store::{ApiKey, Store, StoreError};

use crate::holder::Holder;
use crate::keys::Shown;
use crate::refusal::Refusal;

const FRESH_FOR: Duration = Duration::seconds(60);

#[derive(Debug)]
pub(crate) struct Keyring {
    store: Store,
    known: Mutex<HashMap<String, (DateTime<Utc>, ApiKey)>>,
}

impl Keyring {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// Who asks. Whatever is wrong with a key, the answer is the same.
    pub(crate) async fn holder(
        &self,
        id_key: &IdKey,
        headers: &HeaderMap,
        now: DateTime<Utc>,
    ) -> Result<Holder, Refusal> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(Refusal::Unauthorized) };
        let shown = value.to_str().ok().and_then(Shown::parse).ok_or(Refusal::Unauthorized)?;
        let key = self.get(shown.prefix, now).await?;
        // A key that is not there is compared too, so that time does not tell the two apart.
        let proven = shown.proves(id_key, key.as_ref().map_or("", |key| key.digest.as_str()));
        key.filter(|key| proven && key.expires_at.is_none_or(|second| now.timestamp() <= second))
            .and_then(|key| Holder::of(shown.prefix, &key))
            .ok_or(Refusal::Unauthorized)
    }

    /// The key of a public half. Strangers' guesses are looked up each time and never kept.
    async fn get(&self, prefix: &str, now: DateTime<Utc>) -> Result<Option<ApiKey>, StoreError> {
        let kept = self.known().get(prefix).cloned();
        if let Some((read_at, key)) = &kept
            && now.signed_duration_since(*read_at) < FRESH_FOR
        {
            return Ok(Some(key.clone()));
        }
        match (self.store.api_key(prefix).await, kept) {
            (Ok(Some(key)), _) => {
                self.known().insert(prefix.to_owned(), (now, key.clone()));
                Ok(Some(key))
            }
            (Ok(None), _) => {
                self.known().remove(prefix);
                Ok(None)
            }
            (Err(error), Some((_, key))) => {
                tracing::warn!(key.prefix = prefix, code = error.code(), "keeping the last good key");
                Ok(Some(key))
            }
            (Err(error), None) => Err(error),
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, (DateTime<Utc>, ApiKey)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
