//! What the invented residents write. Each text bears the number of its message, so that no two are alike.

/// What they write about. Every sentence is invented.
const MATTERS: [&str; 16] = [
    "на дороге у школы глубокая яма, машины объезжают по встречной",
    "третий день не вывозят мусор, баки полные",
    "во дворе не горят фонари, вечером идём на ощупь",
    "в подъезде с утра холодные батареи",
    "автобус снова не приехал по расписанию, стоим полчаса",
    "из крана идёт ржавая вода, пить нельзя",
    "лифт застрял между этажами и стоит второй день",
    "когда откроют запись к детскому врачу?",
    "крыша течёт, вода уже на пятом этаже",
    "спасибо за новую площадку, дети очень довольны",
    "стая собак у остановки, дети боятся идти в школу",
    "предлагаю поставить скамейки вдоль аллеи",
    "тротуар не чистят, пожилым людям не пройти",
    "дерево упало на провода, свет мигает",
    "подскажите, где получить справку о составе семьи?",
    "после ремонта трубы двор так и не засыпали",
];

/// How they begin.
const OPENINGS: [&str; 5] =
    ["Добрый день!", "Здравствуйте.", "Сколько можно терпеть:", "Уважаемые соседи,", "Снова пишу:"];

/// What they add when they think again.
const AFTERTHOUGHTS: [&str; 3] =
    ["Уточняю: это со стороны двора.", "Дополню: так уже неделю.", "Исправился в адресе."];

/// The words of message `number` about a place, as they stand after `edits` changes.
pub(super) fn text(number: usize, place: Option<&str>, edits: usize) -> String {
    let opening = OPENINGS[number % OPENINGS.len()];
    let matter = MATTERS[number / OPENINGS.len() % MATTERS.len()];
    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
    let mut text = format!("{opening} {matter}{place}. Запись {number}.");
    for edit in 0..edits {
        text.push(' ');
        text.push_str(AFTERTHOUGHTS[edit % AFTERTHOUGHTS.len()]);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_texts_are_alike() {
        let texts: BTreeSet<String> =
            (0..500).flat_map(|number| (0..3).map(move |edits| text(number, Some("Бор"), edits))).collect();
        assert_eq!(texts.len(), 1_500);
    }
}
