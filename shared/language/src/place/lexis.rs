//! Words that announce a street, a house or an object, in all their forms: one look-up for each word of a text.

use std::sync::LazyLock;

use super::object::ObjectKind;
use super::table::Table;
use crate::normalise::normalise;

/// What a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StreetSort {
    /// Улица.
    Street,
    /// Проспект.
    Avenue,
    /// Переулок.
    Lane,
    /// Бульвар.
    Boulevard,
    /// Шоссе.
    Highway,
    /// Набережная.
    Embankment,
    /// Проезд.
    Passage,
    /// Площадь.
    Square,
    /// Микрорайон.
    Microdistrict,
    /// Квартал.
    Quarter,
    /// Тупик.
    DeadEnd,
}

impl StreetSort {
    /// The word for it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Street => "улица",
            Self::Avenue => "проспект",
            Self::Lane => "переулок",
            Self::Boulevard => "бульвар",
            Self::Highway => "шоссе",
            Self::Embankment => "набережная",
            Self::Passage => "проезд",
            Self::Square => "площадь",
            Self::Microdistrict => "микрорайон",
            Self::Quarter => "квартал",
            Self::DeadEnd => "тупик",
        }
    }

    /// What keys say of it; a plain street needs no mark.
    pub(super) const fn mark(self) -> &'static str {
        match self {
            Self::Street => "",
            Self::Avenue => ":проспект",
            Self::Lane => ":переулок",
            Self::Boulevard => ":бульвар",
            Self::Highway => ":шоссе",
            Self::Embankment => ":набережная",
            Self::Passage => ":проезд",
            Self::Square => ":площадь",
            Self::Microdistrict => ":микрорайон",
            Self::Quarter => ":квартал",
            Self::DeadEnd => ":тупик",
        }
    }

    /// How its adjectives end: «улица Советская», «проспект Советский», «шоссе Арзамасское».
    pub(super) const fn gender(self) -> Gender {
        match self {
            Self::Street | Self::Embankment | Self::Square => Gender::Feminine,
            Self::Highway => Gender::Neuter,
            _ => Gender::Masculine,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
    Neuter,
}

/// What a word announces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent uses of one word")]
pub(super) struct Lexeme {
    pub(super) sort: Option<StreetSort>,
    /// «ул», «мкр»: nothing but a street is abbreviated so.
    pub(super) short: bool,
    pub(super) object: Option<ObjectKind>,
    /// «дом», «дома».
    pub(super) house: bool,
    /// A street that most towns have begins with it.
    pub(super) street: bool,
    /// «на», «по», «адрес».
    pub(super) call: bool,
    /// «области», «республики».
    pub(super) region: bool,
}

impl Lexeme {
    /// Whether an address may begin here.
    pub(super) const fn begins_address(self) -> bool {
        self.sort.is_some() || self.house || self.street || self.call
    }
}

/// What `word` announces, if anything.
pub(super) fn lexeme(word: &str) -> Option<Lexeme> {
    LEXIS.words.get(word).copied()
}

/// The street called `phrase`, one word or two, in the nominative.
pub(super) fn street(phrase: &str) -> Option<&'static str> {
    LEXIS.streets.get(phrase).map(|name| &**name)
}

/// Stems with their endings divided by `/`, and whether they are abbreviations.
const SORTS: [(StreetSort, &str, &str); 22] = [
    (StreetSort::Street, "ул", ""),
    (StreetSort::Street, "улиц", "а/ы/е/у/ей/ам/ами/ах/"),
    (StreetSort::Street, "улк", "а/е/у/и"),
    (StreetSort::Avenue, "пр", ""),
    (StreetSort::Avenue, "просп", ""),
    (StreetSort::Avenue, "проспект", "/а/у/ом/е/ы/ов"),
    (StreetSort::Lane, "пер", ""),
    (StreetSort::Lane, "переулок", ""),
    (StreetSort::Lane, "переул", "/ка/ку/ком/ке/ки/ков/ках"),
    (StreetSort::Boulevard, "б", ""),
    (StreetSort::Boulevard, "бульвар", "/а/у/ом/е"),
    (StreetSort::Highway, "ш", ""),
    (StreetSort::Highway, "шоссе", ""),
    (StreetSort::Embankment, "наб", ""),
    (StreetSort::Embankment, "набережн", "ая/ой/ую"),
    (StreetSort::Passage, "проезд", "/а/у/ом/е"),
    (StreetSort::Square, "пл", ""),
    (StreetSort::Square, "площад", "ь/и/ью"),
    (StreetSort::Microdistrict, "мкр", "/н"),
    (StreetSort::Microdistrict, "микрорайон", "/а/у/ом/е"),
    (StreetSort::Quarter, "квартал", "/а/у/ом/е"),
    (StreetSort::DeadEnd, "тупик", "/а/у/ом/е"),
];

