//! What platforms tell beside messages, put to use: answers given by hand, threads, chats that move.

use chrono::{DateTime, TimeDelta, Utc};
use domain::incident::{ByHand, Record, Report, Said};
use domain::{Event, Form, MessageKey, Platform, Private, Pseudonym};
use kit::Failure;
use metrics::numbering::{Book, book_of};
use platforms::Note;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{About, Dialog, Membership, Memo, Migration, StoreError, Thread, ThreadPost};
use tracing::info;

use crate::handler::{Intake, TRIES, Written, stored};

const DIALOG: TimeDelta = TimeDelta::days(90);
const THREAD: TimeDelta = TimeDelta::days(400);
const NUMBERS: TimeDelta = TimeDelta::days(60);
const CHAT: TimeDelta = TimeDelta::days(3_650);
/// How many messages and answers of a dialog are remembered.
const KEPT_IN_DIALOG: usize = 10;
const KEPT_WAITING: usize = 100;

impl Intake<'_> {
    pub(crate) async fn note(&self, note: &Note) -> Result<(), Failure> {
        info!(page = %self.page.id, platform = %self.page.platform, note = note.as_str(), "noted");
        match note {
            Note::Thread { chat, thread, channel, post, username } => {
                let post = ThreadPost { channel: *channel, post: *post, username: username.clone() };
                self.thread_known((*chat, *thread), post).await
            }
            Note::Migrated { from, to } => {
                let about = About::Migration(&self.page.id, *from);
                self.remember(about, CHAT, |chat: &mut Migration| chat.to = Some(*to)).await.map(drop)
            }
            Note::Membership { chat, present, at } => {
                let about = About::Membership(&self.page.id, *chat);
                let newest = |known: &mut Membership| {
                    if known.at.is_none_or(|known| known <= *at) {
                        *known = Membership { present: *present, at: Some(*at) };
                    }
                };
                self.remember(about, CHAT, newest).await.map(drop)
            }
            Note::AnsweredByHand { object, peer, at, text } => {
                let answer = ByHand { at: *at, text: text.clone() };
                match (object, peer) {
                    (Some(object), _) => self.answered(&self.key_of(object), &answer).await,
                    (None, Some(person)) => self.dialog_answered(person, answer).await,
                    (None, None) => Ok(()),
                }
            }
            Note::Cropped { .. } | Note::Pressed { .. } => Ok(()),
        }
    }

    /// A delivery was heard that its platform numbers.
    pub(crate) async fn heard(&self, number: i64) -> Result<(), Failure> {
        let about = About::Numbers(&self.page.id, book_of(number));
        let at = self.delivery.received_at;
        self.remember(about, NUMBERS, |book: &mut Book| book.note(number, at)).await.map(drop)
    }

    fn key_of(&self, object: &str) -> MessageKey {
        self.deps.id_key.message(&self.delivery.region, self.page.platform, &self.page.id, object)
    }

    fn pseudonym(&self, person: &Private<String>) -> Pseudonym {
        self.deps.id_key.author(&self.delivery.region, self.page.platform, person)
    }

    /// Changes a memo by its newest version until that is written; says what it was and is.
    async fn remember<T>(
        &self,
        about: About<'_>,
        keep: TimeDelta,
        change: impl Fn(&mut T),
    ) -> Result<(T, T), Failure>
    where
        T: Clone + Default + PartialEq + Serialize + DeserializeOwned + Sync,
    {
        let (store, region) = (&self.deps.store, &self.delivery.region);
        for _ in 0..TRIES {
            let before: Memo<T> = store.memo(region, about).await.map_err(stored)?;
            let mut after = before.clone();
            change(&mut after.value);
            let until = self.delivery.received_at + keep;
            if after == before || store.keep_memo(region, about, &after, until).await.map_err(stored)? {
                return Ok((before.value, after.value));
            }
        }
        Err(Failure::retry("memo.contended", StoreError::Conflict { operation: "keep memo" }))
    }

    /// A moderator's words in a dialog answer every message before them.
    async fn dialog_answered(&self, person: &Private<String>, answer: ByHand) -> Result<(), Failure> {
        let told = (answer.at.timestamp_millis(), answer.text.clone());
        let add = |dialog: &mut Dialog| insert(&mut dialog.answers, &told, |text| text.expose().clone());
        let person = self.pseudonym(person);
        let (_, dialog) = self.remember(About::Dialog(&person), DIALOG, add).await?;
        for (written, key) in &dialog.messages {
            if *written <= told.0 {
                self.answered(key, &answer).await?;
            }
        }
        Ok(())
    }

    /// A private message joins its dialog, which may have been answered already.
    pub(crate) async fn join_dialog(&self, event: &Event, report: &Report) -> Result<(), Failure> {
        let content = event.content.as_ref().filter(|content| content.form == Form::Direct);
        let author = content.and_then(|content| content.author.as_ref());
        let Some((content, author)) = content.zip(author) else { return Ok(()) };
        if self.page.platform != Platform::Vk {
            return Ok(());
        }
        let said = (content.written_at.timestamp_millis(), report.key.clone());
        let add = |dialog: &mut Dialog| insert(&mut dialog.messages, &said, MessageKey::to_string);
        let person = self.pseudonym(&author.id);
        let (_, dialog) = self.remember(About::Dialog(&person), DIALOG, add).await?;
        let first = dialog.answers.iter().find(|(at, _)| *at >= said.0);
        let answer = first.and_then(|(at, text)| {
            Some(ByHand { at: DateTime::<Utc>::from_timestamp_millis(*at)?, text: text.clone() })
        });
        match answer {
            Some(answer) => self.answered(&report.key, &answer).await,
            None => Ok(()),
        }
    }

    async fn answered(&self, key: &MessageKey, answer: &ByHand) -> Result<(), Failure> {
        let record = self.change_record(key, |record| record.answered_by_hand(answer)).await?;
        self.answered_for_all(&record).await
    }

    /// Whoever answers a voice by hand has answered its incident.
    pub(crate) async fn answered_for_all(&self, record: &Record) -> Result<(), Failure> {
        let Some((of, answer)) = record.voice_of().zip(record.message.by_hand.as_ref()) else {
            return Ok(());
        };
        self.change_record(of, |record| record.answered_by_hand(answer)).await.map(drop)
    }

    /// Changes a record by its newest version until that is written; says how it stands then.
    async fn change_record(&self, key: &MessageKey, change: impl Fn(&mut Record)) -> Result<Record, Failure> {
        let region = &self.delivery.region;
        for _ in 0..TRIES {
            let known = self.deps.store.record(region, key).await.map_err(stored)?;
            let before = known.unwrap_or_else(|| {
                Record::unknown(region, self.page, key.clone(), self.delivery.received_at)
            });
            let mut after = before.clone();
            change(&mut after);
            if after == before {
                return Ok(after);
            }
            if let Written::Stored(record) = self.write(&after).await? {
                return Ok(record);
            }
        }
        Err(Failure::retry("record.contended", StoreError::Conflict { operation: "note on record" }))
    }

    /// Comments that came before their thread's post was known get their addresses now.
    async fn thread_known(&self, (chat, thread): (i64, i64), post: ThreadPost) -> Result<(), Failure> {
        let about = About::Thread(&self.page.id, chat, thread);
        let learn = |known: &mut Thread| {
            known.post.get_or_insert_with(|| post.clone());
        };
        let (before, after) = self.remember(about, THREAD, learn).await?;
        if before.waiting.is_empty() {
            return Ok(());
        }
        for key in &after.waiting {
            self.change_record(key, |record| record.message.relink(|said| address(said, &post))).await?;
        }
        // Whoever falls before this line does it all again: addresses that are right already stay as they are.
        self.remember(about, THREAD, |known: &mut Thread| {
            known.waiting.retain(|key| !after.waiting.contains(key));
        })
        .await
        .map(drop)
    }

    /// A comment that does not say which post it stands under gets its address from the thread, now or later.
    pub(crate) async fn link_to_post(&self, event: &Event, report: &mut Report) -> Result<(), Failure> {
        let place = event.content.as_ref().and_then(|content| content.post.as_deref()).and_then(thread);
        let key = report.key.clone();
        let Some(said) = report.revision.as_mut().map(|(_, said)| said) else { return Ok(()) };
        let linked = said.link.as_ref().is_some_and(|link| link.contains("?comment="));
        let Some((chat, thread)) = place.filter(|_| self.page.platform == Platform::Telegram && !linked)
        else {
            return Ok(());
        };
        let wait = |known: &mut Thread| {
            let room = known.post.is_none() && known.waiting.len() < KEPT_WAITING;
            if room && !known.waiting.contains(&key) {
                known.waiting.push(key.clone());
            }
        };
        let about = About::Thread(&self.page.id, chat, thread);
        let (_, known) = self.remember(about, THREAD, wait).await?;
        if let Some(link) = known.post.and_then(|post| address(said, &post)) {
            said.link = Some(link);
        }
        Ok(())
    }
}

