//! One stream of one key: what was published last, and who follows it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use barwire_schema::protocol::{Stream, encode};
use parking_lot::Mutex;
use serde::Serialize;
use slab::Slab;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::gauge::Gauge;
use super::limits::SubscriptionLimit;
use super::outbox::{Delivery, Failure, Leave, Membership, Outbox};

/// One stream of one key, such as the bars of one symbol at one resolution. A clone is the same topic.
///
/// Publishing never waits: it encodes an update once and shares it among those who follow.
pub struct Topic<S: Stream> {
    shared: Arc<Shared<S>>,
}

struct Shared<S: Stream> {
    update_type: Cow<'static, str>,
    failed_type: Cow<'static, str>,
    state: Mutex<State<S>>,
}

struct State<S: Stream> {
    latest: Option<Arc<S::Update>>,
    /// The frame of `latest`, once somebody needed it.
    frame: Option<Utf8Bytes>,
    subscribers: Slab<Subscriber>,
}

struct Subscriber {
    outbox: Arc<Outbox>,
    slot: usize,
}

/// A stream that was opened.
pub struct Opened<S: Stream> {
    /// What had been published last at that moment. It is the first message of the stream, right after the reply to the request; then
    /// comes all that is published from that moment on.
    pub latest: Option<Arc<S::Update>>,
}

impl<S: Stream> Topic<S> {
    /// A topic of a protocol that has a socket of its own.
    #[must_use]
    pub fn new() -> Self {
        Self::with_types(Cow::Borrowed(S::UPDATE), Cow::Borrowed(S::FAILED))
    }

    /// A topic of a protocol mounted at `prefix`: the types of its messages begin with `prefix` and a dot.
    #[must_use]
    pub fn mounted(prefix: &str) -> Self {
        Self::with_types(format!("{prefix}.{}", S::UPDATE).into(), format!("{prefix}.{}", S::FAILED).into())
    }

    fn with_types(update_type: Cow<'static, str>, failed_type: Cow<'static, str>) -> Self {
        let state = Mutex::new(State { latest: None, frame: None, subscribers: Slab::new() });
        Self { shared: Arc::new(Shared { update_type, failed_type, state }) }
    }

    /// Sends `update` to all who follow, and keeps it for those who come. An update without a JSON form is logged and not sent.
    pub fn publish(&self, update: S::Update, delivery: Delivery) {
        let update = Arc::new(update);
        let mut state = self.shared.state.lock();
        state.frame = None;
        if !state.subscribers.is_empty()
            && let Some(frame) = frame(&self.shared.update_type, &*update)
        {
            for (_, subscriber) in &state.subscribers {
                subscriber.outbox.update(subscriber.slot, frame.clone(), delivery);
            }
            state.frame = Some(frame);
        }
        state.latest = Some(update);
    }

    /// Tells all who follow that the stream has failed.
    pub fn fail(&self, failed: &S::Failed, failure: Failure) {
        let mut state = self.shared.state.lock();
        if failure == Failure::Final {
            state.latest = None;
            state.frame = None;
        }
        let Some(frame) = frame(&self.shared.failed_type, failed) else { return };
        for (_, subscriber) in &state.subscribers {
            subscriber.outbox.fail(subscriber.slot, frame.clone(), failure);
        }
        if failure == Failure::Final {
            state.subscribers.clear();
        }
    }

    pub(crate) fn open(
        &self,
        outbox: &Arc<Outbox>,
        subscriptions: &Gauge,
    ) -> Result<Opened<S>, SubscriptionLimit> {
        let mut state = self.shared.state.lock();
        if state.frame.is_none() {
            state.frame = state.latest.as_deref().and_then(|update| frame(&self.shared.update_type, update));
        }
        let snapshot = state.frame.clone();
        if !outbox.hold(self.id(), snapshot.clone()) {
            let place = state.subscribers.vacant_entry();
            let topic: Arc<dyn Leave> = Arc::<Shared<S>>::clone(&self.shared);
            let membership = Membership { topic, subscriber: place.key() };
            let slot = outbox.open(membership, || subscriptions.count(), snapshot)?;
            place.insert(Subscriber { outbox: Arc::clone(outbox), slot });
        }
        Ok(Opened { latest: state.latest.clone() })
    }

    pub(crate) fn close(&self, outbox: &Outbox) -> bool {
        let mut state = self.shared.state.lock();
        match outbox.remove(self.id()) {
            Some(subscriber) => {
                state.subscribers.remove(subscriber);
                true
            }
            None => false,
        }
    }

    fn id(&self) -> *const () {
        Arc::as_ptr(&self.shared).cast()
    }
}

/// A text frame, or a line in the log.
fn frame<T: Serialize>(kind: &str, payload: &T) -> Option<Utf8Bytes> {
    match encode(kind, None, payload) {
        Ok(text) => Some(text.into()),
        Err(error) => {
            tracing::error!(kind, %error, "a message has no JSON form");
            None
        }
    }
}

impl<S: Stream> Leave for Shared<S> {
    fn leave(&self, subscriber: usize, outbox: &Arc<Outbox>) {
        let mut state = self.state.lock();
        // After a final failure the place may be another's.
        if state.subscribers.get(subscriber).is_some_and(|found| Arc::ptr_eq(&found.outbox, outbox)) {
            state.subscribers.remove(subscriber);
        }
    }
}

impl<S: Stream> Clone for Topic<S> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }
}

impl<S: Stream> Default for Topic<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Stream> fmt::Debug for Topic<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Topic").field("update", &self.shared.update_type).finish_non_exhaustive()
    }
}

impl<S: Stream> fmt::Debug for Opened<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use barwire_schema::bars::BarsStream;

    use super::super::limits::Limits;
    use super::super::session::Session;
    use super::*;

    #[test]
    fn a_session_leaves_its_topics_when_it_ends() {
        let (topics, subscriptions) = ([(); 3].map(|()| Topic::<BarsStream>::new()), Gauge::default());
        let sessions = [(); 2].map(|()| {
            let session = Session::new(Arc::new(Outbox::new(&Limits::default())), subscriptions.clone());
            topics.iter().for_each(|topic| assert!(session.open(topic).is_ok()));
            session
        });
        let followers = || topics.each_ref().map(|topic| topic.shared.state.lock().subscribers.len());
        assert_eq!((followers(), subscriptions.get()), ([2; 3], 6));
        let [first, second] = sessions;
        drop(first);
        assert!(second.close(&topics[0]));
        assert_eq!((followers(), subscriptions.get()), ([0, 1, 1], 2));
        drop(second);
        assert_eq!((followers(), subscriptions.get()), ([0; 3], 0));
    }
}
