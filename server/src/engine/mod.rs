//! Serves any declared protocol over a WebSocket. It knows no market and no bar.
//!
//! ```no_run
//! use barwire_server::engine::{Engine, Limits};
//!
//! # async fn serve_it<S: barwire_schema::Service<Session = barwire_server::engine::Session>>(service: S) -> std::io::Result<()> {
//! let engine = Engine::new(Limits::default());
//! let app = engine.route(service);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
//! barwire_server::serve(listener, app, &engine, std::future::pending()).await;
//! # Ok(())
//! # }
//! ```
//!
//! `service` is what `into_service` of a protocol's trait returns, for an implementation whose `Session` is [`Session`]. Its streams
//! are [`Topic`]s: a handler opens one on the session, whoever has news publishes on it.
//!
//! From the socket inwards: `upgrade` makes a WebSocket of an HTTP request, `connection` runs it, `requests` answers its frames,
//! `outbox` holds what waits for it, `topic` shares updates among outboxes.

mod close;
mod connection;
mod event;
mod gauge;
mod heartbeat;
mod limits;
mod outbox;
mod requests;
mod session;
mod toolkit;
mod topic;
mod upgrade;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use barwire_schema::{Protocol, Service};
use parking_lot::Mutex;
use slab::Slab;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use close::CloseCode;
use gauge::Gauge;
use outbox::Outbox;

pub use event::EventFrame;
pub use limits::{Limits, SubscriptionLimit};
pub use outbox::{Delivery, Failure};
pub use session::Session;
pub use topic::{Opened, Topic};

/// Runs the connections of one or more protocols. A clone is the same engine.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    limits: Limits,
    stage: watch::Sender<Stage>,
    connections: Mutex<Slab<Connected>>,
    /// The last connection has ended.
    emptied: Notify,
    subscriptions: Gauge,
}

/// A connection from outside.
struct Connected {
    protocol: &'static Protocol,
    outbox: Arc<Outbox>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Serving,
    Draining,
    /// Connections that are still there are dropped.
    Stopped,
}

/// What an engine has to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// Open connections.
    pub connections: usize,
    /// Open streams of all connections.
    pub subscriptions: usize,
}

impl Engine {
    /// An engine without connections.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            shared: Arc::new(Shared {
                limits,
                stage: watch::Sender::new(Stage::Serving),
                connections: Mutex::new(Slab::new()),
                emptied: Notify::new(),
                subscriptions: Gauge::default(),
            }),
        }
    }

    /// The settings.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// The route of one socket, at the address of the service's protocol. Merge the routes of several services to serve them side by side.
    pub fn route<S: Service<Session = Session>>(&self, service: S) -> Router {
        let address = service.protocol().address;
        let (engine, service) = (self.clone(), Arc::new(service));
        Router::new().route(
            address,
            get(move |request| {
                let (engine, service) = (engine.clone(), Arc::clone(&service));
                async move { upgrade::upgrade(engine, service, request) }
            }),
        )
    }

    /// Sends an event to every client of `protocol`.
    pub fn broadcast(&self, protocol: &'static Protocol, event: &EventFrame) {
        for (_, connected) in &*self.shared.connections.lock() {
            if std::ptr::eq(connected.protocol, protocol) {
                connected.outbox.push(event.text());
            }
        }
    }

    /// What there is to do now.
    #[must_use]
    pub fn counters(&self) -> Counters {
        Counters {
            connections: self.shared.connections.lock().len(),
            subscriptions: self.shared.subscriptions.get(),
        }
    }

    /// Whether [`drain`](Self::drain) has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        *self.shared.stage.borrow() != Stage::Serving
    }

    /// Ends every connection, and refuses new ones from now on. Returns when all have ended.
    ///
    /// The closes (1012) are spread over the window, less the time that the last one may take. What has not ended when the window is over
    /// is dropped.
    pub async fn drain(&self, window: Duration) {
        let begin = Instant::now();
        self.shared.stage.send_replace(Stage::Draining);
        let outboxes: Vec<_> = self
            .shared
            .connections
            .lock()
            .iter()
            .map(|(_, connected)| Arc::clone(&connected.outbox))
            .collect();
        let count = u32::try_from(outboxes.len()).unwrap_or(u32::MAX);
        let step = window.saturating_sub(self.shared.limits.close_timeout) / count.max(1);
        let mut due = begin;
        for outbox in outboxes {
            sleep_until(due).await;
            outbox.close(CloseCode::Restart);
            due += step;
        }
        let _in_time = timeout_at(begin + window, self.emptied()).await;
        self.shared.stage.send_replace(Stage::Stopped);
        // What is left now is dropped as soon as its task runs.
        let _in_time = timeout(self.shared.limits.close_timeout, self.emptied()).await;
    }

    async fn emptied(&self) {
        loop {
            let emptied = self.shared.emptied.notified();
            if self.shared.connections.lock().is_empty() {
                return;
            }
            emptied.await;
        }
    }

    /// Waits until connections are to be dropped.
    async fn stopped(&self) {
        let mut stage = self.shared.stage.subscribe();
        // The sender lives as long as the engine, so there is no error.
        let _ended = stage.wait_for(|stage| *stage == Stage::Stopped).await;
    }

    /// Takes in a connection, or says why not.
    fn register(&self, protocol: &'static Protocol) -> Result<Registration, CloseCode> {
        let mut connections = self.shared.connections.lock();
        // Under the lock: what is registered before a drain takes its list is in that list.
        if self.is_draining() {
            return Err(CloseCode::Restart);
        }
        if connections.len() >= self.shared.limits.max_connections {
            return Err(CloseCode::OverCapacity);
        }
        let outbox = Arc::new(Outbox::new(&self.shared.limits));
        let key = connections.insert(Connected { protocol, outbox: Arc::clone(&outbox) });
        drop(connections);
        Ok(Registration { engine: self.clone(), key, outbox })
    }
}

/// The presence of a connection. It ends when this is dropped.
struct Registration {
    engine: Engine,
    key: usize,
    outbox: Arc<Outbox>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut connections = self.engine.shared.connections.lock();
        connections.remove(self.key);
        let empty = connections.is_empty();
        drop(connections);
        if empty {
            self.engine.shared.emptied.notify_waiters();
        }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("counters", &self.counters()).finish_non_exhaustive()
    }
}
