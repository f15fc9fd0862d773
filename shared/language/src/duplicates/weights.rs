//! The weights of the model, found by `cargo run --release -p language --example fit_duplicates` on invented messages.

use super::fit::FEATURES;

/// In the order of [`super::fit::features`].
pub(super) const WEIGHTS: [f32; FEATURES] = [0.0; FEATURES];
