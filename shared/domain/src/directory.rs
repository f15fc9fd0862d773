//! The directory of a region: one document that says who lives where, who answers, by which rules and clocks.
//!
//! People write it as plain files ([`Directory::load`]); the database holds it as one JSON document.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::agency::{Agency, Desk, Endpoint};
use crate::calendar::WorkingCalendar;
use crate::ids::{AgencyId, CalendarId, CentreId, Oktmo, PageId, RegionId, TopicCode};
use crate::message::Platform;
use crate::page::Page;
use crate::private::Private;
use crate::rules::{Ground, RoutingDecision, RoutingFacts, RuleSet};
use crate::sla::{SlaPolicies, TopicPattern};
use crate::territory::{Centre, Municipality, Territory};
use crate::topics::Taxonomy;
use crate::wording::{Knowledge, Template};

#[cfg(test)]
pub(crate) mod fixture;
mod load;
#[cfg(test)]
mod nizhny_novgorod;
mod places;
mod problem;
pub mod register;
#[cfg(test)]
mod tests;

pub use places::{PlaceKind, PlaceName};
pub use problem::Problem;
pub use register::{Named, Register};

/// The files of a directory: name → text.
pub type DirectoryFiles = BTreeMap<String, String>;

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Its name here.
    pub id: RegionId,
    /// Its name on screens.
    pub name: String,
    /// The name of its regional centre, the root of the map.
    pub centre: String,
    /// Its time zone.
    pub zone: Tz,
    /// The calendar of its centres' desks.
    pub calendar: CalendarId,
    /// The platforms that are read and never answered.
    #[serde(default = "read_only_by_law")]
    pub read_only: Vec<Platform>,
    /// How answers come about.
    #[serde(default)]
    pub answers: Answers,
    /// What becomes of messages about the same problem.
    #[serde(default)]
    pub duplicates: Duplicates,
}

/// What becomes of messages about the same problem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duplicates {
    /// The likeliest are joined without a person; else they are only shown.
    pub merge: bool,
}

/// How the region's answers come about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// An agency's answer waits for somebody of the centre.
    pub approval: bool,
    /// On these topics it waits for them whatever `approval` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approval_topics: Vec<TopicPattern>,
    /// On these topics every answer is approved by somebody who did not write it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub four_eyes: Vec<TopicPattern>,
    /// An author who has not answered a question for so many days is not waited for any longer.
    #[serde(default = "patience")]
    pub author_days: u16,
    /// A word of the author opens a matter again that was closed no longer than so many days ago.
    #[serde(default = "memory")]
    pub reopen_days: u16,
}

const fn patience() -> u16 {
    10
}

const fn memory() -> u16 {
    30
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            approval: true,
            approval_topics: Vec::new(),
            four_eyes: Vec::new(),
            author_days: patience(),
            reopen_days: memory(),
        }
    }
}

impl Answers {
    /// Whether an agency's answer on a topic waits for somebody of the centre.
    pub fn needs_approval(&self, topic: Option<&TopicCode>) -> bool {
        self.approval || is_among(&self.approval_topics, topic) || self.needs_other_eyes(topic)
    }

    /// Whether every answer on a topic is approved by somebody who did not write it.
    pub fn needs_other_eyes(&self, topic: Option<&TopicCode>) -> bool {
        is_among(&self.four_eyes, topic)
    }
}

fn is_among(patterns: &[TopicPattern], topic: Option<&TopicCode>) -> bool {
    topic.is_some_and(|topic| patterns.iter().any(|pattern| pattern.matches(topic)))
}

/// Since June 2025 authorities answer no residents through foreign messengers.
pub(crate) fn read_only_by_law() -> Vec<Platform> {
    vec![Platform::Telegram]
}

/// The way into a page: the unguessable part of its address, `/hooks/{key}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageAccess {
    /// The unguessable part.
    pub key: Private<String>,
    /// The page behind it.
    pub page: PageId,
}

