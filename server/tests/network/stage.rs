//! One engine and its clients on a simulated network, all of it from one seed.
//!
//! What the network does to a TCP stream: `turmoil::hold` keeps segments until `turmoil::release`, which is what TCP makes of an outage,
//! for it sends again what was not acknowledged. `turmoil::partition` drops segments for good and nothing sends them again: the
//! stream is dead even after `turmoil::repair`, as it is where a peer has lost its power. So outages are held, and only a client
//! that never comes back is partitioned.

use std::cell::{Cell, RefCell};
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{env, io};

use barwire_schema::Service;
use barwire_server::engine::{Batch, Counters, Delivery, Engine, Limits, Session};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use tokio::select;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use turmoil::net::{TcpListener, TcpStream};

use crate::client::{self, End, Habit, Recording, Visit};
use crate::support::dice::{Dice, OnPanic};
use crate::support::notes::{Notes, NotesProtocol, note};

pub(crate) const BOARDS: [&str; 3] = ["a", "b", "c"];
/// One number in so many must arrive.
pub(crate) const EACH: u64 = 5;
/// The number of the last note on each board. It is one that a newer one may replace.
pub(crate) const LAST: u64 = 401;

pub(crate) const SERVER: &str = "server";
pub(crate) const PORT: u16 = 80;
/// The time of a simulated network moves by so much, and so does what it delivers.
pub(crate) const TICK: Duration = Duration::from_millis(10);
/// How long a segment is under way at most.
pub(crate) const LATENCY: Duration = Duration::from_millis(60);

/// A server and what happens to it.
pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) dice: Dice,
    notes: Notes,
    recording: Rc<RefCell<Recording>>,
    /// The number of the last note.
    written: Cell<u64>,
}

impl Stage {
    /// Publishes all notes, over some seconds.
    pub(crate) async fn publish(&self) {
        let mut dice = self.dice.clone();
        while self.written.get() < LAST {
            self.write(self.written.get() + 1);
            let pause = dice.below(40);
            // Now and then without one, and always before the last: it is the newest state behind a note that must arrive.
            if pause > 3 && self.written.get() + 1 < LAST {
                sleep(Duration::from_millis(pause)).await;
            }
        }
    }

    /// Publishes one more note that must arrive.
    pub(crate) fn last_word(&self) -> u64 {
        let number = (self.written.get() + 1).next_multiple_of(EACH);
        self.write(number);
        number
    }

    fn write(&self, number: u64) {
        let delivery = if number.is_multiple_of(EACH) { Delivery::Each } else { Delivery::Latest };
        let mut batch = Batch::new();
        for board in BOARDS {
            batch.publish(&self.notes.board(board), note(board, number), delivery);
        }
        self.written.set(number);
    }

    pub(crate) fn counters(&self) -> Counters {
        self.engine.counters()
    }

    /// Waits until the counters are as wanted: how long that took.
    pub(crate) async fn until(&self, patience: Duration, wanted: impl Fn(&Counters) -> bool) -> Duration {
        let begin = Instant::now();
        while !wanted(&self.counters()) {
            assert!(begin.elapsed() < patience, "still {:?}", self.counters());
            sleep(TICK).await;
        }
        begin.elapsed()
    }

    /// Waits until every client has had all.
    pub(crate) async fn all_done(&self) {
        let is_done = |visits: &Vec<Visit>| visits.last().is_some_and(|visit| visit.end == Some(End::Done));
        while !self.recording.borrow().iter().all(is_done) {
            sleep(TICK).await;
        }
    }
}

pub(crate) fn name(client: usize) -> String {
    format!("client-{client}")
}

pub(crate) fn hold(client: usize) {
    turmoil::hold(SERVER, name(client));
}

pub(crate) fn release(client: usize) {
    turmoil::release(SERVER, name(client));
}

/// Cuts a client off for good: all of it, or one direction.
pub(crate) fn cut(client: usize, to_client: bool, to_server: bool) {
    if to_client {
        turmoil::partition_oneway(SERVER, name(client));
    }
    if to_server {
        turmoil::partition_oneway(name(client), SERVER);
    }
}

