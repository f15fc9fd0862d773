//! Every message that may come, cut into classes that no rule of a set tells apart.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime};

use crate::calendar::{ProductionCalendar, WorkingCalendar};
use crate::directory::Directory;
use crate::ids::{CentreId, Oktmo, PageId, TopicCode};
use crate::message::{Form, Kind, Platform};
use crate::rules::condition::Test;
use crate::rules::facts::{self, Fact, Facts, RoutingFacts, Word};
use crate::rules::print::{FORMS, KINDS};
use crate::territory::Territory;
use crate::topics::Taxonomy;

/// A Monday in an ordinary week.
const SOME_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 2, 2).expect("it is in the calendar");
/// The ends of a range that has none.
const ENDLESS: [NaiveDate; 2] = [NaiveDate::MIN, NaiveDate::MAX];
/// So many days on either side of a date show every day of the week there.
const AROUND: u64 = 8;

/// What there is in a region, so that what rules say of it can be checked.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// The topics with their severities.
    pub topics: Vec<(TopicCode, u8)>,
    /// The map.
    pub territory: &'a Territory,
    /// The pages with their channels.
    pub pages: Vec<(PageId, Platform)>,
    /// When the region's centres work.
    pub calendar: Option<&'a WorkingCalendar>,
    /// Only messages from this day on matter.
    pub since: Option<NaiveDate>,
}

impl<'a> World<'a> {
    /// What there is in the region of a directory.
    pub fn of(directory: &'a Directory) -> Self {
        let topics = Taxonomy::built_in().iter().map(|topic| (topic.code.clone(), topic.severity));
        Self {
            topics: topics.collect(),
            territory: &directory.territory,
            pages: directory.pages.iter().map(|page| (page.id.clone(), page.platform)).collect(),
            calendar: directory.calendar(&directory.region.calendar),
            since: None,
        }
    }
}

/// One part of what is known of a message.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Subject(Option<(TopicCode, u8)>),
    Kind(Kind),
    Place { municipality: Option<Oktmo>, settlement: Option<String> },
    Page(PageId, Platform),
    Form(Form),
    Moment { on: NaiveDate, time: NaiveTime, working: Option<bool> },
    Both(Box<Self>, Box<Self>, Option<CentreId>),
    Words(BTreeSet<Word>),
}

impl Part {
    fn put(&self, facts: &mut Facts) {
        let told = &mut facts.told;
        match self {
            Self::Subject(subject) => {
                (told.topic, facts.severity) = subject.clone().unzip();
            }
            Self::Kind(kind) => told.kind = *kind,
            Self::Place { municipality, settlement } => {
                told.municipality.clone_from(municipality);
                told.settlement.clone_from(settlement);
            }
            Self::Page(page, platform) => (told.page, told.platform) = (page.clone(), *platform),
            Self::Form(form) => told.form = *form,
            Self::Moment { on, time, working } => {
                (told.on, told.time, facts.working) = (*on, *time, *working);
            }
            Self::Both(place, moment, centre) => {
                place.put(facts);
                moment.put(facts);
                facts.centre.clone_from(centre);
            }
            Self::Words(words) => told.words.clone_from(words),
        }
    }
}

/// One thing that may vary, by classes that no test tells apart.
#[derive(Debug)]
pub(super) struct Level {
    asks: &'static [Fact],
    classes: Vec<Part>,
}

/// All levels, and a message to begin with.
#[derive(Debug)]
pub(super) struct Levels {
    pub(super) levels: Vec<Level>,
    base: Facts,
}

impl Levels {
    /// Cuts the messages of a world by the tests of some rules. None where the world has no page to write to.
    pub(super) fn of(world: &World<'_>, tests: &[Test]) -> Option<Self> {
        let (page, platform) = world.pages.first()?.clone();
        let told = RoutingFacts {
            municipality: None,
            settlement: None,
            topic: None,
            kind: Kind::Complaint,
            page,
            platform,
            form: Form::Comment,
            on: SOME_DAY,
            time: NaiveTime::MIN,
            words: BTreeSet::new(),
        };
        let base = Facts { told, severity: None, centre: None, working: None };
        let mut cut = Self { levels: Vec::new(), base };
        let topics = world.topics.iter().cloned().map(|topic| Part::Subject(Some(topic)));
        cut.add(&[Fact::Topic, Fact::Severity], topics.chain([Part::Subject(None)]).collect(), tests);
        cut.add_places_and_moments(world, tests);
        let pages = world.pages.iter().map(|(page, platform)| Part::Page(page.clone(), *platform));
        cut.add(&[Fact::Page, Fact::Platform], pages.collect(), tests);
        cut.add(&[Fact::Kind], KINDS.map(|(kind, _)| Part::Kind(kind)).into(), tests);
        cut.add(&[Fact::Form], FORMS.map(|(form, _)| Part::Form(form)).into(), tests);
        cut.add_words(tests);
        Some(cut)
    }

