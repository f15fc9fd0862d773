//! The weights of the model, found by `cargo run --release -p language --example fit_duplicates` on invented messages.

use super::fit::FEATURES;

/// In the order of [`super::fit::features`].
pub(super) const WEIGHTS: [f32; FEATURES] = [
    0.02, 0.14, 0.00, -1.96, 2.42, 1.12, -4.63, -2.52, 0.00, 3.31, 4.71, -0.83, 0.00, 3.58, -3.01, 0.98,
    -2.23, -2.50, -2.50, -4.98, -4.57, -2.50, 3.39, 3.10, 2.01, -2.94, -1.50, -2.00, -6.89, -4.55, -2.00,
    6.69, 2.89, 3.43, 3.04, -0.50, -1.50, -1.82, -5.41, -1.50, -0.93, -1.42, -4.02, -5.40, -4.60, -0.34,
    0.62, 4.20, -1.52, 0.00, -4.00,
];
