//! A reply as a sketch: the least hashes of its word pairs, from which the share of common pairs is estimated.

use std::ops::Range;

use chrono::NaiveDateTime;

use crate::normalise::{Mark, Shape, Token, beginning, tokens};
use crate::stem::Stems;
use crate::{dates, mask};

const SIZE: usize = 64;
/// What no pair of words has: an empty reply.
const EMPTY: u32 = u32::MAX;

/// Bytes that are no sketch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sketch has 256 bytes, not {0}")]
pub struct BadSketch(usize);

/// What of a reply is kept for comparing: 64 hashes, from which no words can be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u32; SIZE]);

impl Sketch {
    /// The sketch of a reply without its names, numbers, addresses and dates.
    pub fn of(reply: &str, written: NaiveDateTime) -> Self {
        let words = common_words(reply, written);
        let mut least = [EMPTY; SIZE];
        for pair in words.windows(2.min(words.len()).max(1)) {
            let hash = pair.iter().fold(0, |sum, word| mix(sum ^ hash(word)));
            for (place, least) in (0_u64..).zip(&mut least) {
                let own = mix(hash ^ mix(place.wrapping_add(0x9E37_79B9)));
                *least = (*least).min(u32::try_from(own >> 33).unwrap_or(EMPTY));
            }
        }
        Self(least)
    }

    /// The estimated share of common word pairs, from 0 to 1; the standard error is at most 0.0625.
    #[expect(clippy::cast_precision_loss, reason = "at most 64")]
    pub fn sameness(&self, other: &Self) -> f32 {
        let same = self.0.iter().zip(&other.0).filter(|(own, other)| own == other).count();
        same as f32 / SIZE as f32
    }

    /// For storing: 256 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    /// From stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadSketch> {
        let (hashes, rest) = bytes.as_chunks::<4>();
        let hashes: Option<[[u8; 4]; SIZE]> = hashes.try_into().ok().filter(|_| rest.is_empty());
        Ok(Self(hashes.ok_or(BadSketch(bytes.len()))?.map(u32::from_le_bytes)))
    }
}

/// Stems of the words that a form has in common with its other copies.
fn common_words(reply: &str, written: NaiveDateTime) -> Vec<String> {
    let reply = beginning(reply);
    let (tokens, stems) = (tokens(reply), Stems::new());
    let mut own: Vec<Range<usize>> = dates::named_days(reply, written);
    own.extend(mask::names(reply, &tokens));
    own.sort_unstable_by_key(|span| (span.start, span.end));
    let mut hidden = own.iter().peekable();
    let mut words = Vec::new();
    for (at, token) in tokens.words.iter().enumerate() {
        while hidden.next_if(|span| span.end <= token.span.start).is_some() {}
        let inside = hidden.peek().is_some_and(|span| span.start <= token.span.start);
        if !inside && !is_own(&tokens.words, at) {
            words.push(stems.of(&token.word));
        }
    }
    words
}

/// Numbers, names of streets and companies, and the short words of addresses.
fn is_own(words: &[Token], at: usize) -> bool {
    let token = &words[at];
    let numbered = token.word.bytes().any(|byte| byte.is_ascii_digit());
    let after_address = at > 0 && is_of_address(&words[at - 1].word);
    let begins = at == 0 || matches!(token.before, Some(Mark::Stop | Mark::Exclamation | Mark::Question));
    let name = token.shape == Shape::Capital && (!begins || after_address);
    numbered || name || is_of_address(&token.word) || token.word.chars().count() == 1
}

fn is_of_address(word: &str) -> bool {
    const WORDS: &str = "ул улица улице улицы улицу улицей пр проспект проспекте проспекта пер переулок переулке д дом \
        доме дома дому кв г с п пос корпус строение";
    WORDS.split_ascii_whitespace().any(|known| known == word)
}

/// FNV-1a.
fn hash(word: &str) -> u64 {
    word.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The finisher of `SplitMix64`: near hashes come far apart.
const fn mix(hash: u64) -> u64 {
    let hash = hash.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}
