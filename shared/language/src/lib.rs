#![doc = include_str!("../README.md")]

mod compile;
pub mod dates;
pub mod duplicates;
pub mod lexicon;
pub mod mask;
pub mod model;
pub mod normalise;
pub mod place;
mod recognise;
pub mod replies;
#[cfg(test)]
mod robust;
mod scan;
mod stem;
pub mod teach;
pub mod understand;
pub mod understander;

pub use lexicon::{Lexicon, LexiconError};
pub use mask::mask;
pub use normalise::{Mark, Shape, Token, Tokens, normalise, tokens};
pub use place::{
    Address, Gazetteer, Located, Marks, Object, ObjectKind, PlaceKey, PlaceKeys, PlaceKind, PlaceName,
};
pub use understand::{Guess, Heard};
pub use understander::{Tone, Understander, Understanding, Urgency};
