//! Invented years of daily counts by town and topic: weekdays, seasons, bursts, and one rise that is planted.

use chrono::{Days, NaiveDate};
use domain::{Oktmo, TopicCode};
use metrics::chance::Chance;
use metrics::spikes::{Cell, FALSE_SHARE, Profile, spikes};

/// How a year is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Year {
    pub(crate) towns: usize,
    pub(crate) topics: usize,
}

/// What is planted in one topic of the first town on the last day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planted {
    /// What is usual on that day.
    pub(crate) level: f64,
    /// How many times as much comes.
    pub(crate) times: f64,
    /// The negative binomial size of the topic: 15 lets its days differ by 26 % beyond chance, 8 by 35 %.
    pub(crate) size: f64,
}

/// Days before the year that is judged.
const BEFORE: usize = 420;
const NIGHTS: usize = 364;

impl Year {
    /// Twenty-five towns, eight topics: two hundred cells a night.
    pub(crate) const USUAL: Self = Self { towns: 25, topics: 8 };

    /// Counts of a topic by town. The first town may have a stated level on the last day, and so many
    /// times as much.
    #[expect(clippy::cast_precision_loss, reason = "days of two years")]
    fn topic(
        self,
        topic: usize,
        planted: Option<Planted>,
        days: usize,
        chance: &mut Chance,
    ) -> Vec<Vec<u32>> {
        let (swing, phase) = (0.8 * chance.fraction(), std::f64::consts::TAU * chance.fraction());
        let weekend = 0.4 + 0.5 * chance.fraction();
        let size = planted.map_or(8.0 + 12.0 * chance.fraction(), |planted| planted.size);
        let usual = [0.3, 1.0, 3.0, 8.0][topic % 4];
        let course = |day: usize| {
            let season = (swing * (std::f64::consts::TAU * day as f64 / 365.25 + phase).sin()).exp();
            season * if day % 7 >= 5 { weekend } else { 1.0 }
        };
        (0..self.towns)
            .map(|town| {
                let own = usual * (0.7 * chance.normal()).exp();
                let planted = planted.filter(|_| town == 0);
                let (mean, times) =
                    planted.map_or((own, 1.0), |planted| (planted.level / course(days - 1), planted.times));
                let mut counts: Vec<u32> =
                    (0..days).map(|day| chance.negative_binomial(mean * course(day), size)).collect();
                // What a cause adds comes beside the usual: it is not the usual day that swells.
                counts[days - 1] += chance.poisson(mean * course(days - 1) * (times - 1.0));
                counts
            })
            .collect()
    }

    fn night(topics: &[Vec<Vec<u32>>], profiles: &[Profile], day: usize, ahead: u8) -> Vec<Cell> {
        let cells = topics.iter().zip(profiles).enumerate().flat_map(|(number, (towns, profile))| {
            let topic = TopicCode::parse(&format!("invented.topic-{number}")).expect("a code");
            towns.iter().enumerate().map(move |(town, counts)| Cell {
                municipality: Oktmo::parse(&format!("{:08}", town + 1)).expect("eight digits"),
                topic: topic.clone(),
                observed: counts[day],
                expected: profile.expected(&counts[..day - usize::from(ahead)], ahead, 1.0),
            })
        });
        cells.collect()
    }

    fn profiles(topics: &[Vec<Vec<u32>>], day: usize) -> Vec<Profile> {
        let start: NaiveDate = "2024-01-01".parse().expect("a date");
        let learn = |towns: &Vec<Vec<u32>>| {
            let counts: Vec<&[u32]> = towns.iter().map(|counts| &counts[..day]).collect();
            Profile::learn(&counts, start + Days::new(day as u64))
        };
        topics.iter().map(learn).collect()
    }

    /// On how many of 364 nights something is named, though nothing is there.
    pub(crate) fn nights_with_an_alarm(self, seed: u64) -> usize {
        let mut chance = Chance::new(seed);
        let topics: Vec<Vec<Vec<u32>>> =
            (0..self.topics).map(|topic| self.topic(topic, None, BEFORE + NIGHTS, &mut chance)).collect();
        let night = |day: &usize| {
            let cells = Self::night(&topics, &Self::profiles(&topics, *day), *day, 0);
            !spikes(&cells, FALSE_SHARE).is_empty()
        };
        (BEFORE..BEFORE + NIGHTS).filter(night).count()
    }

    /// In how many of `tries` years what is planted is named on its first day.
    pub(crate) fn rises_found(self, planted: Planted, tries: u64) -> usize {
        let found = |seed: &u64| {
            let mut chance = Chance::new(1_000 + seed);
            let planted_in = |topic| (topic == 0).then_some(planted);
            let topics: Vec<Vec<Vec<u32>>> = (0..self.topics)
                .map(|topic| self.topic(topic, planted_in(topic), BEFORE + 1, &mut chance))
                .collect();
            let profiles = Self::profiles(&topics, BEFORE);
            let cells = Self::night(&topics, &profiles, BEFORE, 0);
            let own = &cells[0];
            spikes(&cells, FALSE_SHARE).iter().any(|spike| spike.cell == *own)
        };
        (0..tries).filter(found).count()
    }
}
