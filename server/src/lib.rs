//! Serves declared protocols over a WebSocket each, and market bars with that.
//!
//! [`engine`] serves any protocol and knows no market; [`market`] knows no socket; [`bars`] serves the one from the other. [`http`] is
//! what there is beside the socket, [`serve`] runs it all on a listener, and [`cli`] is the command.

pub mod bars;
pub mod cli;
pub mod engine;
pub mod http;
pub mod market;

mod app;
mod serve;

pub use app::{Config, FeedChoice, StartError, start};
pub use serve::serve;
