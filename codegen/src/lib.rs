//! What is made of an AsyncAPI or OpenAPI document, and what is checked about it.
//!
//! A document is read into a neutral [`model`]; [`typescript`], [`markdown`] and [`html`] write from the model; [`lint`] says what is
//! wrong in a document, [`compat`] what a change of it breaks, both in the forms of [`output`]; [`drift`] compares what would be
//! written with what is there; [`cli`] is the command around them, for any declared protocol.

pub mod cli;
pub mod compat;
pub mod drift;
pub mod git;
pub mod html;
pub mod lint;
pub mod markdown;
pub mod model;
pub mod output;
pub mod typescript;

mod templates;
mod words;

pub use templates::{TARGETS, Template, TemplateError};
