#![doc = include_str!("../README.md")]

pub mod ids;
pub mod message;
pub mod page;
pub mod private;

pub use ids::{
    AgencyId, CalendarId, CentreId, IdError, MessageKey, Oktmo, PageId, PolicyId, Pseudonym, RegionId,
    RuleId, TopicCode,
};
pub use message::{Attachment, Author, Change, Content, Event, Form, Kind, Platform, Point};
pub use page::{Page, PageSecret};
pub use private::Private;
