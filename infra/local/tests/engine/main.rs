//! The embedded engines, spoken to by the real SDK clients.
#![cfg(test)]

mod dead_letters;
mod durability;
mod faults;
mod long_polling;
mod model;
mod queues;
mod receiving;
mod sending;
mod store;
mod support;
