//! The one-process system: every function of Otklik on embedded engines, and the tools around it.

pub mod circle;
pub mod commands;
pub mod data;
pub mod demo;
pub mod engine;
pub mod exchange;
pub mod labelled;
pub mod listener;
pub mod log;
pub mod pairs;
pub mod region;
pub mod storm;
pub mod stubs;
pub mod system;
mod texts;
