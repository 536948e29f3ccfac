//! A connection as a handler sees it.

use std::fmt;
use std::sync::Arc;

use barwire_schema::protocol::Stream;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::event::EventFrame;
use super::gauge::Gauge;
use super::limits::SubscriptionLimit;
use super::outbox::{Membership, Outbox};
use super::topic::{Opened, Topic};

/// A connection as a handler sees it: `type Session = Session` of every protocol that an [`Engine`](super::Engine) serves.
///
/// Its streams end with it.
pub struct Session {
    outbox: Arc<Outbox>,
    subscriptions: Gauge,
}

impl Session {
    pub(crate) fn new(outbox: Arc<Outbox>, subscriptions: Gauge) -> Self {
        Self { outbox, subscriptions }
    }

    /// Lets the client follow `topic`. Nothing of it is sent before the reply to the request that is being handled.
    ///
    /// Where the client follows it already, it gets the latest update again, and no second stream. Where the request is answered with
    /// `error`, what it has opened is closed again.
    ///
    /// # Errors
    /// [`SubscriptionLimit`] where the connection has [`Limits::max_subscriptions`](super::Limits::max_subscriptions).
    pub fn open<S: Stream>(&self, topic: &Topic<S>) -> Result<Opened<S>, SubscriptionLimit> {
        topic.open(&self.outbox, &self.subscriptions)
    }

    /// Ends the client's stream of `topic`; `false` where there was none. Nothing of it follows the reply to the request that is
    /// being handled.
    pub fn close<S: Stream>(&self, topic: &Topic<S>) -> bool {
        topic.close(&self.outbox)
    }

    /// Sends an event to this client, before the reply to the request that is being handled.
    pub fn send(&self, event: &EventFrame) {
        self.outbox.push(event.text());
    }

    /// Ends a request: queues its reply, and lets the streams that it has opened begin.
    pub(crate) fn answered(&self, reply: Option<Utf8Bytes>) {
        self.outbox.release(reply);
    }

    /// Ends a request that gets no declared reply: undoes what it has opened.
    pub(crate) fn refused(&self, error: Utf8Bytes) {
        self.leave(self.outbox.cancel(error));
    }

    fn leave(&self, memberships: Vec<Membership>) {
        for Membership { topic, subscriber } in memberships {
            topic.leave(subscriber, &self.outbox);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.leave(self.outbox.remove_all());
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
