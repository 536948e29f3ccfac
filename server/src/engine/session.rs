//! A connection as a handler sees it.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use barwire_schema::protocol::Stream;

use super::event::EventFrame;
use super::frame::Frame;
use super::limits::SubscriptionLimit;
use super::shard::hub::{Hub, Key};
use super::topic::{Opened, Topic};

/// A connection as a handler sees it: `type Session = Session` of every protocol that an [`Engine`](super::Engine) serves.
///
/// Its streams end with it.
pub struct Session {
    hub: Arc<Hub>,
    key: Key,
}

impl Session {
    pub(crate) fn new(hub: Arc<Hub>, key: Key) -> Self {
        Self { hub, key }
    }

    /// Lets the client follow `topic`. Nothing of it is sent before the reply to the request that is being handled.
    ///
    /// Where the client follows it already, it gets the latest update again, and no second stream. Where the request gets
    /// the `error` message, for its reply could not be written, what it has opened is closed again.
    ///
    /// # Errors
    /// [`SubscriptionLimit`] where the connection has [`Limits::max_subscriptions`](super::Limits::max_subscriptions).
    pub fn open<S: Stream>(&self, topic: &Topic<S>) -> Result<Opened<S>, SubscriptionLimit> {
        let latest = self.hub.at(self.key, |state, slot| state.open(slot, topic.source())).transpose()?;
        Ok(Opened::new(latest.flatten()))
    }

    /// Waits until at most half of what may wait for the client does.
    pub(crate) async fn room(&self) {
        poll_fn(|context| {
            self.hub.at(self.key, |state, slot| state.poll_room(slot, context)).unwrap_or(Poll::Ready(()))
        })
        .await;
    }

    /// Sends updates that the client has missed, in order, between the reply to the request that is being handled and the latest update
    /// of a stream that this request has opened.
    ///
    /// All of them or none: it is `false`, and nothing is sent, where with the reply more would wait for the client than
    /// [`Limits::queue_bytes`](super::Limits::queue_bytes), or for all clients than half of
    /// [`Limits::backlog_bytes`](super::Limits::backlog_bytes), where the request has not opened `topic`, or where an update has no JSON
    /// form. Where the request is refused, none is sent either.
    pub fn make_up<S: Stream>(&self, topic: &Topic<S>, missed: &[S::Update]) -> bool {
        let frames: Option<Vec<_>> = missed.iter().map(|update| topic.frame(update)).collect();
        let sent = frames.and_then(|frames| {
            self.hub.at(self.key, |state, slot| state.make_up(slot, &topic.source(), &frames))
        });
        sent.unwrap_or(false)
    }

    /// Ends the client's stream of `topic`; `false` where there was none. Nothing of it follows the reply to the request that is
    /// being handled.
    pub fn close<S: Stream>(&self, topic: &Topic<S>) -> bool {
        self.hub.at(self.key, |state, slot| state.close_stream(slot, &topic.source())).unwrap_or(false)
    }

    /// Sends an event to this client, before the reply to the request that is being handled.
    pub fn send(&self, event: &EventFrame) {
        self.hub.at(self.key, |state, slot| state.send(slot, event.frame()));
    }

    /// Ends a request: queues its reply, and lets the streams that it has opened begin.
    pub(crate) fn answered(&self, reply: Option<Frame>) {
        self.hub.at(self.key, |state, slot| state.answered(slot, reply));
    }

    /// Ends a request that gets no declared reply: undoes what it has opened.
    pub(crate) fn refused(&self, error: Frame) {
        self.hub.at(self.key, |state, slot| state.refused(slot, error));
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
