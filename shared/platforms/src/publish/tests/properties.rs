//! What holds for any letter and any answer.

use proptest::prelude::*;

use super::*;

const PLATFORMS: [Platform; 4] = [Platform::Vk, Platform::Telegram, Platform::Max, Platform::Ok];
const DEEDS: [Deed; 4] = [Deed::Send, Deed::Edit, Deed::Delete, Deed::Find];

fn address() -> impl Strategy<Value = String> {
    const SHAPES: [&str; 11] = [
        "wall:-1:2:3",
        "post:-1:2",
        "photo:-1:2:3",
        "board:1:2:3",
        "dialog",
        "dialog:5",
        "chat:2000000001:5",
        "msg:-100:5",
        "comment:mid.1:mid.2",
        "comment:GROUP_TOPIC:1:2",
        "dialog:C1",
    ];
    prop_oneof![
        8 => proptest::sample::select(&SHAPES).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

proptest! {
    #[test]
    fn any_answer_is_judged(
        platform in proptest::sample::select(&PLATFORMS),
        deed in proptest::sample::select(&DEEDS),
        to in address(),
        status in 200_u16..600,
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            r#"\{"(response|ok|error|message|error_code|result)":(\{"(error_code|comment_id|body|message_id)":(-?[0-9]{1,19}|"[a-z,]{0,9}"|null|\[\])\}|true|\[\]|[0-9]{1,3})\}"#
                .prop_map(String::into_bytes),
        ],
    ) {
        let page = page(platform);
        let letter = letter(&page, &to, "Да.");
        let status = StatusCode::from_u16(status).unwrap();
        let verdict = judge(deed, &letter, status, &HeaderMap::new(), &body);
        if let (Deed::Send, Verdict::Sent { object }) = (deed, &verdict) {
            prop_assert!(!object.is_empty() && !object.contains(','));
        }
    }

    #[test]
    fn any_letter_gives_calls_or_a_reason(
        platform in proptest::sample::select(&PLATFORMS),
        deed in proptest::sample::select(&DEEDS),
        to in address(),
        text in prop_oneof![any::<String>(), "([а-я ]{0,40}[.\n]? ?){0,300}"],
        object in proptest::option::of("[0-9]{1,3}(,[0-9]{1,3}){0,3}"),
    ) {
        let page = page(platform);
        let letter = Letter { object: object.as_deref(), ..letter(&page, &to, &text) };
        for call in requests(deed, &letter).unwrap_or_default() {
            prop_assert!(call.url.expose().parse::<http::Uri>().is_ok(), "{}", call.url.expose());
            prop_assert!(call.headers.iter().all(|(_, value)| value.expose().is_ascii()));
        }
    }

    #[test]
    fn the_parts_of_a_letter_hold_every_word(text in "([а-я]{1,40}[.!]?[ \n]{1,2}){0,400}") {
        let page = page(Platform::Ok);
        let parts = letter(&page, "dialog:C1", &text).parts();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(words(&parts.join(" ")), words(&text));
    }
}
