//! Why a request about bars is refused, or a stream of bars fails: one closed set per message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a subscription was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BarSubscriptionErrorCode {
    /// No instrument has this name.
    UnknownSymbol,
    /// The instrument is not served at this resolution; the message lists those it is served at.
    UnsupportedResolution,
    /// The connection has as many subscriptions as it may have.
    SubscriptionLimit,
    /// This client may not see this instrument.
    Forbidden,
    /// The server asks for a token first.
    Unauthorized,
    /// Too many requests; wait for `retry_after_ms`.
    RateLimited,
    /// The source of the bars does not answer.
    FeedUnavailable,
    /// The server failed.
    Internal,
}

/// Why a stream could not be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BarUnsubscribeErrorCode {
    /// No instrument has this name.
    UnknownSymbol,
    /// The instrument is not served at this resolution; the message lists those it is served at.
    UnsupportedResolution,
    /// The connection has no such stream.
    NotSubscribed,
    /// Too many requests; wait for `retry_after_ms`.
    RateLimited,
    /// The server failed.
    Internal,
}

/// Why a stream has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BarStreamErrorCode {
    /// The source of the bars does not answer, or has gone stale.
    FeedUnavailable,
    /// The instrument is no longer known.
    UnknownSymbol,
    /// This client may no longer see this instrument.
    Forbidden,
    /// The server failed.
    Internal,
}
