//! A real delivery with something in it replaced, taken away, doubled, or blown up.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// A sample with some changes; a sample that is no JSON stays what it is.
pub(crate) fn changed(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let sample = random.pick(corpus);
    let Ok(mut value) = serde_json::from_slice::<Value>(sample) else { return sample.clone() };
    let other = serde_json::from_slice::<Value>(random.pick::<Vec<u8>>(corpus)).unwrap_or_default();
    for _ in 0..=random.below(3) {
        let place = somewhere(&mut value, random);
        *place = instead(place, &other, random);
    }
    let mut body = value.to_string();
    if random.one_in(6) {
        body = doubled(&body, random);
    }
    body.into_bytes()
}

/// Any value within a value.
fn somewhere<'a>(value: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let inside = match value {
        Value::Object(map) => map.len(),
        Value::Array(list) => list.len(),
        _ => 0,
    };
    if inside == 0 || random.one_in(5) {
        return value;
    }
    let at = random.below(inside);
    match value {
        Value::Object(map) => somewhere(map.values_mut().nth(at).expect("within the map"), random),
        Value::Array(list) => somewhere(&mut list[at], random),
        _ => value,
    }
}

fn instead(place: &Value, other: &Value, random: &mut Random) -> Value {
    match random.below(16) {
        0 => Value::Null,
        1 => json!(random.one_in(2)),
        2 => json!(i64::from_ne_bytes(random.number().to_ne_bytes())),
        3 => json!(random.number()),
        4 => json!(*random.pick(&[0.0, -0.5, 1e308, 5e-324, 1_795_166_281.5])),
        5 => json!(*random.pick(&[
            i64::MAX,
            i64::MIN,
            0,
            -1,
            1,
            1_795_166_281,
            1_795_166_281_000,
            -62_135_596_801
        ])),
        6 => json!(place.to_string()),
        7 => json!(text(random)),
        8 => json!([]),
        9 => json!({}),
        10 => json!([place]),
        11 => nested(place.clone(), random),
        12 => Value::Array(vec![place.clone(); random.below(300)]),
        13 => wide(place, random),
        14 => {
            let mut other = other.clone();
            somewhere(&mut other, random).take()
        }
        _ => without(place, random),
    }
}

fn text(random: &mut Random) -> String {
    let piece = *random.pick(&[
        "a",
        "я",
        "🙂",
        "\u{301}",
        "\n",
        "\\",
        "\"",
        " ",
        "[id1|",
        "\u{0}",
        "-100",
        ":",
        "https://a.example/",
    ]);
    let most = random.pick(&[3, 100, 20_000]);
    piece.repeat(random.below(*most))
}

fn nested(mut value: Value, random: &mut Random) -> Value {
    let name = *random.pick(&["reply_to_message", "fwd_messages", "message", "object", "body", "link"]);
    for _ in 0..random.below(120) {
        value = if random.one_in(2) { json!([value]) } else { json!({ name: value }) };
    }
    value
}

fn wide(value: &Value, random: &mut Random) -> Value {
    let names = (0..random.below(400)).map(|number| (format!("k{number}"), value.clone()));
    let mut map: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    map.extend(names);
    Value::Object(map)
}

fn without(value: &Value, random: &mut Random) -> Value {
    let mut value = value.clone();
    match &mut value {
        Value::Object(map) => {
            let name = map.keys().nth(random.below(map.len())).cloned();
            name.map(|name| map.remove(&name));
        }
        Value::Array(list) => drop(list.pop()),
        _ => {}
    }
    value
}

/// A key that stands twice.
fn doubled(body: &str, random: &mut Random) -> String {
    let starts: Vec<usize> = body.match_indices('{').map(|(at, _)| at + 1).collect();
    if starts.is_empty() {
        return body.to_owned();
    }
    let at = *random.pick(&starts);
    let key = *random.pick(&["id", "text", "type", "message", "object", "secret", "update_id", "body"]);
    format!("{}\"{key}\":1,{}", &body[..at], &body[at..])
}
