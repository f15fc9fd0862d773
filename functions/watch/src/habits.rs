//! What a page usually says and where, learned from the messages that are stored: nothing is written for a message.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use domain::incident::Record;
use domain::{Directory, PageId, Platform};
use kit::Failure;
use metrics::Tempo;
use metrics::silence::{WEEKS, hour};
use serde::{Deserialize, Serialize};
use store::{About, Memo};

use crate::Deps;
use crate::handler::stored;

/// The name under which the progress of listening is kept.
const WORK: &str = "listen";
/// Messages arrive a little after they are written, so these last hours are read again.
const LATE: Duration = Duration::hours(2);
/// A round that finds so many messages leaves the rest to the next one.
const MOST: usize = 20_000;
const PAGE: usize = 500;
/// So many places of a page are remembered, those of the newest messages.
const KEPT_PLACES: usize = 100;
const KEPT_FOR: Duration = Duration::days(60);

/// What is remembered of a page.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Habits {
    /// Messages by the hour.
    pub(crate) tempo: Tempo,
    /// Places that can be read back, with the second of the newest message there. That of a dialog names a chat.
    pub(crate) places: BTreeMap<String, i64>,
    /// When the newest message arrived.
    pub(crate) heard_at: Option<DateTime<Utc>>,
}

#[derive(Default)]
struct Heard {
    at: Option<DateTime<Utc>>,
    hours: BTreeMap<i64, u32>,
    places: BTreeMap<String, i64>,
}

/// Reads what came since the last round, and remembers it. To read the same hours again changes nothing.
pub(crate) async fn listen(deps: &Deps, directory: &Directory, now: DateTime<Utc>) -> Result<(), Failure> {
    let region = &directory.region.id;
    let done = deps.store.progress(region, WORK).await.map_err(stored)?;
    let done = done.and_then(|at| at.parse::<DateTime<Utc>>().ok());
    let from = done.unwrap_or(now - Duration::weeks(WEEKS)) - LATE;
    let mut until = from;
    let (mut heard, mut read) = (BTreeMap::new(), 0);
    while until < now && read < MOST {
        let next = (until + Duration::days(1)).min(now);
        read += hear(deps, directory, (until, next), &mut heard).await?;
        until = next;
    }
    let whole_hours = hour(from) + 1..hour(until);
    for page in &directory.pages {
        let heard = heard.remove(&page.id).unwrap_or_default();
        remember(deps, directory, &page.id, &heard, whole_hours.clone()).await?;
    }
    deps.store.put_progress(region, WORK, &until.to_rfc3339()).await.map_err(stored)
}

async fn hear(
    deps: &Deps,
    directory: &Directory,
    window: (DateTime<Utc>, DateTime<Utc>),
    heard: &mut BTreeMap<PageId, Heard>,
) -> Result<usize, Failure> {
    let known = directory.territory.municipalities.iter().map(|municipality| Some(&municipality.oktmo));
    let mut read = 0;
    for place in known.chain([None]) {
        let mut position = None;
        loop {
            let region = &directory.region.id;
            let listed = deps
                .store
                .in_municipality(region, place, window, position, PAGE, |_| true)
                .await
                .map_err(stored)?;
            read += listed.items.len();
            for record in &listed.items {
                heard.entry(record.page.clone()).or_default().take(record);
            }
            match listed.next {
                Some(next) => position = Some(next),
                None => break,
            }
        }
    }
    Ok(read)
}

impl Heard {
    fn take(&mut self, record: &Record) {
        self.at = self.at.max(Some(record.received_at));
        let written = record.written_at();
        *self.hours.entry(hour(written)).or_default() += 1;
        let Some(said) = record.said() else { return };
        let reply_to = said.reply_to.as_ref().map_or("", |to| to.expose());
        for place in places(record.platform, reply_to) {
            let newest = self.places.entry(place).or_default();
            *newest = (*newest).max(written.timestamp());
        }
    }
}

