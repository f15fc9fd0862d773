//! otklik.
