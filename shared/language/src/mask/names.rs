//! Names of people: «Иванов И.И.», «Иванова Мария Петровна», «меня зовут Мария», «мастер Сергей».
//!
//! A surname alone is not told from a town («Семёнов») and stays; names inside addresses stay.

use std::ops::Range;

use super::given::{Sure, given, is_patronymic, is_surname};
use crate::normalise::{Mark, Shape, Token, is_letter};

/// Words after which a capital is a person's name.
const INTRODUCING: &str = "зовут мастер мастеру мастера мастером господин госпожа гражданин гражданка гражданину \
    гражданки депутат депутату депутата врач врача доктор доктору участковый участковому директор директора директору \
    водитель водителя инженер инженеру инспектор инспектору диспетчер диспетчеру начальник начальнику сосед соседка \
    соседу соседке соседа дядя тетя бабушка дедушка глава главе главу мэр мэру губернатор губернатору специалист \
    специалисту уважаемый уважаемая уважаемому фио ф подписал исполнитель автор жительница житель";

/// Words after which a name belongs to an address or an institution.
const PLACING: &str = "ул улица улице улицы улицу улицей пр проспект проспекте проспекта пер переулок переулке площадь \
    площади пл набережная набережной бульвар бульваре имени им шоссе проезд проезде сквер сквере парк парке мкр \
    микрорайон микрорайоне село селе села деревня деревне деревни поселок поселке станция станции остановка остановке \
    остановки святого святой святых храм храма церковь церкви школа школе памятник героя маршала генерала академика";

pub(super) fn find(text: &str, words: &[Token], add: &mut impl FnMut(Range<usize>)) {
    let mut at = 0;
    while at < words.len() {
        let length = if is_name_like(&words[at]) { person(text, words, at) } else { 0 };
        if length == 0 {
            at += 1;
            continue;
        }
        if !in_address(words, at, at + length) {
            let last = &words[at + length - 1];
            let initial = is_initial(last) && text[last.span.end..].starts_with('.');
            add(words[at].span.start..last.span.end + usize::from(initial));
        }
        at += length;
    }
}

fn is_name_like(token: &Token) -> bool {
    token.shape != Shape::Lower && token.word.chars().all(is_letter)
}

/// How many words from here are one person.
fn person(text: &str, words: &[Token], at: usize) -> usize {
    let run = words[at..].iter().enumerate().take(4).take_while(|(offset, token)| {
        let joined = *offset == 0 || token.before.is_none() || is_initial_before(text, words, at + offset);
        joined && is_name_like(token)
    });
    let run: &[Token] = &words[at..at + run.count()];
    let introduced =
        at > 0 && words[at].before != Some(Mark::Stop) && listed(INTRODUCING, &words[at - 1].word);
    with_patronymic(run).or_else(|| with_initials(run)).or_else(|| by_name(run, introduced)).unwrap_or(0)
}

/// «И. И. Иванов»: the full stop after an initial ends nothing.
fn is_initial_before(text: &str, words: &[Token], at: usize) -> bool {
    let gap = &text[words[at - 1].span.end..words[at].span.start];
    is_initial(&words[at - 1])
        && matches!(gap, "." | ". " | ".\u{A0}")
        && words[at].before == Some(Mark::Stop)
}

fn is_initial(token: &Token) -> bool {
    token.word.chars().count() == 1 && token.shape != Shape::Lower
}

/// «Мария Петровна», «Иванову Ивану Ивановичу», «Иван Иванович Иванов».
fn with_patronymic(run: &[Token]) -> Option<usize> {
    let place = run.iter().take(3).position(|token| is_patronymic(&token.word))?;
    let before = &run[..place];
    let named = match before {
        [] => true,
        [one] => given(&one.word).is_some() || one.word.chars().count() > 2,
        [first, second] => is_surname(&first.word) && second.word.chars().count() > 2,
        _ => false,
    };
    if !named {
        return None;
    }
    let surname = place < 2 && run.get(place + 1).is_some_and(|token| is_surname(&token.word));
    Some(place + 1 + usize::from(surname))
}

/// «Иванов И.И.», «И. И. Иванов», «Иванов И.».
fn with_initials(run: &[Token]) -> Option<usize> {
    match run {
        [surname, first, second, ..] if is_long(surname) && is_initial(first) && is_initial(second) => {
            Some(3)
        }
        [first, second, surname, ..] if is_initial(first) && is_initial(second) && is_long(surname) => {
            Some(3)
        }
        [surname, first, ..] if is_surname(&surname.word) && is_initial(first) => Some(2),
        [first, surname, ..] if is_initial(first) && is_surname(&surname.word) => Some(2),
        _ => None,
    }
}

fn is_long(token: &Token) -> bool {
    token.word.chars().count() > 2
}

/// «Мария Иванова», «Иванов Сергей», «мастер Сергей», «Сергей».
fn by_name(run: &[Token], introduced: bool) -> Option<usize> {
    let sure = |token: &Token| given(&token.word);
    let first = run.first()?;
    let second = run.get(1);
    let surname_after = second.is_some_and(|token| is_surname(&token.word));
    match (sure(first), second.and_then(sure)) {
        (Some(_), _) if surname_after => Some(2),
        (None, Some(_)) if is_surname(&first.word) => Some(2),
        (None, Some(_)) if introduced => Some(2),
        (Some(Sure::Alone), _) => Some(1),
        (Some(Sure::Beside), _) if introduced => Some(1),
        (None, _) if introduced && is_surname(&first.word) => Some(1),
        _ => None,
    }
}

/// «ул. Сергея Есенина», «на Софьи Перовской, 5».
fn in_address(words: &[Token], from: usize, to: usize) -> bool {
    let before = |back: usize| from.checked_sub(back).map_or("", |at| words[at].word.as_str());
    if listed(PLACING, before(1)) || (before(1).chars().count() == 1 && listed(PLACING, before(2))) {
        return true;
    }
    let house = |at: usize| {
        words.get(at).is_some_and(|token| {
            let numbered = matches!(token.word.as_str(), "д" | "дом" | "доме" | "дома");
            let number =
                token.word.len() <= 4 && token.word.starts_with(|char: char| matches!(char, '1'..='9'));
            token.before != Some(Mark::Stop) && (numbered || number)
        })
    };
    let placed = matches!(before(1), "на" | "по" | "у" | "возле");
    placed && house(to)
        || words.get(to).is_some_and(|token| {
            token.before.is_none() && matches!(token.word.as_str(), "улица" | "улице" | "улицы" | "ул")
        })
}

fn listed(words: &str, word: &str) -> bool {
    !word.is_empty() && words.split_ascii_whitespace().any(|known| known == word)
}
