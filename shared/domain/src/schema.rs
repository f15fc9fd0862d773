//! JSON schemas of names: what [`crate::ids`] and desks look like from outside.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{
    AgencyId, CalendarId, CentreId, Desk, MessageKey, Oktmo, PageId, PolicyId, Pseudonym, RegionId, Role,
    RuleId, TopicCode,
};

const SLUG: &str = "^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$";
const TOPIC: &str = r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?\.[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$";
const OKTMO: &str = "^([0-9]{8}|[0-9]{11})$";
const DESK: &str = "^(region|(agency|centre):[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?)$";

macro_rules! texts {
    ($($name:ident $pattern:expr, $example:literal, $what:literal;)*) => {$(
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string", "pattern": $pattern, "description": $what, "examples": [$example],
                })
            }
        }
    )*};
}

texts! {
    RegionId SLUG, "lakeside", "A region.";
    CentreId SLUG, "north", "A control centre.";
    PageId SLUG, "north-vk", "An official page, bot or form.";
    AgencyId SLUG, "roads", "Who answers.";
    CalendarId SLUG, "office", "A working calendar.";
    PolicyId SLUG, "ordinary", "An SLA policy.";
    RuleId SLUG, "roads-to-roads", "A routing rule.";
    TopicCode TOPIC, "roads.potholes", "A topic: group.leaf.";
    Oktmo OKTMO, "22701000", "A municipality or settlement in ОКТМО.";
    MessageKey "^[0-9a-hjkmnp-tv-z]{20}$", "0123456789abcdefghjk", "A message, or the incident that began with it.";
    Pseudonym "^[0-9a-hjkmnp-tv-z]{16}$", "0123456789abcdef", "An author.";
    Role SLUG, "roads", "What an agency does.";
    Desk DESK, "agency:roads", "Where an open incident lies.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_what_it_is_an_example_of() {
        fn holds<T: JsonSchema + serde::de::DeserializeOwned>() {
            let schema = T::json_schema(&mut SchemaGenerator::default());
            let example = schema.get("examples").unwrap()[0].clone();
            assert!(serde_json::from_value::<T>(example).is_ok(), "{}", T::schema_name());
        }
        holds::<RegionId>();
        holds::<TopicCode>();
        holds::<Oktmo>();
        holds::<MessageKey>();
        holds::<Pseudonym>();
        holds::<Desk>();
    }
}
