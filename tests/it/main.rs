//! Tests of the whole system, in one binary.

mod canary;
mod drift;
mod http;
mod imports;
mod journey;
mod order;
mod sweep;
mod tidy;
mod units;
