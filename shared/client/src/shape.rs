//! What requests and answers look like. Every code has its Russian name beside it.

mod directory;
mod health;
mod incident;
mod list;
mod log;
mod moment;
mod named;
mod numbers;
mod outage;
mod problem;
mod reply;
mod request;
mod work;

pub use directory::{Agency, Centre, Directory, Municipality, Page, Region, Serves, Settlement, Topic};
pub use health::{Doubt, PageHealth, PageHealths, PageState, Settled, Status};
pub use incident::{
    Attachment, Head, Incident, IncidentPage, IncidentTopic, Likely, Likeness, Place, Summary, Voice, Voices,
    Words,
};
pub use list::{Found, Period};
pub use log::{Correction, Entry, Happened, Told};
pub use moment::Moment;
pub use named::{Code, DeskName, MunicipalityName, Named, OutcomeName, StateName, TopicName};
pub use numbers::{
    AsOf, Completeness, Figures, Formula, Formulas, HandOvers, Interval, Numbers, Scope, ServedUnits, Share,
    Slice, Statistic, Window,
};
pub use outage::{Outage, OutageDeclaration, OutageEnd, Outages};
pub use problem::Problem;
pub use reply::{Answer, Attention, Attentions, MessageReplies, Publication};
pub use request::{Accepted, BroughtIn, Parked, ParkedDelivery, Replayed, ReplyDecision, Verdict};
pub use work::{Closing, Deadline, HandOver};
