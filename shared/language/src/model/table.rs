//! Things found by their hash, in the order of their hashes: no names are stored.

/// A place of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Slot {
    /// The part of the hash that is compared, never zero; zero if the place is free.
    pub(super) tag: u32,
    /// Where what is found begins; it ends where that of the next place begins.
    pub(super) start: u32,
}

/// Where each hash is looked for, and what begins there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    /// Places that hashes are spread over; the table is a little longer.
    pub(super) homes: u32,
    pub(super) slots: Vec<Slot>,
    seen: Seen,
}

/// Which tags there may be: most of what a text shows is not known, and need not be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Seen {
    bits: Vec<u64>,
    /// By how much a tag is moved to what the bits tell of.
    shift: u32,
}

impl Seen {
    fn new(slots: &[Slot], shift: u32) -> Self {
        let mut seen = Self { bits: vec![0; (slots.len() / 8).next_power_of_two()], shift };
        for slot in slots.iter().filter(|slot| slot.tag != 0) {
            let (word, bit) = seen.place(slot.tag);
            seen.bits[word] |= bit;
        }
        seen
    }

    fn place(&self, tag: u32) -> (usize, u64) {
        let number = tag >> self.shift;
        ((number >> 6) as usize & (self.bits.len() - 1), 1 << (number & 63))
    }

    fn has(&self, tag: u32) -> bool {
        let (word, bit) = self.place(tag);
        self.bits[word] & bit != 0
    }
}

impl Table {
    /// A table of slots as they are stored; the lowest bits of tags that `mask` leaves out say something else.
    pub(super) fn of(homes: u32, slots: Vec<Slot>, mask: u32) -> Self {
        Self { homes, seen: Seen::new(&slots, mask.trailing_zeros()), slots }
    }

    /// A table of things in the order of their hashes; `end` is where the last one ends.
    pub(super) fn new(things: &[(u64, Slot)], end: u32, mask: u32) -> Self {
        let homes = Self::homes_for(things.len());
        let mut slots: Vec<Slot> = Vec::with_capacity(homes as usize + 16);
        for &(hash, slot) in things {
            slots.resize(slots.len().max(home(hash, homes)), Slot { tag: 0, start: slot.start });
            slots.push(slot);
        }
        slots.resize(slots.len().max(homes as usize) + 1, Slot { tag: 0, start: end });
        Self::of(homes, slots, mask)
    }

    fn homes_for(things: usize) -> u32 {
        u32::try_from(things * 4 / 3 + 1).unwrap_or(u32::MAX)
    }

    /// About how many bytes a table of so many things takes.
    pub(super) fn bytes_for(things: usize) -> usize {
        Self::homes_for(things) as usize * size_of::<Slot>()
    }

    /// The place whose tag is `wanted` where `mask` looks.
    pub(super) fn find(&self, hash: u64, wanted: u32, mask: u32) -> Option<(Slot, usize)> {
        if !self.seen.has(wanted) {
            return None;
        }
        let place = home(hash, self.homes);
        for pair in self.slots.get(place..)?.windows(2) {
            let slot = pair[0];
            if slot.tag == 0 {
                return None;
            }
            if slot.tag & mask == wanted & mask {
                return Some((slot, pair[1].start as usize));
            }
        }
        None
    }
}

/// The place where the search for a hash begins.
fn home(hash: u64, homes: u32) -> usize {
    usize::try_from(((hash >> 32) * u64::from(homes)) >> 32).unwrap_or(0)
}
