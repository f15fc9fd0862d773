//! Deliveries that a platform numbers one by one: a number that was never heard is a delivery that was never heard.
//!
//! Whoever hears them writes each down in one of several books, by its remainder, so that deliveries which come side by
//! side do not wait for one another. A book holds runs of numbers, not the numbers: to note them in any order, and again,
//! gives the same book.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// So many books share the numbers of a page.
pub const BOOKS: u8 = 16;
/// From one number of a book to the next.
const STEP: i64 = BOOKS as i64;
/// A book keeps so many runs; the lowest go first.
const KEPT: usize = 24;
/// A number that was not heard for so long after the next one was is missing: queues take their time.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// After a week without deliveries the numbers begin anew; a little less counts as a week.
const BEGUN_ANEW: TimeDelta = TimeDelta::days(6);

/// Numbers without a hole, as far as one book knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    first: i64,
    last: i64,
    /// When the first was heard.
    first_at: DateTime<Utc>,
    /// When the last was heard.
    last_at: DateTime<Utc>,
}

/// The numbers of one remainder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Book {
    runs: Vec<Run>,
    /// Up to when runs had to be forgotten.
    forgotten: Option<DateTime<Utc>>,
}

/// The book of a number.
pub fn book_of(number: i64) -> u8 {
    u8::try_from(number.rem_euclid(STEP)).unwrap_or_default()
}

/// A span in which numbers were given that nobody heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// When the number before was heard.
    pub from: DateTime<Utc>,
    /// When the number after was heard.
    pub until: DateTime<Utc>,
}

impl Book {
    /// Notes a number.
    pub fn note(&mut self, number: i64, at: DateTime<Utc>) {
        let place = self.runs.partition_point(|run| run.last < number);
        if self.runs.get(place).is_some_and(|run| run.first <= number) {
            return;
        }
        let after = self.runs.get(place).is_some_and(|run| run.first.checked_sub(STEP) == Some(number));
        let before = place > 0 && self.runs[place - 1].last.checked_add(STEP) == Some(number);
        match (before, after) {
            (true, true) => {
                let next = self.runs.remove(place);
                let run = &mut self.runs[place - 1];
                (run.last, run.last_at) = (next.last, next.last_at);
            }
            (true, false) => {
                let run = &mut self.runs[place - 1];
                (run.last, run.last_at) = (number, at);
            }
            (false, true) => {
                let run = &mut self.runs[place];
                (run.first, run.first_at) = (number, at);
            }
            (false, false) => {
                self.runs.insert(place, Run { first: number, last: number, first_at: at, last_at: at });
            }
        }
        if self.runs.len() > KEPT {
            let oldest = self.runs.remove(0);
            self.forgotten = self.forgotten.max(Some(oldest.last_at));
        }
    }
}

/// Up to when the books cannot tell any more which numbers were missing.
pub fn forgotten(books: &[Book]) -> Option<DateTime<Utc>> {
    books.iter().filter_map(|book| book.forgotten).max()
}

/// The holes in all books of a page, as they stand at `now`; spans that touch are one.
pub fn holes(books: &[Book], now: DateTime<Utc>) -> Vec<Hole> {
    let mut heard: Vec<(i64, DateTime<Utc>)> = books.iter().flat_map(Book::ends).collect();
    heard.sort_unstable();
    let (Some((lowest, _)), Some((highest, _))) = (heard.first(), heard.last()) else { return Vec::new() };
    let missing = (0_i64..).zip(books).flat_map(|(remainder, book)| {
        let first = lowest.saturating_add(remainder.wrapping_sub(*lowest).rem_euclid(STEP));
        let last = highest.saturating_sub(highest.wrapping_sub(remainder).rem_euclid(STEP));
        book.missing(first, last)
    });
    let mut holes: Vec<Hole> = missing.filter_map(|missing| around(missing, &heard)).collect();
    holes.retain(|hole| hole.until - hole.from < BEGUN_ANEW && PATIENCE <= now - hole.until);
    holes.sort_by_key(|hole| (hole.from, hole.until));
    let mut joined: Vec<Hole> = Vec::new();
    for hole in holes {
        match joined.last_mut().filter(|known| hole.from <= known.until) {
            Some(known) => known.until = known.until.max(hole.until),
            None => joined.push(hole),
        }
    }
    joined
}

impl Book {
    /// The ends of its runs, with their times.
    fn ends(&self) -> impl Iterator<Item = (i64, DateTime<Utc>)> {
        self.runs.iter().flat_map(|run| [(run.first, run.first_at), (run.last, run.last_at)])
    }

