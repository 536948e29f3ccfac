//! Reads listings from a TOML file, each value checked where it stands.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

use barwire_schema::bars::{Resolution, Symbol};
use barwire_schema::datafeed::{DataStatus, PriceFormat, VisiblePlots};
use barwire_schema::protocol::Integer;
use serde::Deserialize;
use toml::Spanned;

use super::{Listing, ListingFault, ListingsError};
use crate::market::time::{Calendar, Holidays, Session};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    instrument: Vec<Entry>,
}

/// One instrument as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    ticker: Option<Spanned<String>>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    session: Option<Spanned<String>>,
    session_holidays: Option<Spanned<String>>,
    timezone: Option<Spanned<String>>,
    exchange: Option<String>,
    listed_exchange: Option<String>,
    format: Option<PriceFormat>,
    pricescale: Option<Spanned<i64>>,
    minmov: Option<Spanned<i64>>,
    has_intraday: Option<bool>,
    has_daily: Option<bool>,
    supported_resolutions: Option<Spanned<Vec<Spanned<String>>>>,
    volume_precision: Option<Spanned<i64>>,
    data_status: Option<DataStatus>,
    visible_plots_set: Option<VisiblePlots>,
    currency_code: Option<Spanned<String>>,
}

/// Something wrong, and the bytes of the file where it is.
struct Fault(Range<usize>, Box<ListingFault>);

impl Fault {
    fn at(span: Range<usize>, reason: impl Into<ListingFault>) -> Self {
        Self(span, Box::new(reason.into()))
    }
}

