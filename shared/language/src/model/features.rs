//! What a model looks at: stems, pairs of stems, parts of words, marks. Hashed, each once, with its count.

use crate::normalise::{Shape, Token, Tokens};
use crate::stem::Stems;

/// The longest part of a word, in characters, its edges among them.
const LONGEST_PART: usize = 5;

/// Characters of a word of which parts are taken.
const WORD: usize = 32;

/// Something that was seen in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gram {
    pub(super) hash: u64,
    pub(super) count: u32,
    /// The first word that shows it.
    pub(super) token: u32,
    /// How many words from there on show it together.
    pub(super) width: u32,
    /// Whether it is the stem of a word.
    pub(super) stem: bool,
}

impl Gram {
    /// Something that no word shows.
    pub(super) fn once(hash: u64) -> Self {
        Self { hash, count: 1, token: 0, width: 0, stem: false }
    }
}

/// What models look at in a text, made once for all of them.
///
/// It holds the words' letters, which a resident wrote, so it has no `Debug`.
#[derive(Clone, Default)]
pub struct Features {
    /// Stems, pairs of them, marks.
    pub(super) grams: Vec<Gram>,
    /// Words as they are spelt.
    pub(super) words: Vec<Gram>,
    /// Where the letters of each word end.
    ends: Vec<usize>,
    letters: Vec<u32>,
}

impl Features {
    /// The hashes of a word's parts.
    pub(super) fn parts(&self, word: usize) -> impl Iterator<Item = u64> {
        let start = if word == 0 { 0 } else { self.ends[word - 1] };
        let letters = &self.letters[start..self.ends[word]];
        (0..letters.len() - 1).flat_map(move |start| {
            let rest = &letters[start..letters.len().min(start + LONGEST_PART)];
            let mut hash = step(PART, u64::from(rest[0]));
            rest[1..].iter().map(move |&letter| {
                hash = step(hash, u64::from(letter));
                spread(hash)
            })
        })
    }
}

/// Makes [`Features`]. It holds the stemmer, so make one and keep it.
pub struct Reader(Stems);

impl Default for Reader {
    fn default() -> Self {
        Self(Stems::new())
    }
}

impl Reader {
    /// Reads `tokens`, which were made of `text`.
    pub fn read(&self, text: &str, tokens: &Tokens) -> Features {
        let mut stem = String::new();
        let hash = |token: &Token| {
            self.0.write(&token.word, &mut stem);
            stem_hash(&stem)
        };
        let stems: Vec<u64> = tokens.words.iter().map(hash).collect();
        Features::new(text, tokens, &stems)
    }
}

/// The hash of a stem.
pub(crate) fn stem_hash(stem: &str) -> u64 {
    stem.chars().fold(STEM, |hash, char| step(hash, u64::from(u32::from(char))))
}

impl Features {
    /// Of `tokens`, which were made of `text`; `hashes` are those of their stems.
    pub(crate) fn new(text: &str, tokens: &Tokens, hashes: &[u64]) -> Self {
        let words = tokens.words.len();
        let mut stems = Counter::with_capacity(4 * words + 4);
        let mut spelt = Spelt::with_capacity(words);
        let mut last = START;
        let mut end = 0;
        for ((index, token), &stem) in (0_u32..).zip(&tokens.words).zip(hashes) {
            marks(text.get(end..token.span.start).unwrap_or_default(), index, &mut stems);
            end = token.span.end;
            let place = stems.add(stem, index, 1);
            stems.grams[place].stem = true;
            let (first, width) = if index == 0 { (0, 1) } else { (index - 1, 2) };
            stems.add(step(last, stem), first, width);
            if token.shape == Shape::Upper {
                stems.add(SHOUTED, index, 1);
            }
            spelt.add(&token.word, index);
            last = stem;
        }
        let close = u32::try_from(words.saturating_sub(1)).unwrap_or(u32::MAX);
        marks(text.get(end..).unwrap_or_default(), close, &mut stems);
        if words > 0 {
            stems.add(step(last, END), close, 1);
        }
        Features { grams: stems.grams, words: spelt.words.grams, ends: spelt.ends, letters: spelt.letters }
    }
}

