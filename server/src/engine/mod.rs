//! Serves any declared protocol over a WebSocket. It knows no market and no bar.
//!
//! ```no_run
//! use barwire_server::engine::{Engine, Limits};
//!
//! # async fn serve_it<S: barwire_schema::Service<Session = barwire_server::engine::Session>>(service: S) -> std::io::Result<()> {
//! let engine = Engine::new(Limits::default())?;
//! let app = engine.route(service);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
//! barwire_server::serve(listener, app, &engine, std::future::pending()).await;
//! # Ok(())
//! # }
//! ```
//!
//! `service` is what `into_service` of a protocol's trait returns, for an implementation whose `Session` is [`Session`]. Its streams
//! are [`Topic`]s: a handler opens one on the session, whoever has news publishes on it, several together in a [`Batch`].
//!
//! From the socket inwards: `upgrade` makes a WebSocket of an HTTP request and places it on a `shard`, `connection` runs it over a
//! `socket`, `requests` answers its frames. From the news outwards: a `topic` leaves a `frame` in the `mailbox` of each shard that follows
//! it, and the shard writes it to all who get it.

mod close;
mod connection;
mod counters;
mod event;
mod frame;
mod limits;
mod mailbox;
mod requests;
mod session;
mod shard;
mod socket;
mod toolkit;
mod topic;
mod upgrade;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use barwire_schema::{Protocol, Service};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use close::{CloseCode, End};
use counters::Counts;
use shard::hub::{Hub, Key, State};
use shard::outgoing::Amount;
use shard::{Place, Shard};
use socket::Socket;

pub use counters::Counters;
pub use event::EventFrame;
pub use limits::{Limits, SubscriptionLimit};
pub use mailbox::{Delivery, Failure};
pub use session::Session;
pub use topic::{Batch, Opened, Topic};

/// A time that no shutdown takes: clocks do not reach much further.
const LONGEST_DRAIN: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Runs the connections of one or more protocols. A clone is the same engine.
///
/// Connections are placed on shards, a thread each: what a client asks is handled there, so a handler must not block. The threads end
/// with the last clone and the last connection.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    limits: Limits,
    draining: AtomicBool,
    shards: Vec<Arc<Shard>>,
    counts: Arc<Counts>,
    /// The last connection has ended.
    emptied: Notify,
}

impl Engine {
    /// An engine without connections, with a thread for each of its [shards](Limits::shards).
    ///
    /// # Errors
    /// Where the system has no thread or no file descriptor left.
    pub fn new(limits: Limits) -> io::Result<Self> {
        let counts = Arc::new(Counts::default());
        let start = |number| Shard::start(number, &limits, Arc::clone(&counts)).map(Arc::new);
        let shards = (0..limits.shards.get()).map(start).collect::<io::Result<_>>()?;
        Ok(Self::with(limits, counts, shards))
    }

    /// An engine with one shard, which runs on the runtime of the caller. To be called in a tokio runtime.
    ///
    /// It is for runtimes that bring their own network or their own time, as tests do.
    #[must_use]
    pub fn local(limits: Limits) -> Self {
        let counts = Arc::new(Counts::default());
        let shards = vec![Arc::new(Shard::local(&limits, Arc::clone(&counts)))];
        Self::with(limits, counts, shards)
    }

    fn with(limits: Limits, counts: Arc<Counts>, shards: Vec<Arc<Shard>>) -> Self {
        let (draining, emptied) = (AtomicBool::new(false), Notify::new());
        Self { shared: Arc::new(Shared { limits, draining, shards, counts, emptied }) }
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

    /// Runs a WebSocket whose handshake is done on the runtime of the caller, to its end. [`route`](Self::route) does this on a shard of
    /// its choice.
    pub async fn serve<S, T>(&self, service: &S, transport: T)
    where
        S: Service<Session = Session>,
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (reader, writer) = tokio::io::split(transport);
        let mut socket = Socket::new(reader, Vec::new(), self.limits());
        self.run(Place::on(&self.shared.shards), service, &mut socket, writer).await;
    }

