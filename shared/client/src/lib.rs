#![doc = include_str!("../README.md")]

mod call;
#[cfg(feature = "openapi")]
pub mod openapi;
mod operation;
pub mod shape;

pub use call::{Client, ClientError, Listing, Period, Transport};
pub use operation::{NotFound, Operation};
