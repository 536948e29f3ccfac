//! The instruments of a feed: their listings and their bars, found by name.

use std::collections::HashMap;
use std::sync::Arc;

use barwire_schema::bars::{RequestedResolution, Resolution, Symbol};
use parking_lot::{Mutex, MutexGuard, RwLock};

use super::book::Book;
use super::feed::Supply;
use super::listing::{Listing, Listings};

/// The instruments of a feed, by name.
#[derive(Debug)]
pub struct Catalog {
    listings: Listings,
    /// Closed bars that are kept of each series.
    history: usize,
    instruments: RwLock<Instruments>,
}

#[derive(Debug, Default)]
struct Instruments {
    /// By their numbers.
    list: Vec<Arc<Instrument>>,
    /// By the name in lower case. Names go before tickers.
    names: HashMap<String, usize>,
    tickers: HashMap<String, usize>,
}

/// An instrument, and the bars it is served in.
#[derive(Debug)]
pub struct Instrument {
    /// Its place among the instruments of the feed.
    pub number: usize,
    /// What is known of it beside its bars.
    pub listing: Listing,
    /// Each resolution that it is served in with the index of its series, from short to long.
    served: Vec<(Resolution, usize)>,
    book: Mutex<Book>,
}

/// Two instruments have one name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is an instrument {first} already, which differs from {second} in case at most; rename one of them"
)]
pub struct SameSymbol {
    /// The one that there is.
    pub first: Symbol,
    /// The one that cannot be there too.
    pub second: Symbol,
}

/// No instrument has a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no instrument is named {0}")]
pub struct UnknownSymbol(pub Symbol);

/// An instrument is not served at a resolution.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{symbol} is not served at {requested}; it is served at {served}")]
pub struct UnsupportedResolution {
    /// The instrument.
    pub symbol: Symbol,
    /// The resolution as it was asked for.
    pub requested: String,
    /// Those that it is served at.
    pub served: String,
}

impl Catalog {
    /// One without instruments. Of each series of those that come the last `history` closed bars are kept.
    #[must_use]
    pub fn new(listings: Listings, history: usize) -> Self {
        Self { listings, history, instruments: RwLock::default() }
    }

    /// Takes in the next instrument of the feed.
    ///
    /// # Errors
    /// [`SameSymbol`] where there is one of this name, ignoring case.
    pub fn open(&self, supply: &Supply) -> Result<Arc<Instrument>, SameSymbol> {
        let Supply { symbol, base, past } = supply;
        let listing = self.listings.find(symbol);
        let book = Book::new(listing.calendar.clone(), *base, &listing.resolutions, self.history, past);
        let served =
            book.resolutions().zip(0..).filter(|(resolution, _)| listing.resolutions.contains(resolution));
        let served: Vec<_> = served.collect();
        if served.is_empty() {
            tracing::warn!(%symbol, "no bars are served: none that can be made are of a resolution that is listed");
        }

        let mut instruments = self.instruments.write();
        let Instruments { list, names, tickers } = &mut *instruments;
        let number = list.len();
        let name = symbol.as_str().to_lowercase();
        if let Some(&first) = names.get(&name) {
            return Err(SameSymbol { first: list[first].listing.symbol.clone(), second: symbol.clone() });
        }
        names.insert(name, number);
        tickers.entry(listing.ticker.as_str().to_lowercase()).or_insert(number);
        let instrument = Arc::new(Instrument { number, listing, served, book: Mutex::new(book) });
        list.push(Arc::clone(&instrument));
        Ok(instrument)
    }

    /// The instrument of this name or ticker, ignoring case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Arc<Instrument>> {
        let name = name.to_lowercase();
        let Instruments { list, names, tickers } = &*self.instruments.read();
        names.get(&name).or_else(|| tickers.get(&name)).map(|&number| Arc::clone(&list[number]))
    }

    /// The instrument that a request means.
    ///
    /// # Errors
    /// [`UnknownSymbol`] where there is none of this name or ticker.
    pub fn requested(&self, symbol: &Symbol) -> Result<Arc<Instrument>, UnknownSymbol> {
        self.find(symbol.as_str()).ok_or_else(|| UnknownSymbol(symbol.clone()))
    }

    /// All instruments, in the order of the feed.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Instrument>> {
        self.instruments.read().list.clone()
    }
}

impl Instrument {
    /// The canonical name.
    #[must_use]
    pub fn symbol(&self) -> &Symbol {
        &self.listing.symbol
    }

    /// The resolutions it is served in, from short to long.
    pub fn resolutions(&self) -> impl Iterator<Item = Resolution> {
        self.served.iter().map(|&(resolution, _)| resolution)
    }

    /// The index of its series at `resolution`.
    #[must_use]
    pub fn series(&self, resolution: Resolution) -> Option<usize> {
        self.served.iter().find(|(served, _)| *served == resolution).map(|&(_, index)| index)
    }

    /// The resolution that a request means, with the index of its series.
    ///
    /// # Errors
    /// [`UnsupportedResolution`] where it is not served at that.
    pub fn requested(
        &self,
        requested: &RequestedResolution,
    ) -> Result<(Resolution, usize), UnsupportedResolution> {
        let found = requested.parse().and_then(|resolution| Some((resolution, self.series(resolution)?)));
        found.ok_or_else(|| {
            let served: Vec<_> = self.resolutions().map(Resolution::as_str).collect();
            let (symbol, requested) = (self.symbol().clone(), requested.as_str().to_owned());
            UnsupportedResolution { symbol, requested, served: served.join(", ") }
        })
    }

    /// Why its source does not answer, for people; none where it does.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.book().failure().map(|failure| failure.of(self.symbol()))
    }

    /// Its bars. The lock is for a short time: the feed waits meanwhile.
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock()
    }
}
