//! Marks in place of words and places: equal for what is equal, and telling nothing without the secret.

/// A short mark of a place: equal for equal names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceMark(pub(crate) u32);

impl PlaceMark {
    /// The mark as a number, to be stored.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The mark that was stored as this number.
    pub const fn of_number(number: u32) -> Self {
        Self(number)
    }
}

/// Makes marks with a secret of the installation.
///
/// The marks are short, so many words share one: whoever has a mark but not the secret cannot read it, and whoever has
/// both can only guess. They stand beside messages, in the same table, and guard no more than these.
#[derive(Clone, Copy)]
pub struct Seal(u64);

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Seal {
    /// A seal by a secret.
    pub fn new(secret: &str) -> Self {
        Self(absorb(OFFSET, secret.as_bytes()))
    }

    /// The mark of a place by the parts of its name.
    pub fn place(self, parts: &[&str]) -> PlaceMark {
        PlaceMark((self.digest(parts) >> 32) as u32)
    }

    /// The mark of a word.
    pub(crate) fn word(self, stem: &str) -> u16 {
        (self.digest(&[stem]) >> 48) as u16
    }

    fn digest(self, parts: &[&str]) -> u64 {
        let state = parts.iter().fold(self.0, |state, part| absorb(absorb(state, part.as_bytes()), &[0xff]));
        stir(state ^ self.0.rotate_left(32))
    }
}

/// A number for a name that is no secret.
pub(crate) fn open_mark(name: &str) -> u32 {
    (stir(absorb(OFFSET, name.as_bytes())) >> 32) as u32
}

fn absorb(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, &byte| (state ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// Spreads every bit over all others.
const fn stir(mut state: u64) -> u64 {
    state = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    state = (state ^ (state >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_agree_by_name_and_differ_by_secret() {
        let (one, other) = (Seal::new("a"), Seal::new("b"));
        assert_eq!(one.place(&["мира", "5"]), one.place(&["мира", "5"]));
        assert_ne!(one.place(&["мира", "5"]), one.place(&["мира5", ""]));
        assert_ne!(one.place(&["мира", "5"]), other.place(&["мира", "5"]));
        assert_ne!(one.word("фонар"), other.word("фонар"));
    }
}
