//! What is generated from what, and whether what is there is what would be written.
//!
//! `barwire.toml` lists the outputs. [`plan`] makes all of them in memory; writing and comparing both start from that, so that they
//! cannot disagree.

mod compare;
mod config;
mod plan;
mod write;

pub use compare::{Drift, compare};
pub use config::{Config, ConfigError};
pub(crate) use plan::find;
pub use plan::{Output, Plan, PlanError, Recipe, Target, plan};
pub use write::{WriteError, write};