    /// The first and the last number of each stretch that is missing between two numbers of this remainder.
    fn missing(&self, first: i64, last: i64) -> Vec<(i64, i64)> {
        // Before what was forgotten nothing is known.
        let known = self.forgotten.and(self.runs.first());
        let (mut next, mut missing) = (known.map_or(first, |run| run.first), Vec::new());
        for run in &self.runs {
            if next < run.first {
                missing.push((next, run.first.saturating_sub(STEP)));
            }
            next = run.last.saturating_add(STEP);
        }
        if next <= last {
            missing.push((next, last));
        }
        missing
    }
}

/// When the nearest numbers on both sides were heard. What comes late was heard later than what follows it.
fn around((first, last): (i64, i64), heard: &[(i64, DateTime<Utc>)]) -> Option<Hole> {
    let (_, before) = heard[..heard.partition_point(|(number, _)| *number < first)].last()?;
    let (_, after) = heard[heard.partition_point(|(number, _)| *number <= last)..].first()?;
    Some(Hole { from: *before.min(after), until: *before.max(after) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const START: i64 = 700_000_005;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + 60 * minute, 0).unwrap()
    }

    fn heard(numbers: impl IntoIterator<Item = (i64, i64)>) -> Vec<Book> {
        let mut books = vec![Book::default(); usize::from(BOOKS)];
        for (number, minute) in numbers {
            books[usize::from(book_of(number))].note(number, at(minute));
        }
        books
    }

    /// A number each minute, without those of `missing`.
    fn without(missing: &[i64], most: i64) -> Vec<Book> {
        let numbers = (0..most).filter(|number| !missing.contains(number));
        heard(numbers.map(|number| (START + number, number)))
    }

    #[test]
    fn numbers_without_a_hole_leave_no_doubt() {
        for most in [0, 1, 2, 15, 16, 17, 40, 100] {
            assert_eq!(holes(&without(&[], most), at(1_000)), [], "{most}");
        }
    }

    #[test]
    fn every_missing_number_is_a_hole_around_its_time_wherever_it_stands() {
        for missing in 1..59 {
            let found = holes(&without(&[missing], 60), at(1_000));
            assert_eq!(found.len(), 1, "{missing}");
            assert!(found[0].from <= at(missing) && at(missing) <= found[0].until, "{missing}");
            assert!(found[0].until - found[0].from <= TimeDelta::minutes(32), "{missing}");
        }
    }

    #[test]
    fn a_late_number_fills_its_hole() {
        let mut books = without(&[20], 60);
        books[usize::from(book_of(START + 20))].note(START + 20, at(300));
        assert_eq!(holes(&books, at(1_000)), []);
    }

    #[test]
    fn a_number_is_waited_for() {
        let books = without(&[20], 60);
        assert_eq!(holes(&books, at(40)), [], "its neighbours are heard, but just now");
        assert_eq!(holes(&books, at(47)).len(), 1);
    }

    #[test]
    fn numbers_that_begin_anew_after_a_week_leave_no_hole() {
        let week = 8 * 24 * 60;
        for begin in [5_000, START + 900_000] {
            let first = (0..40).map(|number| (START + number, number));
            let second = (0..40).map(|number| (begin + number, week + number));
            assert_eq!(holes(&heard(first.chain(second)), at(2 * week)), [], "{begin}");
        }
    }

    #[test]
    fn a_book_of_many_holes_forgets_the_oldest_and_says_so() {
        let books = heard((0..60).map(|number| (START + 32 * number, number)));
        assert_eq!(books[usize::from(book_of(START))].runs.len(), KEPT);
        assert_eq!(forgotten(&books), Some(at(60 - 1 - i64::try_from(KEPT).unwrap())));
    }

    proptest! {
        #[test]
        fn the_order_of_hearing_and_repetitions_change_nothing(
            numbers in proptest::collection::btree_set(0_i64..200, 0..60),
            seed in any::<u64>(),
        ) {
            let in_order: Vec<(i64, i64)> = numbers.iter().map(|number| (START + number, *number)).collect();
            let mut mixed = in_order.clone();
            mixed.extend(in_order.iter().step_by(3));
            mixed.sort_by_key(|(number, _)| (number.wrapping_mul(0x9E37_79B9) ^ seed.cast_signed()) % 101);
            prop_assert_eq!(heard(in_order), heard(mixed));
        }

        #[test]
        fn any_numbers_are_borne(numbers in proptest::collection::vec((any::<i64>(), 0_i64..100_000), 0..60)) {
            let _holes = holes(&heard(numbers), at(200_000));
        }
    }
}
