//! What waits for one client: a bounded queue, and the newest update of each subscription.
//!
//! The queue is in order and holds what must arrive: replies, snapshots, and updates that are delivered each. A subscription's slot
//! holds its newest [`Latest`](Delivery::Latest) update, so a slow reader skips states instead of making the server keep them.
//!
//! Locks are taken in one order: a topic's, then an outbox's. An outbox calls nobody while it is locked.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use slab::Slab;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::close::CloseCode;
use super::gauge::Counted;
use super::limits::{Limits, SubscriptionLimit};

/// How an update reaches those who follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// A newer update may replace it before it is sent. It keeps to
    /// [`Limits::update_interval`](super::Limits::update_interval).
    Latest,
    /// Delivered once, in order, and at once.
    Each,
}

/// Whether a stream goes on after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Those who follow stay: updates come again once the cause has gone.
    Passing,
    /// Nobody follows any more, and what was published last is forgotten.
    Final,
}

/// What waits for one client.
pub(crate) struct Outbox {
    max_frames: usize,
    max_bytes: usize,
    max_slots: usize,
    interval: Duration,
    state: Mutex<State>,
    /// There is something to write.
    wake: Notify,
    /// The connection is to be closed.
    closed: Notify,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Utf8Bytes>,
    /// The number and bytes of the frames in `queue` and held.
    frames: usize,
    bytes: usize,
    ping: bool,
    slots: Slab<Slot>,
    /// The slots that wait for the reply to the request that opened them, in that order.
    held: Vec<usize>,
    /// The slots with a pending frame, by the time it may be sent. A slot is in it at most once.
    due: BinaryHeap<Reverse<(Instant, usize)>>,
    close: Option<CloseCode>,
}

/// One subscription.
struct Slot {
    membership: Membership,
    _counted: Counted,
    pending: Option<Utf8Bytes>,
    /// When `pending` may be sent.
    due_at: Instant,
    /// Whether the slot is in [`State::due`].
    in_due: bool,
    held: Option<Held>,
    /// Whether the stream has failed for good: the slot goes once what it holds is released.
    ended: bool,
}

/// What a subscription gets once its request is answered.
#[derive(Default)]
struct Held {
    /// Whether the request opened the stream, and did not merely ask for it again.
    new: bool,
    snapshot: Option<Utf8Bytes>,
    each: Vec<Utf8Bytes>,
}

/// A topic whose stream does not matter: one that can be left.
pub(crate) trait Leave: Send + Sync {
    /// Removes `outbox` from the place `subscriber`, if it is still there.
    fn leave(&self, subscriber: usize, outbox: &Arc<Outbox>);
}

/// The place of a subscription in its topic.
pub(crate) struct Membership {
    pub(crate) topic: Arc<dyn Leave>,
    pub(crate) subscriber: usize,
}

/// What the writer is to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Write a text frame.
    Frame(Utf8Bytes),
    /// Write a ping.
    Ping,
    /// Nothing now, but something at this time, if any.
    Idle(Option<Instant>),
}