/// Adds what is not there yet, in order of time, and forgets the oldest beyond what is kept.
fn insert<T: Clone + PartialEq>(list: &mut Vec<(i64, T)>, item: &(i64, T), name: impl Fn(&T) -> String) {
    if !list.contains(item) {
        list.push(item.clone());
        list.sort_by_key(|(at, item)| (*at, name(item)));
        let surplus = list.len().saturating_sub(KEPT_IN_DIALOG);
        list.drain(..surplus);
    }
}

/// `thread:{chat}:{thread}`.
fn thread(post: &str) -> Option<(i64, i64)> {
    let (chat, thread) = post.strip_prefix("thread:")?.split_once(':')?;
    Some((chat.parse().ok()?, thread.parse().ok()?))
}

/// The comment's number stands at the end of where a reply to it goes.
fn address(said: &Said, post: &ThreadPost) -> Option<String> {
    let comment = said.reply_to.as_ref()?.expose().rsplit_once(':')?.1.parse().ok()?;
    platforms::telegram_comment_link(post.channel, post.username.as_deref(), post.post, comment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialog_forgets_its_oldest_whatever_the_order() {
        let mut early = Vec::new();
        let mut late = Vec::new();
        for at in 0..30 {
            insert(&mut early, &(at, at.to_string()), Clone::clone);
            insert(&mut late, &(29 - at, (29 - at).to_string()), Clone::clone);
        }
        assert_eq!(early, late);
        assert_eq!((early.len(), early[0].0), (KEPT_IN_DIALOG, 20));
    }

    #[test]
    fn a_thread_is_named_by_chat_and_number() {
        assert_eq!(thread("thread:-1002200000002:9101"), Some((-1_002_200_000_002, 9_101)));
        assert_eq!(thread("wall_post:-1:2"), None);
    }
}
