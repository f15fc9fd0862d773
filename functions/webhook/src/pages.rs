//! Pages in memory: read again after a minute, and kept when the store is silent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use store::{PageItem, Store, StoreError};

const FRESH_FOR: Duration = Duration::seconds(60);

type Known = (DateTime<Utc>, Arc<PageItem>);

#[derive(Debug)]
pub(crate) struct Pages {
    store: Store,
    known: Mutex<HashMap<String, Known>>,
}

impl Pages {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// The page behind an address. Strangers' guesses are looked up each time and never kept.
    pub(crate) async fn get(
        &self,
        digest: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<PageItem>>, StoreError> {
        let kept = self.known().get(digest).cloned();
        match kept {
            Some((read_at, page)) if now.signed_duration_since(read_at) < FRESH_FOR => Ok(Some(page)),
            kept => match (self.store.page(digest).await, kept) {
                (Ok(Some(page)), _) => {
                    let page = Arc::new(page);
                    self.known().insert(digest.to_owned(), (now, Arc::clone(&page)));
                    Ok(Some(page))
                }
                (Ok(None), _) => {
                    self.known().remove(digest);
                    Ok(None)
                }
                (Err(error), Some((_, page))) => {
                    tracing::warn!(page = %page.page.id, code = error.code(), "keeping the last good page");
                    Ok(Some(page))
                }
                (Err(error), None) => Err(error),
            },
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
