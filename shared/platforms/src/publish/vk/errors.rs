//! VK's error codes.

use crate::publish::verdict::{Reason, Verdict};
use crate::publish::{Deed, Letter};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What a code means. One that nobody has heard of is a refusal: VK says that it did nothing.
pub(super) fn verdict(deed: Deed, letter: &Letter<'_>, code: i64) -> Verdict {
    let reason = match code {
        6 => return Verdict::flood(1),
        9 | 223 => return Verdict::flood(10 * MINUTE),
        29 => return Verdict::flood(HOUR),
        36 => return Verdict::retry(1),
        1 | 10 => return Verdict::retry(5),
        43 => return Verdict::retry(5 * MINUTE),
        // What is to be deleted and is not there has been deleted.
        18 | 104 if deed == Deed::Delete => return Verdict::sent(letter.object.unwrap_or_default()),
        5 | 27 | 28 => Reason::TokenDead,
        14 | 17 | 24 | 3300..=3305 => Reason::Captcha,
        18 | 104 | 917 | 936 | 945 => Reason::Gone,
        7 | 15 | 30 | 203 | 210 | 211 | 214 | 912 => Reason::NoPermission,
        212 | 213 => Reason::CommentsClosed,
        222 => Reason::Links,
        900..=902 => Reason::Blocked,
        909 | 924 | 950 => Reason::TooLate,
        913 | 914 | 940 => Reason::TooLong,
        _ => Reason::Invalid,
    };
    Verdict::terminal(reason)
}
