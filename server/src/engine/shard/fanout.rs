//! From posts to writes: one flush at a time, one write a connection.
//!
//! The frames of a flush lie side by side in one buffer. First every connection is linked to the frames it is to get, then each is
//! written to: straight from the buffer where its frames are neighbours there. A connection that does not take more is passed over: what
//! must arrive waits in its queue, and of the rest only is noted that there is something newer.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::{io, iter, mem};

use tokio::time::Instant;

use super::super::close::End;
use super::super::frame::Frame;
use super::super::mailbox::{Delivery, Failure, News, Post, Publication};
use super::hub::State;
use super::index::Followed;
use super::outgoing::{Amount, Frames};
use super::pace::Due;
use super::subscriptions::TopicView;

/// Connections that are written to before others have their turn: some milliseconds.
const WRITES_AT_ONCE: usize = if cfg!(test) { 1 } else { 256 };

/// Bytes that a buffer keeps for the next flush.
const KEPT: usize = 1 << 20;

const NONE: u32 = u32::MAX;

/// The part of a state that no connection is linked to.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// What is sent now, and to whom.
#[derive(Debug, Default)]
pub(crate) struct Flush {
    number: u64,
    bytes: Vec<u8>,
    parts: Vec<Part>,
    links: Vec<Link>,
    /// The connections with links, of which those before `next` have been written to.
    linked: Vec<u32>,
    next: usize,
    gathered: Gathered,
}

/// The place of a frame in the buffer.
#[derive(Debug, Clone, Copy)]
struct Part {
    begin: u32,
    end: u32,
    topic: u32,
    each: bool,
}

impl Part {
    fn frames(self) -> Frames {
        if self.each { Frames::ONE_OF_EACH } else { Frames::ONE }
    }
}

/// A part that a connection gets, and the link to its next.
#[derive(Debug, Clone, Copy)]
struct Link {
    part: u32,
    next: u32,
}

/// The parts of one connection, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Links {
    first: u32,
    last: u32,
}

/// What one connection is written.
#[derive(Debug, Default)]
struct Gathered {
    parts: Vec<u32>,
    /// The last parts that were no neighbours in the buffer, and their bytes joined: the next connection often gets the same.
    joined: Vec<u32>,
    bytes: Vec<u8>,
}

impl Links {
    fn parts(self, links: &[Link]) -> impl Iterator<Item = u32> {
        let first = links.get(self.first as usize);
        iter::successors(first, |link| links.get(link.next as usize)).map(|link| link.part)
    }
}

impl Default for Links {
    fn default() -> Self {
        Self { first: NONE, last: NONE }
    }
}

impl Flush {
    fn begin(&mut self) {
        self.number += 1;
        self.bytes.clear();
        self.bytes.shrink_to(KEPT);
        self.parts.clear();
        self.links.clear();
        self.linked.clear();
        self.next = 0;
        self.gathered.joined.clear();
        self.gathered.bytes.shrink_to(KEPT);
    }

    fn add(&mut self, topic: u32, frame: &Frame, each: bool) -> u32 {
        let begin = self.bytes.len() as u32;
        self.bytes.extend_from_slice(frame.bytes());
        self.parts.push(Part { begin, end: self.bytes.len() as u32, topic, each });
        self.parts.len() as u32 - 1
    }

    /// The part of a topic's latest state, which is added where nobody has needed it yet.
    fn state(&mut self, topic: u32, view: &mut TopicView) -> Option<u32> {
        if view.part.0 != self.number || view.part.1 == NOWHERE {
            view.part = (self.number, self.add(topic, view.frame()?, false));
        }
        Some(view.part.1)
    }

    fn link(&mut self, connection: u32, links: &mut Links, part: u32) {
        let link = self.links.len() as u32;
        self.links.push(Link { part, next: NONE });
        if links.first == NONE {
            links.first = link;
            self.linked.push(connection);
        } else {
            self.links[links.last as usize].next = link;
        }
        links.last = link;
    }

