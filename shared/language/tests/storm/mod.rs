//! An invented storm: many people write about few causes, and other causes look alike.

mod phrases;

use chrono::{DateTime, Duration, Utc};
use language::duplicates::{Facts, Place, Seal, Sketch, Subject};
use language::{Gazetteer, Understander};

use phrases::{CLOSERS, OPENERS, PROBLEMS, Problem, Spread, WITH_HOUSE, WITHOUT_HOUSE};

/// A message of the storm.
pub(crate) struct Message {
    /// The cause that it tells of.
    pub(crate) cause: usize,
    /// The page's municipality.
    pub(crate) municipality: &'static str,
    /// Its words.
    pub(crate) text: String,
    /// When it was written.
    pub(crate) written_at: DateTime<Utc>,
}

struct Cause {
    problem: &'static Problem,
    municipality: &'static str,
    /// In the dative and prepositional of «улица …», and as it is called alone.
    streets: Vec<&'static (&'static str, &'static str)>,
    house: u32,
    from: DateTime<Utc>,
    share: u32,
}

const MUNICIPALITIES: [&str; 8] =
    ["22511000", "22512000", "22513000", "22514000", "22515000", "22516000", "22517000", "22518000"];

/// «на улице Садовой», «Садовая».
const STREETS: [(&str, &str); 12] = [
    ("Мира", "Мира"),
    ("Садовой", "Садовая"),
    ("Лесной", "Лесная"),
    ("Советской", "Советская"),
    ("Школьной", "Школьная"),
    ("Гагарина", "Гагарина"),
    ("Новой", "Новая"),
    ("Молодёжной", "Молодёжная"),
    ("Чкалова", "Чкалова"),
    ("Заречной", "Заречная"),
    ("Кирова", "Кирова"),
    ("Полевой", "Полевая"),
];

/// A sequence of numbers that a seed decides.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut state = self.0;
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^ (state >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).expect("it is below a usize")
    }

    fn between(&mut self, from: u32, until: u32) -> u32 {
        from + u32::try_from(self.below((until - from) as usize)).expect("it is below a u32")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn word(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len())]
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A storm of `causes` causes and `messages` messages, in the order in which they were written.
///
/// It is `judged` with other phrases than those on which weights are found.
pub(crate) fn storm(seed: u64, causes: usize, messages: usize, judged: bool) -> Vec<Message> {
    let mut dice = Dice::new(seed);
    let causes = plan(&mut dice, causes);
    let wheel: Vec<usize> =
        causes.iter().enumerate().flat_map(|(index, cause)| vec![index; cause.share as usize]).collect();
    let mut told: Vec<Message> = Vec::with_capacity(messages);
    for _ in 0..messages {
        let cause = *dice.of(&wheel);
        let copied = dice.chance(5).then(|| told.iter().rev().find(|one| one.cause == cause)).flatten();
        let text = copied.map(|one| one.text.clone());
        let text = text.unwrap_or_else(|| tell(&mut dice, &causes[cause], judged));
        let written_at = moment(&mut dice, &causes[cause]);
        told.push(Message { cause, municipality: causes[cause].municipality, text, written_at });
    }
    told.sort_by_key(|message| message.written_at);
    told
}

fn plan(dice: &mut Dice, count: usize) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    while causes.len() < count {
        let like = causes.len() * 6 / 10;
        let cause =
            if causes.len() > 10 && dice.chance(45) { sibling(dice, &causes[like]) } else { fresh(dice) };
        if causes.iter().all(|known| !clashes(known, &cause)) {
            causes.push(cause);
        }
    }
    causes
}

fn fresh(dice: &mut Dice) -> Cause {
    let begin: DateTime<Utc> = "2026-09-01T00:00:00Z".parse().expect("it is a moment");
    let problem = dice.of(&PROBLEMS);
    let wide = problem.spread == Spread::Network && dice.chance(15);
    let mut streets = vec![dice.of(&STREETS)];
    if wide {
        streets.push(dice.of(&STREETS));
    }
    Cause {
        problem,
        municipality: dice.word(&MUNICIPALITIES),
        streets,
        house: dice.between(1, 90),
        from: begin + Duration::hours(i64::from(dice.between(0, 24 * 30))),
        share: dice.between(8, 42),
    }
}

