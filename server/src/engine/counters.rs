//! What an engine does and has done.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::shard::outgoing::Amount;

/// What an engine has to do now, and what it has done since it began.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// Open connections.
    pub connections: usize,
    /// Open streams of all connections.
    pub subscriptions: usize,
    /// Frames that were written, except those of the closing handshake.
    pub sent: u64,
    /// Bytes that were written.
    pub sent_bytes: u64,
    /// Updates that were not sent because a newer one took their place.
    pub conflated: u64,
    /// Updates to be delivered [each](super::Delivery::Each) that were written.
    pub each_sent: u64,
    /// Updates to be delivered each that their connection or its subscription did not live to get: it ended, or was closed as too slow.
    pub each_abandoned: u64,
    /// Updates to be delivered each that are neither written nor waiting nor abandoned, though somebody was to get them. It is 0; anything
    /// else is a fault of the engine.
    pub each_lost: i64,
    /// Frames that wait for clients that read slowly.
    pub backlog_frames: usize,
    /// The bytes of these frames.
    pub backlog_bytes: usize,
}

/// What is counted while it happens, by all shards of an engine.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) connections: AtomicUsize,
    pub(crate) subscriptions: AtomicUsize,
    pub(crate) backlog_bytes: AtomicUsize,
    sent: AtomicU64,
    sent_bytes: AtomicU64,
    conflated: AtomicU64,
    each_taken: AtomicU64,
    each_sent: AtomicU64,
    each_abandoned: AtomicU64,
}

/// What one piece of work has done.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) sent: Amount,
    pub(crate) conflated: usize,
    /// Updates to be delivered each that a subscription was to get.
    pub(crate) each_taken: usize,
    pub(crate) each_abandoned: usize,
}

impl Counts {
    pub(crate) fn add(&self, tally: &Tally) {
        let add = |counter: &AtomicU64, count: usize| {
            if count > 0 {
                counter.fetch_add(count as u64, Ordering::Relaxed);
            }
        };
        add(&self.sent, tally.sent.frames.all);
        add(&self.sent_bytes, tally.sent.bytes);
        add(&self.each_sent, tally.sent.frames.each);
        add(&self.conflated, tally.conflated);
        add(&self.each_taken, tally.each_taken);
        add(&self.each_abandoned, tally.each_abandoned);
    }

    /// The counters, with what waits in the shards. Exact while the shards are held.
    pub(crate) fn read(&self, waiting: Amount) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let [taken, sent, abandoned] = [&self.each_taken, &self.each_sent, &self.each_abandoned].map(read);
        Counters {
            connections: self.connections.load(Ordering::Relaxed),
            subscriptions: self.subscriptions.load(Ordering::Relaxed),
            sent: read(&self.sent),
            sent_bytes: read(&self.sent_bytes),
            conflated: read(&self.conflated),
            each_sent: sent,
            each_abandoned: abandoned,
            each_lost: taken as i64 - sent as i64 - abandoned as i64 - waiting.frames.each as i64,
            backlog_frames: waiting.frames.all,
            backlog_bytes: waiting.bytes,
        }
    }
}