impl Outbox {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            max_frames: limits.queue_frames,
            max_bytes: limits.queue_bytes,
            max_slots: limits.max_subscriptions,
            interval: limits.update_interval,
            state: Mutex::default(),
            wake: Notify::new(),
            closed: Notify::new(),
        }
    }

    /// Queues a frame.
    pub(crate) fn push(&self, frame: Utf8Bytes) {
        let mut state = self.state.lock();
        state.push(frame);
        self.settle(state);
    }

    /// Asks the writer for a ping.
    pub(crate) fn ping(&self) {
        self.state.lock().ping = true;
        self.wake.notify_one();
    }

    /// Asks for the connection to be closed. The first code counts. What is queued is still sent.
    pub(crate) fn close(&self, code: CloseCode) {
        self.state.lock().close.get_or_insert(code);
        self.closed.notify_one();
    }

    /// Waits until the connection is to be closed.
    pub(crate) async fn closed(&self) -> CloseCode {
        loop {
            if let Some(code) = self.state.lock().close {
                return code;
            }
            self.closed.notified().await;
        }
    }

    /// Waits until there may be something to write.
    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Takes what is to be written now.
    pub(crate) fn next(&self) -> Next {
        self.state.lock().next(self.interval)
    }

    /// Takes all that is queued.
    pub(crate) fn take_queue(&self) -> VecDeque<Utf8Bytes> {
        mem::take(&mut self.state.lock().queue)
    }

    /// Finds the slot of a topic's stream and holds it, with `snapshot` to come first, until the request is answered. `false` where there is
    /// no such slot.
    pub(crate) fn hold(&self, topic: *const (), snapshot: Option<Utf8Bytes>) -> bool {
        let mut state = self.state.lock();
        let Some(key) = state.find(topic) else { return false };
        let slot = &mut state.slots[key];
        // Where one request opens a stream twice, what has been held since the first time stays.
        if slot.held.is_none() {
            slot.pending = None;
            slot.held = Some(Held { new: false, snapshot, each: Vec::new() });
            state.held.push(key);
        }
        true
    }

    /// Adds a slot, held until the request is answered.
    pub(crate) fn open(
        &self,
        membership: Membership,
        counted: impl FnOnce() -> Counted,
        snapshot: Option<Utf8Bytes>,
    ) -> Result<usize, SubscriptionLimit> {
        let mut state = self.state.lock();
        if state.slots.len() >= self.max_slots {
            return Err(SubscriptionLimit { max: self.max_slots });
        }
        let key = state.slots.insert(Slot {
            membership,
            _counted: counted(),
            pending: None,
            due_at: Instant::now(),
            in_due: false,
            held: Some(Held { new: true, snapshot, each: Vec::new() }),
            ended: false,
        });
        state.held.push(key);
        Ok(key)
    }

    /// Hands over an update of the stream in slot `key`.
    pub(crate) fn update(&self, key: usize, frame: Utf8Bytes, delivery: Delivery) {
        let mut state = self.state.lock();
        let wake = match delivery {
            Delivery::Latest => state.latest(key, frame),
            Delivery::Each => state.each(key, frame),
        };
        if wake {
            self.settle(state);
        }
    }

    /// Hands over a failure of the stream in slot `key`, after what is pending there.
    pub(crate) fn fail(&self, key: usize, frame: Utf8Bytes, failure: Failure) {
        let mut state = self.state.lock();
        if let Some(pending) = state.slots.get_mut(key).and_then(|slot| slot.pending.take()) {
            state.each(key, pending);
        }
        state.each(key, frame);
        if failure == Failure::Final {
            match state.slots.get_mut(key) {
                Some(slot) if slot.held.is_some() => slot.ended = true,
                Some(_) => drop(state.remove(key)),
                None => {}
            }
        }
        self.settle(state);
    }

    /// Removes the slot of a topic's stream: its place in the topic.
    pub(crate) fn remove(&self, topic: *const ()) -> Option<usize> {
        let mut state = self.state.lock();
        let key = state.find(topic)?;
        Some(state.remove(key).membership.subscriber)
    }

    /// Removes all slots.
    pub(crate) fn remove_all(&self) -> Vec<Membership> {
        let mut state = self.state.lock();
        state.held.clear();
        state.due.clear();
        mem::take(&mut state.slots).into_iter().map(|(_, slot)| slot.membership).collect()
    }

    /// Ends a request: queues its reply, then what its streams have held back.
    pub(crate) fn release(&self, reply: Option<Utf8Bytes>) {
        let mut state = self.state.lock();
        if let Some(reply) = reply {
            state.push(reply);
        }
        let mut held = mem::take(&mut state.held);
        for key in held.drain(..) {
            state.release(key, self.interval);
        }
        state.held = held;
        self.settle(state);
    }

    /// Ends a request that is refused: queues the error, and undoes what the request has opened. Returns the places in topics that it
    /// had taken.
    pub(crate) fn cancel(&self, error: Utf8Bytes) -> Vec<Membership> {
        let mut state = self.state.lock();
        state.push(error);
        let mut left = Vec::new();
        for key in mem::take(&mut state.held) {
            match state.slots.get(key).and_then(|slot| slot.held.as_ref()) {
                Some(held) if held.new => left.push(state.remove(key).membership),
                Some(_) => state.release(key, self.interval),
                None => {}
            }
        }
        self.settle(state);
        left
    }

    /// Closes the connection where too much waits, and wakes the writer.
    fn settle(&self, mut state: parking_lot::MutexGuard<'_, State>) {
        if state.close.is_none() && (state.frames > self.max_frames || state.bytes > self.max_bytes) {
            state.close = Some(CloseCode::TooSlow);
            // The backlog will not be sent: it would keep the Close frame from the client.
            state.queue = VecDeque::new();
            drop(state);
            self.closed.notify_one();
        } else {
            drop(state);
            self.wake.notify_one();
        }
    }
}

