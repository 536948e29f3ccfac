//! The prices of several instruments as they stand.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use crate::bars::Symbol;
use crate::protocol::present;

/// How many instruments a request may name at most.
pub const MAX_QUOTES: usize = 100;

/// Which instruments to quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "symbols": ["AAPL", "INVALID"] }))]
pub struct QuotesRequest {
    /// The instruments, by name or ticker, in any case.
    #[serde(deserialize_with = "symbols")]
    #[schemars(length(min = 1, max = MAX_QUOTES))]
    pub symbols: Vec<Symbol>,
}

fn symbols<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Symbol>, D::Error> {
    let symbols = Vec::deserialize(deserializer)?;
    if (1..=MAX_QUOTES).contains(&symbols.len()) {
        Ok(symbols)
    } else {
        Err(D::Error::custom(format!("expected 1 to {MAX_QUOTES} symbols, got {}", symbols.len())))
    }
}

/// The quote of one instrument, or why there is none. It is the `QuoteData` of TradingView's charting library.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "s", rename_all = "snake_case")]
#[schemars(example = json!({
    "s": "ok", "n": "AAPL",
    "v": { "short_name": "AAPL", "exchange": "NASDAQ", "lp": 283.75, "ch": -3.62, "chp": -1.26, "prev_close_price": 287.37 },
}))]
#[schemars(example = json!({ "s": "error", "n": "INVALID", "errmsg": "no instrument is named INVALID" }))]
pub enum Quote {
    /// There is one.
    Ok {
        /// The instrument as the request had it.
        n: Symbol,
        /// The quote.
        v: QuoteValues,
    },
    /// There is none.
    Error {
        /// The instrument as the request had it.
        n: Symbol,
        /// Why, for people.
        errmsg: String,
    },
}

/// What is known of a price. It is the `DatafeedQuoteValues` of TradingView's charting library; what is not known is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct QuoteValues {
    /// The last price less that of the previous day's close.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub ch: Option<f64>,
    /// The same in percent of the previous day's close.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub chp: Option<f64>,
    /// The name for people.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// The exchange where it is traded.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub exchange: Option<String>,
    /// The canonical name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub original_name: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The last price.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub lp: Option<f64>,
    /// The first price of the day.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub open_price: Option<f64>,
    /// The highest price of the day.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub high_price: Option<f64>,
    /// The lowest price of the day.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub low_price: Option<f64>,
    /// The last price of the previous day.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub prev_close_price: Option<f64>,
    /// The volume that was traded in the day.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
}
