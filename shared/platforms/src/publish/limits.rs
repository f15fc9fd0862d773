//! How long a reply may be, and how often a page may speak.
//!
//! The figures that platforms publish, or what their users measured; where nobody names one, a cautious guess.

use std::time::Duration;

use domain::Platform;

/// How much fits into one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The most units.
    pub most: usize,
    /// What a unit is.
    pub unit: Unit,
}

/// What a platform counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Unicode characters.
    Character,
    /// Code units of UTF-16: most emoji are two.
    Utf16,
}

impl Unit {
    /// The size of a character.
    pub const fn of(self, character: char) -> usize {
        match self {
            Self::Character => 1,
            Self::Utf16 => character.len_utf16(),
        }
    }
}

impl Length {
    /// The size of a text.
    pub fn of(&self, text: &str) -> usize {
        text.chars().map(|character| self.unit.of(character)).sum()
    }
}

/// How long one message may be at the address `to`.
pub fn of_text(platform: Platform, to: &str) -> Length {
    match platform {
        Platform::Telegram => Length { most: 4096, unit: Unit::Utf16 },
        Platform::Vk if to.starts_with("dialog") || to.starts_with("chat:") => {
            Length { most: 9000, unit: Unit::Utf16 }
        }
        // VK and OK name no figure for comments.
        Platform::Vk | Platform::Max => Length { most: 4000, unit: Unit::Utf16 },
        _ => Length { most: 2000, unit: Unit::Utf16 },
    }
}

/// So many calls in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The most calls.
    pub calls: u32,
    /// The time.
    pub per: Duration,
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// How often a page may call.
pub const fn of_page(platform: Platform) -> Rate {
    let calls = match platform {
        Platform::Vk => 20,
        Platform::Telegram | Platform::Max => 30,
        _ => 5,
    };
    Rate { calls, per: SECOND }
}

/// How often a page may call VK with a person's token.
pub const VK_WITH_USER_TOKEN: Rate = Rate { calls: 3, per: SECOND };

/// How often a page may speak at one address: in one chat, or under one post.
pub fn of_place(platform: Platform, to: &str) -> Option<Rate> {
    match platform {
        Platform::Telegram if to.starts_with("dialog") => Some(Rate { calls: 1, per: SECOND }),
        Platform::Telegram => Some(Rate { calls: 20, per: MINUTE }),
        Platform::Max => Some(Rate { calls: 2, per: SECOND }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_two_units_of_telegrams_but_one_character() {
        let telegram = of_text(Platform::Telegram, "msg:-1:2");
        assert_eq!((telegram.of("да 🙁"), Unit::Character.of('🙁')), (5, 1));
    }

    #[test]
    fn a_group_hears_less_often_than_a_person() {
        let group = of_place(Platform::Telegram, "msg:-1002100000002:9005").unwrap();
        let person = of_place(Platform::Telegram, "dialog:51").unwrap();
        assert_eq!((group.calls, group.per.as_secs(), person.calls), (20, 60, 1));
    }
}
