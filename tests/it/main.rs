//! Tests of the whole system, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where it stands")]
#![expect(clippy::print_stdout, reason = "the sweeps say how many schedules they tried")]

mod canary;
mod checklist;
mod drift;
mod exchange;
mod health;
mod health_sweep;
mod http;
mod imports;
mod journey;
mod learning;
mod open311;
mod order;
mod outages;
mod pos;
mod replies;
mod sweep;
mod tidy;
mod twins;
mod units;
