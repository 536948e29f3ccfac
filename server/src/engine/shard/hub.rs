//! The state of one shard: its connections, who follows what, and what waits for whom.
//!
//! A shard follows topics for its connections: what it has seen last of a topic is what a new member begins with, and all that comes
//! after it follows. So a member misses nothing and gets nothing twice, whenever it comes.
//!
//! The lock is for a short time each: of the shard's own thread, nearly always. Locks are taken in one order: the hub's, then a topic's,
//! then a mailbox's.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::{io, mem};

use barwire_schema::Protocol;
use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use slab::Slab;
use tokio::time::Instant;

use super::super::close::{CloseCode, End};
use super::super::counters::{Counts, Tally};
use super::super::frame::Frame;
use super::super::limits::Limits;
use super::super::mailbox::Mailbox;
use super::fanout::{Flush, Links};
use super::heartbeat::Heartbeat;
use super::index::Index;
use super::outgoing::{Amount, Frames, Outgoing, Writer};
use super::pace::{Due, Pace};
use super::subscriptions::{Held, Subscription, TopicView};

/// Bytes of replies that do not wait for more of them.
const WRITTEN_AT_ONCE: usize = 16 * 1024;

/// The state of one shard, and its mailbox.
pub(crate) struct Hub {
    pub(crate) mailbox: Arc<Mailbox>,
    state: Mutex<State>,
}

/// A connection of a hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) slot: u32,
    id: u64,
}

pub(crate) struct State {
    pub(super) limits: Limits,
    pub(super) counts: Arc<Counts>,
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) connections: Slab<Connection>,
    next_id: u64,
    pub(super) index: Index<TopicView, Subscription>,
    /// The slot of a topic, by the address of its source.
    pub(super) topics: FxHashMap<usize, u32>,
    pub(super) generation: u32,
    pub(super) flush: Flush,
    pub(super) pace: Pace,
    /// The members that have had a state within the interval, by when they may have the next.
    pub(super) due: VecDeque<Due>,
    pub(super) heartbeat: Heartbeat,
    pub(super) tally: Tally,
    /// The bytes of all queues, as far as they are counted in `counts`.
    pub(super) backlog: usize,
    backlog_counted: usize,
}

pub(crate) struct Connection {
    pub(super) id: u64,
    protocol: &'static Protocol,
    pub(super) outgoing: Outgoing,
    /// Wakes the connection's task.
    pub(super) waker: Waker,
    pub(super) held: Vec<Held>,
    /// What the current flush has for it.
    pub(super) links: Links,
    /// Whether subscriptions may have states pending that are to be sent once nothing waits.
    pub(super) behind: bool,
    /// No update is sent any more.
    pub(super) end: Option<End>,
    /// Whether a frame has come since the last ping.
    pub(super) heard: bool,
    /// Whether frames are not read because a handler is slow.
    pub(super) deaf: bool,
    /// Wakes the handler that waits for room.
    pub(super) room: Option<Waker>,
}

impl Hub {
    /// A hub without connections.
    pub(crate) fn new(limits: &Limits, counts: Arc<Counts>) -> Self {
        let mailbox = Arc::new(Mailbox::default());
        let state = State {
            limits: limits.clone(),
            counts,
            mailbox: Arc::clone(&mailbox),
            connections: Slab::new(),
            next_id: 0,
            index: Index::default(),
            topics: FxHashMap::default(),
            generation: 0,
            flush: Flush::default(),
            pace: Pace::new(limits.update_interval),
            due: VecDeque::new(),
            heartbeat: Heartbeat::new(limits),
            tally: Tally::default(),
            backlog: 0,
            backlog_counted: 0,
        };
        Self { mailbox, state: Mutex::new(state) }
    }

    /// Works on the state, and counts what that has done.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock();
        let result = work(&mut state);
        state.settle();
        result
    }

    /// Works on a connection; `None` where it has ended.
    pub(crate) fn at<R>(&self, key: Key, work: impl FnOnce(&mut State, u32) -> R) -> Option<R> {
        self.with(|state| state.has(key).then(|| work(state, key.slot)))
    }
}

impl State {
    fn has(&self, key: Key) -> bool {
        self.connections.get(key.slot as usize).is_some_and(|connection| connection.id == key.id)
    }

