//! Texts that answers are made of: templates by topic, and approved answers to questions that are asked often.

mod knowledge;
mod template;

pub use knowledge::Knowledge;
pub use template::{Filling, Placeholder, Template, TemplateError, Unfilled, Wording};