    /// What is linked and not yet written.
    pub(super) fn waiting(&self, links: Links) -> Amount {
        let mut waiting = Amount::default();
        for part in links.parts(&self.links) {
            let part = self.parts[part as usize];
            waiting.add(Amount { frames: part.frames(), bytes: (part.end - part.begin) as usize });
        }
        waiting
    }

    /// The bytes of linked parts, for one write.
    fn gather(&mut self, links: Links) -> (&[u8], Frames) {
        let Gathered { parts, joined, bytes } = &mut self.gathered;
        parts.clear();
        let mut frames = Frames::default();
        let mut neighbours = true;
        for part in links.parts(&self.links) {
            neighbours &= parts.last().is_none_or(|last| last + 1 == part);
            parts.push(part);
            frames.add(self.parts[part as usize].frames());
        }
        let place = |part: u32| self.parts[part as usize];
        if neighbours {
            let ends = parts.first().zip(parts.last());
            let range =
                ends.map_or(0..0, |(first, last)| place(*first).begin as usize..place(*last).end as usize);
            return (&self.bytes[range], frames);
        }
        if parts != joined {
            joined.clone_from(parts);
            bytes.clear();
            for part in parts {
                let Part { begin, end, .. } = place(*part);
                bytes.extend_from_slice(&self.bytes[begin as usize..end as usize]);
            }
        }
        (bytes, frames)
    }

    fn is_done(&self) -> bool {
        self.next == self.linked.len()
    }
}

impl State {
    /// Whether the last flush has been written.
    pub(crate) fn has_flushed(&self) -> bool {
        self.flush.is_done()
    }

    /// Begins to send what has been posted, and the states that members have waited for.
    pub(crate) fn begin_flush(&mut self, posts: &mut Vec<Post>, now: Instant) {
        self.flush.begin();
        let now = self.pace.now(now);
        for Post { to, news, replaced } in posts.drain(..) {
            let followed = self.index.followed(to.slot);
            let Some(followed) = followed.filter(|followed| followed.topic.generation == to.generation)
            else {
                continue;
            };
            self.tally.conflated += replaced * followed.members.len();
            match news {
                News::Update(published, Delivery::Latest) => self.latest(to.slot, published, now),
                News::Update(published, Delivery::Each) => self.each(to.slot, published),
                News::Forgotten => self.forget(to.slot),
                News::Failed(frame, failure) => self.failed(to.slot, &frame, failure, now),
            }
        }
        self.send_due(now);
    }

    /// Writes to some of the connections: whether there are more.
    pub(crate) fn continue_flush(&mut self) -> bool {
        let end = self.flush.linked.len().min(self.flush.next + WRITES_AT_ONCE);
        while self.flush.next < end {
            let slot = self.flush.linked[self.flush.next];
            self.flush.next += 1;
            // It may have ended since.
            if self.connections.contains(slot as usize) {
                self.write_linked(slot);
            }
        }
        !self.flush.is_done()
    }

    fn latest(&mut self, topic: u32, published: Arc<dyn Publication>, now: u64) {
        let Self { index, connections, flush, tally, due, pace, .. } = self;
        let Some(Followed { topic: view, members }) = index.followed(topic) else { return };
        view.latest = Some(published);
        view.part = (flush.number, NOWHERE);
        for member in members {
            let Some(connection) = connections.get_mut(member.connection as usize) else { continue };
            let state = &mut member.state;
            let blocked = connection.outgoing.is_blocked();
            tally.conflated += usize::from(state.pending);
            state.pending = blocked || state.held || now < state.due;
            if state.pending {
                connection.behind |= blocked;
            } else if connection.end.is_none()
                && let Some(part) = flush.state(topic, view)
            {
                if pace.is_limited() {
                    state.due = pace.next(now);
                    due.push_back(Due { at: state.due, connection: member.connection, topic });
                }
                flush.link(member.connection, &mut connection.links, part);
            }
        }
    }

