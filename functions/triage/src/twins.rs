//! Messages about the same problem: what is compared, where the others stand, and which of them a message joins.

use chrono::{DateTime, Days, Utc};
use domain::incident::{Case, Decision, Record, Said, Standing, State};
use domain::{Kind, Platform, Private, TopicCode};
use kit::Failure;
use language::duplicates::{Facts, MERGE, Place, Score, Seal, Shelf, Sketch, Subject, Twin, score, shelves};
use store::{ShelfItem, StoreError};
use tracing::info;

use crate::decide::locate;
use crate::handler::{Intake, TRIES, stored};

/// Shelves that nothing was put on for so long go.
const KEPT_DAYS: u64 = 60;
/// So many of the likeliest are looked at, to find one that is open.
const LOOKED_AT: usize = 2;

impl Intake<'_> {
    /// What of a message is compared with others; nothing where it is no problem of a known topic and place.
    pub(crate) fn likeness(&self, said: &Said, decision: &Decision) -> Vec<u8> {
        let (Kind::Complaint | Kind::Request, Some(topic)) = (decision.kind, &decision.topic) else {
            return Vec::new();
        };
        let facts = self.facts(said, topic);
        if shelves(&facts).0.is_empty() { Vec::new() } else { facts.to_bytes() }
    }

    /// What of a message about a topic is compared with others.
    pub(crate) fn facts(&self, said: &Said, topic: &TopicCode) -> Facts {
        let keys = language::place::keys(&locate(self.mind, self.page, said));
        Facts {
            subject: Some(Subject::of(topic)),
            place: Place::of_keys(&keys, self.seal()),
            point: said.point.as_ref().map(|point| Facts::rounded(*point.expose())),
            written_at: Some(said.written_at),
            sketch: Sketch::of(said.text.expose(), self.seal()),
        }
    }

    pub(crate) fn seal(&self) -> Seal {
        Seal::new(&self.deps.id_key.mark(&["twins", self.delivery.region.as_str()]))
    }

    /// Puts an incident where others that tell of the same will find it. A new one joins the likeliest of them, where
    /// the region wants that.
    ///
    /// It comes before the write of the record: an incident on a shelf that was never written is looked for in vain, one
    /// that is on no shelf is never found.
    pub(crate) async fn meet(&self, before: &Record, after: &mut Record) -> Result<(), Failure> {
        if self.join_outage(before, after).await? {
            return Ok(());
        }
        let open = after.open_case().filter(|case| !case.likeness.is_empty());
        let Some(case) = open else { return Ok(()) };
        if before.case().is_some_and(|known| known.likeness == case.likeness) {
            return Ok(());
        }
        let Ok(facts) = Facts::from_bytes(&case.likeness) else { return Ok(()) };
        let twin = Twin { key: after.key.clone(), facts };
        let (names, put_on) = shelves(&twin.facts);
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            found.push((self.shelf(&name).await?, name));
        }
        // An appeal is answered by itself where it was filed, so it joins nothing without a person's word.
        let may_join = self.page.platform != Platform::Pos && self.mind.directory.region.duplicates.merge;
        if before.standing == Standing::Unknown && may_join {
            let others = found.iter().flat_map(|((stock, _), _)| stock.twins());
            if let Some((mut into, score)) = self.likeliest(&twin, others, after).await? {
                info!(incident = %after.key, into = %into.key, percent = score.percent(), "joined by likeness");
                let now = self.deps.clock.now();
                let why = Private::new(format!("{} %: {}", score.percent(), score.why()));
                if let Some(case) = after.case_mut() {
                    case.join(into.key.clone(), "duplicates", why, now);
                }
                if into.facts.learn_house(&twin.facts) {
                    for ((stock, item), name) in
                        found.into_iter().filter(|((stock, _), _)| stock.holds(&into.key))
                    {
                        self.put(&name, stock, item, &into).await?;
                    }
                }
                return Ok(());
            }
        }
        for ((stock, item), name) in found.into_iter().take(put_on) {
            self.put(&name, stock, item, &twin).await?;
        }
        Ok(())
    }

    async fn shelf(&self, name: &str) -> Result<(Shelf, ShelfItem), Failure> {
        let item = self.deps.store.shelf(&self.delivery.region, name).await.map_err(stored)?;
        // A shelf of another version is begun anew: it serves for finding only.
        Ok((Shelf::from_bytes(&item.bytes).unwrap_or_default(), item))
    }

    async fn put(&self, name: &str, stock: Shelf, item: ShelfItem, twin: &Twin) -> Result<(), Failure> {
        let (mut stock, mut item) = (stock, item);
        for _ in 0..TRIES {
            if !stock.put(twin) {
                return Ok(());
            }
            item.bytes = stock.to_bytes();
            let region = &self.delivery.region;
            let expires = expiry(self.deps.clock.now());
            if self.deps.store.write_shelf(region, name, &item, expires).await.map_err(stored)? {
                return Ok(());
            }
            (stock, item) = self.shelf(name).await?;
        }
        Err(Failure::retry("shelf.contended", StoreError::Conflict { operation: "put on shelf" }))
    }

    /// The likeliest incident that is open and of the same municipality.
    async fn likeliest<'a>(
        &self,
        twin: &Twin,
        others: impl Iterator<Item = &'a Twin>,
        record: &Record,
    ) -> Result<Option<(Twin, Score)>, Failure> {
        let scored = others.filter(|other| other.key != twin.key);
        let scored = scored.map(|other| (score(&twin.facts, &other.facts), other));
        let mut likely: Vec<(Score, &Twin)> =
            scored.filter(|(score, _)| score.probability >= MERGE).collect();
        likely.sort_by(|(one, left), (other, right)| {
            other.probability.total_cmp(&one.probability).then_with(|| left.key.cmp(&right.key))
        });
        likely.dedup_by(|(_, one), (_, other)| one.key == other.key);
        for (score, other) in likely.into_iter().take(LOOKED_AT) {
            let found = self.deps.store.record(&self.delivery.region, &other.key).await.map_err(stored)?;
            if found.is_some_and(|found| takes_in(&found, record)) {
                return Ok(Some((other.clone(), score)));
            }
        }
        Ok(None)
    }
}

fn takes_in(incident: &Record, record: &Record) -> bool {
    let place = |case: &Case| case.decision.municipality.clone();
    let open = incident.open_case().filter(|case| !matches!(case.state, State::Answered));
    open.is_some_and(|case| record.case().map(place) == Some(place(case)))
}

fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Days::new(KEPT_DAYS)
}