    /// The classes at one level that fit a test; none where the level does not matter to it.
    pub(super) fn fitting(&self, level: usize, test: &Test) -> Option<Vec<bool>> {
        let Level { asks, classes } = &self.levels[level];
        if !asks.contains(&test.fact()) {
            return None;
        }
        let mut facts = self.base.clone();
        Some(
            classes
                .iter()
                .map(|part| {
                    part.put(&mut facts);
                    test.fits(&facts)
                })
                .collect(),
        )
    }

    /// A message of these classes.
    pub(super) fn message(&self, path: &[(usize, usize)]) -> Facts {
        let mut facts = self.base.clone();
        let mut words = BTreeSet::new();
        for (index, level) in self.levels.iter().enumerate() {
            let class = path.iter().find(|(at, _)| *at == index).map_or(0, |(_, class)| *class);
            let Some(part) = level.classes.get(class) else { continue };
            part.put(&mut facts);
            words.append(&mut facts.told.words);
        }
        facts.told.words = words;
        facts
    }

    fn add(&mut self, asks: &'static [Fact], parts: Vec<Part>, tests: &[Test]) {
        let asked: Vec<&Test> = tests.iter().filter(|test| asks.contains(&test.fact())).collect();
        let classes =
            self.classes(parts, |facts| asked.iter().map(|test| test.fits(facts)).collect::<Vec<bool>>());
        self.levels.push(Level { asks, classes });
    }

    /// The first of the parts that are alike by `mark`.
    fn classes<T: Ord>(&self, parts: Vec<Part>, mark: impl Fn(&Facts) -> T) -> Vec<Part> {
        let (mut facts, mut seen, mut first) = (self.base.clone(), BTreeSet::new(), Vec::new());
        for part in parts {
            part.put(&mut facts);
            if seen.insert(mark(&facts)) {
                first.push(part);
            }
        }
        first
    }

    /// A place and a moment are two things, unless rules ask for the centre, which depends on both.
    fn add_places_and_moments(&mut self, world: &World<'_>, tests: &[Test]) {
        const PLACE: [Fact; 2] = [Fact::Municipality, Fact::Settlement];
        const MOMENT: [Fact; 3] = [Fact::Date, Fact::Hour, Fact::Working];
        const BOTH: [Fact; 6] =
            [Fact::Municipality, Fact::Settlement, Fact::Date, Fact::Hour, Fact::Working, Fact::Centre];
        let by_centre = tests.iter().any(|test| test.fact() == Fact::Centre);
        let moments = moments(world, tests, by_centre);
        if !by_centre {
            self.add(&PLACE, places(world), tests);
            self.add(&MOMENT, moments, tests);
            return;
        }
        let eras: Vec<NaiveDate> = world.territory.map_changes().into_iter().collect();
        let asked = |facts: &Facts, about: &[Fact]| -> Vec<bool> {
            tests.iter().filter(|test| about.contains(&test.fact())).map(|test| test.fits(facts)).collect()
        };
        let centres = |unit: Option<&Oktmo>| -> Vec<Option<CentreId>> {
            let days = [NaiveDate::MIN].into_iter().chain(eras.iter().copied());
            days.map(|day| centre_of(world, unit, day)).collect()
        };
        let places = self.classes(places(world), |facts| {
            (asked(facts, &PLACE), centres(facts.told.municipality.as_ref()))
        });
        let moments = self.classes(moments, |facts| {
            (asked(facts, &MOMENT), eras.iter().filter(|era| **era <= facts.told.on).count())
        });
        let mut both = Vec::new();
        for place in &places {
            for moment in &moments {
                let mut facts = self.base.clone();
                place.put(&mut facts);
                moment.put(&mut facts);
                let centre = centre_of(world, facts.told.municipality.as_ref(), facts.told.on);
                both.push(Part::Both(Box::new(place.clone()), Box::new(moment.clone()), centre));
            }
        }
        self.add(&BOTH, both, tests);
    }

