//! A list kept in the order of its ids, so that a stored document stays a plain list and a lookup stays quick.

use serde::{Deserialize, Serialize};

/// Something with an id of its own.
pub trait Named {
    /// The type of the id.
    type Id: Ord;

    /// The id.
    fn id(&self) -> &Self::Id;
}

/// Entries in the order of their ids, one for each id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<T>", bound(deserialize = "T: Named + Deserialize<'de>"))]
pub struct Register<T>(Vec<T>);

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Named> From<Vec<T>> for Register<T> {
    /// Takes the entries; of two with one id the first stays.
    fn from(mut entries: Vec<T>) -> Self {
        entries.sort_by(|left, right| left.id().cmp(right.id()));
        entries.dedup_by(|right, left| left.id() == right.id());
        Self(entries)
    }
}

impl<T: Named> FromIterator<T> for Register<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        entries.into_iter().collect::<Vec<_>>().into()
    }
}

impl<T: Named> Register<T> {
    /// The entry called `id`.
    pub fn get(&self, id: &T::Id) -> Option<&T> {
        self.position(id).map(|index| &self.0[index])
    }

    /// The entry called `id`, to change it.
    pub fn get_mut(&mut self, id: &T::Id) -> Option<&mut T> {
        self.position(id).map(|index| &mut self.0[index])
    }

    /// Whether there is an entry called `id`.
    pub fn contains(&self, id: &T::Id) -> bool {
        self.position(id).is_some()
    }

    fn position(&self, id: &T::Id) -> Option<usize> {
        self.0.binary_search_by(|entry| entry.id().cmp(id)).ok()
    }
}

impl<T> Register<T> {
    /// The entries in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, T> IntoIterator for &'a Register<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Entry(u32);

    impl Named for Entry {
        type Id = u32;

        fn id(&self) -> &u32 {
            &self.0
        }
    }

    #[test]
    fn a_list_read_in_any_order_is_found_by_id() {
        let register: Register<Entry> = serde_json::from_str("[3,1,2,1]").unwrap();
        assert_eq!(register.get(&1), Some(&Entry(1)));
        assert_eq!(register.get(&4), None);
        assert_eq!(serde_json::to_string(&register).unwrap(), "[1,2,3]");
    }
}