/// The names and tickers so far, in lower case: the key, the number of the instrument, and where.
type Taken = HashMap<String, (&'static str, usize, Range<usize>)>;

pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Listing>, ListingsError> {
    listings(text).map_err(|Fault(span, reason)| {
        let (line, column) = place(text, span.start);
        ListingsError::Value { file: file.to_owned(), line, column, reason }
    })
}

fn listings(text: &str) -> Result<Vec<Listing>, Fault> {
    let File { instrument } = toml::from_str(text).map_err(|error| {
        // The rest of the lines shows the file, which the place does too.
        Fault::at(error.span().unwrap_or_default(), ListingFault::Toml(error.message().replace('\n', "; ")))
    })?;
    // Names before tickers: a ticker that is a later instrument's name is what is wrong.
    let mut taken = Taken::new();
    for (number, entry) in instrument.iter().enumerate() {
        take(&mut taken, text, "name", number, &entry.name)?;
    }
    for (number, entry) in instrument.iter().enumerate() {
        if let Some(ticker) = &entry.ticker {
            take(&mut taken, text, "ticker", number, ticker)?;
        }
    }
    instrument.into_iter().map(Entry::listing).collect()
}

/// Takes a name or ticker, unless another instrument has it.
fn take(
    taken: &mut Taken,
    text: &str,
    key: &'static str,
    number: usize,
    value: &Spanned<String>,
) -> Result<(), Fault> {
    let name = value.get_ref().to_lowercase();
    match taken.get(&name) {
        Some((other, of, span)) if *of != number || *other == key => {
            let (got, (line, _)) = (value.get_ref().clone(), place(text, span.start));
            Err(Fault::at(value.span(), ListingFault::Taken { key, got, other, line }))
        }
        Some(_) => Ok(()),
        None => {
            taken.insert(name, (key, number, value.span()));
            Ok(())
        }
    }
}

/// The line and the character of it, both from 1, of the byte `at` of a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

impl Entry {
    fn listing(self) -> Result<Listing, Fault> {
        let resolutions = self.resolutions()?;
        let symbol = symbol("name", &self.name)?;
        let defaults = Listing::of(symbol.clone());
        let exchange = self.exchange.unwrap_or_default();
        Ok(Listing {
            ticker: self.ticker.map_or(Ok(symbol), |ticker| self::symbol("ticker", &ticker))?,
            description: self.description.unwrap_or(defaults.description),
            kind: self.kind.unwrap_or(defaults.kind),
            listed_exchange: self.listed_exchange.unwrap_or_else(|| exchange.clone()),
            exchange,
            format: self.format.unwrap_or(defaults.format),
            pricescale: number("pricescale", self.pricescale)?.unwrap_or(defaults.pricescale),
            minmov: number("minmov", self.minmov)?.unwrap_or(defaults.minmov),
            volume_precision: number("volume_precision", self.volume_precision)?
                .unwrap_or(defaults.volume_precision),
            data_status: self.data_status.unwrap_or(defaults.data_status),
            visible_plots: self.visible_plots_set.unwrap_or(defaults.visible_plots),
            currency: self.currency_code.map(currency).transpose()?,
            calendar: calendar(self.session, self.session_holidays, self.timezone)?,
            resolutions,
            ..defaults
        })
    }

    /// The resolutions that may be served, from short to long.
    fn resolutions(&self) -> Result<Vec<Resolution>, Fault> {
        let excluded = |resolution: Resolution| match resolution {
            Resolution::Day if self.has_daily == Some(false) => Some("has_daily"),
            _ if resolution.is_intraday() && self.has_intraday == Some(false) => Some("has_intraday"),
            _ => None,
        };
        let Some(list) = &self.supported_resolutions else {
            return Ok(Resolution::ALL.iter().copied().filter(|all| excluded(*all).is_none()).collect());
        };
        if list.get_ref().is_empty() {
            return Err(Fault::at(list.span(), ListingFault::NoResolution));
        }
        let mut resolutions = Vec::new();
        for text in list.get_ref() {
            let resolution = Resolution::parse(text.get_ref()).ok_or_else(|| {
                Fault::at(text.span(), ListingFault::Resolution { got: text.get_ref().clone() })
            })?;
            if let Some(key) = excluded(resolution) {
                return Err(Fault::at(text.span(), ListingFault::Contradiction { resolution, key }));
            }
            resolutions.push(resolution);
        }
        resolutions.sort_unstable();
        resolutions.dedup();
        Ok(resolutions)
    }
}

fn symbol(key: &'static str, text: &Spanned<String>) -> Result<Symbol, Fault> {
    Symbol::try_from(text.get_ref().as_str())
        .map_err(|reason| Fault::at(text.span(), ListingFault::Symbol { key, reason }))
}

fn number<const MIN: u64, const MAX: u64>(
    key: &'static str,
    number: Option<Spanned<i64>>,
) -> Result<Option<Integer<MIN, MAX>>, Fault> {
    let Some(number) = number else { return Ok(None) };
    let (span, got) = (number.span(), number.into_inner());
    let within = u64::try_from(got).ok().and_then(|got| Integer::try_from(got).ok());
    within.map(Some).ok_or(Fault::at(span, ListingFault::Number { key, min: MIN, max: MAX, got }))
}

fn currency(text: Spanned<String>) -> Result<String, Fault> {
    let (span, got) = (text.span(), text.into_inner());
    if got.len() == 3 && got.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(got)
    } else {
        Err(Fault::at(span, ListingFault::Currency { got }))
    }
}

fn calendar(
    session: Option<Spanned<String>>,
    holidays: Option<Spanned<String>>,
    timezone: Option<Spanned<String>>,
) -> Result<Calendar, Fault> {
    let around_the_clock = Calendar::around_the_clock();
    let session = read::<Session, _>(session)?.unwrap_or_else(|| around_the_clock.session().clone());
    let holidays = read::<Holidays, _>(holidays)?.unwrap_or_default();
    let Some(timezone) = timezone else {
        return Calendar::new(session, around_the_clock.timezone(), holidays)
            .map_err(|reason| Fault::at(Range::default(), reason));
    };
    Calendar::new(session, timezone.get_ref(), holidays).map_err(|reason| Fault::at(timezone.span(), reason))
}

fn read<T: FromStr<Err = E>, E: Into<ListingFault>>(
    text: Option<Spanned<String>>,
) -> Result<Option<T>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let read = text.get_ref().parse().map_err(|reason: E| Fault::at(text.span(), reason));
    read.map(Some)
}
