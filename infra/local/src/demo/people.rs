//! Invented residents: what somebody writes on a page, and where they are.

use domain::territory::Municipality;
use domain::{Directory, Form, Kind, Oktmo, Page, Platform, TopicCode};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::manner;
use super::places::{self, Naming, Spot};
use super::words::{Template, Words, pick};

/// What somebody writes, and what is true of it.
pub(super) struct Resident {
    pub(super) text: String,
    pub(super) address: Option<String>,
    pub(super) topic: Option<TopicCode>,
    pub(super) kind: Kind,
    pub(super) municipality: Option<Oktmo>,
}

/// Somebody with something on their mind, or nothing.
pub(super) fn somebody(random: &mut ChaCha8Rng, directory: &Directory, page: &Page, month: u32) -> Resident {
    let words = Words::built_in();
    let talk = page.platform != Platform::Standard && random.random_bool(0.12);
    let template = if talk { words.talk(random) } else { words.about_season(random, month) };
    resident(random, directory, page, template)
}

/// Somebody in a storm.
pub(super) fn in_storm(random: &mut ChaCha8Rng, directory: &Directory, page: &Page, month: u32) -> Resident {
    let template = Words::built_in().about_storm(random, month);
    resident(random, directory, page, template)
}

fn resident(random: &mut ChaCha8Rng, directory: &Directory, page: &Page, template: &Template) -> Resident {
    let own = page.municipality.as_ref().and_then(|oktmo| directory.municipality(oktmo));
    // A visitor, or somebody who found the wrong page.
    let own = own.filter(|_| !random.random_bool(0.02));
    let home = own.unwrap_or_else(|| anywhere(random, directory));
    let naming = naming(random, page, own.is_some());
    let spot = places::spot(random, home, naming);
    let asks_place = template.text.contains("{place}");
    let template =
        Template { text: with_place(template, &spot, own.is_some(), asks_place), ..template.clone() };
    let named = naming != Naming::Silent && template.text.contains("{place}");
    let address =
        (page.platform == Platform::Standard).then(|| format!("{}, {}", spot.settlement, spot.address));
    let known = own.is_some() || named || address.is_some();
    Resident {
        text: manner::typed(random, &template.text, &spot, is_cross(template.kind)),
        address,
        topic: template.topic,
        kind: template.kind,
        municipality: if known { Some(home.oktmo.clone()) } else { page.municipality.clone() },
    }
}

const fn is_cross(kind: Kind) -> bool {
    matches!(kind, Kind::Complaint | Kind::Request | Kind::Question)
}

fn anywhere<'a>(random: &mut ChaCha8Rng, directory: &'a Directory) -> &'a Municipality {
    let all: Vec<&Municipality> = directory.territory.municipalities.iter().collect();
    pick(random, &all, |home| places::weight(directory, home))
        .copied()
        .expect("the region has municipalities")
}

/// Who writes on the own town's page seldom names it; who writes to the region mostly does.
fn naming(random: &mut ChaCha8Rng, page: &Page, at_home: bool) -> Naming {
    let choices = match (page.platform, at_home) {
        (Platform::Standard, _) => [(Naming::Seat, 6), (Naming::Settlement, 4), (Naming::Silent, 0)],
        (_, true) => [(Naming::Silent, 55), (Naming::Seat, 25), (Naming::Settlement, 20)],
        (_, false) => [(Naming::Silent, 15), (Naming::Seat, 55), (Naming::Settlement, 30)],
    };
    pick(random, &choices, |choice| choice.1).map_or(Naming::Silent, |choice| choice.0)
}

/// Who is away from home names the place even where the sentence has no gap for it.
fn with_place(template: &Template, spot: &Spot, at_home: bool, asked: bool) -> String {
    if spot.place.is_empty() || asked || at_home || template.topic.is_none() {
        template.text.clone()
    } else {
        format!("{{place}}: {}", template.text)
    }
}

/// How somebody writes on a platform.
pub(super) fn form(random: &mut ChaCha8Rng, platform: Platform) -> Form {
    let choices: &[(Form, u32)] = match platform {
        Platform::Vk => &[(Form::Comment, 75), (Form::Post, 10), (Form::Direct, 15)],
        Platform::Telegram => &[(Form::Comment, 70), (Form::Direct, 30)],
        Platform::Max => &[(Form::Comment, 50), (Form::Direct, 50)],
        _ => &[(Form::Appeal, 1)],
    };
    pick(random, choices, |choice| choice.1).map_or(Form::Comment, |choice| choice.0)
}

/// What somebody adds under another's message.
pub(super) fn voice(random: &mut ChaCha8Rng, home: Option<&Municipality>) -> String {
    let template = Words::built_in().voice(random);
    let spot = home.map(|home| places::spot(random, home, Naming::Silent)).unwrap_or_default();
    manner::typed(random, template, &spot, false)
}

/// The same message after its author has read it again.
pub(super) fn edited(random: &mut ChaCha8Rng, text: &str) -> String {
    const ADDED: [&str; 5] = [
        "UPD: ничего не изменилось",
        "Добавлю: писали уже дважды",
        "Фото пришлю вечером",
        "Уточняю: со стороны двора",
        "И соседи подтвердят",
    ];
    let added = ADDED.choose(random).expect("the list is not empty");
    format!("{text}. {added}")
}
