//! A shard: connections that one thread looks after.
//!
//! [`index`] is who follows what, [`outgoing`] the order of bytes to one client, [`hub`] the state of it all; [`subscriptions`] opens and
//! ends streams, [`fanout`] sends what was published, [`pace`] says how often, [`heartbeat`] finds silent clients.
//!
//! A connection's task comes to the hub with what its client asks; whoever publishes leaves it in the shard's mailbox.

mod fanout;
mod heartbeat;
pub(crate) mod hub;
mod index;
pub(crate) mod outgoing;
mod pace;
mod subscriptions;

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{io, process, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;
use tokio::task::{unconstrained, yield_now};
use tokio::time::{Instant, sleep_until};
use tokio::{pin, select};

use super::close::{CloseCode, End};
use super::counters::Counts;
use super::frame::Frame;
use super::limits::Limits;
use super::mailbox::Post;
use heartbeat::Step;
use hub::{Hub, State};

/// One of the shards of an engine. It ends when this is dropped.
pub(crate) struct Shard {
    pub(crate) hub: Arc<Hub>,
    /// The runtime of its connections.
    pub(crate) runtime: Handle,
    /// The connections that have been placed on it.
    placed: AtomicUsize,
    _running: watch::Sender<()>,
}

/// A connection's place on a shard.
pub(crate) struct Place(Arc<Shard>);

/// Ends the process where a shard panics: its connections would be neither served nor closed.
struct Watch;

/// What a shard has to do next.
enum Next {
    More,
    At(Instant),
    Nothing,
}

impl Shard {
    /// A shard with a thread of its own.
    ///
    /// # Errors
    /// Where the system has no thread or no file descriptor left.
    pub(crate) fn start(number: usize, limits: &Limits, counts: Arc<Counts>) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let hub = Arc::new(Hub::new(limits, counts));
        let (running, ended) = watch::channel(());
        let served = Arc::clone(&hub);
        thread::Builder::new().name(format!("barwire-shard-{number}")).spawn(move || {
            let _watch = Watch;
            runtime.block_on(unconstrained(run(served, ended)));
        })?;
        Ok(Self { hub, runtime: handle, placed: AtomicUsize::new(0), _running: running })
    }

    /// A shard on the runtime of the caller.
    pub(crate) fn local(limits: &Limits, counts: Arc<Counts>) -> Self {
        let hub = Arc::new(Hub::new(limits, counts));
        let (running, ended) = watch::channel(());
        // A fan-out is one poll of many writes: with a budget, the 129th would look like a client that does not read.
        tokio::spawn(unconstrained(run(Arc::clone(&hub), ended)));
        Self { hub, runtime: Handle::current(), placed: AtomicUsize::new(0), _running: running }
    }
}

impl Place {
    /// A place on the shard with the fewest connections. There is at least one shard.
    pub(crate) fn on(shards: &[Arc<Shard>]) -> Self {
        let placed = |shard: &Arc<Shard>| shard.placed.load(Ordering::Relaxed);
        let least = shards
            .iter()
            .fold(&shards[0], |least, shard| if placed(shard) < placed(least) { shard } else { least });
        least.placed.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(least))
    }
}

impl Deref for Place {
    type Target = Shard;

    fn deref(&self) -> &Shard {
        &self.0
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.placed.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if thread::panicking() {
            tracing::error!("a shard has failed, which is a fault of the engine; the process ends");
            process::abort();
        }
    }
}

/// Sends what is posted, and keeps time, until the shard is dropped.
async fn run(hub: Arc<Hub>, mut ended: watch::Receiver<()>) {
    let mut posts = Vec::new();
    let timer = sleep_until(Instant::now());
    pin!(timer);
    let work = async {
        loop {
            match hub.work(&mut posts) {
                Next::More => yield_now().await,
                Next::At(due) => {
                    // A timer that is set costs a system call, and most of the time it is set already.
                    if timer.deadline() != due || timer.is_elapsed() {
                        timer.as_mut().reset(due);
                    }
                    select! {
                        () = hub.mailbox.woken() => {}
                        () = &mut timer => {}
                    }
                }
                Next::Nothing => hub.mailbox.woken().await,
            }
        }
    };
    select! {
        () = work => {}
        // Nothing is ever sent: it ends when the sender does.
        _ = ended.changed() => {}
    }
}

impl Hub {
    /// Sends all that has been posted, whatever the shard's own task is at.
    pub(crate) fn catch_up(&self) {
        self.with(|state| {
            while state.continue_flush() {}
            let mut posts = Vec::new();
            self.mailbox.take(&mut posts);
            state.begin_flush(&mut posts, Instant::now());
            while state.continue_flush() {}
        });
    }

    fn work(&self, posts: &mut Vec<Post>) -> Next {
        self.with(|state| {
            if state.has_flushed() {
                let now = Instant::now();
                state.beat(now);
                self.mailbox.take(posts);
                state.begin_flush(posts, now);
            }
            if state.continue_flush() {
                return Next::More;
            }
            state.next_due().map_or(Next::Nothing, Next::At)
        })
    }
}

impl State {
    fn next_due(&self) -> Option<Instant> {
        let update = self.due.front().map(|due| self.pace.instant(due.at));
        update.into_iter().chain(self.heartbeat.due()).min()
    }

    /// Pings clients, and gives those up that have not answered.
    fn beat(&mut self, now: Instant) {
        while let Some((beat, in_time)) = self.heartbeat.next(now) {
            let slot = beat.connection;
            let connection = self.connections.get_mut(slot as usize);
            let Some(connection) = connection.filter(|connection| connection.id == beat.id) else { continue };
            match beat.step {
                Step::Ping => {
                    connection.heard = false;
                    connection.outgoing.take_moved();
                    self.send_unasked(slot, Frame::ping());
                    self.heartbeat.pinged(beat, now);
                }
                // The ping may have to wait behind what the client is still reading.
                Step::Answer
                    if connection.heard || connection.is_deaf() || connection.outgoing.take_moved() =>
                {
                    self.heartbeat.answered(beat, now);
                }
                Step::Answer if in_time => self.end(slot, End::Close(CloseCode::NoPong)),
                Step::Answer => self.heartbeat.pinged(beat, now),
            }
        }
    }
}

#[cfg(test)]
mod tests;
