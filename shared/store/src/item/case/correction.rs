//! A correction, as it is stored: its two values are texts.

use domain::incident::{Corrected, Happening};
use domain::{Kind, Private};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StringDeserializer};

use super::{Field, HappeningItem};
use crate::StoreError;
use crate::item::corrupt;

const BROKEN: StoreError = corrupt("a correction is not whole");

pub(super) fn write(what: &Corrected, w: Option<Private<String>>) -> HappeningItem {
    let (cf, co, cn) = match what {
        Corrected::Topic { from, to } => {
            (Field::Topic, from.as_ref().map(ToString::to_string), to.as_ref().map(ToString::to_string))
        }
        Corrected::Kind { from, to } => (Field::Kind, Some(name(*from)), Some(name(*to))),
        Corrected::Municipality { from, to } => {
            (Field::Municipality, from.as_ref().map(ToString::to_string), Some(to.to_string()))
        }
    };
    HappeningItem::Corrected { cf, co, cn, w }
}

pub(super) fn read(
    cf: Field,
    co: Option<String>,
    cn: Option<String>,
    reason: Option<Private<String>>,
) -> Result<Happening, StoreError> {
    let what = match cf {
        Field::Topic => Corrected::Topic { from: parsed(co)?, to: parsed(cn)? },
        Field::Kind => Corrected::Kind { from: kind(co)?, to: kind(cn)? },
        Field::Municipality => Corrected::Municipality { from: parsed(co)?, to: parsed(cn)?.ok_or(BROKEN)? },
    };
    Ok(Happening::Corrected { what, reason })
}

fn parsed<T: std::str::FromStr>(text: Option<String>) -> Result<Option<T>, StoreError> {
    text.map(|text| text.parse().map_err(|_| BROKEN)).transpose()
}

fn kind(name: Option<String>) -> Result<Kind, StoreError> {
    let name: StringDeserializer<Error> = name.ok_or(BROKEN)?.into_deserializer();
    Kind::deserialize(name).map_err(|_| BROKEN)
}

fn name(kind: Kind) -> String {
    serde_json::to_value(kind).ok().and_then(|name| Some(name.as_str()?.to_owned())).unwrap_or_default()
}
