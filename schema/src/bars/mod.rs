//! The bar subscription protocol: market bars (OHLCV), streamed to charts.

mod bar;
mod error_code;
mod resolution;
mod subscription;
mod symbol;

pub use bar::Bar;
pub use error_code::{BarStreamErrorCode, BarSubscriptionErrorCode, BarUnsubscribeErrorCode};
pub use resolution::{RequestedResolution, Resolution};
pub use subscription::{
    BarPosition, BarStreamError, BarSubscriptionAck, BarSubscriptionRequest, BarUnsubscribeAck,
    BarUnsubscribeRequest, BarUpdateMessage, Epoch,
};
pub use symbol::Symbol;

use barwire_macros::protocol;

/// Market bars (OHLCV), streamed over one WebSocket to TradingView-style charts.
///
/// A client asks for the bars of a symbol at a resolution with `bars.subscribe`. The server answers with `bars.ack`, and from then on
/// sends `bars.update` until the client asks for `bars.unsubscribe` or goes away. Prices and volumes are finite JSON numbers.
///
/// ## What the server promises
///
/// 1. The ack of a subscription precedes its first update. Right after an `ok` ack comes one update with the bar as it stands, if
///    there is a bar yet; then one per change, at most one per interval and subscription. The interval is a setting of the server: 1 s
///    by default, at least 100 ms, or none. An update that closes a bar does not wait for it. Subscribing again is answered `ok` and
///    sends the current bar again; there is never a second stream.
/// 2. Within an `epoch` both `seq` and `closed_seq` only grow; a new `epoch` in mid-stream is a gap. A hole in `seq` is legal: a slow
///    reader gets the newest state of the forming bar instead of each step. A hole in `closed_seq` is loss, and never silent: every
///    update with `closed: true` is delivered once, in order, while the connection lives. A client whose backlog passes its bound is
///    closed with 4001.
/// 3. With `since`, the ack is followed by every bar that closed since, in order (`recovered: true`), or by none
///    (`recovered: false`), and then by the current bar.
/// 4. After an `ok` answer to `bars.unsubscribe` no update of that stream follows. A refused request changes nothing.
/// 5. Order holds within a stream, not across streams.
/// 6. Clients ignore messages of a type they do not know, so that a new one breaks nobody.
/// 7. A server that stops takes no new connections, and closes each client with 1012, spread over its drain window.
#[protocol(
    name = "bars",
    title = "Market bars",
    version = "1.0.0",
    address = "/api/v1/ws",
    unknown_messages = "ignore",
    contact(name = "The barwire developers"),
    license(name = "MIT OR Apache-2.0"),
    tag(name = "market-data", description = "Prices of instruments over time."),
    server(name = "local", url = "ws://127.0.0.1:8000", description = "`barwire-server` with its defaults.")
)]
pub trait BarsProtocol {
    /// What the server knows of one connection.
    type Session;

    /// Stream the bars of one symbol at one resolution.
    #[request("bars.subscribe" => "bars.ack", opens = "bars")]
    async fn subscribe(&self, session: &Self::Session, request: BarSubscriptionRequest)
    -> BarSubscriptionAck;

    /// End a stream.
    #[request("bars.unsubscribe" => "bars.unsubscribe.ack", closes = "bars")]
    async fn unsubscribe(&self, session: &Self::Session, request: BarUnsubscribeRequest)
    -> BarUnsubscribeAck;

    /// The bars of one symbol at one resolution, as they change.
    #[stream(
        "bars",
        key(symbol, resolution),
        update = "bars.update",
        failed = "bars.error",
        resume(
            since = "since",
            epoch = "epoch",
            count = "closed_seq",
            counted = "closed",
            recovered = "recovered"
        ),
        latest = "/bar/time"
    )]
    fn bars(update: BarUpdateMessage, failed: BarStreamError);
}
