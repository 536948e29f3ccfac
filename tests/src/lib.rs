//! What the tests of the whole need: servers as processes, and a client that checks every frame against a document.
//!
//! Nothing here shares code with the servers it tests.

mod client;
mod process;

pub use client::Client;
pub use process::{Server, repository};

/// The Rust of the documentation compiles.
#[cfg(doctest)]
mod documentation {
    #[doc = include_str!("../../README.md")]
    struct Readme;

    #[doc = include_str!("../../docs/feeds.md")]
    struct Feeds;

    #[doc = include_str!("../../docs/websocket.md")]
    struct WebSocket;
}
