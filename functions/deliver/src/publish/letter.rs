//! What a reply consists of: the page, where to, to whom, and which words.

use domain::incident::publication::{WITHDRAWN, Work};
use domain::incident::{Answer, Publication, PublicationState, Record};
use domain::{Directory, MessageKey, Page, Private};
use platforms::publish::{Call, Deed, Letter, Unsendable, limits, requests, split};

/// A reply with all its parts, from which letters are written.
pub(super) struct Reply {
    pub(super) page: Page,
    pub(super) to: Private<String>,
    person: Option<Private<String>>,
    text: Private<String>,
    token: String,
    pub(super) object: Option<String>,
}

/// What speaks against answering under a message; none if nothing does.
pub(super) fn obstacle(directory: &Directory, message: &Record) -> Option<&'static str> {
    let said = message.message.said();
    if message.message.removed_at().is_some() {
        Some(WITHDRAWN)
    } else if directory.region.read_only.contains(&message.platform) {
        Some("read_only")
    } else if directory.page(&message.page).is_none() {
        Some("no_page")
    } else if said.and_then(|said| said.reply_to.as_ref()).is_none() {
        Some("no_way_to_reply")
    } else if directory
        .page(&message.page)
        .is_some_and(|page| page.token.is_none() && page.user_token.is_none())
    {
        Some("no_token")
    } else {
        None
    }
}

/// Whether the reply goes to a person, whose address is kept apart.
pub(super) fn needs_person(message: &Record) -> bool {
    let said = message.message.said();
    said.and_then(|said| said.reply_to.as_ref()).is_some_and(|to| to.expose().starts_with("dialog"))
}

impl Reply {
    /// The reply of `publication`, in the words that `work` is about.
    pub(super) fn new(
        page: &Page,
        message: &Record,
        person: Option<Private<String>>,
        (answer, publication): (&Answer, &Publication),
        work: Work,
    ) -> Option<Self> {
        let edition = match work {
            Work::Send { edition } | Work::Edit { edition } => edition,
            Work::Remove => publication.edition,
        };
        Some(Self {
            page: page.clone(),
            to: message.message.said()?.reply_to.clone()?,
            person,
            text: answer.text_of(edition)?.clone(),
            token: token(&message.key, publication),
            object: publication.object.clone(),
        })
    }

    pub(super) fn letter(&self) -> Letter<'_> {
        Letter {
            page: &self.page,
            to: self.to.expose(),
            person: self.person.as_ref().map(|person| person.expose().as_str()),
            text: self.text.expose(),
            token: &self.token,
            object: self.object.as_deref(),
        }
    }

    pub(super) fn calls(&self, deed: Deed) -> Result<Vec<Call>, Unsendable> {
        requests(deed, &self.letter())
    }

    /// The names of the parts that stand after an edit: a shorter text leaves fewer.
    pub(super) fn edited_object(&self) -> String {
        let length = limits::of_text(self.page.platform, self.to.expose());
        let parts = split(self.text.expose().trim(), &length);
        let parts = parts.iter().filter(|part| !part.trim().is_empty()).count();
        let names = self.object.as_deref().unwrap_or_default().split(',').take(parts);
        names.collect::<Vec<_>>().join(",")
    }
}

/// The same for every call about one reply; another once a person asks for it anew.
fn token(message: &MessageKey, publication: &Publication) -> String {
    let incident = publication.of.as_ref().unwrap_or(message);
    format!("{message}-{incident}-{}-{}", publication.answer, publication.round)
}

/// What becomes of a reply that cannot be written.
pub(super) fn unsendable(problem: Unsendable, work: Work) -> PublicationState {
    let sending = matches!(work, Work::Send { .. });
    match problem {
        Unsendable::NoToken | Unsendable::NoUserToken | Unsendable::Unsupported if sending => {
            PublicationState::withheld(problem.as_str())
        }
        Unsendable::NoPerson => PublicationState::failed("no_address"),
        _ => PublicationState::failed(problem.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_cannot_speak_is_no_fault_and_a_person_who_is_gone_is() {
        let send = Work::Send { edition: 0 };
        for problem in [Unsendable::NoToken, Unsendable::NoUserToken, Unsendable::Unsupported] {
            assert_eq!(unsendable(problem, send).name(), "withheld", "{problem}");
            assert_eq!(unsendable(problem, Work::Remove).name(), "failed", "{problem}");
        }
        assert_eq!(unsendable(Unsendable::NoPerson, send), PublicationState::failed("no_address"));
    }

    #[test]
    fn sending_again_by_a_persons_word_is_another_reply_to_the_platform() {
        let key = MessageKey::parse("0123456789abcdefghjk").unwrap();
        let mut publication = Publication::queued(2, chrono::DateTime::UNIX_EPOCH);
        let first = token(&key, &publication);
        publication.attempts = 7;
        assert_eq!(token(&key, &publication), first);
        publication.round = 1;
        assert_ne!(token(&key, &publication), first);
    }
}