/// The same for objects.
const OBJECTS: [(ObjectKind, &str, &str); 37] = [
    (ObjectKind::School, "школ", "а/ы/е/у/ой/ою/"),
    (ObjectKind::School, "сош", ""),
    (ObjectKind::School, "гимнази", "я/и/ю/ей"),
    (ObjectKind::School, "лице", "й/я/ю/ем/е"),
    (ObjectKind::Kindergarten, "детсад", "/а/у/ом/е/ик/ика/ике/ику"),
    (ObjectKind::Kindergarten, "садик", "/а/у/ом/е"),
    (ObjectKind::Kindergarten, "доу", ""),
    (ObjectKind::Kindergarten, "сад", "/а/у/ом/е"),
    (ObjectKind::Clinic, "поликлиник", "а/и/е/у/ой"),
    (ObjectKind::Clinic, "амбулатори", "я/и/ю/ей"),
    (ObjectKind::Clinic, "фап", "/а/у/ом/е"),
    (ObjectKind::Hospital, "больниц", "а/ы/е/у/ей"),
    (ObjectKind::Hospital, "црб", ""),
    (ObjectKind::Hospital, "роддом", "/а/у/ом/е"),
    (ObjectKind::Stop, "остановк", "а/и/е/у/ой"),
    (ObjectKind::Stop, "ост", ""),
    (ObjectKind::Yard, "двор", "/а/у/ом/е/ы"),
    (ObjectKind::Park, "парк", "/а/у/ом/е"),
    (ObjectKind::Park, "сквер", "/а/у/ом/е"),
    (ObjectKind::Shop, "магазин", "/а/у/ом/е"),
    (ObjectKind::Shop, "супермаркет", "/а/у/ом/е"),
    (ObjectKind::Shop, "маг", ""),
    (ObjectKind::Shop, "тц", ""),
    (ObjectKind::Shop, "трц", ""),
    (ObjectKind::Shop, "кафе", ""),
    (ObjectKind::Shop, "гостиниц", "а/ы/е/у/ей"),
    (ObjectKind::Shop, "кинотеатр", "/а/у/ом/е"),
    (ObjectKind::Market, "рынок", ""),
    (ObjectKind::Market, "рынк", "а/у/ом/е"),
    (ObjectKind::Pharmacy, "аптек", "а/и/е/у/ой"),
    (ObjectKind::Station, "вокзал", "/а/у/ом/е"),
    (ObjectKind::Culture, "дк", ""),
    (ObjectKind::Culture, "клуб", "/а/у/ом/е"),
    (ObjectKind::Stadium, "стадион", "/а/у/ом/е"),
    (ObjectKind::Stadium, "фок", "/а/у/ом/е"),
    (ObjectKind::Bridge, "мост", "/а/у/ом/е"),
    (ObjectKind::Post, "почт", "а/ы/е/у/ой"),
];

struct Lexis {
    words: Table<Lexeme>,
    streets: Table<Box<str>>,
}

static LEXIS: LazyLock<Lexis> = LazyLock::new(|| {
    let mut lexis = Lexis { words: Table::default(), streets: Table::default() };
    for (sort, stem, endings) in SORTS {
        for ending in endings.split('/') {
            let lexeme = lexis.word(&format!("{stem}{ending}"));
            (lexeme.sort, lexeme.short) = (Some(sort), stem.chars().count() <= 3 && ending.len() < 3);
        }
    }
    for (kind, stem, endings) in OBJECTS {
        for ending in endings.split('/') {
            lexis.word(&format!("{stem}{ending}")).object = Some(kind);
        }
    }
    for word in ["д", "дом", "дома", "доме", "дому", "домом"] {
        lexis.word(word).house = true;
    }
    for word in ["на", "по", "адрес", "адресу"] {
        lexis.word(word).call = true;
    }
    for word in ["область", "области", "областью", "обл", "края", "краю", "крае", "республики", "республике"]
    {
        lexis.word(word).region = true;
    }
    for name in include_str!("../../data/streets.csv").lines().skip(1) {
        lexis.street(name);
    }
    lexis
});

impl Lexis {
    fn word(&mut self, word: &str) -> &mut Lexeme {
        self.words.entry(Box::from(word)).or_default()
    }

    fn street(&mut self, name: &str) {
        let plain = normalise(name);
        let mut spellings = vec![plain.clone()];
        if let Some(stem) = plain.strip_suffix("ая") {
            spellings.extend([format!("{stem}ой"), format!("{stem}ую")]);
        }
        for spelling in spellings {
            let first = spelling.split(' ').next().unwrap_or_default().to_owned();
            self.word(&first).street = true;
            self.streets.insert(Box::from(spelling), Box::from(name));
        }
    }
}
