//! Opening, following and ending a stream of bars: the payloads of every `bars.*` message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Bar, BarStreamErrorCode, BarSubscriptionErrorCode, BarUnsubscribeErrorCode, RequestedResolution,
    Resolution, Symbol,
};
use crate::protocol::{Counter, EpochMillis, Text, present};

/// The memory of a source: an opaque name that changes when the source has lost it.
pub type Epoch = Text<1, 64>;

impl Epoch {
    /// Names the memory that began at `start` as the `number`-th of its process. Two processes share a name only where both begin
    /// their `number`-th memory in the same millisecond.
    #[must_use]
    pub fn new(start: EpochMillis, number: u32) -> Self {
        // At most 14 hexadecimal digits, a hyphen and 8 digits.
        Self::within_bounds(format!("{:x}-{number:x}", start.get()))
    }
}

/// Ask for the bars of one symbol at one resolution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "symbol": "AAPL", "resolution": "1D" }))]
#[schemars(example = json!({ "symbol": "AAPL", "resolution": "1D", "since": { "epoch": "m3x7k2-1", "closed_seq": 2616 } }))]
pub struct BarSubscriptionRequest {
    /// The instrument, by name or ticker, in any case.
    pub symbol: Symbol,
    /// The span of a bar.
    #[serde(default)]
    pub resolution: RequestedResolution,
    /// Where a lost connection left off: the server sends what closed since, or says that it cannot.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub since: Option<BarPosition>,
}

/// A place in a stream of bars: the last closed bar that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BarPosition {
    /// The `epoch` of the last update.
    pub epoch: Epoch,
    /// The `closed_seq` of the last update.
    pub closed_seq: Counter,
}

/// The answer to a subscription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
#[schemars(example = json!({
    "status": "ok", "symbol": "AAPL", "resolution": "1D", "message": "streaming AAPL at 1D",
    "epoch": "m3x7k2-1", "seq": 13080, "closed_seq": 2616,
}))]
#[schemars(example = json!({
    "status": "error", "symbol": "INVALID", "resolution": "1D", "code": "unknown_symbol",
    "message": "no instrument is named INVALID",
}))]
pub enum BarSubscriptionAck {
    /// The stream is open. One update with the bar as it stands follows, then one per change.
    Ok {
        /// The canonical name of the instrument.
        symbol: Symbol,
        /// The canonical resolution; with `symbol` the key of the stream.
        resolution: Resolution,
        /// For people.
        message: String,
        /// The memory of the source.
        epoch: Epoch,
        /// The number of the source's last change of this stream.
        seq: Counter,
        /// The number of the last bar that closed.
        closed_seq: Counter,
        /// Where the request had `since`: `true` if every bar that closed since follows, `false` if none does and history
        /// must be fetched again.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        recovered: Option<bool>,
    },
    /// The stream was refused. Nothing has changed.
    Error {
        /// The symbol as the request had it.
        symbol: Symbol,
        /// The resolution as the request had it.
        resolution: RequestedResolution,
        /// Why, for programs.
        code: BarSubscriptionErrorCode,
        /// Why, for people.
        message: String,
        /// Milliseconds to wait before asking again.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<Counter>,
    },
}

/// One change of a bar, or its close.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "symbol": "AAPL", "resolution": "1D",
    "bar": { "time": 1_285_804_800_000_u64, "open": 289.08, "high": 290.0, "low": 281.25, "close": 283.75, "volume": 24_038_800.0 },
    "timestamp": 1_795_000_000_123_u64, "epoch": "m3x7k2-1", "seq": 13085, "closed_seq": 2617, "closed": true,
}))]
pub struct BarUpdateMessage {
    /// The canonical name of the instrument.
    pub symbol: Symbol,
    /// The canonical resolution; with `symbol` the key of the stream.
    pub resolution: Resolution,
    /// The whole bar as it stands, not the difference to the last update.
    pub bar: Bar,
    /// The server's clock when it published this change.
    pub timestamp: EpochMillis,
    /// The memory of the source. A new one in mid-stream is a gap: fetch history again.
    pub epoch: Epoch,
    /// Counts the changes of this stream at the source, and only grows within an epoch. A hole is legal: a slow reader gets the newest
    /// state, not each step.
    pub seq: Counter,
    /// Counts the closed bars of this stream, and only grows within an epoch. A hole is loss.
    pub closed_seq: Counter,
    /// Whether the bar is complete. Every closing update is delivered once, in order.
    pub closed: bool,
}

/// A stream has failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({
    "symbol": "AAPL", "resolution": "1D", "code": "feed_unavailable",
    "error": "the source of AAPL has been silent for 30 s", "retry": true,
}))]
pub struct BarStreamError {
    /// The canonical name of the instrument.
    pub symbol: Symbol,
    /// The canonical resolution; with `symbol` the key of the stream.
    pub resolution: Resolution,
    /// Why, for programs.
    pub code: BarStreamErrorCode,
    /// Why, for people.
    pub error: String,
    /// Whether the server keeps the stream and goes on by itself. Where it is `false` the stream has ended.
    pub retry: bool,
}

/// End a stream of bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "symbol": "AAPL", "resolution": "1D" }))]
pub struct BarUnsubscribeRequest {
    /// The instrument, by name or ticker, in any case.
    pub symbol: Symbol,
    /// The span of a bar.
    #[serde(default)]
    pub resolution: RequestedResolution,
}

/// The answer to the end of a stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
#[schemars(example = json!({
    "status": "ok", "symbol": "AAPL", "resolution": "1D", "message": "no more updates of AAPL at 1D",
}))]
#[schemars(example = json!({
    "status": "error", "symbol": "MSFT", "resolution": "1D", "code": "not_subscribed",
    "message": "this connection has no stream of MSFT at 1D",
}))]
pub enum BarUnsubscribeAck {
    /// The stream has ended. No update of it follows.
    Ok {
        /// The canonical name of the instrument.
        symbol: Symbol,
        /// The canonical resolution.
        resolution: Resolution,
        /// For people.
        message: String,
    },
    /// There was no such stream. Nothing has changed.
    Error {
        /// The symbol as the request had it.
        symbol: Symbol,
        /// The resolution as the request had it.
        resolution: RequestedResolution,
        /// Why, for programs.
        code: BarUnsubscribeErrorCode,
        /// Why, for people.
        message: String,
        /// Milliseconds to wait before asking again.
        #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<Counter>,
    },
}
