//! How people type: in haste, on a phone, with feeling.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::places::Spot;
use super::words::expand;

const TIMES: [&str; 9] = [
    "третий день",
    "вторую неделю",
    "с понедельника",
    "с самого утра",
    "уже месяц",
    "со вчерашнего вечера",
    "вторые сутки",
    "пятый день",
    "с прошлой недели",
];
const GREETINGS: [&str; 4] = ["Здравствуйте! ", "Добрый день. ", "Здравствуйте, ", "Добрый вечер! "];
const TAILS: [&str; 8] = [" 😡", "!!!", " Примите меры", " Спасибо", " 🙏", "...", " Ждём ответа", " ))"];

/// What somebody types who means `template` and speaks of `spot`. Only who is cross adds a tail.
pub(super) fn typed(random: &mut ChaCha8Rng, template: &str, spot: &Spot, cross: bool) -> String {
    let mut text = filled(random, template, spot);
    if text.chars().count() < 12 {
        return text;
    }
    if random.random_bool(0.15) {
        let greeting = GREETINGS.choose(random).expect("the list is not empty");
        text = if greeting.ends_with(", ") {
            format!("{greeting}{}", lowered(&text))
        } else {
            format!("{greeting}{text}")
        };
    }
    if cross && random.random_bool(0.2) {
        text.push_str(TAILS.choose(random).expect("the list is not empty"));
    }
    in_haste(random, &text)
}

/// Fills the gaps of a sentence.
fn filled(random: &mut ChaCha8Rng, template: &str, spot: &Spot) -> String {
    let time = TIMES.choose(random).expect("the list is not empty");
    let text = expand(random, template)
        .replace("{place}", &spot.place)
        .replace("{street}", &spot.street)
        .replace("{addr}", &spot.address)
        .replace("{time}", time);
    sentences(&text.replace("у нас у нас", "у нас"))
}

fn lowered(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// One space between words, none before a mark, a capital after an end.
fn sentences(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut ended = true;
    for word in text.split_whitespace() {
        if word.chars().all(|letter| ".,?!:".contains(letter)) {
            tidy.push_str(word);
            continue;
        }
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        let mut letters = word.chars();
        match letters.next().filter(|_| ended) {
            Some(first) => tidy.extend(first.to_uppercase().chain(letters)),
            None => tidy.push_str(word),
        }
        // «ул.» and «д.» end no sentence.
        ended = word.ends_with(['.', '!', '?']) && word.chars().count() > 3;
    }
    tidy.trim_end_matches(',').to_owned()
}

fn in_haste(random: &mut ChaCha8Rng, text: &str) -> String {
    match random.random_range(0..100) {
        0..12 => text.to_lowercase().replace(',', ""),
        12..24 => slipped(random, text),
        24..30 => text.replace(['ё', 'Ё'], "е").replace(". ", " "),
        30..33 => text.to_uppercase(),
        _ => text.to_owned(),
    }
}

/// Two letters change places, or one is lost.
fn slipped(random: &mut ChaCha8Rng, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let inner =
        |letters: &[char], at: usize| letters[at - 1..=at + 1].iter().all(|letter| letter.is_lowercase());
    for _ in 0..=text.len() / 90 {
        let at = random.random_range(1..letters.len() - 1);
        if inner(&letters, at) {
            if random.random_bool(0.5) {
                letters.swap(at, at + 1);
            } else {
                letters.remove(at);
            }
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn an_empty_gap_leaves_no_trace() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let spot = Spot { street: "на ул. Мира".into(), ..Spot::default() };
        assert_eq!(
            filled(&mut random, "{place} темно {street} и грязно. {place} всегда так", &spot),
            "Темно на ул. Мира и грязно. Всегда так"
        );
        assert_eq!(filled(&mut random, "Ёлка {place}?", &spot), "Ёлка?");
    }

    #[test]
    fn a_slip_keeps_most_of_the_letters() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let text = "на улице не горят фонари и не чистят снег";
        for _ in 0..200 {
            let length = slipped(&mut random, text).chars().count();
            assert!((text.chars().count() - 1..=text.chars().count()).contains(&length));
        }
    }
}
