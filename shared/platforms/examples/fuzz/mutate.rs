//! Bodies to try: bytes without sense, real deliveries with broken bytes, and real deliveries with one thing replaced.

use crate::json;
use crate::random::Random;

/// No longer than what the door lets in.
const MOST_BYTES: usize = 180_000;

pub(crate) struct Mutator<'a> {
    corpus: &'a [Vec<u8>],
    random: Random,
}

impl<'a> Mutator<'a> {
    pub(crate) fn new(corpus: &'a [Vec<u8>], random: Random) -> Self {
        Self { corpus, random }
    }

    pub(crate) fn next(&mut self) -> Vec<u8> {
        let random = &mut self.random;
        let mut body = match random.below(8) {
            0 => noise(random),
            1 => random.pick(self.corpus).clone(),
            2 => splice(self.corpus, random),
            _ => json::changed(self.corpus, random),
        };
        if random.one_in(3) {
            for _ in 0..=random.below(4) {
                scratch(&mut body, random);
            }
        }
        body.truncate(MOST_BYTES);
        body
    }
}

fn noise(random: &mut Random) -> Vec<u8> {
    const ALPHABET: &[u8] = b"{}[]\":,\\u0d8e-+.truefalsnt \n&=%;<>\xd0\xaf\xf0\x9f\x99\x82\xff\x00";
    let length = random.below(2_000);
    let any = random.one_in(2);
    let byte = |random: &mut Random| u8::try_from(random.below(256)).unwrap_or(0);
    (0..length).map(|_| if any { byte(random) } else { *random.pick(ALPHABET) }).collect()
}

fn splice(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let (head, tail) = (random.pick(corpus), random.pick(corpus));
    let (end, start) = (random.below(head.len() + 1), random.below(tail.len() + 1));
    [&head[..end], &tail[start..]].concat()
}

/// One wound of the bytes.
fn scratch(body: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(body.len() + 1);
    match random.below(7) {
        0 => body.truncate(at),
        1 if at < body.len() => body[at] ^= 1 << random.below(8),
        2 => body.insert(at, u8::try_from(random.below(256)).unwrap_or(0)),
        3 if at < body.len() => drop(body.remove(at)),
        4 => {
            let end = (at + random.below(200)).min(body.len());
            let piece = body[at..end].repeat(1 + random.below(50));
            body.splice(at..at, piece);
        }
        5 => {
            let deep = random
                .pick(&["[", "{\"a\":", "\"", "\\", ";", "&a[]=", "\n", "%", "\"\n\""])
                .repeat(random.below(3_000));
            body.splice(at..at, deep.into_bytes());
        }
        _ => {
            let word = *random.pick(&[
                "\u{feff}",
                "\\ud83d",
                "null",
                "1e999",
                "-0",
                "\u{0}",
                "\u{202e}",
                "<!--",
                "18446744073709551616",
            ]);
            body.splice(at..at, word.bytes());
        }
    }
}
