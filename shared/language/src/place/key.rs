//! One spelling for one place: the keys by which messages about the same house, street or school meet.

use std::fmt;

use super::canon;
use super::{Located, ObjectKind};

/// A place in one spelling: equal for «Ленина, 5», «ул. Ленина д.5» and «на улице Ленина в доме №5» of one settlement.
///
/// It may be somebody's home, so it has no `Display` and its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceKey(String);

impl PlaceKey {
    /// The key itself; not for logs, and to be hashed before it leaves the store.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlaceKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PlaceKey")
    }
}

/// The keys of one message, from the narrowest to the widest; none of them without a municipality.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceKeys {
    /// Street and house. A street of which only the name is given counts as «улица».
    pub house: Option<PlaceKey>,
    /// The street.
    pub street: Option<PlaceKey>,
    /// A school, a stop, a yard.
    pub object: Option<PlaceKey>,
    /// A settlement that the text names.
    pub settlement: Option<PlaceKey>,
    /// The municipality.
    pub municipality: Option<PlaceKey>,
    /// `house`, equal for all sorts of street of the same name: good for finding candidates.
    pub house_of_any_sort: Option<PlaceKey>,
    /// `street`, equal for all sorts of street of the same name: good for finding candidates.
    pub street_of_any_sort: Option<PlaceKey>,
    /// Whether the text says if it is a street, an avenue or a lane.
    sort_is_stated: bool,
}

impl PlaceKeys {
    /// Whether both mean the same house; «Ленина 5» may be the avenue as well as the street.
    pub fn same_house(&self, other: &Self) -> bool {
        self.agree(other, |keys| keys.house.as_ref(), |keys| keys.house_of_any_sort.as_ref())
    }

    /// Whether both mean the same street, with or without a house.
    pub fn same_street(&self, other: &Self) -> bool {
        self.agree(other, |keys| keys.street.as_ref(), |keys| keys.street_of_any_sort.as_ref())
    }

    fn agree(
        &self,
        other: &Self,
        stated: impl Fn(&Self) -> Option<&PlaceKey>,
        of_any_sort: impl Fn(&Self) -> Option<&PlaceKey>,
    ) -> bool {
        let both = self.sort_is_stated && other.sort_is_stated;
        let key = |keys| if both { stated(keys) } else { of_any_sort(keys) };
        key(self).is_some() && key(self) == key(other)
    }
}

/// The keys of what was found in a text.
///
/// A settlement that is not named is taken for the seat of the municipality: who writes «на Ленина 5» on a town's page
/// means the town.
pub fn keys(located: &Located) -> PlaceKeys {
    let Some(oktmo) = &located.municipality else { return PlaceKeys::default() };
    let named = located.settlement.as_deref().map(canon::settlement);
    let settlement = named.as_deref().filter(|_| !located.is_seat).unwrap_or_default();
    let area = format!("{oktmo}|{settlement}");
    let mut keys = PlaceKeys {
        municipality: Some(PlaceKey(oktmo.to_string())),
        settlement: named.as_ref().map(|named| PlaceKey(format!("{oktmo}|{named}"))),
        ..PlaceKeys::default()
    };
    if let Some(address) = &located.address {
        let name = canon::street(address);
        let sort = address.sort.map_or("", super::StreetSort::mark);
        keys.sort_is_stated = address.sort.is_some();
        let house = address.house.as_ref().map(|house| canon::house(house.expose()));
        let key = |sort: &str| PlaceKey(format!("{area}|{name}{sort}"));
        let with_house =
            |sort: &str| house.as_ref().map(|house| PlaceKey(format!("{area}|{name}{sort}|{house}")));
        (keys.street, keys.street_of_any_sort) = (Some(key(sort)), Some(key("*")));
        (keys.house, keys.house_of_any_sort) = (with_house(sort), with_house("*"));
    }
    keys.object = object(located, &area, settlement);
    keys
}

/// «школа 3» is one place, «у школы» only in a village, where there is hardly another.
fn object(located: &Located, area: &str, settlement: &str) -> Option<PlaceKey> {
    let object = located.object.as_ref()?;
    let kind = object.kind.title();
    match &object.name {
        Some(name) => Some(PlaceKey(format!("{area}|{kind}:{}", canon::name(name.expose())))),
        None if object.kind == ObjectKind::Yard => {
            let address = located.address.as_ref()?;
            let house = canon::house(address.house.as_ref()?.expose());
            Some(PlaceKey(format!("{area}|{kind}:{} {house}", canon::street(address))))
        }
        None if settlement.is_empty() => None,
        None => Some(PlaceKey(format!("{area}|{kind}"))),
    }
}

#[cfg(test)]
mod tests;
