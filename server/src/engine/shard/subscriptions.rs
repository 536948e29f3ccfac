//! The streams of connections: what a request opens and closes, and what it gets once it is answered.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::time::Instant;

use super::super::frame::Frame;
use super::super::limits::SubscriptionLimit;
use super::super::mailbox::{Address, Publication};
use super::super::topic::Source;
use super::hub::State;
use super::outgoing::{Amount, Frames};
use super::pace::Due;

/// Bytes of frames that wait as one: few wait then, and what has begun is soon over.
pub(super) const TOGETHER: usize = if cfg!(test) { 160 } else { 16 * 1024 };

/// Bytes that are left for the reply to a request that sends what was missed: how long it is, is not known yet.
pub(super) const REPLY: usize = if cfg!(test) { 64 } else { 1024 };

/// A topic as a shard sees it.
pub(crate) struct TopicView {
    source: Arc<dyn Source>,
    pub(super) generation: u32,
    /// What was seen of it last.
    pub(super) latest: Option<Arc<dyn Publication>>,
    /// Where the frame of `latest` is in the flush of this number, or [`NOWHERE`](super::fanout::NOWHERE).
    pub(super) part: (u64, u32),
}

/// A subscription.
#[derive(Debug, Default)]
pub(crate) struct Subscription {
    /// When it may have the next state, see [`Pace`].
    pub(super) due: u64,
    /// Whether the latest state of the topic is still to be sent.
    pub(super) pending: bool,
    /// Whether it waits for the reply to the request that has opened it.
    pub(super) held: bool,
}

/// What a subscription gets once its request is answered.
pub(crate) struct Held {
    /// `None` where the stream has failed for good meanwhile.
    pub(super) topic: Option<u32>,
    /// Whether the request opened the stream, and did not merely ask for it again.
    new: bool,
    /// What the client has missed of it.
    missed: Vec<(Frame, Frames)>,
    /// What was seen last when it was opened.
    snapshot: Option<Arc<dyn Publication>>,
    pub(super) then: Vec<(Frame, Frames)>,
}

impl TopicView {
    /// The frame of what was seen last.
    pub(super) fn frame(&self) -> Option<&Frame> {
        self.latest.as_ref()?.frame()
    }
}

impl State {
    /// Lets a connection follow a topic, held until its request is answered. Returns what was seen last of it.
    pub(crate) fn open(
        &mut self,
        slot: u32,
        source: Arc<dyn Source>,
    ) -> Result<Option<Arc<dyn Publication>>, SubscriptionLimit> {
        // What is linked belongs to the time before: none of it is to become pending, for the new beginning covers it.
        self.write_linked(slot);
        let known = self.topics.get(&address(&source)).copied();
        let member = known.and_then(|topic| Some((topic, self.index.member(slot, topic)?)));
        if let Some((topic, (followed, member))) = member {
            let (latest, held) = (followed.latest.clone(), &mut self.connections[slot as usize].held);
            // Where one request opens a stream twice, it begins where it did the first time, and what has been held since stays.
            if let Some(first) = held.iter().find(|held| held.topic == Some(topic)) {
                return Ok(first.snapshot.clone());
            }
            (member.held, member.pending) = (true, false);
            held.push(Held::new(topic, false, latest.clone()));
            return Ok(latest);
        }
        let max = self.limits.max_subscriptions;
        if self.index.count(slot) >= max {
            return Err(SubscriptionLimit { max });
        }
        let topic = known.unwrap_or_else(|| self.follow(source));
        self.index.join(slot, topic, Subscription { due: 0, pending: false, held: true });
        self.counts.subscriptions.fetch_add(1, Ordering::Relaxed);
        let latest = self.index.topic(topic).and_then(|followed| followed.latest.clone());
        self.connections[slot as usize].held.push(Held::new(topic, true, latest.clone()));
        Ok(latest)
    }

    /// Sends frames, which the client has missed, before anything else of a stream that the current request has opened; `false` where it is
    /// none, or there is no room for them. Then none is sent.
    pub(crate) fn make_up(&mut self, slot: u32, source: &Arc<dyn Source>, frames: &[Frame]) -> bool {
        let Some(&topic) = self.topics.get(&address(source)) else { return false };
        let held = self.connections[slot as usize].held.iter().position(|held| held.topic == Some(topic));
        let Some(held) = held else { return false };
        let snapshot = self.connections[slot as usize].held[held].snapshot.as_ref();
        let snapshot = snapshot.and_then(|latest| latest.frame()).map_or(0, |frame| frame.bytes().len());
        let bytes: usize = frames.iter().map(|frame| frame.bytes().len()).sum();
        // Where nothing was missed, there is nothing to make room for.
        if bytes > 0 && !self.has_room(slot, bytes + snapshot + REPLY) {
            return false;
        }
        let held = &mut self.connections[slot as usize].held[held];
        self.tally.each_abandoned += held.abandon_missed();
        self.tally.each_taken += frames.len();
        held.missed = together(frames);
        true
    }

