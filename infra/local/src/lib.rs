//! The one-process system: every function of Otklik on embedded engines.

pub mod engine;
