//! Who is served by which centre, and when: municipalities, centres, and the dated edges between them.
//!
//! The map changes, and old numbers must be readable by the map of their day and by today's. So a centre is never a
//! field of a municipality: it is asked for with a date.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agency::Desk;
use crate::directory::register::{Named, Register};
use crate::ids::{CentreId, Oktmo};
use crate::message::Point;

/// What the law calls a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum MunicipalityKind {
    /// Городской округ.
    CityOkrug,
    /// Муниципальный округ.
    MunicipalOkrug,
    /// Муниципальный район.
    MunicipalDistrict,
}

/// What a settlement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SettlementKind {
    /// Город.
    City,
    /// Рабочий или курортный посёлок, посёлок городского типа.
    Town,
    /// Посёлок.
    Settlement,
    /// Село, деревня.
    Village,
}

/// A place where people live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Its name, in the nominative.
    pub name: String,
    /// What it is.
    pub kind: SettlementKind,
    /// What else people call it or parts of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// A place in another municipality, often too small to be listed, has the same name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// An everyday word is written alike.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub word: bool,
    /// Where its middle is, if the directory knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Coordinates>,
}

/// A spot on the map in thousandths of a degree, which is about a hundred metres: a settlement has no smaller middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordinates {
    /// North.
    pub latitude: i32,
    /// East.
    pub longitude: i32,
}

impl Coordinates {
    /// The thousandths nearest to a point.
    #[expect(clippy::cast_possible_truncation, reason = "degrees are below 180")]
    pub fn of(point: Point) -> Self {
        let thousandths = |degrees: f64| (degrees * 1000.0).round() as i32;
        Self { latitude: thousandths(point.latitude), longitude: thousandths(point.longitude) }
    }

    /// In degrees.
    pub fn point(self) -> Point {
        let degrees = |thousandths: i32| f64::from(thousandths) / 1000.0;
        Point { latitude: degrees(self.latitude), longitude: degrees(self.longitude) }
    }
}

/// A municipality: the unit whose head reads the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    /// Its code, eight digits.
    pub oktmo: Oktmo,
    /// Its name on screens.
    pub name: String,
    /// What the law calls it.
    pub kind: MunicipalityKind,
    /// The settlement where its administration sits.
    pub seat: String,
    /// What else people call it, former names among them.
    pub aliases: Vec<String>,
    /// The settlements that are known by name; smaller ones may be absent.
    pub settlements: Vec<Settlement>,
}

/// A municipal control centre, which serves one or more municipalities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// Its name here.
    pub id: CentreId,
    /// Its name on screens.
    pub name: String,
}

/// A centre serves a municipality from one day until another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who serves.
    pub centre: CentreId,
    /// Who is served.
    pub municipality: Oktmo,
    /// The first day.
    pub from: NaiveDate,
    /// The first day that is not part of it any more; none while it lasts.
    pub until: Option<NaiveDate>,
}

impl Named for Municipality {
    type Id = Oktmo;

    fn id(&self) -> &Oktmo {
        &self.oktmo
    }
}

impl Named for Centre {
    type Id = CentreId;

    fn id(&self) -> &CentreId {
        &self.id
    }
}

impl Membership {
    /// Whether it holds on the day `on`.
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.from <= on && self.until.is_none_or(|until| on < until)
    }

    /// Whether some day belongs to both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |left: &Self, right: &Self| right.until.is_none_or(|until| left.from < until);
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// The map of a region through time. Its root, the regional centre, serves whoever has no other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Territory {
    /// The municipalities.
    pub municipalities: Register<Municipality>,
    /// The municipal centres.
    pub centres: Register<Centre>,
    /// Who served whom, and when.
    pub memberships: Vec<Membership>,
}

impl Territory {
    /// The municipality with this code, or the one that a settlement's eleven-digit code lies in.
    pub fn municipality(&self, oktmo: &Oktmo) -> Option<&Municipality> {
        self.municipalities.get(oktmo).or_else(|| {
            let parent = Oktmo::parse(oktmo.as_str().get(..8)?).ok()?;
            self.municipalities.get(&parent)
        })
    }

    /// The centre with this id.
    pub fn centre(&self, id: &CentreId) -> Option<&Centre> {
        self.centres.get(id)
    }

    /// The centre that serves a municipality on a day; none is the regional centre.
    pub fn centre_of(&self, municipality: &Oktmo, on: NaiveDate) -> Option<&Centre> {
        self.memberships
            .iter()
            .find(|edge| edge.municipality == *municipality && edge.covers(on))
            .and_then(|edge| self.centres.get(&edge.centre))
    }

    /// The municipalities that a centre serves on a day.
    pub fn municipalities_of(&self, centre: &CentreId, on: NaiveDate) -> impl Iterator<Item = &Municipality> {
        self.municipalities.iter().filter(move |municipality| {
            self.centre_of(&municipality.oktmo, on).is_some_and(|serving| serving.id == *centre)
        })
    }

    /// The municipalities that the regional centre serves itself on a day.
    pub fn municipalities_of_region(&self, on: NaiveDate) -> impl Iterator<Item = &Municipality> {
        self.municipalities.iter().filter(move |unit| self.centre_of(&unit.oktmo, on).is_none())
    }

    /// The days on which the map changed, in order.
    pub fn map_changes(&self) -> BTreeSet<NaiveDate> {
        self.memberships.iter().flat_map(|edge| [Some(edge.from), edge.until]).flatten().collect()
    }

    /// The desk where a message lies that no agency has: the centre of its municipality, or the region's.
    pub fn default_desk(&self, municipality: Option<&Oktmo>, on: NaiveDate) -> Desk {
        municipality
            .and_then(|oktmo| self.centre_of(oktmo, on))
            .map_or(Desk::Region, |centre| Desk::Centre(centre.id.clone()))
    }
}

#[cfg(test)]
mod tests;