    fn each(&mut self, topic: u32, published: Arc<dyn Publication>) {
        let Self { index, connections, flush, tally, backlog, .. } = self;
        let (Some(followed), Some(update)) = (index.followed(topic), published.frame()) else { return };
        let part = flush.add(topic, update, true);
        let mut blocked = Vec::new();
        for member in &mut followed.members {
            let Some(connection) = connections.get_mut(member.connection as usize) else { continue };
            if connection.end.is_some() {
                continue;
            }
            tally.each_taken += 1;
            // What is pending is older than this update, and must not follow it.
            tally.conflated += usize::from(member.state.pending);
            member.state.pending = false;
            if member.state.held {
                let held = connection.held.iter_mut().find(|held| held.topic == Some(topic));
                held.into_iter().for_each(|held| held.then.push((update.clone(), Frames::ONE_OF_EACH)));
                blocked.push(member.connection);
            } else if connection.outgoing.is_blocked() {
                *backlog += update.bytes().len();
                connection.outgoing.push(update.clone(), Frames::ONE_OF_EACH);
                blocked.push(member.connection);
            } else {
                flush.link(member.connection, &mut connection.links, part);
            }
        }
        followed.topic.latest = Some(published);
        followed.topic.part = (flush.number, part);
        for slot in blocked {
            self.limit(slot);
        }
    }

    /// A state that is pending has no successor, and is not sent all the same.
    fn forget(&mut self, topic: u32) {
        let Self { index, flush, .. } = self;
        let Some(Followed { topic: view, members }) = index.followed(topic) else { return };
        view.latest = None;
        view.part = (flush.number, NOWHERE);
        members.iter_mut().for_each(|member| member.state.pending = false);
    }

    /// A failure comes after the state that is pending.
    fn failed(&mut self, topic: u32, frame: &Frame, failure: Failure, now: u64) {
        let Some(followed) = self.index.followed(topic) else { return };
        let members: Vec<_> = followed.members.iter().map(|member| member.connection).collect();
        for slot in members {
            // Of what is linked a state may become pending.
            self.write_linked(slot);
            let Some((followed, member)) = self.index.member(slot, topic) else { continue };
            let latest = followed.latest.as_ref().filter(|_| mem::take(&mut member.pending));
            let latest = latest.and_then(|latest| latest.frame().cloned());
            if latest.is_some() && self.pace.is_limited() {
                member.due = self.pace.next(now);
                self.due.push_back(Due { at: member.due, connection: slot, topic });
            }
            let frames = latest.into_iter().chain([frame.clone()]);
            if member.held {
                let list = &mut self.connections[slot as usize].held;
                if let Some(held) = list.iter_mut().find(|held| held.topic == Some(topic)) {
                    held.then.extend(frames.map(|frame| (frame, Frames::ONE)));
                    held.topic = held.topic.filter(|_| failure == Failure::Passing);
                }
            } else {
                for frame in frames {
                    self.push(slot, frame, Frames::ONE);
                }
                self.connections[slot as usize].waker.wake_by_ref();
            }
            self.limit(slot);
            if failure == Failure::Final {
                self.leave(slot, topic);
            }
        }
    }

    /// Sends the states of the members whose interval is over.
    fn send_due(&mut self, now: u64) {
        while let Some(front) = self.due.front()
            && front.at <= now
        {
            let Some(Due { at, connection: slot, topic }) = self.due.pop_front() else { return };
            let Some((followed, member)) = self.index.member(slot, topic) else { continue };
            // A snapshot may have been sent since, and what is held stays pending until it is released.
            if member.due != at || !member.pending || member.held {
                continue;
            }
            let connection = &mut self.connections[slot as usize];
            if connection.outgoing.is_blocked() || connection.end.is_some() {
                connection.behind = true;
                continue;
            }
            member.pending = false;
            let Some(part) = self.flush.state(topic, followed) else { continue };
            member.due = self.pace.next(now);
            self.due.push_back(Due { at: member.due, connection: slot, topic });
            self.flush.link(slot, &mut connection.links, part);
        }
    }

