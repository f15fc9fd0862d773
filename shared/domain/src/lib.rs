#![doc = include_str!("../README.md")]

pub mod agency;
pub mod calendar;
pub mod deadline;
pub mod directory;
pub mod identity;
pub mod ids;
pub mod incident;
pub mod message;
pub mod outage;
pub mod page;
pub mod private;
pub mod questions;
pub mod rules;
#[cfg(feature = "schema")]
mod schema;
pub mod sla;
pub mod territory;
pub mod texts;
pub mod topics;
pub mod wording;

pub use agency::{Agency, AgencyKind, Desk, Endpoint, Role};
pub use calendar::{
    CalendarDefinitionError, CalendarError, CalendarFileError, DayKind, Period, ProductionCalendar,
    WorkingCalendar,
};
pub use deadline::{Clock, Deadline, DeadlineState, Pause, PauseReason, Trace, deadline, elapsed};
pub use directory::{Directory, DirectoryFiles, PageAccess, PlaceKind, PlaceName, Problem, Region};
pub use identity::IdKey;
pub use ids::{
    AgencyId, CalendarId, CentreId, IdError, MessageKey, Oktmo, PageId, PolicyId, Pseudonym, RegionId,
    RuleId, TemplateId, TopicCode,
};
pub use message::{Attachment, Author, Change, Content, Event, Filed, Form, Kind, Platform, Point};
pub use outage::{Outage, OutagePlace};
pub use page::{Page, PageSecret};
pub use private::Private;
pub use rules::{Fact, FactsRead, RoutingDecision, RoutingFacts, RoutingReason, Rule, RuleSet, Word};
pub use sla::{Basis, Importance, SlaError, SlaFacts, SlaPolicies, SlaPolicy, Span, TopicPattern};
pub use territory::{
    Centre, Coordinates, Membership, Municipality, MunicipalityKind, Settlement, SettlementKind, Territory,
};
