//! The text of a condition, cut into its smallest parts.

use super::parse::{ConditionError, Wrong};
use super::print::is_bare;

/// The smallest part of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, number or code without quotes.
    Bare(String),
    /// A text in quotes.
    Quoted(String),
    /// A bracket, a comma or a sign of comparison.
    Sign(&'static str),
    /// Nothing is left.
    End,
}

/// The longer signs come first.
const SIGNS: [&str; 10] = ["..", "!=", ">=", "<=", "=", "(", ")", "[", "]", ","];

/// Cuts a text; each part comes with the number of its first character, from 1.
pub(super) fn scan(text: &str) -> Result<Vec<(usize, Token)>, ConditionError> {
    let characters: Vec<char> = text.chars().collect();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        if characters[at].is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = next(&characters[at..]).map_err(|wrong| ConditionError::at(at + 1, wrong))?;
        tokens.push((at + 1, token));
        at += length;
    }
    tokens.push((characters.len() + 1, Token::End));
    Ok(tokens)
}

fn next(rest: &[char]) -> Result<(Token, usize), Wrong> {
    if let quote @ ('"' | '\'') = rest[0] {
        return quoted(&rest[1..], quote).map(|text| (Token::Quoted(text.iter().collect()), text.len() + 2));
    }
    let begins = |sign: &&&str| sign.chars().zip(rest.iter().chain(&['\0'])).all(|(own, next)| own == *next);
    if let Some(sign) = SIGNS.iter().find(begins) {
        return Ok((Token::Sign(sign), sign.chars().count()));
    }
    let is_range = |index: usize| rest[index] == '.' && rest.get(index + 1) == Some(&'.');
    let ends = |index: &usize| !is_bare(rest[*index]) || is_range(*index);
    let length = (0..rest.len()).find(ends).unwrap_or(rest.len());
    if length == 0 {
        Err(Wrong::Character)
    } else {
        Ok((Token::Bare(rest[..length].iter().collect()), length))
    }
}

fn quoted(rest: &[char], quote: char) -> Result<&[char], Wrong> {
    let end = rest.iter().position(|character| *character == quote).ok_or(Wrong::OpenQuote)?;
    let text = &rest[..end];
    if text.is_empty() || text.iter().any(|character| character.is_control()) {
        return Err(Wrong::Value("a text in quotes"));
    }
    Ok(text)
}
