//! The facts of one instrument.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bars::{Resolution, Symbol};
use crate::protocol::{Integer, MAX_SAFE_INTEGER, present};

/// A number of units of price: at least 1.
pub type PriceUnits = Integer<1, MAX_SAFE_INTEGER>;

/// A number of decimal places of a volume: 0 to 16.
pub type VolumePrecision = Integer<0, 16>;

/// Which instrument to resolve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "symbol": "AAPL" }))]
pub struct ResolvePath {
    /// The instrument, by name or ticker, in any case.
    pub symbol: Symbol,
}

/// The facts of an instrument. It is the `LibrarySymbolInfo` of TradingView's charting library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "name": "AAPL", "ticker": "AAPL", "description": "Apple Inc.", "type": "stock", "session": "0930-1600",
    "timezone": "America/New_York", "exchange": "NASDAQ", "listed_exchange": "NASDAQ", "format": "price",
    "pricescale": 100, "minmov": 1, "has_intraday": true, "has_seconds": false, "has_daily": true,
    "has_weekly_and_monthly": true, "intraday_multipliers": ["1", "60"], "seconds_multipliers": [],
    "daily_multipliers": ["1"], "weekly_multipliers": ["1"], "monthly_multipliers": ["1"],
    "supported_resolutions": ["1", "60", "1D", "1W", "1M"], "volume_precision": 0, "data_status": "streaming",
    "visible_plots_set": "ohlcv", "currency_code": "USD",
}))]
pub struct SymbolInfo {
    /// The canonical name.
    pub name: Symbol,
    /// The name by which a chart asks for the instrument, which may differ from the canonical one.
    pub ticker: Symbol,
    /// What it is.
    pub description: String,
    /// The kind of instrument, such as `stock`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The hours of trading in the time of `timezone`, such as `0930-1600` or `24x7`.
    pub session: String,
    /// The days without trading, such as `20181105,20181107`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub session_holidays: Option<String>,
    /// The name of a time zone in the IANA database, such as `America/New_York`, or `Etc/UTC`.
    pub timezone: String,
    /// The exchange where it is traded.
    pub exchange: String,
    /// The exchange where it is listed.
    pub listed_exchange: String,
    /// What the values are on the price scale.
    pub format: PriceFormat,
    /// How many units a price of 1 has: 100 where prices have two decimal places.
    pub pricescale: PriceUnits,
    /// How many units a price changes by at least.
    pub minmov: PriceUnits,
    /// Whether there are bars shorter than a day.
    pub has_intraday: bool,
    /// Whether there are bars shorter than a minute.
    pub has_seconds: bool,
    /// Whether there are bars of days.
    pub has_daily: bool,
    /// Whether there are bars of weeks and months; a chart makes them from those of days where there are none.
    pub has_weekly_and_monthly: bool,
    /// The bars of minutes that the server has, in minutes; a chart makes others from them.
    pub intraday_multipliers: Vec<String>,
    /// The bars of seconds that the server has, in seconds; a chart makes others from them.
    pub seconds_multipliers: Vec<String>,
    /// The bars of days that the server has, in days; a chart makes others from them.
    pub daily_multipliers: Vec<String>,
    /// The bars of weeks that the server has, in weeks; a chart makes others from them.
    pub weekly_multipliers: Vec<String>,
    /// The bars of months that the server has, in months; a chart makes others from them.
    pub monthly_multipliers: Vec<String>,
    /// The resolutions that the instrument is served at, from short to long.
    pub supported_resolutions: Vec<Resolution>,
    /// How many decimal places a volume has.
    pub volume_precision: VolumePrecision,
    /// How old the newest bar is.
    pub data_status: DataStatus,
    /// Which values a bar has.
    pub visible_plots_set: VisiblePlots,
    /// The currency of the prices (ISO 4217), such as `USD`. Absent where the prices have none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub currency_code: Option<String>,
}

/// What the values are on the price scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceFormat {
    /// Prices.
    Price,
    /// Volumes.
    Volume,
}

/// How old the newest bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataStatus {
    /// It changes as the market does.
    Streaming,
    /// It is that of the last day that ended.
    Endofday,
    /// It changes some time after the market.
    DelayedStreaming,
}

/// Which values a bar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisiblePlots {
    /// Open, high, low, close and volume.
    Ohlcv,
    /// Open, high, low and close.
    Ohlc,
    /// The close.
    C,
}