    fn settle(&mut self) {
        self.counts.add(&mem::take(&mut self.tally));
        if self.backlog != self.backlog_counted {
            // Wraps where it shrinks.
            let change = self.backlog.wrapping_sub(self.backlog_counted);
            self.counts.backlog_bytes.fetch_add(change, Ordering::Relaxed);
            self.backlog_counted = self.backlog;
        }
    }

    /// Takes in a connection.
    pub(crate) fn register(&mut self, protocol: &'static Protocol, writer: Writer) -> Key {
        self.next_id += 1;
        let id = self.next_id;
        let slot = self.connections.insert(Connection {
            id,
            protocol,
            outgoing: Outgoing::new(writer),
            waker: Waker::noop().clone(),
            held: Vec::new(),
            links: Links::default(),
            behind: false,
            end: None,
            heard: false,
            deaf: false,
            room: None,
        }) as u32;
        let first = self.heartbeat.due().is_none();
        self.heartbeat.begin(slot, id, Instant::now());
        if first {
            self.mailbox.wake();
        }
        Key { slot, id }
    }

    /// Forgets a connection, and all that waits for it.
    pub(crate) fn remove(&mut self, slot: u32) {
        self.leave_all(slot);
        let connection = self.connections.remove(slot as usize);
        let waiting = connection.waiting(&self.flush);
        self.tally.each_abandoned += waiting.frames.each;
        self.backlog -= connection.outgoing.waiting().bytes;
    }

    /// All connections of a protocol, or of any.
    pub(crate) fn keys(&self, protocol: Option<&'static Protocol>) -> Vec<Key> {
        let of_protocol = |connection: &Connection| {
            protocol.is_none_or(|protocol| std::ptr::eq(connection.protocol, protocol))
        };
        let chosen = self.connections.iter().filter(|(_, connection)| of_protocol(connection));
        chosen.map(|(slot, connection)| Key { slot: slot as u32, id: connection.id }).collect()
    }

    /// What waits for all connections.
    pub(crate) fn waiting(&self) -> Amount {
        let mut waiting = Amount::default();
        for (_, connection) in &self.connections {
            waiting.add(connection.waiting(&self.flush));
        }
        waiting
    }

    /// Looks after what a request has queued. It is written when the client asks nothing more, or when it is much.
    pub(super) fn queued(&mut self, slot: u32) {
        if self.connections[slot as usize].outgoing.waiting().bytes > WRITTEN_AT_ONCE {
            self.drain_now(slot);
        }
        self.limit(slot);
    }

    fn drain_now(&mut self, slot: u32) {
        let waker = self.connections[slot as usize].waker.clone();
        // An error is met again by the connection's task.
        let _drained = self.poll_drain(slot, &mut Context::from_waker(&waker));
    }

    /// Puts a frame behind all that was to be sent before. It is written when the connection's task runs.
    pub(crate) fn push(&mut self, slot: u32, frame: Frame, frames: Frames) {
        self.write_linked(slot);
        let connection = &mut self.connections[slot as usize];
        if connection.end.is_some() {
            self.tally.each_abandoned += frames.each;
            return;
        }
        self.backlog += frame.bytes().len();
        connection.outgoing.push(frame, frames);
    }

    /// Sends a frame in a connection's task, behind all that was to be sent before.
    pub(crate) fn send(&mut self, slot: u32, frame: Frame) {
        self.push(slot, frame, Frames::ONE);
        self.queued(slot);
    }

    /// Sends a frame from outside of a connection's task.
    pub(crate) fn send_unasked(&mut self, slot: u32, frame: Frame) {
        self.send(slot, frame);
        self.connections[slot as usize].waker.wake_by_ref();
    }

    /// Begins the end of a connection: nothing is sent behind `last` any more.
    pub(crate) fn begin_farewell(&mut self, slot: u32, end: End, last: Option<Frame>) {
        self.end(slot, end);
        if let Some(last) = last {
            self.backlog += last.bytes().len();
            self.connections[slot as usize].outgoing.push(last, Frames::default());
        }
    }

    /// Closes a connection for which more waits than may.
    pub(super) fn limit(&mut self, slot: u32) {
        if self.is_over(slot) {
            // It may be that nobody has tried to write it.
            self.write_linked(slot);
            self.drain_now(slot);
            if self.is_over(slot) {
                self.end(slot, End::Close(CloseCode::TooSlow));
            }
        }
    }

    fn is_over(&self, slot: u32) -> bool {
        let waiting = self.waiting_for(slot);
        let Limits { queue_frames, queue_bytes, backlog_bytes, .. } = self.limits;
        waiting.frames.all - waiting.frames.missed > queue_frames
            || waiting.bytes > queue_bytes
            || waiting.bytes > 0 && self.backlog_of_all() > backlog_bytes
    }

