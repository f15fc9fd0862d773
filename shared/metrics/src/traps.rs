//! Invented facts for tests.
