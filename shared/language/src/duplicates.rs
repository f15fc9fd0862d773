//! The same problem told by several people: topic, place, time and words of two messages compared.
//!
//! What is compared holds nothing readable: words and places are marks made with a secret of the installation.

mod compact;
mod facts;
pub mod fit;
mod nearness;
pub mod outage;
mod score;
mod seal;
mod shelf;
mod sketch;
mod subject;
mod weights;

pub use compact::Unreadable;
pub use facts::{Facts, Place, PlaceNames};
pub use nearness::Nearness;
pub use score::{MERGE, Part, SUGGEST, Score, score};
pub use seal::{PlaceMark, Seal};
pub use shelf::{KEPT, Shelf, Twin, shelves};
pub use sketch::Sketch;
pub use subject::{Reach, Subject};
