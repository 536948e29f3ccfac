//! What one engine allows, and how long it waits.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

/// The settings of an [`Engine`](super::Engine). They hold for each of its sockets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Threads that the connections are placed on.
    pub shards: NonZero<usize>,
    /// Connections at a time. One more is closed with 1013.
    pub max_connections: usize,
    /// Streams that one connection may have open.
    pub max_subscriptions: usize,
    /// The longest message a client may send, in bytes. A longer one closes the connection with 1009. A connection keeps the room for the
    /// longest that it has had.
    pub max_message_bytes: usize,
    /// The least time between two [`Latest`](super::Delivery::Latest) updates of one subscription; zero for none. The
    /// bars protocol promises at least 100 ms, or none.
    pub update_interval: Duration,
    /// Frames that may wait for one client, beside the newest update of each subscription. One more closes the connection with 4001.
    pub queue_frames: usize,
    /// Bytes of the frames that may wait for one client. More closes the connection with 4001.
    pub queue_bytes: usize,
    /// Bytes of the frames that may wait for all clients. While more do, new connections are closed with 1013, and a client for which one
    /// more frame would wait with 4001.
    pub backlog_bytes: usize,
    /// The time between two pings.
    pub ping_interval: Duration,
    /// How long a client may be silent after a ping before it is closed with 4000, unless it is still taking what waits before that. And
    /// how long it may take to read what waits for it before its Close frame. At most `ping_interval`.
    pub pong_timeout: Duration,
    /// Frames within `bad_frames_window` that may be answered with `error`. One more closes the connection with 4501.
    pub bad_frames: usize,
    /// The span in which `bad_frames` are counted.
    pub bad_frames_window: Duration,
    /// How long a client may take to answer a Close frame.
    pub close_timeout: Duration,
    /// How long a client may take to send the head of an HTTP request.
    pub request_head_timeout: Duration,
    /// The time over which connections are closed on shutdown; all of them have ended when it is over.
    pub drain_window: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            shards: available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            max_connections: 10_000,
            max_subscriptions: 128,
            max_message_bytes: 16 * 1024,
            update_interval: Duration::from_secs(1),
            queue_frames: 1024,
            queue_bytes: 1024 * 1024,
            backlog_bytes: 256 * 1024 * 1024,
            ping_interval: Duration::from_secs(25),
            pong_timeout: Duration::from_secs(10),
            bad_frames: 20,
            bad_frames_window: Duration::from_secs(10),
            close_timeout: Duration::from_secs(1),
            request_head_timeout: Duration::from_secs(5),
            drain_window: Duration::from_secs(5),
        }
    }
}

/// The connection has as many streams as it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this connection has {max} subscriptions, as many as it may have")]
pub struct SubscriptionLimit {
    /// How many it may have.
    pub max: usize,
}
