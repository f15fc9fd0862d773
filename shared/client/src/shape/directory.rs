//! Who lives where, and who answers.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::territory::{MunicipalityKind, SettlementKind};
use domain::topics::Level;
use domain::{AgencyId, AgencyKind, CentreId, Oktmo, PageId, Platform, RegionId, Role, TopicCode};
use serde::{Deserialize, Serialize};

use super::Named;

/// The directory for those who read it: no address of an endpoint and no secret is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Directory {
    /// Its version.
    pub version: u64,
    /// The region.
    pub region: Region,
    /// Its centres.
    pub centres: Vec<Centre>,
    /// Its municipalities.
    pub municipalities: Vec<Municipality>,
    /// Who answers.
    pub agencies: Vec<Agency>,
    /// The official pages.
    pub pages: Vec<Page>,
    /// The taxonomy.
    pub topics: Vec<Topic>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Region {
    /// Its id.
    pub id: RegionId,
    /// Its name.
    pub name: String,
    /// The name of its regional centre.
    pub centre: String,
    /// Its time zone, by the names of IANA.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub zone: Tz,
}

/// A centre with everybody whom it ever served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Centre {
    /// Its id.
    pub id: CentreId,
    /// Its name.
    pub name: String,
    /// Whom it serves, and when.
    pub serves: Vec<Serves>,
}

/// Whom a centre serves, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Serves {
    /// The municipality.
    pub oktmo: Oktmo,
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last; null while it lasts.
    pub until: Option<NaiveDate>,
}

/// A municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Municipality {
    /// Its code in ОКТМО.
    pub oktmo: Oktmo,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: MunicipalityKind,
    /// Its seat.
    pub seat: String,
    /// Its settlements.
    pub settlements: Vec<Settlement>,
}

/// A settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Settlement {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SettlementKind,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AgencyKind,
    /// To whom it belongs.
    pub parent: Option<AgencyId>,
    /// Where it answers; everywhere when empty.
    pub municipalities: Vec<Oktmo>,
    /// For what it answers.
    pub roles: Vec<Role>,
    /// It is told by webhook.
    pub takes_webhooks: bool,
}

/// An official page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// Its name.
    pub title: String,
    /// Its platform.
    pub platform: Named<Platform>,
    /// Whose it is.
    pub municipality: Option<Oktmo>,
    /// Which agency's it is.
    pub agency: Option<AgencyId>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Topic {
    /// `group.leaf`.
    pub code: TopicCode,
    /// Its name.
    pub title: String,
    /// Its group.
    pub group: Named,
    /// Who by law answers for it.
    pub level: Named<Level>,
    /// From 1 to 5.
    pub severity: u8,
    /// It has shorter deadlines.
    pub fast_track: bool,
}
