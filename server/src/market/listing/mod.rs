//! What is known of instruments beside their bars: the facts of each, read from a file or taken as defaults.

mod error;
mod file;

use std::collections::HashMap;
use std::path::Path;

use barwire_schema::bars::{Resolution, Symbol};
use barwire_schema::datafeed::{DataStatus, PriceFormat, PriceUnits, VisiblePlots, VolumePrecision};

use super::time::Calendar;

pub use error::{ListingFault, ListingsError};

/// The instruments of the sample data; the format is told in `docs/instruments.md`.
const SAMPLE: &str = include_str!("../../../data/instruments.toml");

/// What is known of an instrument beside its bars.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The canonical name.
    pub symbol: Symbol,
    /// The other name that it is found by.
    pub ticker: Symbol,
    /// What it is, for people.
    pub description: String,
    /// The kind of instrument, such as `stock`; empty where it has none.
    pub kind: String,
    /// The exchange where it is traded; empty where there is none.
    pub exchange: String,
    /// The exchange where it is listed; empty where there is none.
    pub listed_exchange: String,
    /// What the values of its bars are.
    pub format: PriceFormat,
    /// How many units a price of 1 has.
    pub pricescale: PriceUnits,
    /// How many units a price changes by at least.
    pub minmov: PriceUnits,
    /// How many decimal places a volume has.
    pub volume_precision: VolumePrecision,
    /// How old the newest bar is.
    pub data_status: DataStatus,
    /// Which values a bar has.
    pub visible_plots: VisiblePlots,
    /// The currency of the prices (ISO 4217).
    pub currency: Option<String>,
    /// When it trades.
    pub calendar: Calendar,
    /// The resolutions it may be served in, from short to long.
    pub resolutions: Vec<Resolution>,
}

/// The listings of instruments.
#[derive(Debug, Clone)]
pub struct Listings {
    /// By the name in lower case.
    listed: HashMap<String, Listing>,
    /// The resolutions of what is not listed, and the only ones of what is.
    resolutions: Vec<Resolution>,
}

impl Listings {
    /// No listing: whatever comes trades around the clock, and is served in `resolutions`.
    #[must_use]
    pub fn none(resolutions: &[Resolution]) -> Self {
        Self { listed: HashMap::new(), resolutions: resolutions.to_vec() }
    }

    /// The listings of the sample data.
    ///
    /// # Errors
    /// Where the file that is part of the program is not as it must be.
    pub fn sample() -> Result<Self, ListingsError> {
        Self::parse("instruments.toml", SAMPLE)
    }

    /// Reads the file at `path`, which is TOML.
    ///
    /// # Errors
    /// [`ListingsError`] where it cannot be read, or is not as it must be.
    pub fn read(path: &Path) -> Result<Self, ListingsError> {
        let text = std::fs::read_to_string(path)
            .map_err(|reason| ListingsError::File { path: path.to_owned(), reason })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads the text of a file that errors call `file`.
    ///
    /// # Errors
    /// [`ListingsError`] where it is not as it must be.
    pub fn parse(file: &str, text: &str) -> Result<Self, ListingsError> {
        let listed = file::parse(file, text)?;
        let by_name = |listing: Listing| (listing.symbol.as_str().to_lowercase(), listing);
        Ok(Self { listed: listed.into_iter().map(by_name).collect(), resolutions: Resolution::ALL.to_vec() })
    }

    /// The same, with `resolutions` alone.
    #[must_use]
    pub fn within(self, resolutions: &[Resolution]) -> Self {
        Self { resolutions: resolutions.to_vec(), ..self }
    }

    /// The listing of the instrument that a feed calls `symbol`, ignoring case.
    #[must_use]
    pub fn find(&self, symbol: &Symbol) -> Listing {
        match self.listed.get(&symbol.as_str().to_lowercase()) {
            Some(listing) => {
                let mut listing = listing.clone();
                listing.resolutions.retain(|resolution| self.resolutions.contains(resolution));
                listing
            }
            None => Listing { resolutions: self.resolutions.clone(), ..Listing::of(symbol.clone()) },
        }
    }
}

impl Listing {
    /// The listing of an instrument that nothing is known of but its name.
    pub(super) fn of(symbol: Symbol) -> Self {
        Self {
            ticker: symbol.clone(),
            description: symbol.as_str().to_owned(),
            symbol,
            kind: String::new(),
            exchange: String::new(),
            listed_exchange: String::new(),
            format: PriceFormat::Price,
            pricescale: PriceUnits::of::<100>(),
            minmov: PriceUnits::of::<1>(),
            volume_precision: VolumePrecision::of::<0>(),
            data_status: DataStatus::Streaming,
            visible_plots: VisiblePlots::Ohlcv,
            currency: None,
            calendar: Calendar::around_the_clock(),
            resolutions: Resolution::ALL.to_vec(),
        }
    }
}
