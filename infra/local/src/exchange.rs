//! Files of other systems: read, planned, brought over; and the same files written.

mod bring;
mod csv_file;
mod export;
mod plan;
mod pos;
mod table;
mod xlsx_file;

pub use bring::{Applied, apply};
pub use export::{Asked, Format, collect, write};
pub use plan::{Plan, plan};
pub use pos::{PosPlan, apply_pos, items, plan_pos};
pub use table::{FileError, Table, read};