    fn follow(&mut self, source: Arc<dyn Source>) -> u32 {
        self.generation = self.generation.wrapping_add(1);
        let slot = self.index.next_topic();
        let latest = source.follow(&self.mailbox, Address { slot, generation: self.generation });
        self.topics.insert(address(&source), slot);
        self.index.add(TopicView { source, generation: self.generation, latest, part: (0, 0) })
    }

    /// Ends a stream of a connection; `false` where there was none.
    pub(crate) fn close_stream(&mut self, slot: u32, source: &Arc<dyn Source>) -> bool {
        let Some(&topic) = self.topics.get(&address(source)) else { return false };
        let Some(member) = self.leave(slot, topic) else { return false };
        if member.held {
            let held = &mut self.connections[slot as usize].held;
            let position = held.iter().position(|held| held.topic == Some(topic));
            if let Some(position) = position {
                let held = held.remove(position);
                self.tally.each_abandoned += held.waiting().frames.each;
            }
        }
        true
    }

    /// Takes a connection out of a topic. The shard leaves it with the last one.
    pub(super) fn leave(&mut self, slot: u32, topic: u32) -> Option<Subscription> {
        let member = self.index.leave(slot, topic)?;
        self.counts.subscriptions.fetch_sub(1, Ordering::Relaxed);
        if let Some(topic) = self.index.remove_unfollowed(topic) {
            self.topics.remove(&address(&topic.source));
            topic.source.leave(&self.mailbox);
        }
        Some(member)
    }

    /// Ends a request: sends its reply, and lets the streams begin that it has opened.
    pub(crate) fn answered(&mut self, slot: u32, reply: Option<Frame>) {
        if let Some(reply) = reply {
            self.push(slot, reply, Frames::ONE);
        }
        for held in mem::take(&mut self.connections[slot as usize].held) {
            self.release(slot, held);
        }
        self.queued(slot);
    }

    /// Ends a request that is refused: sends the error, and undoes what the request has opened.
    pub(crate) fn refused(&mut self, slot: u32, error: Frame) {
        self.push(slot, error, Frames::ONE);
        for mut held in mem::take(&mut self.connections[slot as usize].held) {
            if !held.new {
                // Without the answer nobody knows that they are old.
                self.tally.each_abandoned += held.abandon_missed();
                self.release(slot, held);
                continue;
            }
            self.tally.each_abandoned += held.waiting().frames.each;
            if let Some(topic) = held.topic {
                self.leave(slot, topic);
            }
        }
        self.queued(slot);
    }

    fn release(&mut self, slot: u32, held: Held) {
        if let Some(topic) = held.topic
            && let Some((_, member)) = self.index.member(slot, topic)
        {
            member.held = false;
            self.connections[slot as usize].behind |= member.pending;
            if (held.snapshot.is_some() || !held.then.is_empty()) && self.pace.is_limited() {
                member.due = self.pace.next(self.pace.now(Instant::now()));
                let due = Due { at: member.due, connection: slot, topic };
                self.come_back(due);
            }
        }
        for (frame, frames) in held.missed {
            self.push(slot, frame, frames);
        }
        if let Some(snapshot) = held.snapshot.as_ref().and_then(|latest| latest.frame()) {
            self.push(slot, snapshot.clone(), Frames::ONE);
        }
        for (frame, frames) in held.then {
            self.push(slot, frame, frames);
        }
    }

    /// Ends all streams of a connection.
    pub(crate) fn leave_all(&mut self, slot: u32) {
        let topics: Vec<_> = self.index.topics_of(slot).collect();
        for topic in topics {
            self.leave(slot, topic);
        }
    }
}

impl Held {
    fn new(topic: u32, new: bool, snapshot: Option<Arc<dyn Publication>>) -> Self {
        Self { topic: Some(topic), new, missed: Vec::new(), snapshot, then: Vec::new() }
    }

    /// Forgets what was missed: how many updates that was.
    fn abandon_missed(&mut self) -> usize {
        mem::take(&mut self.missed).iter().map(|(_, frames)| frames.each).sum()
    }

    pub(super) fn waiting(&self) -> Amount {
        let mut waiting = Amount::default();
        for (frame, frames) in self.missed.iter().chain(&self.then) {
            waiting.add(Amount { frames: *frames, bytes: frame.bytes().len() });
        }
        waiting
    }
}

/// Joins frames to some of [`TOGETHER`] bytes each.
fn together(frames: &[Frame]) -> Vec<(Frame, Frames)> {
    let mut joined = Vec::new();
    let (mut bytes, mut count) = (Vec::new(), Frames::default());
    for frame in frames {
        if !bytes.is_empty() && bytes.len() + frame.bytes().len() > TOGETHER {
            joined.push((Frame::written(mem::take(&mut bytes)), mem::take(&mut count)));
        }
        bytes.extend_from_slice(frame.bytes());
        count.add(Frames::ONE_MISSED);
    }
    if !bytes.is_empty() {
        joined.push((Frame::written(bytes), count));
    }
    joined
}

fn address(source: &Arc<dyn Source>) -> usize {
    Arc::as_ptr(source).cast::<()>().addr()
}
