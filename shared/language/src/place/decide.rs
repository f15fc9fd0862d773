//! From mentions to one municipality, or to a doubt that a person resolves.

use std::collections::BTreeSet;

use domain::Oktmo;

use super::{Located, Marks, PlaceKind, PlaceName, SURE};

/// The page alone.
const BY_PAGE: f32 = 0.5;
/// The page, while the text names something that several municipalities have.
const BY_PAGE_IN_DOUBT: f32 = 0.4;
/// A town outweighs villages of the same name, with less trust.
const TOWN_AMONG_VILLAGES: f32 = 0.8;
/// Mentions closer than this do not outweigh each other.
const CLEAR_LEAD: f32 = 0.15;

/// «у нас в …» outweighs other names.
const HOME_OF_AUTHOR: f32 = 0.4;

/// Where one goes to says little of where one is; a village says more, for only neighbours name it.
const TOWN_AS_DIRECTION: f32 = 0.5;
const VILLAGE_AS_DIRECTION: f32 = 0.7;

/// What another name of the same municipality adds.
const AGREEMENT: f32 = 0.12;
/// Names that are compared with each other: bounds the time for a list of places.
const MOST_VOTES: usize = 50;

/// Below it nobody is chosen.
const ENOUGH: f32 = 0.5;

/// A place named in a text, or several that share the name.
pub(super) struct Mention {
    pub(super) places: Vec<usize>,
    pub(super) confidence: f32,
    /// The resident says to live there.
    pub(super) own: bool,
    /// Not where it is but where one goes or comes from: «до Арзамаса», «в Выксу».
    pub(super) direction: bool,
    /// The text says that it is a village.
    pub(super) village: bool,
    /// Those whose name is also that of places that the directory does not list.
    pub(super) shared: Vec<usize>,
}

/// A mention that speaks for one municipality.
struct Vote<'a> {
    oktmo: &'a Oktmo,
    place: &'a PlaceName,
    weight: f32,
}

pub(super) fn decide(
    places: &[PlaceName],
    marks: &[Marks],
    mentions: &[Mention],
    home: Option<&Oktmo>,
) -> Located {
    let mut votes = Vec::new();
    let mut open: Vec<&Mention> = Vec::new();
    let mut doubt: BTreeSet<Oktmo> = BTreeSet::new();
    for mention in mentions {
        match vote(places, mention, home) {
            Some((vote, others)) => {
                votes.push(vote);
                doubt.extend(others.into_iter().cloned());
            }
            None => open.push(mention),
        }
    }
    agree(&mut votes);
    let enough = if home.is_some() { SURE } else { ENOUGH };
    let chosen = choose(&votes, home).filter(|vote| Some(vote.oktmo) == home || vote.weight >= enough);
    let resolved = |mention: &&Mention| {
        mention
            .places
            .iter()
            .map(|&index| &places[index])
            .find(|place| Some(&place.oktmo) == chosen.map(|vote| vote.oktmo))
    };
    for mention in open.iter().filter(|mention| resolved(mention).is_none()) {
        doubt.extend(mention.places.iter().map(|&index| places[index].oktmo.clone()));
    }
    let Some(chosen) = chosen else {
        doubt.extend(votes.iter().map(|vote| vote.oktmo.clone()));
        return by_page(home, doubt);
    };
    let spoke: Vec<&PlaceName> = votes
        .iter()
        .filter(|vote| vote.oktmo == chosen.oktmo)
        .map(|vote| vote.place)
        .chain(open.iter().filter_map(resolved))
        .collect();
    doubt.extend(rivals(&votes, chosen).cloned());
    doubt.remove(chosen.oktmo);
    let located = conclude(chosen, &spoke, home, doubt);
    let is_seat = located.settlement.is_some()
        && places.iter().zip(marks).any(|(place, marks)| {
            marks.seat
                && Some(&place.oktmo) == located.municipality.as_ref()
                && place.settlement == located.settlement
        });
    Located { is_seat, ..located }
}

/// Two names of one municipality, «Володарский район, Решетиха», outweigh one of another.
fn agree(votes: &mut [Vote<'_>]) {
    let agreeing = |vote: &Vote<'_>, votes: &[Vote<'_>]| {
        votes.iter().take(MOST_VOTES).any(|other| other.oktmo == vote.oktmo && other.place != vote.place)
    };
    let raised: Vec<bool> = votes.iter().map(|vote| agreeing(vote, votes)).collect();
    for (vote, _) in votes.iter_mut().zip(raised).filter(|(_, raised)| *raised) {
        vote.weight += AGREEMENT;
    }
}

