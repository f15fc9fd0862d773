//! Facts and shelves as few bytes. It is a wire format: what is written here stays readable for ever.

use chrono::DateTime;
use domain::MessageKey;

use super::sketch::MOST_MARKS;
use super::{Facts, Place, PlaceMark, Reach, Shelf, Sketch, Subject, Twin};

const VERSION: u8 = 1;
const SUBJECT: u8 = 1;
const MUNICIPALITY: u8 = 1 << 1;
const SETTLEMENT: u8 = 1 << 2;
const STREET: u8 = 1 << 3;
const HOUSE: u8 = 1 << 4;
const OBJECT: u8 = 1 << 5;
const POINT: u8 = 1 << 6;
const TIME: u8 = 1 << 7;
/// Beside the reach of a subject.
const CERTAIN: u8 = 1 << 7;
const NO_NUMBER: u16 = u16::MAX;

/// The bytes are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the facts of a message cannot be read back")]
pub struct Unreadable;

impl Facts {
    /// The facts as bytes. Times are kept to the minute.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, 0];
        let mut has = 0;
        if let Some(subject) = self.subject {
            has |= SUBJECT;
            bytes.extend(subject.family.to_be_bytes());
            bytes.extend(subject.leaf.to_be_bytes());
            bytes.push(subject.reach as u8 | if subject.certain { CERTAIN } else { 0 });
        }
        let place = &self.place;
        let marks = [
            (MUNICIPALITY, place.municipality),
            (SETTLEMENT, place.settlement),
            (STREET, place.street),
            (HOUSE, place.house),
            (OBJECT, place.object),
        ];
        for (flag, mark) in marks.into_iter().filter_map(|(flag, mark)| Some((flag, mark?))) {
            has |= flag;
            bytes.extend(mark.0.to_be_bytes());
        }
        if place.house.is_some() {
            bytes.extend(place.number.unwrap_or(NO_NUMBER).to_be_bytes());
        }
        if let Some((latitude, longitude)) = self.point {
            has |= POINT;
            bytes.extend(latitude.to_be_bytes());
            bytes.extend(longitude.to_be_bytes());
        }
        if let Some(at) = self.written_at {
            has |= TIME;
            let minutes = at.timestamp().div_euclid(60);
            bytes.extend(u32::try_from(minutes.max(0)).unwrap_or(u32::MAX).to_be_bytes());
        }
        bytes[1] = has;
        bytes.extend(self.sketch.marks().iter().flat_map(|mark| mark.to_be_bytes()));
        bytes
    }

    /// Reads the facts back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader(bytes);
        if reader.byte()? != VERSION {
            return Err(Unreadable);
        }
        let has = reader.byte()?;
        let subject = if has & SUBJECT == 0 { None } else { Some(reader.subject()?) };
        let mut mark = |flag| -> Result<Option<PlaceMark>, Unreadable> {
            if has & flag == 0 { Ok(None) } else { reader.number().map(PlaceMark).map(Some) }
        };
        let [municipality, settlement, street, house, object] =
            [mark(MUNICIPALITY)?, mark(SETTLEMENT)?, mark(STREET)?, mark(HOUSE)?, mark(OBJECT)?];
        let number =
            if house.is_some() { Some(reader.short()?).filter(|one| *one != NO_NUMBER) } else { None };
        let place = Place { municipality, settlement, street, house, number, object };
        let point = if has & POINT == 0 { None } else { Some((reader.signed()?, reader.signed()?)) };
        let written_at = if has & TIME == 0 {
            None
        } else {
            Some(DateTime::from_timestamp(i64::from(reader.number()?) * 60, 0).ok_or(Unreadable)?)
        };
        let mut marks = Vec::with_capacity(MOST_MARKS);
        while !reader.0.is_empty() {
            marks.push(reader.short()?);
        }
        Ok(Self { subject, place, point, written_at, sketch: Sketch::from_marks(marks) })
    }
}

