//! Reading a condition that an administrator wrote.

use std::fmt;
use std::str::FromStr;

use super::condition::Condition;
use super::print::KEYWORDS;
use super::scan::{Token, scan};
use super::values;

/// A condition is no longer than this, in bytes.
pub const MAX_LENGTH: usize = 4_000;
/// Brackets and `not` are no deeper than this.
pub const MAX_DEPTH: usize = 16;
/// A condition has no more values than this.
pub const MAX_VALUES: usize = 400;

/// What is wrong with a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is too long.
    #[error("longer than {MAX_LENGTH} bytes")]
    Length,
    /// It is too deep.
    #[error("deeper than {MAX_DEPTH} levels")]
    Depth,
    /// It has too many values.
    #[error("more than {MAX_VALUES} values")]
    Values,
    /// A character that no condition has.
    #[error("a character that does not belong here")]
    Character,
    /// A quote is never closed.
    #[error("a quote that is never closed")]
    OpenQuote,
    /// The field is not known.
    #[error(
        "not a field: expected topic, group, severity, kind, place, centre, settlement, page, channel, form, weekday, date, hour, working or words"
    )]
    Field,
    /// The comparison does not fit the field.
    #[error("expected {0}")]
    Operator(&'static str),
    /// The value does not fit the field.
    #[error("expected {0}")]
    Value(&'static str),
    /// Something else must stand here.
    #[error("expected {0}")]
    Expected(&'static str),
}

/// Where a condition is wrong, and how. It quotes nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub struct ConditionError {
    /// The character, from 1.
    pub at: usize,
    /// The field, where the fault lies in one.
    pub field: Option<&'static str>,
    /// The fault.
    pub wrong: Wrong,
}

impl ConditionError {
    pub(super) const fn at(at: usize, wrong: Wrong) -> Self {
        Self { at, field: None, wrong }
    }
}

impl fmt::Display for ConditionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "at character {}", self.at)?;
        if let Some(field) = self.field {
            write!(formatter, ", {field}")?;
        }
        write!(formatter, ": {}", self.wrong)
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, ConditionError> {
        if text.len() > MAX_LENGTH {
            return Err(ConditionError::at(1, Wrong::Length));
        }
        let mut reader = Reader { tokens: scan(text)?, next: 0, values: 0 };
        let condition = reader.either(0)?;
        match reader.peek() {
            Token::End => Ok(condition),
            _ => Err(reader.wrong(Wrong::Expected("`and`, `or` or the end"))),
        }
    }
}

/// Reads token by token.
pub(super) struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    values: usize,
}

impl Reader {
    /// The next token, which stays.
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.next.min(self.tokens.len() - 1)].1
    }

    /// Where the next token stands.
    pub(super) fn place(&self) -> usize {
        self.tokens[self.next.min(self.tokens.len() - 1)].0
    }

    pub(super) fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    pub(super) fn wrong(&self, wrong: Wrong) -> ConditionError {
        ConditionError::at(self.place(), wrong)
    }

    pub(super) fn takes_sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(own) if *own == sign);
        self.next += usize::from(found);
        found
    }

    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Bare(own) if own == word);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect_sign(
        &mut self,
        sign: &'static str,
        what: &'static str,
    ) -> Result<(), ConditionError> {
        if self.takes_sign(sign) { Ok(()) } else { Err(self.wrong(Wrong::Expected(what))) }
    }

    /// A value with its place; a keyword is one only in quotes.
    pub(super) fn value(&mut self, what: &'static str) -> Result<(usize, String), ConditionError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.wrong(Wrong::Values));
        }
        let at = self.place();
        match self.peek() {
            Token::Bare(text) if KEYWORDS.contains(&text.as_str()) => Err(self.wrong(Wrong::Value(what))),
            Token::Bare(_) | Token::Quoted(_) => match self.take() {
                Token::Bare(text) | Token::Quoted(text) => Ok((at, text)),
                _ => Err(ConditionError::at(at, Wrong::Value(what))),
            },
            _ => Err(self.wrong(Wrong::Value(what))),
        }
    }

    fn either(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.both(depth)?];
        while self.takes_word("or") {
            parts.push(self.both(depth)?);
        }
        Ok(Condition::any(parts))
    }

    fn both(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut parts = vec![self.single(depth)?];
        while self.takes_word("and") {
            parts.push(self.single(depth)?);
        }
        Ok(Condition::all(parts))
    }

    fn single(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        if depth > MAX_DEPTH {
            return Err(self.wrong(Wrong::Depth));
        }
        if self.takes_word("not") {
            return self.single(depth + 1).map(Condition::negated);
        }
        if self.takes_sign("(") {
            let inner = self.either(depth + 1)?;
            self.expect_sign(")", "a closing bracket")?;
            return Ok(inner);
        }
        if self.takes_word("always") {
            return Ok(Condition::Always);
        }
        if self.takes_word("never") {
            return Ok(Condition::Always.negated());
        }
        if self.takes_word("all") {
            return self.several(depth + 1).map(Condition::all);
        }
        if self.takes_word("any") {
            return self.several(depth + 1).map(Condition::any);
        }
        values::test(self)
    }

    /// Conditions between brackets, with commas between them.
    fn several(&mut self, depth: usize) -> Result<Vec<Condition>, ConditionError> {
        self.expect_sign("(", "an opening bracket")?;
        let mut parts = vec![self.either(depth)?];
        while self.takes_sign(",") {
            parts.push(self.either(depth)?);
        }
        self.expect_sign(")", "a comma or a closing bracket")?;
        Ok(parts)
    }
}

#[cfg(test)]
pub(super) mod tests;
