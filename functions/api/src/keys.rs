//! Keys of the API: how one is made, what it looks like, and what its holder may do.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_DNSSEC;
use domain::{Desk, IdKey, Oktmo, Private, RegionId};
use store::ApiKey;
use subtle::ConstantTimeEq;

/// How many random bytes a key is made of.
pub const RANDOM_BYTES: usize = 40;

const PREFIX_CHARS: usize = 12;
const LEAST_SECRET_CHARS: usize = 32;
const LONGEST: usize = 200;

/// What a holder may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads.
    Reader,
    /// Works on incidents for a centre.
    Operator,
    /// Works on the incidents of one agency.
    Agency,
    /// Works on everything, and brings back what was put aside.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Operator, Self::Agency, Self::Admin];

    /// The name in storage and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Operator => "operator",
            Self::Agency => "agency",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that names no role, or no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It names no role.
    #[error("not a role: expected reader, operator, agency or admin")]
    Role,
    /// It names no unit.
    #[error("not a unit: expected region, agency:…, centre:… or an ОКТМО code")]
    Unit,
    /// An agency's key works for one agency.
    #[error("a key of the role agency needs a unit agency:…")]
    AgencyNeeded,
}

impl FromStr for Role {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(KeyError::Role)
    }
}

/// What a key is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A desk; the region's is the whole region.
    Desk(Desk),
    /// A municipality.
    Municipality(Oktmo),
}

impl Unit {
    /// The whole region.
    pub const WHOLE: Self = Self::Desk(Desk::Region);
}

impl FromStr for Unit {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let desk = text.parse().map(Self::Desk);
        desk.or_else(|_| text.parse().map(Self::Municipality)).map_err(|_| KeyError::Unit)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Desk(desk) => desk.fmt(formatter),
            Self::Municipality(oktmo) => oktmo.fmt(formatter),
        }
    }
}

/// A new key.
#[derive(Debug, Clone)]
pub struct Minted {
    /// The key itself: shown once and kept nowhere.
    pub text: Private<String>,
    /// Its public half, under which it is stored and by which its holder is named in logs.
    pub prefix: String,
    /// What is stored.
    pub key: ApiKey,
}

/// Makes a key of `random` bytes, which must come from the system's source of randomness.
pub fn mint(
    region: &RegionId,
    role: Role,
    unit: &Unit,
    random: &[u8; RANDOM_BYTES],
    id_key: &IdKey,
) -> Result<Minted, KeyError> {
    if role == Role::Agency && !matches!(unit, Unit::Desk(Desk::Agency(_))) {
        return Err(KeyError::AgencyNeeded);
    }
    let prefix = BASE32_DNSSEC.encode(&random[..8])[..PREFIX_CHARS].to_owned();
    let secret = BASE32_DNSSEC.encode(&random[8..]);
    let key = ApiKey {
        digest: digest(id_key, &secret),
        region: region.clone(),
        role: role.to_string(),
        unit: (*unit != Unit::WHOLE).then(|| unit.to_string()),
        expires_at: None,
    };
    Ok(Minted { text: Private::new(format!("otk_{prefix}_{secret}")), prefix, key })
}

/// What a request shows.
#[derive(Debug, Clone)]
pub(crate) struct Shown<'a> {
    pub(crate) prefix: &'a str,
    secret: Private<&'a str>,
}

impl<'a> Shown<'a> {
    /// Reads the value of an `Authorization` header.
    pub(crate) fn parse(header: &'a str) -> Option<Self> {
        let (scheme, key) = header.split_once(' ').filter(|_| header.len() <= LONGEST)?;
        let (prefix, secret) = key.strip_prefix("otk_")?.split_once('_')?;
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let sound = scheme.eq_ignore_ascii_case("bearer")
            && prefix.len() == PREFIX_CHARS
            && secret.len() >= LEAST_SECRET_CHARS
            && plain(prefix)
            && plain(secret);
        sound.then_some(Self { prefix, secret: Private::new(secret) })
    }

    /// Whether it is the key that `digest` was made of, in a time that does not tell how near it is.
    pub(crate) fn proves(&self, id_key: &IdKey, stored: &str) -> bool {
        digest(id_key, self.secret.expose()).as_bytes().ct_eq(stored.as_bytes()).into()
    }
}

fn digest(id_key: &IdKey, secret: &str) -> String {
    id_key.secret("api-key", secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_key() -> IdKey {
        IdKey::new(vec![5; 32]).unwrap()
    }

    fn minted() -> Minted {
        let region = RegionId::parse("zarechye").unwrap();
        let random = std::array::from_fn(|index| u8::try_from(index * 7 % 256).unwrap());
        mint(&region, Role::Operator, &"centre:north".parse().unwrap(), &random, &id_key()).unwrap()
    }

    #[test]
    fn a_minted_key_proves_itself_and_no_other_does() {
        let Minted { text, prefix, key } = minted();
        let header = format!("Bearer {}", text.expose());
        let shown = Shown::parse(&header).unwrap();
        assert_eq!((shown.prefix, prefix.len()), (prefix.as_str(), 12));
        assert!(shown.proves(&id_key(), &key.digest));
        assert!(!key.digest.is_empty() && !text.expose().contains(&key.digest));
        let other = format!("bearer {}", text.expose().replace('7', "8"));
        assert!(!Shown::parse(&other).unwrap().proves(&id_key(), &key.digest));
        assert!(!shown.proves(&IdKey::new(vec![6; 32]).unwrap(), &key.digest));
    }

    #[test]
    fn what_is_no_key_is_not_looked_up() {
        let good = format!("Bearer otk_{}_{}", "a".repeat(12), "b".repeat(52));
        assert!(Shown::parse(&good).is_some());
        let strange = [
            String::new(),
            "Bearer".to_owned(),
            "Basic dXNlcjpwYXNz".to_owned(),
            good.replace("otk_", "ot_"),
            good.replace("bbbb", "bb#b"),
            good.replace('b', "я"),
            format!("Bearer otk_{}_{}", "a".repeat(12), "b".repeat(31)),
            format!("Bearer otk_{}_{}", "a".repeat(11), "b".repeat(52)),
            format!("Bearer otk_{}_{}", "a".repeat(12), "b".repeat(1_000_000)),
            format!("{good} "),
        ];
        for header in strange {
            assert!(Shown::parse(&header).is_none(), "{header:.40}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let header = format!("Bearer otk_{}_{}", "a".repeat(12), "canary".repeat(6));
        assert!(!format!("{:?} {:?}", Shown::parse(&header).unwrap(), minted()).contains("canary"));
        assert!(!format!("{:?}", minted()).contains(minted().text.expose().as_str()));
    }

    #[test]
    fn roles_and_units_read_back_and_others_are_none() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
        }
        assert_eq!("Admin".parse::<Role>(), Err(KeyError::Role));
        for unit in ["region", "agency:roads", "centre:north", "99100000"] {
            assert_eq!(unit.parse::<Unit>().unwrap().to_string(), unit);
        }
        assert_eq!("north".parse::<Unit>(), Err(KeyError::Unit));
    }

    #[test]
    fn an_agency_needs_to_be_named() {
        let region = RegionId::parse("zarechye").unwrap();
        let refused = mint(&region, Role::Agency, &Unit::WHOLE, &[0; RANDOM_BYTES], &id_key()).unwrap_err();
        assert_eq!(refused, KeyError::AgencyNeeded);
    }
}
