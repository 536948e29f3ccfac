//! The bars of a range of time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bars::{Bar, BarPosition, RequestedResolution, Resolution, Symbol};
use crate::protocol::{EpochSeconds, Integer, present};

/// How many bars to answer at least: 1 to 100000, which is some 10 MB of JSON.
pub type CountBack = Integer<1, 100_000>;

/// Which bars to answer: those that open at `from_time` or later and before `to_time`, and as many before as `count_back` asks for.
///
/// Either `from_time` or `count_back` must be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "symbol": "AAPL", "resolution": "1D", "from_time": 1_285_286_400, "to_time": 1_285_891_200, "count_back": 300,
}))]
pub struct BarsQuery {
    /// The instrument, by name or ticker, in any case.
    pub symbol: Symbol,
    /// The span of a bar.
    #[serde(default)]
    pub resolution: RequestedResolution,
    /// The earliest opening of a bar. It may be left out where `count_back` is there: then the last `count_back` bars before `to_time`
    /// are answered.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub from_time: Option<EpochSeconds>,
    /// The time that every bar opens before. Left out, there is no such time: the answer ends with the newest bar.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub to_time: Option<EpochSeconds>,
    /// How many bars to answer at least, if there are as many before `to_time`. It outranks `from_time`: all bars of the range are
    /// answered, and where they are fewer, earlier ones too.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub count_back: Option<CountBack>,
}

/// The bars of a range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "symbol": "AAPL", "resolution": "1D",
    "bars": [{ "time": 1_285_804_800_000_u64, "open": 289.08, "high": 290.0, "low": 281.25, "close": 283.75, "volume": 24_038_800.0 }],
    "no_data": false, "since": { "epoch": "m3x7k2-1", "closed_seq": 2617 },
}))]
#[schemars(example = json!({ "symbol": "AAPL", "resolution": "1D", "bars": [], "no_data": true }))]
pub struct BarsAnswer {
    /// The canonical name of the instrument.
    pub symbol: Symbol,
    /// The canonical resolution.
    pub resolution: Resolution,
    /// The bars, from early to late, no two with one `time`. The last may not be complete yet.
    pub bars: Vec<Bar>,
    /// Whether there is no bar before `to_time`, so that nothing is left to ask for further back. Then `bars` is empty.
    pub no_data: bool,
    /// What to subscribe with (`since` of `bars.subscribe`), so that no bar is missed between this answer and the stream. Absent where the
    /// answer does not reach the newest bar.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub since: Option<BarPosition>,
}
