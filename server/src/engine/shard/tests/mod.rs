//! The hub as a whole, against a model: whatever is published, asked and read in whatever order, everyone gets what was promised.
//!
//! There are no threads: the test does what a shard's thread does when that would run, and what a connection's task does when that has
//! been woken. A wake-up that is missing shows as something that is not sent.

mod beats;
mod cases;
mod model;
pub(super) mod pipe;
mod world;

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use tokio::runtime::Builder;

use super::super::limits::Limits;
use super::super::mailbox::{Delivery, Failure};
use model::BOARDS;
use pipe::FRAME;
use world::World;

/// Connections at a time.
const CLIENTS: usize = 6;

/// Something that happens.
#[derive(Debug, Clone)]
enum Event {
    Publish(Vec<(usize, Delivery)>),
    Forget(usize),
    Fail(usize, Failure),
    Register(Newcomer),
    /// A client is chosen among those that are there.
    Of(usize, Deed),
    Work,
    Advance(Duration),
}

/// A connection, the bytes that its client takes without reading, and what it follows.
#[derive(Debug, Clone)]
struct Newcomer {
    room: usize,
    boards: Vec<usize>,
}

/// What a client does, or a handler for it.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Open(usize),
    Close(usize),
    /// The request under way sends so many updates of a board that were missed.
    MakeUp(usize, usize),
    /// The handler waits for room.
    Room,
    /// The request under way is answered, or one that has done nothing.
    Answer {
        refused: bool,
    },
    Send,
    Read(usize),
    /// The server closes the connection.
    End,
    Tear,
    Remove,
    Attend,
}

fn any_event() -> impl Strategy<Value = Event> {
    let board = || 0..BOARDS;
    let delivery = prop_oneof![2 => Just(Delivery::Latest), 1 => Just(Delivery::Each)];
    // A failure that ends a stream ends much of what may happen.
    let failure = prop_oneof![3 => Just(Failure::Passing), 1 => Just(Failure::Final)];
    let times = prop::sample::select(&[1, 60, 400, 990, 1300][..]);
    prop_oneof![
        12 => vec((board(), delivery), 1..5).prop_map(Event::Publish),
        1 => board().prop_map(Event::Forget),
        1 => (board(), failure).prop_map(|(board, failure)| Event::Fail(board, failure)),
        2 => any_newcomer().prop_map(Event::Register),
        30 => (0..CLIENTS, any_deed()).prop_map(|(client, deed)| Event::Of(client, deed)),
        15 => Just(Event::Work),
        3 => times.prop_map(|millis| Event::Advance(Duration::from_millis(millis))),
    ]
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let board = || 0..BOARDS;
    let read = prop_oneof![2 => (1..=4_usize).prop_map(|frames| frames * FRAME), 3 => 1..200_usize];
    prop_oneof![
        30 => board().prop_map(Deed::Open),
        10 => board().prop_map(Deed::Close),
        15 => (board(), 0..12_usize).prop_map(|(board, count)| Deed::MakeUp(board, count)),
        5 => Just(Deed::Room),
        30 => prop::bool::weighted(0.2).prop_map(|refused| Deed::Answer { refused }),
        5 => Just(Deed::Send),
        30 => read.prop_map(Deed::Read),
        30 => Just(Deed::Attend),
        1 => Just(Deed::End),
        1 => Just(Deed::Tear),
        1 => Just(Deed::Remove),
    ]
}

fn any_newcomer() -> impl Strategy<Value = Newcomer> {
    let room =
        prop_oneof![Just(usize::MAX / 2), 0..500_usize, (0..8_usize).prop_map(|frames| frames * FRAME),];
    (room, vec(0..BOARDS, 0..4)).prop_map(|(room, boards)| Newcomer { room, boards })
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let interval = prop_oneof![Just(Duration::ZERO), Just(Duration::from_secs(1))];
    let frames = prop_oneof![6..12_usize, Just(100)];
    let bytes = prop_oneof![1 => 300..700_usize, 3 => Just(10_000)];
    let backlog = prop_oneof![1 => 1_000..3_000_usize, 3 => Just(1_000_000)];
    (interval, frames, bytes, backlog, 2..=BOARDS).prop_map(
        |(interval, frames, bytes, backlog, subscriptions)| Limits {
            update_interval: interval,
            queue_frames: frames,
            queue_bytes: bytes,
            backlog_bytes: backlog,
            max_subscriptions: subscriptions,
            ping_interval: Duration::from_secs(86_400),
            ..Limits::default()
        },
    )
}

/// Cases: more where `BARWIRE_TRIALS` says so.
fn trials() -> u32 {
    std::env::var("BARWIRE_TRIALS").ok().and_then(|count| count.parse().ok()).unwrap_or(512)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: trials(),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn everyone_gets_what_was_promised(
        limits in any_limits(),
        newcomers in vec(any_newcomer(), 1..=CLIENTS),
        events in vec(any_event(), 0..120),
    ) {
        play(&limits, newcomers, events);
    }
}

/// Lets it all happen, and checks it.
fn play(limits: &Limits, newcomers: Vec<Newcomer>, events: Vec<Event>) {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut world = World::new(limits);
        for event in newcomers.into_iter().map(Event::Register).chain(events) {
            world.happen(event).await;
            world.check();
        }
        world.settle().await;
        world.check_all();
    });
}