/// A cause that looks like another one and is not.
fn sibling(dice: &mut Dice, like: &Cause) -> Cause {
    let mut other = Cause {
        problem: like.problem,
        municipality: like.municipality,
        streets: vec![like.streets[0]],
        house: like.house,
        from: like.from + Duration::hours(i64::from(dice.between(0, 12))),
        share: dice.between(8, 42),
    };
    match (dice.below(4), like.problem.spread) {
        (0, _) => other.problem = dice.of(&PROBLEMS),
        (1, Spread::House) => other.house += dice.between(1, 4) * 2,
        (1, Spread::Street) => other.house += dice.between(60, 120),
        (1 | 2, _) => other.municipality = dice.word(&MUNICIPALITIES),
        _ => other.from += Duration::days(i64::from(dice.between(35, 60))),
    }
    other
}

/// Two causes that nobody could tell apart are one.
fn clashes(one: &Cause, other: &Cause) -> bool {
    let family = |cause: &Cause| cause.problem.family;
    let near = match one.problem.spread {
        Spread::House => one.house == other.house,
        Spread::Street => one.house.abs_diff(other.house) < 60,
        Spread::Network => true,
    };
    let street = one.streets.iter().any(|street| other.streets.contains(street));
    let apart = (one.from - other.from).num_days().abs();
    one.municipality == other.municipality
        && street
        && family(one) == family(other)
        && (near || one.problem.spread != other.problem.spread)
        && apart < 35
}

fn moment(dice: &mut Dice, cause: &Cause) -> DateTime<Utc> {
    let minutes = cause.problem.hours * 60;
    let first = dice.between(0, minutes);
    let second = dice.between(0, minutes);
    cause.from + Duration::minutes(i64::from(first.min(second)))
}

fn tell(dice: &mut Dice, cause: &Cause, judged: bool) -> String {
    let parity = usize::from(judged);
    let own: Vec<&&str> = cause.problem.phrases.iter().skip(parity).step_by(2).collect();
    let phrase = dice.of(&own).replace("{p}", &place(dice, cause));
    let opener = if dice.chance(60) { dice.word(&OPENERS) } else { "" };
    let closer = if dice.chance(60) { dice.word(&CLOSERS) } else { "" };
    let text = format!("{opener} {phrase} {closer}");
    let text = text.trim();
    match dice.below(10) {
        0 => text.to_lowercase(),
        1 => text.to_uppercase(),
        2 => text.replace('ё', "е").replace('.', "!!"),
        _ => text.to_owned(),
    }
}

fn place(dice: &mut Dice, cause: &Cause) -> String {
    let street = dice.of(&cause.streets);
    let (house, silent) = match cause.problem.spread {
        Spread::House => (cause.house, 3),
        Spread::Street => (around(dice, cause.house, 4), 15),
        Spread::Network => (around(dice, cause.house, 14), 25),
    };
    let pattern = if dice.chance(silent) { dice.word(&WITHOUT_HOUSE) } else { dice.word(&WITH_HOUSE) };
    pattern.replace("{in}", street.0).replace("{name}", street.1).replace("{house}", &house.to_string())
}

fn around(dice: &mut Dice, house: u32, reach: u32) -> u32 {
    (house + dice.between(0, 2 * reach + 1)).saturating_sub(reach).max(1)
}

/// What the machine knows of a message: by its words and its page, as on intake.
pub(crate) fn facts(gazetteer: &Gazetteer, message: &Message, seal: Seal) -> Facts {
    let topic = Understander::built_in().understand(&message.text).topic;
    let home = message.municipality.parse().expect("it is a code");
    let located = gazetteer.locate(&language::tokens(&message.text), Some(&home));
    Facts {
        subject: topic.map(|guess| Subject::of(&guess.topic)),
        place: Place::of_keys(&language::place::keys(&located), seal),
        point: None,
        written_at: Some(message.written_at),
        sketch: Sketch::of(&message.text, seal),
    }
}
