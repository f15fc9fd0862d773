//! Where a listing goes on: sealed, so that a cursor is good for the question that it was given out for and no other.

use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use domain::{IdKey, RegionId};
use serde::{Deserialize, Serialize};
use store::Position;
use subtle::ConstantTimeEq;

use crate::refusal::Refusal;

const LONGEST: usize = 4_096;
const MESSAGE: &str = "is not a cursor of this question: begin again without it";

/// Where a listing goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    /// The period, as it was when the listing began: "now" moves on between two pages.
    pub(crate) period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The last item that was given.
    pub(crate) position: Position,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    question: String,
    region: RegionId,
    #[serde(flatten)]
    cursor: Cursor,
}

/// Seals a cursor of `question`.
pub(crate) fn seal(id_key: &IdKey, region: &RegionId, question: &str, cursor: Cursor) -> String {
    let sealed = Sealed { question: id_key.mark(&[question]), region: region.clone(), cursor };
    let json = serde_json::to_vec(&sealed).expect("times and strings are JSON");
    let payload = BASE64URL_NOPAD.encode(&json);
    let mac = mac(id_key, &payload);
    format!("{payload}.{mac}")
}

/// Opens a cursor that was sealed for `question`.
pub(crate) fn open(id_key: &IdKey, region: &RegionId, question: &str, text: &str) -> Result<Cursor, Refusal> {
    let refused = || Refusal::bad("cursor", MESSAGE);
    let (payload, shown) = text.split_once('.').filter(|_| text.len() <= LONGEST).ok_or_else(refused)?;
    if !bool::from(mac(id_key, payload).as_bytes().ct_eq(shown.as_bytes())) {
        return Err(refused());
    }
    let json = BASE64URL_NOPAD.decode(payload.as_bytes()).map_err(|_| refused())?;
    let sealed: Sealed = serde_json::from_slice(&json).map_err(|_| refused())?;
    let same = sealed.region == *region && sealed.question == id_key.mark(&[question]);
    if same { Ok(sealed.cursor) } else { Err(refused()) }
}

fn mac(id_key: &IdKey, payload: &str) -> String {
    id_key.secret("cursor", payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> IdKey {
        IdKey::new(vec![byte; 32]).unwrap()
    }

    fn region(id: &str) -> RegionId {
        RegionId::parse(id).unwrap()
    }

    fn cursor() -> Cursor {
        let position =
            serde_json::from_str(r#"{"pk":"zarechye#0","m":"zarechye#99100000","w":"2026"}"#).unwrap();
        Cursor { period: Some((DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH)), position }
    }

    fn sealed() -> String {
        seal(&key(1), &region("zarechye"), "state=new", cursor())
    }

    #[test]
    fn a_cursor_opens_for_its_own_question() {
        assert_eq!(open(&key(1), &region("zarechye"), "state=new", &sealed()), Ok(cursor()));
    }

    #[test]
    fn another_question_region_or_key_is_refused() {
        assert!(open(&key(1), &region("zarechye"), "state=closed", &sealed()).is_err());
        assert!(open(&key(1), &region("lakeside"), "state=new", &sealed()).is_err());
        assert!(open(&key(2), &region("zarechye"), "state=new", &sealed()).is_err());
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_refused() {
        let good = sealed();
        for index in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[index] ^= 1;
            let bad = String::from_utf8(bytes).unwrap();
            let refusal = open(&key(1), &region("zarechye"), "state=new", &bad).unwrap_err();
            assert_eq!(refusal, Refusal::bad("cursor", MESSAGE), "{index}");
            assert!(open(&key(1), &region("zarechye"), "state=new", &good[..index]).is_err());
        }
        assert!(open(&key(1), &region("zarechye"), "state=new", &"a".repeat(100_000)).is_err());
    }
}