fn conclude(
    chosen: &Vote<'_>,
    spoke: &[&PlaceName],
    home: Option<&Oktmo>,
    doubt: BTreeSet<Oktmo>,
) -> Located {
    let mut words: Vec<String> = Vec::new();
    for place in spoke {
        if !words.contains(&place.name) {
            words.push(place.name.clone());
        }
    }
    let smallest =
        spoke.iter().filter(|place| place.settlement.is_some()).max_by_key(|place| smallness(place.kind));
    Located {
        municipality: Some(chosen.oktmo.clone()),
        settlement: smallest.and_then(|place| place.settlement.clone()),
        confidence: if home == Some(chosen.oktmo) {
            chosen.weight.clamp(0.9, 0.98)
        } else {
            chosen.weight.min(0.98)
        },
        words,
        ambiguous: doubt.into_iter().collect(),
        ..Located::default()
    }
}

/// Of «Городецкий район, Заволжье» the town is where it happened.
const fn smallness(kind: PlaceKind) -> u8 {
    match kind {
        PlaceKind::District => 0,
        PlaceKind::City => 1,
        PlaceKind::Town => 2,
        PlaceKind::Settlement | PlaceKind::Village => 3,
    }
}

fn by_page(home: Option<&Oktmo>, doubt: BTreeSet<Oktmo>) -> Located {
    let confidence = match (home, doubt.is_empty()) {
        (None, _) => 0.0,
        (Some(_), true) => BY_PAGE,
        (Some(_), false) => BY_PAGE_IN_DOUBT,
    };
    Located {
        municipality: home.cloned(),
        confidence,
        ambiguous: doubt.into_iter().collect(),
        ..Located::default()
    }
}

/// The municipality that a mention speaks for, and those that it leaves in doubt.
fn vote<'a>(
    places: &'a [PlaceName],
    mention: &Mention,
    home: Option<&Oktmo>,
) -> Option<(Vote<'a>, Vec<&'a Oktmo>)> {
    let named = || mention.places.iter().map(|&index| &places[index]);
    let own = if mention.own { HOME_OF_AUTHOR } else { 0.0 };
    let cast = |place: &'a PlaceName, weight: f32| {
        let share = match (mention.direction, matches!(place.kind, PlaceKind::City | PlaceKind::District)) {
            (false, _) => 1.0,
            (true, true) => TOWN_AS_DIRECTION,
            (true, false) => VILLAGE_AS_DIRECTION,
        };
        Vote { oktmo: &place.oktmo, place, weight: weight * share + own }
    };
    if let Some(place) = smallest(named().filter(|place| Some(&place.oktmo) == home)) {
        return Some((cast(place, mention.confidence), Vec::new()));
    }
    if mention.direction && home.is_some() {
        return None;
    }
    let municipalities: BTreeSet<&Oktmo> = named().map(|place| &place.oktmo).collect();
    if municipalities.len() == 1 && mention.shared.is_empty() {
        return smallest(named()).map(|place| (cast(place, mention.confidence), Vec::new()));
    }
    let unshared =
        mention.places.iter().filter(|index| !mention.shared.contains(index)).map(|&index| &places[index]);
    let towns: Vec<&PlaceName> = unshared.filter(|place| !mention.village && is_town(place.kind)).collect();
    let seats: BTreeSet<&Oktmo> = towns.iter().map(|place| &place.oktmo).collect();
    let town = smallest(towns.iter().copied()).filter(|_| seats.len() == 1)?;
    let others = municipalities.into_iter().filter(|oktmo| **oktmo != town.oktmo).collect();
    Some((cast(town, mention.confidence * TOWN_AMONG_VILLAGES), others))
}

/// A town rather than the municipality that is called alike.
fn smallest<'a>(mut places: impl Iterator<Item = &'a PlaceName>) -> Option<&'a PlaceName> {
    let first = places.next()?;
    if first.settlement.is_some() {
        Some(first)
    } else {
        places.find(|place| place.settlement.is_some()).or(Some(first))
    }
}

const fn is_town(kind: PlaceKind) -> bool {
    matches!(kind, PlaceKind::City | PlaceKind::Town | PlaceKind::District)
}

fn choose<'a, 'b>(votes: &'b [Vote<'a>], home: Option<&Oktmo>) -> Option<&'b Vote<'a>> {
    let best = votes.iter().reduce(|best, vote| if vote.weight > best.weight { vote } else { best })?;
    if rivals(votes, best).next().is_none() {
        return Some(best);
    }
    votes
        .iter()
        .filter(|vote| Some(vote.oktmo) == home && best.weight - vote.weight < CLEAR_LEAD)
        .max_by(|left, right| left.weight.total_cmp(&right.weight))
}

/// Other municipalities that the text names almost as clearly.
fn rivals<'b>(votes: &'b [Vote<'_>], chosen: &'b Vote<'_>) -> impl Iterator<Item = &'b Oktmo> {
    votes
        .iter()
        .filter(|vote| vote.oktmo != chosen.oktmo && chosen.weight - vote.weight < CLEAR_LEAD)
        .map(|vote| vote.oktmo)
}
