//! Instruments, their bars, and the feeds that move them. It knows no socket.
//!
//! A [`Feed`] says what happens: trades, or bars of one resolution. A [`Book`] makes the bars of an instrument of it, at every resolution,
//! and keeps those that have closed. A [`Catalog`] has the instruments by name. The time of bars, sessions and zones is in [`time`].
//!
//! There are four feeds: [`Replay`] plays files, [`Sim`] makes up a market, [`Lines`] reads what another program writes, [`Load`] changes
//! at a set rate.

mod book;
mod catalog;
mod error;
mod feed;
mod info;
mod lines;
mod listing;
mod load;
mod random;
mod replay;
mod search;
mod sim;
pub mod time;

use std::sync::atomic::{AtomicU32, Ordering};

use barwire_schema::bars::{Epoch, Symbol};
use barwire_schema::protocol::EpochMillis;

pub use book::{BarRange, BarState, Bars, Book, Dropped, SourceFailure};
pub use catalog::{Catalog, Instrument, SameSymbol, UnknownSymbol, UnsupportedResolution};
pub use error::{Contradiction, FeedError, RowError};
pub use feed::{Base, Event, Feed, Past, SourceEvent, Supply, Trade};
pub use lines::Lines;
pub use listing::{Listing, ListingFault, Listings, ListingsError};
pub use load::{Load, LoadSettings, LoadSettingsError};
pub use replay::{Replay, ReplayDates, ReplaySettings};
pub use search::Search;
pub use sim::Sim;

/// The symbol of an instrument that has been made up.
fn made_up(name: String) -> Result<Symbol, FeedError> {
    Symbol::try_from(name.clone()).map_err(|reason| FeedError::Symbol { name, reason })
}

/// An epoch that no feed of this process has had, nor one of an earlier process.
fn new_epoch() -> Epoch {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    Epoch::new(EpochMillis::now(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_differ_and_fit_on_the_wire() {
        assert_ne!(new_epoch(), new_epoch());
        let longest = Epoch::new(EpochMillis::saturating(u64::MAX), u32::MAX);
        assert_eq!(Epoch::try_from(longest.as_str()), Ok(longest));
    }
}
