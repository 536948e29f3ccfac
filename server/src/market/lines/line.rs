//! What one line says.

use std::borrow::Cow;

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;
use serde::Deserialize;

use super::error::LineError;
use crate::market::time::DAY_MILLIS;
use crate::market::{Contradiction, Trade};

/// How far a time may be ahead of the system clock, in milliseconds.
const AHEAD: u64 = DAY_MILLIS;
/// The same of a bar of `1D`, `1W` or `1M`: the evening before a long weekend can belong to the day after it.
const DAYS_AHEAD: u64 = 7 * DAY_MILLIS;
/// How many characters are told of what is wrong.
const SHOWN: usize = 200;

/// What a line says, and of which instrument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line<'a> {
    /// A trade.
    Trade(Cow<'a, str>, Trade),
    /// A bar of a resolution as it stands, and whether it is complete.
    Bar(Cow<'a, str>, Resolution, Bar, bool),
    /// The source of the instrument does not answer.
    Failed {
        /// The instrument.
        symbol: Cow<'a, str>,
        /// Why.
        reason: String,
        /// Whether it goes on by itself.
        retry: bool,
    },
    /// It is this late: for one instrument, or for all.
    Clock(Option<Cow<'a, str>>, EpochMillis),
}

impl Line<'_> {
    /// Checks that it is not so far ahead of the system clock, which says `now`, that all after it would be late.
    pub(super) fn check_time(&self, now: EpochMillis) -> Result<(), LineError> {
        let (got, ahead) = match self {
            Self::Trade(_, trade) => (trade.time, AHEAD),
            Self::Bar(_, resolution, bar, _) => {
                (bar.time, if resolution.is_intraday() { AHEAD } else { DAYS_AHEAD })
            }
            Self::Clock(_, time) => (*time, AHEAD),
            Self::Failed { .. } => return Ok(()),
        };
        let latest = EpochMillis::saturating(now.get() + ahead);
        if got <= latest { Ok(()) } else { Err(LineError::Ahead { latest, now, got }) }
    }
}

/// The members of all kinds of lines. Others are ignored.
#[derive(Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    symbol: Option<Str<'a>>,
    time: Option<EpochMillis>,
    price: Option<f64>,
    size: Option<f64>,
    #[serde(borrow)]
    resolution: Option<Str<'a>>,
    open: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    close: Option<f64>,
    volume: Option<f64>,
    closed: Option<bool>,
    #[serde(borrow)]
    error: Option<Str<'a>>,
    retry: Option<bool>,
}

/// A string that is borrowed where it has no escapes. In an `Option`, serde borrows no [`Cow`].
#[derive(Deserialize)]
#[serde(transparent)]
struct Str<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads a line. A trade without a time was at `now`.
///
/// # Errors
/// Where it is not as it must be.
pub(super) fn read(text: &[u8], now: EpochMillis) -> Result<Line<'_>, LineError> {
    // Serde would take an array as the members in their order.
    let first = text.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
    if text.get(first) != Some(&b'{') {
        return Err(LineError::Json { column: first + 1, reason: "expected `{`".to_owned() });
    }
    let members: Members<'_> = serde_json::from_slice(text).map_err(|error| json(&error))?;
    let symbol = members.symbol.as_ref().map(|symbol| symbol.0.clone());
    if let Some(Str(error)) = members.error {
        let symbol = needed(symbol, "symbol", "with `error`")?;
        return Ok(Line::Failed { symbol, reason: shown(&error), retry: members.retry.unwrap_or(true) });
    }
    if members.resolution.is_some() || [members.open, members.high, members.low, members.close] != [None; 4] {
        return bar(members);
    }
    if members.price.is_some() || members.size.is_some() {
        let symbol = needed(symbol, "symbol", "of a trade")?;
        let price = needed(members.price, "price", "of a trade")?;
        let size = amount(members.size, "size")?;
        return Ok(Line::Trade(symbol, Trade { time: members.time.unwrap_or(now), price, size }));
    }
    match members.time {
        Some(time) => Ok(Line::Clock(symbol, time)),
        None => Err(LineError::Missing { member: "price", of: "without `resolution`, `error` or `time`" }),
    }
}

fn bar(members: Members<'_>) -> Result<Line<'_>, LineError> {
    const OF: &str = "of a bar";
    let Members { symbol, time, resolution, open, high, low, close, volume, closed, .. } = members;
    let Str(symbol) = needed(symbol, "symbol", OF)?;
    let Str(text) = needed(resolution, "resolution", OF)?;
    let resolution = Resolution::parse(&text).ok_or_else(|| LineError::Resolution { got: shown(&text) })?;
    let time = needed(time, "time", OF)?;
    if !resolution.is_intraday() && time.get() % DAY_MILLIS != 0 {
        return Err(LineError::NotMidnight { got: time });
    }
    let (open, high) = (needed(open, "open", OF)?, needed(high, "high", OF)?);
    let (low, close) = (needed(low, "low", OF)?, needed(close, "close", OF)?);
    let mut bar = Bar { time, open, high, low, close, volume: None };
    Contradiction::check(&bar)?;
    bar.volume = amount(volume, "volume")?;
    Ok(Line::Bar(symbol, resolution, bar, closed.unwrap_or_default()))
}

fn needed<T>(member: Option<T>, name: &'static str, of: &'static str) -> Result<T, LineError> {
    member.ok_or(LineError::Missing { member: name, of })
}

fn amount(amount: Option<f64>, member: &'static str) -> Result<Option<f64>, LineError> {
    match amount {
        Some(got) if got < 0.0 => Err(LineError::Amount { member, got }),
        _ => Ok(amount),
    }
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// The parser counts lines too, and says so at the end.
fn json(error: &serde_json::Error) -> LineError {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    LineError::Json { column: error.column(), reason: shown(reason) }
}
