//! What the datafeed can do, asked once by a chart when it begins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bars::Resolution;

/// What the datafeed can do. It is the `DatafeedConfiguration` of TradingView's charting library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "supported_resolutions": ["1", "60", "1D"], "supports_search": true, "supports_group_request": false,
    "supports_marks": false, "supports_timescale_marks": false, "supports_time": false,
    "exchanges": [{ "value": "NASDAQ", "name": "NASDAQ", "desc": "NASDAQ Stock Market" }],
    "symbols_types": [{ "name": "Stocks", "value": "stock" }],
}))]
pub struct DatafeedConfig {
    /// Every resolution that some instrument is served at, from short to long.
    pub supported_resolutions: Vec<Resolution>,
    /// Whether instruments can be searched.
    pub supports_search: bool,
    /// Whether the facts of all instruments can be asked for at once.
    pub supports_group_request: bool,
    /// Whether there are marks on bars.
    pub supports_marks: bool,
    /// Whether there are marks on the time scale.
    pub supports_timescale_marks: bool,
    /// Whether the time of the server can be asked for.
    pub supports_time: bool,
    /// The exchanges that a search can be narrowed to.
    pub exchanges: Vec<Exchange>,
    /// The kinds of instruments that a search can be narrowed to.
    pub symbols_types: Vec<SymbolType>,
}

/// An exchange that a search can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exchange {
    /// What a search has as `exchange`; empty for any.
    pub value: String,
    /// The name for people.
    pub name: String,
    /// The long name for people.
    pub desc: String,
}

/// A kind of instruments that a search can be narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SymbolType {
    /// The name for people.
    pub name: String,
    /// What a search has as `symbol_type`; empty for any.
    pub value: String,
}
