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
    snapshot: Option<Frame>,
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
            // Where one request opens a stream twice, what has been held since the first time stays.
            if !member.held {
                (member.held, member.pending) = (true, false);
                let snapshot = followed.frame().cloned();
                self.connections[slot as usize].held.push(Held::new(topic, false, snapshot));
            }
            return Ok(followed.latest.clone());
        }
        let max = self.limits.max_subscriptions;
        if self.index.count(slot) >= max {
            return Err(SubscriptionLimit { max });
        }
        let topic = known.unwrap_or_else(|| self.follow(source));
        self.index.join(slot, topic, Subscription { due: 0, pending: false, held: true });
        self.counts.subscriptions.fetch_add(1, Ordering::Relaxed);
        let followed = self.index.topic(topic);
        let snapshot = followed.and_then(TopicView::frame).cloned();
        let latest = followed.and_then(|followed| followed.latest.clone());
        self.connections[slot as usize].held.push(Held::new(topic, true, snapshot));
        Ok(latest)
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
        for held in mem::take(&mut self.connections[slot as usize].held) {
            if !held.new {
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
        if let Some(snapshot) = held.snapshot {
            self.push(slot, snapshot, Frames::ONE);
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
    fn new(topic: u32, new: bool, snapshot: Option<Frame>) -> Self {
        Self { topic: Some(topic), new, snapshot, then: Vec::new() }
    }

    pub(super) fn waiting(&self) -> Amount {
        let mut waiting = Amount::default();
        for (frame, frames) in &self.then {
            waiting.add(Amount { frames: *frames, bytes: frame.bytes().len() });
        }
        waiting
    }
}

fn address(source: &Arc<dyn Source>) -> usize {
    Arc::as_ptr(source).cast::<()>().addr()
}