    async fn run<S, R, W>(&self, place: Place, service: &S, socket: &mut Socket<R>, writer: W)
    where
        S: Service<Session = Session>,
        R: AsyncRead + Send + Unpin,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        match self.register(place, service.protocol(), writer) {
            Ok(registration) => connection::run(&registration, service, socket).await,
            Err((code, writer)) => {
                // On the heap: those who are taken in should not keep the room for it.
                Box::pin(connection::refuse(socket, writer, code, self.limits().close_timeout)).await;
            }
        }
    }

    /// Sends an event to every client of `protocol`.
    pub fn broadcast(&self, protocol: &'static Protocol, event: &EventFrame) {
        for shard in &self.shared.shards {
            shard.hub.with(|state| {
                for key in state.keys(Some(protocol)) {
                    state.send_unasked(key.slot, event.frame());
                }
            });
        }
    }

    /// Open connections.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.counts.connections.load(Ordering::Acquire)
    }

    /// Open streams of all connections.
    #[must_use]
    pub fn subscriptions(&self) -> usize {
        self.shared.counts.subscriptions.load(Ordering::Relaxed)
    }

    /// Tasks of the connections.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.shared.shards.iter().map(|shard| shard.runtime.metrics().num_alive_tasks()).sum()
    }

    /// What there is to do now, and what has been done: a balance, for which all shards stand still. It takes as long as there are
    /// connections.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let Shared { shards, counts, .. } = &*self.shared;
        Self::hold(shards, Amount::default(), |waiting| counts.read(waiting))
    }

    /// Reads while no shard moves.
    fn hold(shards: &[Arc<Shard>], waiting: Amount, read: impl FnOnce(Amount) -> Counters) -> Counters {
        match shards {
            [] => read(waiting),
            [shard, others @ ..] => shard.hub.with(|state| {
                let mut waiting = waiting;
                waiting.add(state.waiting());
                Self::hold(others, waiting, read)
            }),
        }
    }

    /// Whether [`drain`](Self::drain) has begun.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.shared.draining.load(Ordering::Acquire)
    }

    /// Ends every connection, and refuses new ones from now on. Returns when all have ended.
    ///
    /// The closes (1012) are spread over the window, less the time that the last one may take. What has not ended when the window is over
    /// is dropped.
    pub async fn drain(&self, window: Duration) {
        let window = window.min(LONGEST_DRAIN);
        let begin = Instant::now();
        self.shared.draining.store(true, Ordering::Release);
        let connections = self.keys();
        let count = u32::try_from(connections.len()).unwrap_or(u32::MAX);
        let step = window.saturating_sub(self.shared.limits.close_timeout) / count.max(1);
        let mut due = begin;
        for (shard, key) in connections {
            sleep_until(due).await;
            // What was published before the close is sent before it.
            shard.hub.catch_up();
            shard.hub.at(key, |state, slot| state.end(slot, End::Close(CloseCode::Restart)));
            due += step;
        }
        let _in_time = timeout_at(begin + window, self.emptied()).await;
        for (shard, key) in self.keys() {
            shard.hub.at(key, |state, slot| state.end(slot, End::Lost));
        }
        // What is left now is dropped as soon as its task runs.
        let _in_time = timeout(self.shared.limits.close_timeout, self.emptied()).await;
    }

    fn keys(&self) -> Vec<(Arc<Shard>, Key)> {
        let of_shard = |shard: &Arc<Shard>| {
            let keys = shard.hub.with(|state| state.keys(None));
            keys.into_iter().map(|key| (Arc::clone(shard), key)).collect::<Vec<_>>()
        };
        self.shared.shards.iter().flat_map(of_shard).collect()
    }

    async fn emptied(&self) {
        loop {
            let emptied = self.shared.emptied.notified();
            if self.connections() == 0 {
                return;
            }
            emptied.await;
        }
    }

    /// Takes in a connection, or says why not.
    fn register<W>(
        &self,
        place: Place,
        protocol: &'static Protocol,
        writer: W,
    ) -> Result<Registration, (CloseCode, W)>
    where
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let Shared { limits, counts, .. } = &*self.shared;
        let full = |connections| connections >= limits.max_connections;
        let one_more = |connections| Some(connections + 1).filter(|_| !full(connections));
        let counted = counts.connections.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more);
        if counted.is_err() || counts.backlog_bytes.load(Ordering::Relaxed) >= limits.backlog_bytes {
            if counted.is_ok() {
                self.uncount();
            }
            return Err((CloseCode::OverCapacity, writer));
        }
        let registered = place.hub.with(|state| {
            // Under the lock: what is registered before a drain takes its list is in that list.
            if self.is_draining() {
                return Err(writer);
            }
            Ok(state.register(protocol, Box::pin(writer)))
        });
        match registered {
            Ok(key) => Ok(Registration { engine: self.clone(), place, key }),
            Err(writer) => {
                self.uncount();
                Err((CloseCode::Restart, writer))
            }
        }
    }

    fn uncount(&self) {
        if self.shared.counts.connections.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.shared.emptied.notify_waiters();
        }
    }
}

/// The presence of a connection. It ends when this is dropped.
struct Registration {
    engine: Engine,
    place: Place,
    key: Key,
}

impl Registration {
    fn hub(&self) -> &Arc<Hub> {
        &self.place.hub
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.hub().at(self.key, State::remove);
        self.engine.uncount();
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("counters", &self.counters()).finish_non_exhaustive()
    }
}
