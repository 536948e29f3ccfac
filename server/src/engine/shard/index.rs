//! Who follows what in one shard: topics with their members, and connections with their streams.
//!
//! Each knows where it stands in the other, so that joining and leaving take the same time however many there are.

use rustc_hash::FxHashMap;
use slab::Slab;

/// The index of one shard. `T` is what is kept of a topic, `M` of a member.
#[derive(Debug)]
pub(crate) struct Index<T, M> {
    topics: Slab<Followed<T, M>>,
    /// By connection.
    streams: Vec<Vec<Seat>>,
    /// The stream of a connection and a topic, as its position in the connection's list.
    positions: FxHashMap<(u32, u32), u32>,
}

/// A topic that somebody may follow.
#[derive(Debug)]
pub(crate) struct Followed<T, M> {
    pub(crate) topic: T,
    pub(crate) members: Vec<Member<M>>,
}

/// A connection that follows a topic.
#[derive(Debug)]
pub(crate) struct Member<M> {
    pub(crate) connection: u32,
    /// Where its [`Seat`] is in the list of the connection.
    position: u32,
    pub(crate) state: M,
}

/// Where a member is.
#[derive(Debug, Clone, Copy)]
struct Seat {
    topic: u32,
    member: u32,
}

impl<T, M> Default for Index<T, M> {
    fn default() -> Self {
        Self { topics: Slab::new(), streams: Vec::new(), positions: FxHashMap::default() }
    }
}

impl<T, M> Index<T, M> {
    /// The slot that the next topic will have.
    pub(crate) fn next_topic(&self) -> u32 {
        self.topics.vacant_key() as u32
    }

    /// Adds a topic that nobody follows.
    pub(crate) fn add(&mut self, topic: T) -> u32 {
        self.topics.insert(Followed { topic, members: Vec::new() }) as u32
    }

    pub(crate) fn topic(&self, topic: u32) -> Option<&T> {
        self.topics.get(topic as usize).map(|followed| &followed.topic)
    }

    pub(crate) fn followed(&mut self, topic: u32) -> Option<&mut Followed<T, M>> {
        self.topics.get_mut(topic as usize)
    }

    /// Takes a topic out, if nobody follows it.
    pub(crate) fn remove_unfollowed(&mut self, topic: u32) -> Option<T> {
        self.topics.get(topic as usize)?.members.is_empty().then(|| self.topics.remove(topic as usize).topic)
    }

    /// The number of streams of a connection.
    pub(crate) fn count(&self, connection: u32) -> usize {
        self.streams.get(connection as usize).map_or(0, Vec::len)
    }

    /// The topics that a connection follows.
    pub(crate) fn topics_of(&self, connection: u32) -> impl Iterator<Item = u32> {
        self.streams.get(connection as usize).into_iter().flatten().map(|seat| seat.topic)
    }

    /// What is kept of a topic and of a member, if the connection follows it.
    pub(crate) fn member(&mut self, connection: u32, topic: u32) -> Option<(&mut T, &mut M)> {
        let position = *self.positions.get(&(connection, topic))?;
        let seat = self.streams[connection as usize][position as usize];
        let followed = &mut self.topics[topic as usize];
        Some((&mut followed.topic, &mut followed.members[seat.member as usize].state))
    }

    /// Lets a connection that does not follow a topic follow it.
    pub(crate) fn join(&mut self, connection: u32, topic: u32, state: M) {
        if self.streams.len() <= connection as usize {
            self.streams.resize_with(connection as usize + 1, Vec::new);
        }
        let streams = &mut self.streams[connection as usize];
        let members = &mut self.topics[topic as usize].members;
        let position = streams.len() as u32;
        streams.push(Seat { topic, member: members.len() as u32 });
        members.push(Member { connection, position, state });
        self.positions.insert((connection, topic), position);
    }

    /// Ends a stream: what was kept of the member, if there was one.
    pub(crate) fn leave(&mut self, connection: u32, topic: u32) -> Option<M> {
        let position = self.positions.remove(&(connection, topic))? as usize;
        let streams = &mut self.streams[connection as usize];
        let seat = streams.swap_remove(position);
        // The last stream of the connection has taken the position, and the last member of the topic the seat.
        if let Some(moved) = streams.get(position) {
            self.topics[moved.topic as usize].members[moved.member as usize].position = position as u32;
            self.positions.insert((connection, moved.topic), position as u32);
        }
        if streams.is_empty() {
            *streams = Vec::new();
        }
        let members = &mut self.topics[topic as usize].members;
        let left = members.swap_remove(seat.member as usize);
        if let Some(moved) = members.get(seat.member as usize) {
            self.streams[moved.connection as usize][moved.position as usize].member = seat.member;
        }
        Some(left.state)
    }
}

#[cfg(test)]
mod tests;