/// All that Otklik knows of a region, at one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    /// The region.
    pub region: Region,
    /// Grows with every change.
    pub version: u64,
    /// The map through time.
    pub territory: Territory,
    /// Who answers.
    pub agencies: Register<Agency>,
    /// Where residents write.
    pub pages: Register<Page>,
    /// Which desk takes what.
    pub router: RuleSet,
    /// When desks work.
    pub calendars: Register<WorkingCalendar>,
    /// How long answers may take.
    pub sla: SlaPolicies,
    /// Texts with gaps that answers begin with.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub templates: Register<Template>,
    /// Approved answers to questions.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub knowledge: Register<Knowledge>,
}

impl Named for WorkingCalendar {
    type Id = CalendarId;

    fn id(&self) -> &CalendarId {
        self.id()
    }
}

impl Named for Page {
    type Id = PageId;

    fn id(&self) -> &PageId {
        &self.id
    }
}

impl Directory {
    /// The page with this id.
    pub fn page(&self, id: &PageId) -> Option<&Page> {
        self.pages.get(id)
    }

    /// The agency with this id.
    pub fn agency(&self, id: &AgencyId) -> Option<&Agency> {
        self.agencies.get(id)
    }

    /// The centre with this id.
    pub fn centre(&self, id: &CentreId) -> Option<&Centre> {
        self.territory.centre(id)
    }

    /// The municipality with this code, or the one that a settlement's code lies in.
    pub fn municipality(&self, oktmo: &Oktmo) -> Option<&Municipality> {
        self.territory.municipality(oktmo)
    }

    /// The centre that serves a municipality on a day; none is the regional centre.
    pub fn centre_of(&self, municipality: &Oktmo, on: NaiveDate) -> Option<&Centre> {
        self.territory.centre_of(municipality, on)
    }

    /// The calendar with this id.
    pub fn calendar(&self, id: &CalendarId) -> Option<&WorkingCalendar> {
        self.calendars.get(id)
    }

    /// The calendar by which a desk works; centres keep the region's.
    pub fn calendar_of(&self, desk: &Desk) -> Option<&WorkingCalendar> {
        let own = desk.agency().and_then(|id| self.agency(id)).map(|agency| &agency.calendar);
        self.calendar(own.unwrap_or(&self.region.calendar))
    }

    /// Every desk of the region.
    pub fn desks(&self) -> impl Iterator<Item = Desk> {
        let agencies = self.agencies.iter().map(|agency| Desk::Agency(agency.id.clone()));
        let centres = self.territory.centres.iter().map(|centre| Desk::Centre(centre.id.clone()));
        agencies.chain(centres).chain([Desk::Region])
    }

    /// The name of a desk on screens.
    pub fn desk_name(&self, desk: &Desk) -> Option<&str> {
        match desk {
            Desk::Agency(id) => self.agency(id).map(|agency| agency.name.as_str()),
            Desk::Centre(id) => self.centre(id).map(|centre| centre.name.as_str()),
            Desk::Region => Some(&self.region.centre),
        }
    }

    /// Chooses the desk of a message.
    pub fn route(&self, facts: &RoutingFacts) -> RoutingDecision {
        self.router.decide(facts, self.ground(facts))
    }

    /// What rules stand on when they decide about a message: also rules that are not in force.
    pub fn ground(&self, facts: &RoutingFacts) -> Ground<'_> {
        let topic = facts.topic.as_ref().and_then(|code| Taxonomy::built_in().get(code));
        Ground {
            territory: &self.territory,
            agencies: &self.agencies,
            severity: topic.map(|topic| topic.severity),
            calendar: self.calendar(&self.region.calendar),
        }
    }

    /// The desk that hears of it when this one is late: the parent agency, then the centre, then the region.
    pub fn parent_desk(&self, desk: &Desk, municipality: Option<&Oktmo>, on: NaiveDate) -> Option<Desk> {
        match desk {
            Desk::Agency(id) => {
                let parent = self.agency(id).and_then(|agency| agency.parent.clone());
                Some(parent.map_or_else(|| self.territory.default_desk(municipality, on), Desk::Agency))
            }
            Desk::Centre(_) => Some(Desk::Region),
            Desk::Region => None,
        }
    }

    /// Gives an agency another endpoint; says whether there is such an agency.
    pub fn set_endpoint(&mut self, agency: &AgencyId, endpoint: Option<Endpoint>) -> bool {
        self.agencies.get_mut(agency).map(|found| found.endpoint = endpoint).is_some()
    }
}
