//! Who answers, and the desks where open incidents lie.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::directory::register::Named;
use crate::ids::{AgencyId, CalendarId, CentreId, IdError, Oktmo, RuleId};
use crate::private::Private;

/// What an agency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AgencyKind {
    /// Администрация муниципалитета.
    Administration,
    /// Отдел, управление, муниципальное учреждение.
    Department,
    /// Водоканал, теплосеть, электросеть.
    Utility,
    /// Управляющая компания.
    ManagingCompany,
    /// Министерство, инспекция, служба региона.
    RegionalService,
    /// Фонд.
    Fund,
}

/// What an agency does in its municipalities: `roads`, `water`. Rules name roles, so they need not list agencies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Role(String);

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid role: expected lower-case letters, digits and inner hyphens, at most 64")]
pub struct RoleError;

impl Role {
    /// The role as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Role {
    type Err = RoleError;

    fn from_str(text: &str) -> Result<Self, RoleError> {
        RuleId::parse(text).map(|slug| Self(slug.into())).map_err(|_| RoleError)
    }
}

impl TryFrom<String> for Role {
    type Error = RoleError;

    fn try_from(text: String) -> Result<Self, RoleError> {
        text.parse()
    }
}

impl From<Role> for String {
    fn from(role: Role) -> Self {
        role.0
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where an agency takes its incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// The address that deliveries are posted to.
    pub url: String,
    /// The secrets that sign a delivery (`whsec_…`); more than one while they rotate.
    pub secrets: Vec<Private<String>>,
    /// Whether deliveries are sent at all.
    pub enabled: bool,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its name here.
    pub id: AgencyId,
    /// Its name on screens.
    pub name: String,
    /// What it is.
    pub kind: AgencyKind,
    /// The calendar by which its working clock runs.
    pub calendar: CalendarId,
    /// Who hears of it when it is late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AgencyId>,
    /// Where it works; empty is the whole region.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<Oktmo>,
    /// What it does there.
    pub roles: Vec<Role>,
    /// Where it takes its incidents; none if it works on the screen only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
}

impl Named for Agency {
    type Id = AgencyId;

    fn id(&self) -> &AgencyId {
        &self.id
    }
}

impl Agency {
    /// Whether it works in the whole region.
    pub fn is_regional(&self) -> bool {
        self.municipalities.is_empty()
    }

    /// Whether it works in a municipality.
    pub fn serves(&self, municipality: &Oktmo) -> bool {
        self.is_regional() || self.municipalities.contains(municipality)
    }
}

/// Where an open incident lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Desk {
    /// With an agency.
    Agency(AgencyId),
    /// With the operators of a municipal centre.
    Centre(CentreId),
    /// With the operators of the regional centre.
    Region,
}

/// A text that names no desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// It has another shape.
    #[error("not a desk: expected agency:…, centre:… or region")]
    Shape,
    /// The part after the colon is no id.
    #[error("not a desk")]
    Id(#[source] IdError),
}

impl Desk {
    /// The agency, if it lies with one.
    pub const fn agency(&self) -> Option<&AgencyId> {
        match self {
            Self::Agency(id) => Some(id),
            Self::Centre(_) | Self::Region => None,
        }
    }
}

impl FromStr for Desk {
    type Err = DeskError;

    fn from_str(text: &str) -> Result<Self, DeskError> {
        match text.split_once(':') {
            Some(("agency", id)) => AgencyId::parse(id).map(Self::Agency).map_err(DeskError::Id),
            Some(("centre", id)) => CentreId::parse(id).map(Self::Centre).map_err(DeskError::Id),
            None if text == "region" => Ok(Self::Region),
            _ => Err(DeskError::Shape),
        }
    }
}

impl fmt::Display for Desk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agency(id) => write!(formatter, "agency:{id}"),
            Self::Centre(id) => write!(formatter, "centre:{id}"),
            Self::Region => formatter.write_str("region"),
        }
    }
}

impl TryFrom<String> for Desk {
    type Error = DeskError;

    fn try_from(text: String) -> Result<Self, DeskError> {
        text.parse()
    }
}

impl From<Desk> for String {
    fn from(desk: Desk) -> Self {
        desk.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_reads_back_from_its_text() {
        for text in ["agency:vyksa-roads", "centre:vyksa", "region"] {
            let desk: Desk = text.parse().unwrap();
            assert_eq!(desk.to_string(), text);
            assert_eq!(serde_json::to_string(&desk).unwrap(), format!("\"{text}\""));
        }
    }

    #[test]
    fn what_is_no_desk_is_refused() {
        for text in ["", "region:", "agency:", "agency:Vyksa", "centre", "centre:a:b", "Region"] {
            assert!(text.parse::<Desk>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_agency_shows_nothing_of_its_secrets() {
        let endpoint =
            Endpoint { url: "https://a.example".into(), secrets: vec!["whsec_canary".into()], enabled: true };
        assert!(!format!("{endpoint:?}").contains("canary"));
    }
}
