//! The MD5 sums by which an SDK checks that a message arrived whole.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use md5::{Digest, Md5};

use super::contents::AttributeValue;

pub(super) fn of_body(body: &str) -> String {
    HEXLOWER.encode(&Md5::digest(body.as_bytes()))
}

/// Attributes by name: length-prefixed name, type, a byte for the transport, length-prefixed value.
pub(super) fn of_attributes(attributes: &BTreeMap<String, AttributeValue>) -> String {
    let mut sum = Md5::new();
    for (name, value) in attributes {
        prefixed(&mut sum, name.as_bytes());
        prefixed(&mut sum, value.data_type.as_bytes());
        sum.update([if value.is_binary() { 2 } else { 1 }]);
        prefixed(&mut sum, &value.bytes());
    }
    HEXLOWER.encode(&sum.finalize())
}

/// The id of the message that took the `seq`-th place in a file: a function of the two, so that a run in memory
/// gives the same ids each time.
pub(super) fn message_id(salt: &[u8], seq: i64) -> String {
    let mut sum = Md5::new();
    sum.update(salt);
    sum.update(seq.to_be_bytes());
    let hex = HEXLOWER.encode(&sum.finalize());
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn prefixed(sum: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("an attribute is shorter than 1 MiB");
    sum.update(length.to_be_bytes());
    sum.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_the_md5_of_its_bytes() {
        assert_eq!(of_body("hello"), "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn ids_look_like_uuids_and_differ() {
        let (first, second) = (message_id(b"salt", 1), message_id(b"salt", 2));
        assert_eq!(first.len(), 36);
        assert_ne!(first, second);
    }
}
