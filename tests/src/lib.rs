//! Support for tests that drive the whole system: a world with engines in memory and a clock that is moved by hand.

mod agency;
mod dump;
mod messages;
mod on_platform;
mod on_vk;
pub mod registry;
mod shapes;
mod world;

pub use agency::Agency;
pub use dump::dump;
pub use messages::{Vk, telegram_message};
pub use on_platform::OnPlatform;
pub use on_vk::{FIRST_COMMENT, OnVk};
pub use world::{World, at};
