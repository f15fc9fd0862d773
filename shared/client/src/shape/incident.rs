//! Incidents: whole, as a line of a list, and the voices that joined one.

use domain::{Form, Importance, Kind, MessageKey, PageId, Platform, Private, Pseudonym, RegionId, RuleId};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Closing, Deadline, DeskName, Entry, HandOver, Moment, MunicipalityName, Named, Outage,
    Publication, StateName, TopicName,
};

/// What every view of an incident begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Head {
    /// Its unguessable id.
    pub id: MessageKey,
    /// Its version, which an action must name.
    pub version: u64,
    /// Where it was written.
    pub platform: Named<Platform>,
    /// When it was written.
    pub written_at: Moment,
    /// When its author took it back.
    pub withdrawn_at: Option<Moment>,
    /// Where it stands in the workflow.
    pub state: StateName,
    /// What its author wants.
    pub kind: Named<Kind>,
    /// What it is about; null while nobody knows.
    pub topic: Option<IncidentTopic>,
    /// How much it weighs.
    pub importance: Named<Importance>,
    /// It tells of danger to life.
    pub emergency: bool,
    /// Where it is about; null while nobody knows.
    pub municipality: Option<MunicipalityName>,
    /// The settlement that was named.
    pub settlement: Option<String>,
    /// On whose desk it lies.
    pub desk: DeskName,
    /// The deadline that comes next; null when none does.
    pub due: Option<Moment>,
    /// That deadline has passed.
    pub overdue: bool,
    /// Its clocks stand still.
    pub paused: bool,
}

/// What an incident is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IncidentTopic {
    /// The topic.
    #[serde(flatten)]
    pub topic: TopicName,
    /// How sure the system was, in percent.
    pub confidence_percent: u8,
}

/// An incident as a line of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Summary {
    /// What every view begins with.
    #[serde(flatten)]
    pub head: Head,
    /// The first 500 characters of its text.
    pub text: Private<String>,
    /// The text goes on.
    pub text_is_cut: bool,
}

/// An incident with everything about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Incident {
    /// What every view begins with.
    #[serde(flatten)]
    pub head: Head,
    /// What was said; null when the message is gone.
    #[serde(flatten)]
    pub words: Option<Words>,
    /// The region.
    pub region: RegionId,
    /// On which page it was written.
    pub page: IncidentPage,
    /// When it arrived here.
    pub received_at: Moment,
    /// How many editions of it are known.
    pub revisions: usize,
    /// When it was removed.
    pub removed_at: Option<Moment>,
    /// How far each answer is under its message.
    pub replies: Vec<Publication>,
    /// The answers, oldest first.
    pub answers: Vec<Answer>,
    /// The routing rule that decided.
    pub rule: Option<RuleId>,
    /// By when, and why.
    pub deadline: Deadline,
    /// When it was first answered.
    pub first_answer_at: Option<Moment>,
    /// How it ended; null while it has not.
    pub closing: Option<Closing>,
    /// How often it was passed on.
    pub hops: u32,
    /// How far its agency has been told; null on a centre's desk.
    pub hand_over: Option<HandOver>,
    /// Everything that happened, oldest first.
    pub log: Vec<Entry>,
    /// Who joined it. Not part of the answer to an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voices: Option<Voices>,
    /// Open incidents that may tell of the same, likeliest first. Not part of the answer to an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Vec<Likely>>,
    /// Declared outages that it tells of, or may tell of. Not part of the answer to an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outages: Option<Vec<Outage>>,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Words {
    /// Its whole text.
    pub text: Private<String>,
    /// How it was written.
    pub form: Named<Form>,
    /// Its author's pseudonym.
    pub author: Option<Pseudonym>,
    /// Where it can be read; null for private messages.
    pub link: Option<String>,
    /// What was attached, as references.
    pub attachments: Vec<Attachment>,
    /// The point that was given.
    pub point: Option<Place>,
    /// The address that was given or found.
    pub address: Option<Private<String>>,
    /// The platform's time of it cannot be right.
    pub clock_doubt: bool,
}

/// A reference to something attached. Nothing of it is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Attachment {
    /// `photo`, `video`, …
    pub kind: String,
    /// The platform's name of it.
    pub reference: String,
}

/// A point on the map, in degrees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Place {
    /// Degrees north.
    pub latitude: Private<f64>,
    /// Degrees east.
    pub longitude: Private<f64>,
}

/// A page with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IncidentPage {
    /// Its id.
    pub id: PageId,
    /// Its name; null when the directory knows it no more.
    pub title: Option<String>,
}

/// The voices of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Voices {
    /// Oldest first, at most 25.
    pub items: Vec<Voice>,
    /// These are all.
    pub complete: bool,
}

/// A further message of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Voice {
    /// Its id.
    pub id: MessageKey,
    /// When it was written.
    pub written_at: Moment,
    /// When it was removed.
    pub removed_at: Option<Moment>,
    /// How far each answer is under it.
    pub replies: Vec<Publication>,
    /// What it says; nothing when it is gone.
    #[serde(flatten)]
    pub words: Option<Words>,
}

/// An incident that may tell of the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Likely {
    /// The incident.
    #[serde(flatten)]
    pub summary: Summary,
    /// How likely, and why.
    pub likeness: Likeness,
}

/// How likely two incidents tell of the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Likeness {
    /// In percent.
    pub percent: u8,
    /// Why, in Russian.
    pub why: String,
}