impl Shelf {
    /// The shelf as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for twin in self.twins() {
            let facts = twin.facts.to_bytes();
            bytes.extend(twin.key.as_str().as_bytes());
            bytes.push(u8::try_from(facts.len()).expect("facts take less than 100 bytes"));
            bytes.extend(facts);
        }
        bytes
    }

    /// Reads a shelf back.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader(bytes);
        let mut twins = Vec::new();
        while !reader.0.is_empty() {
            let key = std::str::from_utf8(reader.take(20)?).map_err(|_| Unreadable)?;
            let key = MessageKey::parse(key).map_err(|_| Unreadable)?;
            let length = usize::from(reader.byte()?);
            twins.push(Twin { key, facts: Facts::from_bytes(reader.take(length)?)? });
        }
        Ok(Self::new(twins))
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Unreadable)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Unreadable> {
        self.take(LENGTH)?.try_into().map_err(|_| Unreadable)
    }

    fn byte(&mut self) -> Result<u8, Unreadable> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn short(&mut self) -> Result<u16, Unreadable> {
        self.array().map(u16::from_be_bytes)
    }

    fn number(&mut self) -> Result<u32, Unreadable> {
        self.array().map(u32::from_be_bytes)
    }

    fn signed(&mut self) -> Result<i32, Unreadable> {
        self.array().map(i32::from_be_bytes)
    }

    fn subject(&mut self) -> Result<Subject, Unreadable> {
        let (family, leaf) = (self.number()?, self.number()?);
        let byte = self.byte()?;
        let certain = byte & CERTAIN != 0;
        let reach = match byte & !CERTAIN {
            0 => Reach::House,
            1 => Reach::Street,
            2 => Reach::Network,
            _ => return Err(Unreadable),
        };
        Ok(Subject { family, leaf, reach, certain })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::duplicates::{PlaceNames, Seal};

    fn facts(text: &str, house: Option<&str>, minutes: u32, point: Option<(i32, i32)>) -> Facts {
        let seal = Seal::new("test");
        let names = PlaceNames {
            municipality: Some("22"),
            street: house.map(|_| "мира"),
            house,
            ..PlaceNames::default()
        };
        Facts {
            subject: Some(Subject::label("ямы")),
            place: Place::sealed(&names, seal),
            point,
            written_at: DateTime::from_timestamp(i64::from(minutes) * 60, 0),
            sketch: Sketch::of(text, seal),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            text in "([а-я]{3,9} ){0,60}",
            house in proptest::option::of("[0-9]{1,3}[а-я]?"),
            minutes in 0_u32..100_000_000,
            point in proptest::option::of((-90_000..90_000_i32, -180_000..180_000_i32)),
        ) {
            let facts = facts(&text, house.as_deref(), minutes, point);
            let bytes = facts.to_bytes();
            prop_assert!(bytes.len() <= 104, "{}", bytes.len());
            prop_assert_eq!(Facts::from_bytes(&bytes), Ok(facts));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Facts::from_bytes(&bytes);
            let _ = Shelf::from_bytes(&bytes);
        }

        #[test]
        fn a_shelf_is_the_same_in_any_order(
            keys in proptest::collection::vec(0_u8..20, 0..30),
            turn in 0_usize..30,
        ) {
            let twin = |&key: &u8| Twin {
                key: MessageKey::parse(&format!("{key:020}")).unwrap(),
                facts: facts("яма на дороге", Some("5"), u32::from(key) * 100, None),
            };
            let twins: Vec<Twin> = keys.iter().map(twin).collect();
            let put = |twins: &[Twin]| {
                let mut shelf = Shelf::default();
                for twin in twins {
                    shelf.put(twin);
                }
                shelf
            };
            let mut turned = twins.clone();
            turned.rotate_left(turn.min(twins.len()));
            turned.extend(twins.clone());
            let shelf = put(&twins);
            prop_assert_eq!(&shelf, &put(&turned));
            prop_assert_eq!(Shelf::from_bytes(&shelf.to_bytes()), Ok(shelf));
        }
    }
}