impl State {
    fn find(&self, topic: *const ()) -> Option<usize> {
        self.slots
            .iter()
            .find(|(_, slot)| !slot.ended && std::ptr::addr_eq(Arc::as_ptr(&slot.membership.topic), topic))
            .map(|(key, _)| key)
    }

    fn count(&mut self, frame: &Utf8Bytes) {
        self.frames += 1;
        self.bytes += frame.len();
    }

    fn discount(&mut self, frame: &Utf8Bytes) {
        self.frames -= 1;
        self.bytes -= frame.len();
    }

    fn push(&mut self, frame: Utf8Bytes) {
        if self.close.is_none() {
            self.count(&frame);
            self.queue.push_back(frame);
        }
    }

    /// Whether the writer has something new to do.
    fn latest(&mut self, key: usize, frame: Utf8Bytes) -> bool {
        if self.close.is_some() {
            return false;
        }
        let Some(slot) = self.slots.get_mut(key) else { return false };
        slot.pending = Some(frame);
        let new = !slot.in_due && slot.held.is_none();
        if new {
            self.schedule(key);
        }
        new
    }

    /// Whether the writer has something new to do.
    fn each(&mut self, key: usize, frame: Utf8Bytes) -> bool {
        if self.close.is_some() {
            return false;
        }
        let Some(slot) = self.slots.get_mut(key) else { return false };
        // What is pending is older than this frame, and must not follow it.
        slot.pending = None;
        match &mut slot.held {
            Some(held) => {
                held.each.push(frame.clone());
                self.count(&frame);
            }
            None => self.push(frame),
        }
        true
    }

    fn schedule(&mut self, key: usize) {
        let slot = &mut self.slots[key];
        slot.in_due = true;
        self.due.push(Reverse((slot.due_at, key)));
    }

    fn release(&mut self, key: usize, interval: Duration) {
        let Some(slot) = self.slots.get_mut(key) else { return };
        let Some(held) = slot.held.take() else { return };
        if held.snapshot.is_some() {
            slot.due_at = Instant::now() + interval;
        }
        let waits = slot.pending.is_some() && !slot.in_due;
        let ended = slot.ended;
        for frame in &held.each {
            self.discount(frame);
        }
        for frame in held.snapshot.into_iter().chain(held.each) {
            self.push(frame);
        }
        if ended {
            self.remove(key);
        } else if waits {
            self.schedule(key);
        }
    }

    fn remove(&mut self, key: usize) -> Slot {
        let slot = self.slots.remove(key);
        for frame in slot.held.iter().flat_map(|held| &held.each) {
            self.discount(frame);
        }
        if slot.in_due {
            self.due.retain(|Reverse((_, due))| *due != key);
        }
        slot
    }

    fn next(&mut self, interval: Duration) -> Next {
        if mem::take(&mut self.ping) {
            return Next::Ping;
        }
        if let Some(frame) = self.queue.pop_front() {
            self.discount(&frame);
            return Next::Frame(frame);
        }
        if self.due.is_empty() {
            return Next::Idle(None);
        }
        let now = Instant::now();
        while let Some(&Reverse((due_at, key))) = self.due.peek() {
            if due_at > now {
                return Next::Idle(Some(due_at));
            }
            self.due.pop();
            let slot = &mut self.slots[key];
            slot.in_due = false;
            if slot.held.is_some() {
                // The release will schedule it.
                continue;
            }
            if slot.due_at > now {
                // A snapshot was sent since.
                if slot.pending.is_some() {
                    self.schedule(key);
                }
            } else if let Some(frame) = slot.pending.take() {
                slot.due_at = now + interval;
                return Next::Frame(frame);
            }
        }
        Next::Idle(None)
    }
}

#[cfg(test)]
mod tests;
