//! The weights of the model, found by `cargo run --release -p language --example fit_duplicates` on invented messages.

use super::fit::FEATURES;

/// In the order of [`super::fit::features`].
pub(super) const WEIGHTS: [f32; FEATURES] = [
    -0.01, -0.06, -1.02, -2.16, 1.27, 1.41, -0.49, -1.79, 0.00, 2.91, -0.04, -0.03, 0.00, 4.21, -2.21, 1.60,
    -0.48, -2.50, -2.50, -3.27, -1.82, -2.50, 1.84, 2.32, 1.35, -0.41, -1.50, -2.00, -4.37, -1.59, -2.00,
    1.39, 1.13, 1.79, 1.49, -0.50, -1.50, -2.07, -0.89, -1.50, -1.23, -1.25, -2.76, -3.74, -2.92, -0.39,
    0.31, 4.00, -1.02, 0.00,
];