    /// Words that stand in the same tests are one thing. Whoever finds a word as it is written finds its stem too.
    fn add_words(&mut self, tests: &[Test]) {
        let mut found: BTreeMap<&str, [Vec<usize>; 2]> = BTreeMap::new();
        for (index, test) in tests.iter().enumerate() {
            let Test::Words(words) = test else { continue };
            for word in words {
                let exact = usize::from(matches!(word, Word::Exact(_)));
                found.entry(word.text()).or_default()[exact].push(index);
            }
        }
        let mut seen = BTreeSet::new();
        for (text, asked) in found {
            let (by_stem, exact) = (!asked[0].is_empty(), !asked[1].is_empty());
            if !seen.insert(asked) {
                continue;
            }
            let stem = BTreeSet::from([Word::Stem(text.to_owned())]);
            let mut whole = stem.clone();
            whole.insert(Word::Exact(text.to_owned()));
            let sets = [Some(BTreeSet::new()), by_stem.then_some(stem), exact.then_some(whole)];
            let classes = sets.into_iter().flatten().map(Part::Words).collect();
            self.levels.push(Level { asks: &[Fact::Words], classes });
        }
    }
}

fn centre_of(world: &World<'_>, unit: Option<&Oktmo>, on: NaiveDate) -> Option<CentreId> {
    Some(world.territory.centre_of(unit?, on)?.id.clone())
}

fn places(world: &World<'_>) -> Vec<Part> {
    let mut places = Vec::new();
    for unit in &world.territory.municipalities {
        let names = unit.settlements.iter().map(|settlement| Some(settlement.name.clone()));
        let place = |settlement| Part::Place { municipality: Some(unit.oktmo.clone()), settlement };
        places.extend([None].into_iter().chain(names).map(place));
    }
    places.push(Part::Place { municipality: None, settlement: None });
    places
}

fn moments(world: &World<'_>, tests: &[Test], by_centre: bool) -> Vec<Part> {
    let by_hours = tests.iter().any(|test| test.fact() == Fact::Working);
    let mut moments = Vec::new();
    for on in days(world, tests, by_centre, by_hours) {
        let hours = world.calendar.filter(|_| by_hours).and_then(|calendar| calendar.hours(on).ok());
        let borders = hours.iter().flatten().flat_map(|period| [period.start(), period.end()]);
        let asked = tests.iter().filter_map(|test| match test {
            Test::Hour(from, until) => Some([*from, *until]),
            _ => None,
        });
        let minutes: BTreeSet<u16> = [0].into_iter().chain(borders).chain(asked.flatten()).collect();
        for time in minutes
            .into_iter()
            .filter_map(|minute| NaiveTime::from_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0))
        {
            let working = world.calendar.and_then(|calendar| facts::is_working(calendar, on, time));
            moments.push(Part::Moment { on, time, working });
        }
    }
    moments
}

/// Days enough to show every combination of the day tests, of the map and of the working days.
fn days(world: &World<'_>, tests: &[Test], by_centre: bool, by_hours: bool) -> BTreeSet<NaiveDate> {
    let mut borders: Vec<NaiveDate> = [Some(SOME_DAY), world.since].into_iter().flatten().collect();
    for test in tests {
        if let Test::Date(first, last) = test {
            borders.extend([*first, *last].into_iter().filter(|day| !ENDLESS.contains(day)));
        }
    }
    if by_centre {
        borders.extend(world.territory.map_changes());
    }
    let mut days: BTreeSet<NaiveDate> = borders.into_iter().flat_map(around).collect();
    if by_hours {
        let (first, last) = ProductionCalendar::built_in().years();
        let first = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or(SOME_DAY);
        let end = NaiveDate::from_ymd_opt(last, 12, 31).unwrap_or(SOME_DAY);
        days.extend(first.iter_days().take_while(|day| *day <= end));
        days.extend([first, end].into_iter().flat_map(around));
    }
    days.retain(|day| world.since.is_none_or(|since| since <= *day));
    days
}

fn around(border: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = border.checked_sub_days(Days::new(AROUND));
    first.into_iter().flat_map(|first| first.iter_days().take(2 * usize::try_from(AROUND).unwrap_or(8) + 1))
}
