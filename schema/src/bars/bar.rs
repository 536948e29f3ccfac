//! One bar: open, high, low, close and volume of a span of time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::protocol::{EpochMillis, present};

/// One OHLCV bar. It is the `Bar` of TradingView's charting library: a frontend hands it on as it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bar {
    /// The bar's opening; for `1D`, `1W` and `1M` it is 00:00:00 UTC of the trading day.
    pub time: EpochMillis,
    /// The first price.
    pub open: f64,
    /// The highest price.
    pub high: f64,
    /// The lowest price.
    pub low: f64,
    /// The last price.
    pub close: f64,
    /// The traded volume. Absent where the instrument has none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub volume: Option<f64>,
}
