#![doc = include_str!("../README.md")]

pub mod agency;
pub mod directory;
pub mod ids;
pub mod message;
pub mod page;
pub mod private;
pub mod routing;
pub mod territory;

pub use agency::{Agency, AgencyKind, Desk, Endpoint, Role};
pub use directory::{Directory, DirectoryFiles, PageAccess, PlaceKind, PlaceName, Problem, Region};
pub use ids::{
    AgencyId, CalendarId, CentreId, IdError, MessageKey, Oktmo, PageId, PolicyId, Pseudonym, RegionId,
    RuleId, TopicCode,
};
pub use message::{Attachment, Author, Change, Content, Event, Form, Kind, Platform, Point};
pub use page::{Page, PageSecret};
pub use private::Private;
pub use routing::{Fact, Router, RoutingDecision, RoutingFacts, RoutingReason, Rule};
pub use territory::{
    Centre, Membership, Municipality, MunicipalityKind, Settlement, SettlementKind, Territory,
};
