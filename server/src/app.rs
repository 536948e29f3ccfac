//! The bars server as a whole: from settings to something that can be served.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use barwire_schema::bars::{BARS_PROTOCOL, BarsProtocol, Resolution};

use crate::bars::Bars;
use crate::engine::{Engine, Limits};
use crate::http;
use crate::market::{
    Catalog, FeedError, Lines, Listings, ListingsError, Load, LoadSettings, Replay, ReplaySettings,
    SameSymbol, Sim,
};

/// The settings of the bars server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the bars come from.
    pub feed: FeedChoice,
    /// A file of what is known of the instruments beside their bars. Without one, replays have that of the sample data, and other feeds
    /// none.
    pub instruments: Option<PathBuf>,
    /// Closed bars that are kept of each symbol and resolution.
    pub history: usize,
    /// Closed bars of a stream that a client gets at most, which it has missed.
    pub recover: usize,
    /// What the engine allows.
    pub limits: Limits,
}

/// Where bars come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedChoice {
    /// The sample data of this crate.
    Sample(ReplaySettings),
    /// A directory of files.
    Replay {
        /// The directory.
        directory: PathBuf,
        /// How they are played.
        settings: ReplaySettings,
    },
    /// Lines of standard input.
    Stdin,
    /// Lines of a file or a named pipe.
    Lines {
        /// The file.
        file: PathBuf,
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
    /// The file of instruments is not as it must be.
    #[error(transparent)]
    Listings(#[from] ListingsError),
    /// Two instruments have one name.
    #[error(transparent)]
    Symbol(#[from] SameSymbol),
    /// The document of the protocol or of the HTTP API cannot be written.
    #[error(transparent)]
    Document(#[from] http::WriteError),
}

/// Starts the feed, and makes what [`serve`](crate::serve()) serves of it. To be called in a tokio runtime.
///
/// # Errors
/// [`StartError`] where the file of instruments or the feed cannot be opened, or the system has no threads left.
pub fn start(config: &Config) -> Result<(Router, Engine), StartError> {
    let listings = listings(config)?;
    let catalog = Arc::new(Catalog::new(listings.clone(), config.history));
    let (shared, recover) = (Arc::clone(&catalog), config.recover);
    let bars = match &config.feed {
        FeedChoice::Sample(settings) => Bars::start(Replay::sample(*settings, &listings)?, shared, recover)?,
        FeedChoice::Replay { directory, settings } => {
            Bars::start(Replay::open(directory, *settings, &listings)?, shared, recover)?
        }
        FeedChoice::Stdin => Bars::start(Lines::stdin()?, shared, recover)?,
        FeedChoice::Lines { file } => Bars::start(Lines::open(file)?, shared, recover)?,
        FeedChoice::Sim { seed, symbols } => Bars::start(Sim::new(*seed, *symbols)?, shared, recover)?,
        FeedChoice::Load(settings) => Bars::start(Load::new(settings)?, shared, recover)?,
    };
    let engine = Engine::new(config.limits.clone())?;
    let app = engine.route(bars.into_service()).merge(http::routes(&engine, &BARS_PROTOCOL)?);
    Ok((http::with_problems(app.merge(http::datafeed(catalog)?)), engine))
}

/// What is known of the instruments of the feed.
fn listings(config: &Config) -> Result<Listings, ListingsError> {
    let resolutions = match config.feed {
        FeedChoice::Load(_) => &[Resolution::Minutes1],
        _ => Resolution::ALL,
    };
    let listings = match (&config.instruments, &config.feed) {
        (Some(file), _) => Listings::read(file)?,
        (None, FeedChoice::Sample(_) | FeedChoice::Replay { .. }) => Listings::sample()?,
        (None, _) => Listings::none(resolutions),
    };
    Ok(listings.within(resolutions))
}