/// Plays a scene for each seed. `BARWIRE_SEEDS` is how many, or which: `1000` or `17..18`.
pub(crate) fn seeds(scene: impl Fn(u64, Dice)) {
    let wanted = env::var("BARWIRE_SEEDS").unwrap_or_else(|_| "50".to_owned());
    let (from, to) = wanted.split_once("..").unwrap_or(("0", &wanted));
    for seed in from.parse().unwrap()..to.parse().unwrap() {
        let shown = OnPanic { variable: "BARWIRE_SEEDS", seed };
        scene(seed, Dice::of(seed));
        drop(shown);
    }
}

/// Plays one scene, which ends when `direct` has returned and no client is left. Returns what the clients saw.
pub(crate) fn play<D>(seed: u64, limits: &Limits, habits: &[Habit], direct: D) -> Recording
where
    D: AsyncFnOnce(&mut Stage) + 'static,
{
    let mut sim = network(seed);
    let recording = Rc::new(RefCell::new(vec![Vec::new(); habits.len()]));
    sim.client(SERVER, serve(Dice::of(seed), limits.clone(), Rc::clone(&recording), direct));
    for (number, habit) in habits.iter().enumerate() {
        let (habit, recording) = (habit.clone(), Rc::clone(&recording));
        sim.host(name(number), move || client::run(number, habit.clone(), Rc::clone(&recording)));
    }
    sim.run().unwrap();
    drop(sim);
    recording.take()
}

/// A network without hosts.
pub(crate) fn network<'a>(seed: u64) -> turmoil::Sim<'a> {
    turmoil::Builder::new()
        .rng_seed(seed)
        .tick_duration(TICK)
        .simulation_duration(Duration::from_secs(300))
        .min_message_latency(Duration::from_millis(1))
        .max_message_latency(LATENCY)
        // So many segments wait for a client before a write to it waits.
        .tcp_capacity(16)
        .build()
}

async fn serve<D>(
    mut dice: Dice,
    limits: Limits,
    recording: Rc<RefCell<Recording>>,
    direct: D,
) -> turmoil::Result
where
    D: AsyncFnOnce(&mut Stage),
{
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let (engine, notes) = (Engine::local(limits), Notes::new(None));
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?;
    let service = Arc::new(notes.clone().into_service());
    let accepting = tokio::spawn(accept(listener, engine.clone(), service, dice.split()));
    let mut stage = Stage { engine, dice, notes, recording, written: Cell::new(0) };
    direct(&mut stage).await;
    stage.until(Duration::from_secs(60), |counters| counters.connections == 0).await;
    let Counters { subscriptions, each_lost, backlog_frames, backlog_bytes, .. } = stage.counters();
    assert_eq!((subscriptions, each_lost, backlog_frames, backlog_bytes), (0, 0, 0, 0));
    // The tasks of connections end by themselves, the engine's when it is dropped.
    sleep(TICK).await;
    assert_eq!(tasks(), before + 2);
    assert!(!accepting.is_finished(), "a connection has panicked");
    accepting.abort();
    drop(accepting.await);
    drop(stage);
    sleep(TICK).await;
    assert_eq!(tasks(), before);
    Ok(())
}

/// Serves all who come.
pub(crate) async fn accept<S>(listener: TcpListener, engine: Engine, service: Arc<S>, mut dice: Dice)
where
    S: Service<Session = Session> + Send + Sync + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        select! {
            biased;
            Some(ended) = connections.join_next() => ended.unwrap(),
            accepted = listener.accept() => {
                let (engine, service) = (engine.clone(), Arc::clone(&service));
                let narrow = Narrow { tcp: accepted.unwrap().0, dice: dice.split() };
                connections.spawn(async move { engine.serve(&*service, narrow).await });
            }
        }
    }
}

/// A transport that takes a part of what is written, as one does whose buffer fills.
struct Narrow {
    tcp: TcpStream,
    dice: Dice,
}

impl AsyncRead for Narrow {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Narrow {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let Self { tcp, dice } = self.get_mut();
        let taken = buffer.len().min(1 + dice.below(300) as usize);
        Pin::new(tcp).poll_write(context, &buffer[..taken])
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(context)
    }
}
