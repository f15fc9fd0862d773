//! Addresses of e-mail, and whom a message is to on a platform.

use super::Found;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut checked = 0;
    for (at, _) in text.match_indices('@') {
        if at < checked {
            continue;
        }
        let start = at - text[checked..at].bytes().rev().take_while(|&byte| is_of_email(byte)).count();
        let end =
            at + 1 + text[at + 1..].bytes().take_while(|&byte| is_of_email(byte) || byte == b'@').count();
        checked = end;
        let address = text[start..end].trim_end_matches(['.', '-', '_', '%', '+', '@']);
        let handle = start == at && !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if is_address(address) {
            found.push((start..start + address.len(), "[почта]"));
        } else if handle && address.len() > 3 && address.matches('@').count() == 1 {
            found.push((start..start + address.len(), "[имя]"));
        }
    }
    for (at, _) in text.match_indices("[id") {
        let digits = text[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
        let rest = &text[at + 3 + digits..];
        let length = rest.find([']', '\n', '[']).filter(|&length| rest[length..].starts_with(']'));
        if let Some(length) = length.filter(|_| digits > 0 && rest.starts_with('|')) {
            found.push((at..at + 3 + digits + length + 1, "[имя]"));
        }
    }
}

const fn is_of_email(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

fn is_address(run: &str) -> bool {
    let Some((name, host)) = run.split_once('@') else { return false };
    let zone = host.rsplit_once('.').map_or("", |(_, zone)| zone);
    !name.is_empty() && zone.len() >= 2 && zone.bytes().all(|byte| byte.is_ascii_alphabetic())
}