const STEM: u64 = 0x51_7c_c1_b7_27_22_0a_95;
const PART: u64 = 0x2f_0b_44_71_9c_e3_58_d7;
const MARK: u64 = 0x6a_09_e6_67_f3_bc_c9_08;
const WHOLE: u64 = 0x1f_83_d9_ab_fb_41_bd_6b;
const COLUMN: u64 = 0xbb_67_ae_85_84_ca_a7_3b;
const START: u64 = 0x3c_6e_f3_72_fe_94_f8_2b;
const END: u64 = 0xa5_4f_f5_3a_5f_1d_36_f1;
const SHOUTED: u64 = 0x51_0e_52_7f_ad_e6_82_d1;

/// One step of a multiplicative hash. The upper half is well mixed, the lower one is not: see [`spread`].
const fn step(hash: u64, next: u64) -> u64 {
    (hash ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26)
}

const fn spread(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

/// The hash of a value of a column beside the text.
pub(super) fn column(name: &str, value: &str) -> u64 {
    let name = name.bytes().fold(COLUMN, |hash, byte| step(hash, u64::from(byte)));
    spread(value.trim().bytes().fold(step(name, 256), |hash, byte| step(hash, u64::from(byte))))
}

/// The stems of a text, each together with a value of a column beside it: the same words mean another thing elsewhere.
pub(super) fn crossed(grams: &[Gram], column: u64) -> impl Iterator<Item = Gram> {
    let stems = grams.iter().filter(|gram| gram.stem);
    stems.map(move |gram| Gram { hash: spread(step(column, gram.hash)), ..*gram })
}

/// The different words of a text, with a space on either side.
struct Spelt {
    words: Counter,
    ends: Vec<usize>,
    letters: Vec<u32>,
}

impl Spelt {
    fn with_capacity(words: usize) -> Self {
        Self {
            words: Counter::with_capacity(words),
            ends: Vec::with_capacity(words),
            letters: Vec::with_capacity(9 * words),
        }
    }

    fn add(&mut self, word: &str, token: u32) {
        let start = self.letters.len();
        self.letters.push(u32::from(b' '));
        self.letters.extend(word.chars().take(WORD).map(u32::from));
        self.letters.push(u32::from(b' '));
        let hash = self.letters[start..].iter().fold(WHOLE, |hash, &letter| step(hash, u64::from(letter)));
        let place = self.words.add(hash, token, 1);
        if place == self.ends.len() {
            self.ends.push(self.letters.len());
        } else {
            self.letters.truncate(start);
        }
    }
}

/// Marks, smileys and emoji between words: each, and how long a run of it is.
fn marks(gap: &str, token: u32, words: &mut Counter) {
    if gap.is_empty() || gap == " " {
        return;
    }
    let mut run = (' ', 0_u64);
    for char in gap.chars().chain([' ']) {
        if char == run.0 {
            run.1 += 1;
            continue;
        }
        if !run.0.is_whitespace() {
            words.add(step(MARK, u64::from(u32::from(run.0))), token, 1);
            if run.1 > 1 {
                words.add(step(step(MARK, u64::from(u32::from(run.0))), run.1.min(3)), token, 1);
            }
        }
        run = (char, 1);
    }
}

/// Counts hashes in an open table; a gram is named by its place plus one.
struct Counter {
    grams: Vec<Gram>,
    table: Vec<u32>,
}

impl Counter {
    fn with_capacity(grams: usize) -> Self {
        Self { grams: Vec::with_capacity(grams), table: vec![0; (2 * grams).next_power_of_two().max(16)] }
    }

    fn add(&mut self, hash: u64, token: u32, width: u32) -> usize {
        let hash = spread(hash);
        if 2 * self.grams.len() >= self.table.len() {
            self.grow();
        }
        let place = self.place(hash);
        if self.table[place] == 0 {
            self.grams.push(Gram { hash, count: 0, token, width, stem: false });
            self.table[place] = u32::try_from(self.grams.len()).unwrap_or(u32::MAX);
        }
        let gram = self.table[place] as usize - 1;
        self.grams[gram].count += 1;
        gram
    }

    fn place(&self, hash: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut place = (hash >> 32) as usize & mask;
        while self.table[place] != 0 && self.grams[self.table[place] as usize - 1].hash != hash {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        self.table = vec![0; 2 * self.table.len()];
        for index in 0..self.grams.len() {
            let place = self.place(self.grams[index].hash);
            self.table[place] = u32::try_from(index + 1).unwrap_or(u32::MAX);
        }
    }
}