    /// Whether so many bytes more may wait for a connection that it could also do without. Of what may wait for all, half is left for what
    /// must: else those who come back would end those who read slowly.
    pub(super) fn has_room(&self, slot: u32, bytes: usize) -> bool {
        self.waiting_for(slot).bytes + bytes <= self.limits.queue_bytes
            && self.backlog_of_all() + bytes <= self.limits.backlog_bytes / 2
    }

    /// What waits for a connection.
    pub(super) fn waiting_for(&self, slot: u32) -> Amount {
        self.connections[slot as usize].waiting(&self.flush)
    }

    /// The bytes of the queues of all shards.
    fn backlog_of_all(&self) -> usize {
        let counted = self.counts.backlog_bytes.load(Ordering::Relaxed);
        counted.wrapping_add(self.backlog).wrapping_sub(self.backlog_counted)
    }

    /// Waits until half of what may wait for a connection does not.
    pub(crate) fn poll_room(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<()> {
        let connection = &mut self.connections[slot as usize];
        let Amount { frames, bytes } = connection.outgoing.waiting();
        let Limits { queue_frames, queue_bytes, .. } = self.limits;
        let has_room = bytes <= queue_bytes / 2 && frames.all - frames.missed <= queue_frames / 2;
        if connection.end.is_some() || has_room {
            return Poll::Ready(());
        }
        connection.room = Some(context.waker().clone());
        Poll::Pending
    }

    /// Ends a connection. The first reason counts.
    pub(crate) fn end(&mut self, slot: u32, end: End) {
        self.write_linked(slot);
        let connection = &mut self.connections[slot as usize];
        if connection.end.is_some() && end != End::Lost {
            return;
        }
        connection.end = Some(end);
        if end == End::Close(CloseCode::TooSlow) {
            // The backlog will not be sent: it would keep the Close frame from the client.
            let abandoned = connection.outgoing.abandon();
            self.tally.each_abandoned += abandoned.frames.each;
            self.backlog -= abandoned.bytes;
        }
        connection.waker.wake_by_ref();
    }

    /// A frame has come: whether the connection is to end all the same.
    pub(crate) fn heard(&mut self, slot: u32) -> Option<End> {
        let connection = &mut self.connections[slot as usize];
        (connection.heard, connection.deaf) = (true, false);
        connection.end
    }

    /// Frames that come from now on are not read until the next is heard.
    pub(crate) fn deafen(&mut self, slot: u32) {
        self.connections[slot as usize].deaf = true;
    }

    /// Looks after a connection in its task: writes what waits, and says whether it is to end. Wakes the task when there is more to do.
    pub(crate) fn poll_attend(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<End> {
        let connection = &mut self.connections[slot as usize];
        if let Some(end) = connection.end {
            return Poll::Ready(end);
        }
        connection.wake_with(context.waker());
        match self.poll_drain(slot, context) {
            Poll::Ready(Err(_)) => Poll::Ready(End::Lost),
            _ => Poll::Pending,
        }
    }

    /// Writes what waits for a connection that ends.
    pub(crate) fn poll_flush(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let connection = &mut self.connections[slot as usize];
        connection.wake_with(context.waker());
        connection.behind = false;
        self.poll_drain(slot, context)
    }

    /// Ends the writing half of a connection.
    pub(crate) fn poll_shutdown(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.connections[slot as usize].outgoing.poll_shutdown(context)
    }

    /// Waits until a connection that ends is to be dropped.
    pub(crate) fn poll_dropped(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<()> {
        let connection = &mut self.connections[slot as usize];
        connection.wake_with(context.waker());
        if connection.end == Some(End::Lost) { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Connection {
    /// Whether it is the server's fault that nothing is heard. A handler that waits for room waits for the client.
    pub(super) fn is_deaf(&self) -> bool {
        self.deaf && self.room.is_none()
    }

    fn wake_with(&mut self, waker: &Waker) {
        if !self.waker.will_wake(waker) {
            self.waker.clone_from(waker);
        }
    }

    /// What it has been promised and not been sent.
    fn waiting(&self, flush: &Flush) -> Amount {
        let mut waiting = self.outgoing.waiting();
        waiting.add(flush.waiting(self.links));
        for held in &self.held {
            waiting.add(held.waiting());
        }
        waiting
    }
}
