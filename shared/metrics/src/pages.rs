//! The quality of an official page: whether it speaks, whether it answers, how soon, and in whose words.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::PageId;
use serde::Serialize;

use crate::formulas::MINIMUM_N;
use crate::period::Window;
use crate::sample::ClockSample;
use crate::survival::{Level, quantile};

/// What a page did in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWork {
    /// The page.
    pub page: PageId,
    /// Days on which it published something of its own.
    pub published: BTreeSet<NaiveDate>,
    /// Waits for an answer to what residents wrote there.
    pub waits: ClockSample,
    /// Replies that are form letters, of all that were compared.
    pub form_replies: (u32, u32),
}

/// How good it was. A share is left out below ten cases; nothing is weighed into one number, which nobody could check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageQuality {
    /// The page.
    pub page: PageId,
    /// Days with something of its own, of all days.
    pub rhythm: (u32, u32),
    /// The most days in a row without.
    pub longest_pause: u32,
    /// Answered, of all that was asked.
    pub answered: (u32, u32),
    /// The Kaplan-Meier median of minutes to the answer.
    pub first_answer_median: Option<u32>,
    /// Form letters, of all replies that were compared.
    pub form_replies: (u32, u32),
    /// Fewer than ten residents asked there.
    pub too_few: bool,
}

/// The quality of a page in a window.
pub fn quality(work: &PageWork, window: Window) -> PageQuality {
    let (mut days, mut spoken, mut pause, mut longest) = (0, 0, 0, 0);
    for day in window.days() {
        days += 1;
        let speaks = work.published.contains(&day);
        spoken += u32::from(speaks);
        pause = if speaks { 0 } else { pause + 1 };
        longest = pause.max(longest);
    }
    let too_few = work.waits.len() < MINIMUM_N;
    PageQuality {
        page: work.page.clone(),
        rhythm: (spoken, days),
        longest_pause: longest,
        answered: (work.waits.answered.len(), work.waits.len()),
        first_answer_median: quantile(&work.waits, Level::Median).filter(|_| !too_few),
        form_replies: work.form_replies,
        too_few,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::date;

    #[test]
    fn rhythm_pauses_and_answers_equal_those_counted_by_hand() {
        let published = ["2025-03-01", "2025-03-03", "2025-03-08", "2025-04-01"].map(date).into();
        let waits =
            ClockSample { answered: (1..=9).collect(), waiting: [100].into_iter().collect(), never: 2 };
        let work = PageWork { page: PageId::parse("vk-a").unwrap(), published, waits, form_replies: (3, 9) };
        let found = quality(&work, Window::new(date("2025-03-01"), date("2025-03-10")).unwrap());
        assert_eq!((found.rhythm, found.longest_pause, found.answered), ((3, 10), 4, (9, 12)));
        assert_eq!((found.first_answer_median, found.too_few), (Some(6), false));
        let few = PageWork { waits: ClockSample { never: 9, ..ClockSample::default() }, ..work };
        assert!(quality(&few, Window::new(date("2025-03-01"), date("2025-03-10")).unwrap()).too_few);
    }
}
