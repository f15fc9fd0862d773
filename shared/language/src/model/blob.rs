//! The stored form of a model. Whatever the bytes are, reading them ends in a model or in an error that names the field.
//!
//! Little-endian: magic, version, checksum of all that follows; lengths of blocks; labels and columns; a scale and a bias
//! for each label; the table of features; the entries. Counts are compared with what is left before anything is reserved.

use super::pack::{Entries, HASH, Model, Narrow, Wide};
use super::table::{Slot, Table};
use super::words::{ALL, Head, Words};

/// The first bytes of every blob.
const MAGIC: [u8; 8] = *b"OTKLIKM\n";

/// The layout that this program writes and reads.
const VERSION: u32 = 2;

/// Bytes before those that the checksum covers.
const PREFIX: usize = 20;

/// Why bytes are no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// They begin differently.
    #[error("magic: these are not the bytes of a model")]
    Magic,
    /// Another program wrote them.
    #[error("version: {0} is not known, 2 is")]
    Version(u32),
    /// They were changed on the way.
    #[error("checksum: the bytes are damaged")]
    Checksum,
    /// They end too early.
    #[error("{0}: the bytes end before it does")]
    Truncated(&'static str),
    /// A value that cannot be.
    #[error("{0}: the value is out of range")]
    Invalid(&'static str),
    /// Something follows the end.
    #[error("end: bytes follow the last field")]
    Trailing,
}

impl Model {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for length in self.lengths {
            body.extend(length.to_le_bytes());
        }
        put_names(&mut body, &self.labels);
        put_names(&mut body, &self.columns);
        for value in self.scales.iter().chain(&self.biases) {
            body.extend(value.to_le_bytes());
        }
        put_table(&mut body, &self.table);
        match &self.entries {
            Entries::Narrow(entries) => put_entries(&mut body, entries),
            Entries::Wide(entries) => put_entries(&mut body, entries),
        }
        put_table(&mut body, &self.words.table);
        body.extend(length(self.words.heads.len()).to_le_bytes());
        for head in &self.words.heads {
            body.extend(head.scale.to_le_bytes());
            body.extend(head.square.to_le_bytes());
        }
        body.extend(self.words.rows.iter().map(|byte| byte.cast_unsigned()));
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(checksum(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }

    /// The model that was stored.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let Some(after) = bytes.strip_prefix(&MAGIC) else { return Err(ModelError::Magic) };
        let mut rest = Rest(after);
        let version = rest.number("version")?;
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let sum = u64::from_le_bytes(rest.array("checksum")?);
        let model = rest.model()?;
        if !rest.0.is_empty() {
            return Err(ModelError::Trailing);
        }
        if checksum(&bytes[PREFIX..]) != sum {
            return Err(ModelError::Checksum);
        }
        Ok(model)
    }
}

fn length(length: usize) -> u32 {
    u32::try_from(length).expect("a model is far smaller than four gigabytes")
}

fn put_names(body: &mut Vec<u8>, names: &[String]) {
    body.extend(length(names.len()).to_le_bytes());
    for name in names {
        body.extend(length(name.len()).to_le_bytes());
        body.extend(name.as_bytes());
    }
}

fn put_table(body: &mut Vec<u8>, table: &Table) {
    body.extend(table.homes.to_le_bytes());
    body.extend(length(table.slots.len()).to_le_bytes());
    for slot in &table.slots {
        body.extend(slot.tag.to_le_bytes());
        body.extend(slot.start.to_le_bytes());
    }
}

fn put_entries<const WIDTH: usize>(body: &mut Vec<u8>, entries: &[[u8; WIDTH]]) {
    body.extend(length(entries.len()).to_le_bytes());
    body.extend(entries.as_flattened());
}

/// Eight bytes at a time: the whole blob is summed at every cold start.
fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut tail = [0; 8];
    tail[..rest.len()].copy_from_slice(rest);
    let start = 0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64;
    words.iter().chain([&tail]).fold(start, |sum, word| {
        (sum ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
    })
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, bytes: usize, field: &'static str) -> Result<&'a [u8], ModelError> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or(ModelError::Truncated(field))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self, field: &'static str) -> Result<[u8; LENGTH], ModelError> {
        self.take(LENGTH, field)?.try_into().map_err(|_| ModelError::Truncated(field))
    }

    fn number(&mut self, field: &'static str) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array(field)?))
    }

    /// So many things of a width as a count says, if all of them are there.
    fn many<const WIDTH: usize>(&mut self, field: &'static str) -> Result<&'a [[u8; WIDTH]], ModelError> {
        let count = self.number(field)? as usize;
        let bytes = self.take(count.checked_mul(WIDTH).ok_or(ModelError::Truncated(field))?, field)?;
        Ok(bytes.as_chunks().0)
    }

    fn float(&mut self, field: &'static str) -> Result<f32, ModelError> {
        let value = f32::from_le_bytes(self.array(field)?);
        if value.abs() < 1e6 { Ok(value) } else { Err(ModelError::Invalid(field)) }
    }

    fn names(&mut self, field: &'static str) -> Result<Vec<String>, ModelError> {
        let count = self.number(field)?;
        let mut names = Vec::new();
        for _ in 0..count {
            let name = self.many::<1>(field)?.as_flattened();
            names.push(std::str::from_utf8(name).map_err(|_| ModelError::Invalid(field))?.to_owned());
        }
        Ok(names)
    }

    fn model(&mut self) -> Result<Model, ModelError> {
        let mut lengths = [0.0; 4];
        for length in &mut lengths {
            *length = self.float("lengths")?;
        }
        let labels = self.names("labels")?;
        if labels.is_empty() || labels.len() > 1 << 16 || !labels.is_sorted_by(|left, right| left < right) {
            return Err(ModelError::Invalid("labels"));
        }
        let columns = self.names("columns")?;
        let scales = labels.iter().map(|_| self.float("scales")).collect::<Result<_, _>>()?;
        let biases = labels.iter().map(|_| self.float("biases")).collect::<Result<_, _>>()?;
        let table = self.table("features", HASH)?;
        let entries = self.entries(labels.len())?;
        if table.slots.last().map_or(0, |slot| slot.start as usize) != entries.len() {
            return Err(ModelError::Invalid("features"));
        }
        let words = self.words(labels.len())?;
        Ok(Model { labels, columns, table, entries, scales, biases, lengths, words })
    }

    fn table(&mut self, field: &'static str, mask: u32) -> Result<Table, ModelError> {
        let homes = self.number(field)?;
        let bytes = self.many::<8>(field)?;
        let slots: Vec<Slot> = bytes
            .iter()
            .map(|&[a, b, c, d, e, f, g, h]| Slot {
                tag: u32::from_le_bytes([a, b, c, d]),
                start: u32::from_le_bytes([e, f, g, h]),
            })
            .collect();
        let ordered = slots.is_sorted_by_key(|slot| slot.start);
        if ordered { Ok(Table::of(homes, slots, mask)) } else { Err(ModelError::Invalid(field)) }
    }

    fn words(&mut self, labels: usize) -> Result<Words, ModelError> {
        let table = self.table("words", ALL)?;
        let heads = self.many::<8>("heads")?;
        let float = |bytes: [u8; 4]| f32::from_le_bytes(bytes);
        let heads: Vec<Head> = heads
            .iter()
            .map(|&[a, b, c, d, e, f, g, h]| Head { scale: float([a, b, c, d]), square: float([e, f, g, h]) })
            .collect();
        if !heads.iter().all(|head| head.scale.abs() < 1e6 && head.square.abs() < 1e6) {
            return Err(ModelError::Invalid("heads"));
        }
        if table.slots.last().map_or(0, |slot| slot.start as usize) != heads.len() {
            return Err(ModelError::Invalid("words"));
        }
        let rows =
            self.take(heads.len().checked_mul(labels).ok_or(ModelError::Truncated("rows"))?, "rows")?;
        Ok(Words { table, heads, rows: rows.iter().map(|byte| byte.cast_signed()).collect(), labels })
    }

    fn entries(&mut self, labels: usize) -> Result<Entries, ModelError> {
        if labels <= 256 {
            let entries: &[Narrow] = self.many("entries")?;
            let known = entries.iter().fold(0, |most: u8, entry| most.max(entry[0]));
            let fits = entries.is_empty() || usize::from(known) < labels;
            return if fits {
                Ok(Entries::Narrow(entries.to_vec()))
            } else {
                Err(ModelError::Invalid("entries"))
            };
        }
        let entries: &[Wide] = self.many("entries")?;
        let fits = |&[low, high, _]: &Wide| usize::from(u16::from_le_bytes([low, high])) < labels;
        if entries.iter().all(fits) {
            Ok(Entries::Wide(entries.to_vec()))
        } else {
            Err(ModelError::Invalid("entries"))
        }
    }
}
