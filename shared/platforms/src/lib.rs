//! platforms.
