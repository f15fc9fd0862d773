//! What is kept under the key of one message: an incident, a voice of another incident, or the mark of a removal.

use chrono::{DateTime, Utc};

use super::case::Case;
use super::imported::Imported;
use super::message::{Mark, Message, Removal, Said};
use super::publication::Publication;
use super::workflow::State;
use crate::identity::IdKey;
use crate::ids::{MessageKey, Oktmo, PageId, RegionId};
use crate::message::{Change, Content, Event, Platform};
use crate::page::Page;

/// What a message is to the work.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Only its removal was reported so far.
    Unknown,
    /// It answers another resident's message, so it adds a voice to that one's incident.
    Voice {
        /// The message it answers.
        of: MessageKey,
        /// Where it was written from.
        municipality: Option<Oktmo>,
    },
    /// It is the first message of an incident.
    Case(Box<Case>),
}

/// A message and its standing, as one item of storage.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The name of the message, and of the incident that it opens.
    pub key: MessageKey,
    /// The tenant.
    pub region: RegionId,
    /// Where it was written.
    pub page: PageId,
    /// On which channel.
    pub platform: Platform,
    /// When the first report of it arrived.
    pub received_at: DateTime<Utc>,
    /// The message.
    pub message: Message,
    /// What it is to the work.
    pub standing: Standing,
    /// The answers under it, on its platform.
    pub publications: Vec<Publication>,
    /// What a file of another system says beside, if it came from one.
    pub imported: Option<Box<Imported>>,
    /// Counts the writes of the item; 0 has not been written.
    pub version: u64,
}

/// One reported change of one message, ready to be merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The message.
    pub key: MessageKey,
    /// When the report arrived.
    pub received_at: DateTime<Utc>,
    /// The message that it answers.
    pub parent: Option<MessageKey>,
    /// A new version.
    pub revision: Option<(Mark, Said)>,
    /// A removal or its reversal.
    pub removal: Option<Removal>,
}

impl Report {
    /// Reads what `event` reports, with keys and pseudonyms in place of the platform's names.
    pub fn new(
        id_key: &IdKey,
        region: &RegionId,
        page: &Page,
        event: &Event,
        received_at: DateTime<Utc>,
    ) -> Self {
        let key_of = |object: &str| id_key.message(region, page.platform, &page.id, object);
        let delivery = id_key.mark(&[page.id.as_str(), &event.delivery]);
        let edited = event.change != Change::Created;
        let revision = event.content.as_ref().map(|content| {
            let at = match event.change {
                Change::Created => content.written_at,
                _ => event.version_at.unwrap_or(received_at),
            };
            (Mark { edited, at, delivery: delivery.clone() }, said(id_key, region, page.platform, content))
        });
        let removal = match event.change {
            Change::Deleted { by_author } => Some((false, by_author)),
            Change::Restored => Some((true, false)),
            Change::Created | Change::Edited => None,
        };
        Self {
            key: key_of(&event.object),
            received_at,
            parent: event.content.as_ref().and_then(|content| content.parent.as_deref()).map(key_of),
            revision,
            removal: removal.map(|(restored, by_author)| Removal {
                at: event.version_at.unwrap_or(received_at),
                delivery,
                restored,
                by_author,
                by: event.deleter.as_ref().map(|deleter| id_key.author(region, page.platform, deleter)),
            }),
        }
    }

    /// What the message says by this report.
    pub fn said(&self) -> Option<&Said> {
        self.revision.as_ref().map(|(_, said)| said)
    }
}

fn said(id_key: &IdKey, region: &RegionId, platform: Platform, content: &Content) -> Said {
    Said {
        form: content.form,
        written_at: content.written_at,
        clock_doubt: content.clock_doubt,
        author: content.author.as_ref().map(|author| id_key.author(region, platform, &author.id)),
        text: content.text.clone(),
        link: content.link.clone(),
        attachments: content.attachments.clone(),
        point: content.point.clone(),
        address: content.address.clone(),
        part: content.part.clone(),
        reply_to: content.reply_to.clone(),
        filed: content.filed.clone(),
    }
}

impl Record {
    /// A record of a message of which nothing is known yet.
    pub fn unknown(region: &RegionId, page: &Page, key: MessageKey, received_at: DateTime<Utc>) -> Self {
        Self {
            key,
            region: region.clone(),
            page: page.id.clone(),
            platform: page.platform,
            received_at,
            message: Message::default(),
            standing: Standing::Unknown,
            publications: Vec::new(),
            imported: None,
            version: 0,
        }
    }

    /// Merges a report. Says whether the report brought the newest words of the message.
    pub fn merge(&mut self, report: &Report) -> bool {
        self.received_at = self.received_at.min(report.received_at);
        if let Some(removal) = &report.removal {
            self.message.add_removal(removal.clone());
        }
        let Some((mark, said)) = &report.revision else { return false };
        let known = self.message.revisions.iter().any(|revision| revision.mark.delivery == mark.delivery);
        self.message.add_revision(mark.clone(), said.clone());
        !known && self.message.is_newest(&mark.delivery)
    }

    /// The incident that this message is a voice of: by its thread, or because it tells of the same.
    pub fn voice_of(&self) -> Option<&MessageKey> {
        match (&self.standing, self.case().map(|case| &case.state)) {
            (Standing::Voice { of, .. }, _) => Some(of),
            (_, Some(State::Merged(into))) => Some(into),
            _ => None,
        }
    }

    /// The incident that this message opened.
    pub fn case(&self) -> Option<&Case> {
        match &self.standing {
            Standing::Case(case) => Some(case),
            _ => None,
        }
    }

    /// The incident that this message opened, to change it.
    pub fn case_mut(&mut self) -> Option<&mut Case> {
        match &mut self.standing {
            Standing::Case(case) => Some(case),
            _ => None,
        }
    }

    /// What is said, by the message or by the first voice where the message itself never arrived.
    pub fn said(&self) -> Option<&Said> {
        self.message.said().or_else(|| self.case()?.lead.as_ref().map(|lead| &lead.said))
    }

    /// When it was written, or arrived where that is not known.
    pub fn written_at(&self) -> DateTime<Utc> {
        self.said().map_or(self.received_at, |said| said.written_at)
    }

    /// When the author took the message back before anybody worked on it: then there is nothing to do.
    pub fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        let worked_on = self.case().is_some_and(Case::is_touched);
        self.message.withdrawn_by(DateTime::<Utc>::MAX_UTC).filter(|_| !worked_on)
    }

    /// The incident, while there is something to do about it.
    pub fn open_case(&self) -> Option<&Case> {
        self.case().filter(|case| !case.state.is_final() && self.withdrawn_at().is_none())
    }

    /// The publication of an answer to an incident under this message.
    pub fn publication(&self, incident: &MessageKey, answer: u32) -> Option<&Publication> {
        let of = (*incident != self.key).then_some(incident);
        self.publications.iter().find(|known| known.answer == answer && known.of.as_ref() == of)
    }

    /// Puts a publication in the place of the earlier one of the same answer.
    pub fn put_publication(&mut self, publication: Publication) {
        match self.publications.iter_mut().find(|known| known.is_same_reply(&publication)) {
            Some(known) => *known = publication,
            None => self.publications.push(publication),
        }
    }
}
