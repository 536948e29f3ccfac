//! Finding instruments by what somebody types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bars::Symbol;
use crate::protocol::{Integer, Text};

/// A text to search with: up to 64 characters.
pub type SearchText = Text<0, 64>;

/// How many instruments a search finds at most: 1 to 1000.
pub type MaxResults = Integer<1, 1000>;

/// What to search for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "user_input": "app", "exchange": "NASDAQ", "symbol_type": "stock", "max_results": 10 }))]
pub struct SearchQuery {
    /// What somebody typed: a part of a name, a ticker or a description, in any case. Empty for every instrument.
    #[serde(default)]
    pub user_input: SearchText,
    /// The `value` of an exchange; empty for any.
    #[serde(default)]
    pub exchange: SearchText,
    /// The `value` of a kind of instruments; empty for any.
    #[serde(default)]
    pub symbol_type: SearchText,
    /// How many instruments to find at most.
    #[serde(default = "default_max_results")]
    pub max_results: MaxResults,
}

const fn default_max_results() -> MaxResults {
    MaxResults::of::<30>()
}

impl Default for SearchQuery {
    fn default() -> Self {
        Self {
            user_input: SearchText::default(),
            exchange: SearchText::default(),
            symbol_type: SearchText::default(),
            max_results: default_max_results(),
        }
    }
}

/// An instrument that was found. It is the `SearchSymbolResultItem` of TradingView's charting library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "symbol": "AAPL", "full_name": "NASDAQ:AAPL", "description": "Apple Inc.", "exchange": "NASDAQ", "ticker": "AAPL",
    "type": "stock",
}))]
pub struct SearchResult {
    /// The canonical name.
    pub symbol: Symbol,
    /// The name with that of the exchange.
    pub full_name: String,
    /// What it is.
    pub description: String,
    /// The exchange where it is traded.
    pub exchange: String,
    /// The name by which a chart asks for the instrument, which may differ from the canonical one.
    pub ticker: Symbol,
    /// The kind of instrument, such as `stock`.
    #[serde(rename = "type")]
    pub kind: String,
}