    /// Has the shard look at a subscription again when its next state is due.
    pub(super) fn come_back(&mut self, due: Due) {
        // Behind others it is noticed when their time has come.
        if self.due.is_empty() {
            self.mailbox.wake();
        }
        self.due.push_back(due);
    }

    /// Writes what a connection is linked to.
    pub(super) fn write_linked(&mut self, slot: u32) {
        let connection = &mut self.connections[slot as usize];
        let links = mem::take(&mut connection.links);
        if links.first == NONE {
            return;
        }
        let (bytes, frames) = self.flush.gather(links);
        if connection.end.is_some() {
            self.tally.each_abandoned += frames.each;
            return;
        }
        let length = bytes.len();
        match connection.outgoing.write(&mut Context::from_waker(&connection.waker), bytes) {
            Ok(sent) if sent == length => self.tally.sent.add(Amount { frames, bytes: length }),
            Ok(sent) => self.block(slot, sent),
            Err(_) => {
                self.tally.each_abandoned += frames.each;
                self.end(slot, End::Lost);
            }
        }
    }

    /// Keeps what a client has not taken of the parts that were gathered last: the rest of a frame, and what must arrive. The other
    /// states may be outdated when it reads again.
    fn block(&mut self, slot: u32, sent: usize) {
        let Self { connections, flush, index, tally, backlog, .. } = self;
        let connection = &mut connections[slot as usize];
        let mut before = 0;
        for part in &flush.gathered.parts {
            let place = flush.parts[*part as usize];
            let Part { begin, end, topic, each } = place;
            let frame = &flush.bytes[begin as usize..end as usize];
            let frames = place.frames();
            let begun = sent.saturating_sub(before);
            before += frame.len();
            if begun >= frame.len() {
                tally.sent.frames.add(frames);
                continue;
            }
            let kept = begun > 0 || each;
            if kept {
                connection.outgoing.push_rest(frame, begun, frames);
                *backlog += frame.len() - begun;
            }
            // Only what came last of a topic is its state: after a part that is kept there may be one that was not even linked. A slot
            // that is another topic's by now has no part in this flush.
            if let Some((followed, member)) = index.member(slot, topic)
                && followed.part.0 == flush.number
            {
                member.pending = !kept || followed.part.1 != *part;
                connection.behind |= member.pending;
            }
        }
        tally.sent.bytes += sent;
        // It waits for the client to read.
        connection.waker.wake_by_ref();
        self.limit(slot);
    }

    /// Writes what waits for a connection, and the states that are pending once nothing does.
    pub(super) fn poll_drain(&mut self, slot: u32, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let connection = &mut self.connections[slot as usize];
            let before = connection.outgoing.waiting().bytes;
            let drained = connection.outgoing.poll_drain(context, &mut self.tally.sent);
            self.backlog -= before - connection.outgoing.waiting().bytes;
            if connection.outgoing.waiting().bytes < before
                && let Some(waker) = connection.room.take()
            {
                waker.wake();
            }
            let behind = drained.is_ready() && mem::take(&mut connection.behind);
            if !behind {
                return drained;
            }
            self.push_pending(slot);
        }
    }

    fn push_pending(&mut self, slot: u32) {
        let now = self.pace.now(Instant::now());
        let topics: Vec<_> = self.index.topics_of(slot).collect();
        for topic in topics {
            let Some((followed, member)) = self.index.member(slot, topic) else { continue };
            // What is not due yet waits in `due`.
            if !member.pending || member.held || now < member.due {
                continue;
            }
            member.pending = false;
            let Some(frame) = followed.frame().cloned() else { continue };
            if self.pace.is_limited() {
                member.due = self.pace.next(now);
                let due = Due { at: member.due, connection: slot, topic };
                self.come_back(due);
            }
            self.push(slot, frame, Frames::ONE);
        }
    }
}