async fn remember(
    deps: &Deps,
    directory: &Directory,
    page: &PageId,
    heard: &Heard,
    whole_hours: std::ops::Range<i64>,
) -> Result<(), Failure> {
    let (region, about) = (&directory.region.id, About::Habits(page));
    let before: Memo<Habits> = deps.store.memo(region, about).await.map_err(stored)?;
    let mut after = before.clone();
    let habits = &mut after.value;
    habits.heard_at = habits.heard_at.max(heard.at);
    for hour in whole_hours {
        habits.tempo.set(hour, heard.hours.get(&hour).copied().unwrap_or_default());
    }
    for (place, at) in &heard.places {
        let newest = habits.places.entry(place.clone()).or_default();
        *newest = (*newest).max(*at);
    }
    while habits.places.len() > KEPT_PLACES {
        let oldest = habits.places.iter().min_by_key(|(_, at)| **at).map(|(place, _)| place.clone());
        oldest.map(|place| habits.places.remove(&place));
    }
    if after.value == before.value {
        return Ok(());
    }
    let until = deps.clock.now() + KEPT_FOR;
    // Another round at the same time has read the same messages.
    deps.store.keep_memo(region, about, &after, until).await.map(drop).map_err(stored)
}

/// Where the platform can be asked for what stands beside a message, from where a reply to it would go.
fn places(platform: Platform, reply_to: &str) -> Vec<String> {
    let words: Vec<_> = reply_to.split(':').collect();
    match (platform, words.as_slice()) {
        (Platform::Vk, [sort, owner, thing, ..]) => {
            let names = [
                ("wall", "wall_post"),
                ("post", "wall_post"),
                ("photo", "photo"),
                ("video", "video"),
                ("board", "topic"),
                ("market", "market"),
            ];
            let name = names.iter().find(|(known, _)| known == sort);
            name.map(|(_, name)| format!("{name}:{owner}:{thing}")).into_iter().collect()
        }
        (Platform::Max, ["msg", chat, _]) | (Platform::Ok, ["dialog", chat]) => vec![format!("chat:{chat}")],
        (Platform::Max, ["dialog", mid]) => {
            chat_of(mid).map(|chat| format!("chat:{chat}")).into_iter().collect()
        }
        // New posts of a channel are found in its chat, which the name of a known one begins with.
        (Platform::Max, ["comment", post, _]) => {
            let chat = chat_of(post).map(|chat| format!("chat:{chat}"));
            std::iter::once(format!("comments:{post}")).chain(chat).collect()
        }
        (Platform::Ok, ["comment", sort, id, _]) => vec![format!("discussion:{sort}:{id}")],
        _ => Vec::new(),
    }
}

/// The chat in the name of a message of MAX: `mid.`, sixteen digits of the chat, sixteen of the number.
fn chat_of(mid: &str) -> Option<i64> {
    let digits = mid.strip_prefix("mid.").filter(|digits| digits.len() == 32 && digits.is_ascii())?;
    u64::from_str_radix(&digits[..16], 16).ok().map(u64::cast_signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_leads_to_the_place_where_it_stands() {
        let mid = format!("mid.{:016x}{:016x}", -70_000_000_000_001_i64, 500);
        for (platform, reply_to, expected) in [
            (Platform::Vk, "wall:-1:2:3", vec!["wall_post:-1:2"]),
            (Platform::Vk, "board:1:2:3", vec!["topic:1:2"]),
            (Platform::Vk, "dialog", vec![]),
            (Platform::Vk, "chat:2000000001:5", vec![]),
            (Platform::Max, "msg:5:mid.1", vec!["chat:5"]),
            (Platform::Max, &format!("dialog:{mid}"), vec!["chat:-70000000000001"]),
            (
                Platform::Max,
                &format!("comment:{mid}:mid.2"),
                vec![&*format!("comments:{mid}"), "chat:-70000000000001"],
            ),
            (Platform::Ok, "comment:GROUP_TOPIC:1:2", vec!["discussion:GROUP_TOPIC:1"]),
            (Platform::Ok, "dialog:C5", vec!["chat:C5"]),
            (Platform::Telegram, "msg:1:2", vec![]),
        ] {
            assert_eq!(places(platform, reply_to), expected, "{platform} {reply_to}");
        }
    }

    #[test]
    fn a_strange_name_has_no_chat() {
        for mid in ["mid.1", "1", "mid.zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "mid.ффффффффффффффффф"]
        {
            assert_eq!(chat_of(mid), None, "{mid}");
        }
    }
}
