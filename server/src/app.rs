//! The bars server as a whole: from settings to something that can be served.

use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use barwire_schema::bars::{BARS_PROTOCOL, BarsProtocol};

use crate::bars::Bars;
use crate::engine::{Engine, Limits};
use crate::http;
use crate::market::{FeedError, Load, LoadSettings, Replay, Sim};

/// The settings of the bars server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the bars come from.
    pub feed: FeedChoice,
    /// What the engine allows.
    pub limits: Limits,
}

/// Where bars come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedChoice {
    /// The sample data of this crate, played with one bar in this time.
    Sample {
        /// How long a replayed bar takes.
        bar_duration: Duration,
    },
    /// A directory of files, played with one bar in this time.
    Replay {
        /// The directory.
        directory: PathBuf,
        /// How long a replayed bar takes.
        bar_duration: Duration,
    },
    /// A made-up market.
    Sim {
        /// Where its chances begin: the same seed makes the same market.
        seed: u64,
        /// The number of its instruments.
        symbols: usize,
    },
    /// Symbols that change at a set rate, to measure with.
    Load(LoadSettings),
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The engine has no threads.
    #[error("cannot start the threads of the connections: {0}")]
    Engine(#[from] std::io::Error),
    /// There are no bars.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The document of the protocol cannot be written.
    #[error(transparent)]
    Document(#[from] http::WriteError),
}

/// Starts the feed, and makes what [`serve`](crate::serve()) serves of it. To be called in a tokio runtime.
///
/// # Errors
/// [`StartError`] where the feed cannot be opened, or the system has no threads left.
pub fn start(config: &Config) -> Result<(Router, Engine), StartError> {
    let bars = match &config.feed {
        FeedChoice::Sample { bar_duration } => Bars::start(Replay::sample(*bar_duration)?),
        FeedChoice::Replay { directory, bar_duration } => {
            Bars::start(Replay::open(directory, *bar_duration)?)
        }
        FeedChoice::Sim { seed, symbols } => Bars::start(Sim::new(*seed, *symbols)?),
        FeedChoice::Load(settings) => Bars::start(Load::new(settings)?),
    };
    let engine = Engine::new(config.limits.clone())?;
    let app = engine.route(bars.into_service()).merge(http::routes(&engine, &BARS_PROTOCOL)?);
    Ok((http::with_problems(app), engine))
}
