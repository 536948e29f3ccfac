//! One stream of one key: what was published last, and which shards follow it.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use barwire_schema::protocol::Stream;
use parking_lot::Mutex;

use super::frame::Frame;
use super::mailbox::{Address, Delivery, Failure, Mailbox, News, Publication};

/// One stream of one key, such as the bars of one symbol at one resolution. A clone is the same topic.
///
/// Publishing never waits: it leaves the update to the shards of those who follow. The first that sends it encodes it, once for all.
pub struct Topic<S: Stream> {
    shared: Arc<Shared<S>>,
}

struct Shared<S: Stream> {
    update_type: Arc<str>,
    failed_type: Arc<str>,
    state: Mutex<State<S>>,
    /// Whether there are followers. Changed with the state alone, and read without it.
    followed: AtomicBool,
}

struct State<S: Stream> {
    latest: Option<Arc<Published<S>>>,
    followers: Vec<Follower>,
}

struct Published<S: Stream> {
    kind: Arc<str>,
    update: Arc<S::Update>,
    frame: OnceLock<Option<Frame>>,
}

/// A shard that follows.
struct Follower {
    mailbox: Arc<Mailbox>,
    address: Address,
}

/// A topic whose stream does not matter, as a shard follows it.
pub(crate) trait Source: Send + Sync {
    /// Posts to `address` from now on. Returns what was published last.
    fn follow(&self, mailbox: &Arc<Mailbox>, address: Address) -> Option<Arc<dyn Publication>>;

    /// Ends that. Where it has ended, nothing happens.
    fn leave(&self, mailbox: &Arc<Mailbox>);
}

/// Publications that go out together: clients that follow several of the topics get them in one write.
///
/// The shards are woken when this is dropped.
#[derive(Default)]
pub struct Batch {
    posted: Vec<Arc<Mailbox>>,
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
        Self::with_types(S::UPDATE.into(), S::FAILED.into())
    }

    /// A topic of a protocol mounted at `prefix`: the types of its messages begin with `prefix` and a dot.
    #[must_use]
    pub fn mounted(prefix: &str) -> Self {
        Self::with_types(format!("{prefix}.{}", S::UPDATE).into(), format!("{prefix}.{}", S::FAILED).into())
    }

    fn with_types(update_type: Arc<str>, failed_type: Arc<str>) -> Self {
        let state = Mutex::new(State { latest: None, followers: Vec::new() });
        Self {
            shared: Arc::new(Shared { update_type, failed_type, state, followed: AtomicBool::new(false) }),
        }
    }

    /// Sends `update` to all who follow, and keeps it for those who come. An update without a JSON form is logged and not sent.
    pub fn publish(&self, update: S::Update, delivery: Delivery) {
        Batch::new().publish(self, update, delivery);
    }

    /// Tells all who follow that the stream has failed. A failure without a JSON form is logged, and nothing else happens.
    pub fn fail(&self, failed: &S::Failed, failure: Failure) {
        let Some(frame) = Frame::message(&self.shared.failed_type, failed) else { return };
        let mut batch = Batch::new();
        let mut state = self.shared.state.lock();
        if failure == Failure::Final {
            state.latest = None;
        }
        for follower in &state.followers {
            batch.post(follower, News::Failed(frame.clone(), failure));
        }
        if failure == Failure::Final {
            state.followers.clear();
            self.shared.followed.store(false, Ordering::Release);
        }
    }

    /// Whether somebody may follow. Where nobody does, nobody gets what is published, and it is only kept for those who come.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.shared.followed.load(Ordering::Acquire)
    }

    /// The frame of an update that is not published.
    pub(crate) fn frame(&self, update: &S::Update) -> Option<Frame> {
        Frame::message(&self.shared.update_type, update)
    }

    pub(crate) fn source(&self) -> Arc<dyn Source> {
        Arc::<Shared<S>>::clone(&self.shared)
    }
}

impl Batch {
    /// Publications that go out together.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Does what [`Topic::publish`] does, when this is dropped at the latest.
    pub fn publish<S: Stream>(&mut self, topic: &Topic<S>, update: S::Update, delivery: Delivery) {
        let kind = Arc::clone(&topic.shared.update_type);
        let published = Arc::new(Published::<S> { kind, update: Arc::new(update), frame: OnceLock::new() });
        let mut state = topic.shared.state.lock();
        for follower in &state.followers {
            let published: Arc<dyn Publication> = Arc::<Published<S>>::clone(&published);
            self.post(follower, News::Update(published, delivery));
        }
        state.latest = Some(published);
    }

    /// Forgets what was published last on a topic, and nothing has taken its place: it is not sent any more, and who comes begins without.
    pub fn forget<S: Stream>(&mut self, topic: &Topic<S>) {
        let mut state = topic.shared.state.lock();
        for follower in &state.followers {
            self.post(follower, News::Forgotten);
        }
        state.latest = None;
    }

    fn post(&mut self, Follower { mailbox, address }: &Follower, news: News) {
        mailbox.post(*address, news);
        if !self.posted.iter().any(|posted| Arc::ptr_eq(posted, mailbox)) {
            self.posted.push(Arc::clone(mailbox));
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        for mailbox in &self.posted {
            mailbox.wake();
        }
    }
}

impl<S: Stream> Source for Shared<S> {
    fn follow(&self, mailbox: &Arc<Mailbox>, address: Address) -> Option<Arc<dyn Publication>> {
        let mut state = self.state.lock();
        state.followers.push(Follower { mailbox: Arc::clone(mailbox), address });
        self.followed.store(true, Ordering::Release);
        state.latest.clone().map(|latest| latest as Arc<dyn Publication>)
    }

    fn leave(&self, mailbox: &Arc<Mailbox>) {
        let mut state = self.state.lock();
        state.followers.retain(|follower| !Arc::ptr_eq(&follower.mailbox, mailbox));
        self.followed.store(!state.followers.is_empty(), Ordering::Release);
    }
}

impl<S: Stream> Publication for Published<S> {
    fn frame(&self) -> Option<&Frame> {
        self.frame.get_or_init(|| Frame::message(&self.kind, &*self.update)).as_ref()
    }

    fn update(&self) -> Arc<dyn Any + Send + Sync> {
        Arc::<S::Update>::clone(&self.update)
    }
}

impl<S: Stream> Opened<S> {
    pub(crate) fn new(latest: Option<Arc<dyn Publication>>) -> Self {
        Self { latest: latest.and_then(|latest| latest.update().downcast().ok()) }
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

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}

impl<S: Stream> fmt::Debug for Opened<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use barwire_schema::bars::BARS_PROTOCOL;
    use serde::{Serialize, Serializer};

    use super::super::counters::Counts;
    use super::super::limits::Limits;
    use super::super::session::Session;
    use super::super::shard::hub::{self, Hub};
    use super::*;

    /// A stream that counts how often its updates are encoded.
    struct Counted;

    #[derive(Clone, Default)]
    struct Count(Arc<AtomicUsize>);

    impl Serialize for Count {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            serializer.serialize_unit()
        }
    }

    impl Stream for Counted {
        const NAME: &'static str = "counted";
        const UPDATE: &'static str = "counted";
        const FAILED: &'static str = "counted.failed";
        type Update = Count;
        type Failed = ();
    }

    fn hub() -> (Arc<Hub>, Arc<Counts>) {
        let counts = Arc::new(Counts::default());
        (Arc::new(Hub::new(&Limits::default(), Arc::clone(&counts))), counts)
    }

    fn session(hub: &Arc<Hub>) -> Session {
        let key = hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(tokio::io::sink())));
        Session::new(Arc::clone(hub), key)
    }

    /// How many posts have been left in the mailbox since the last call.
    fn posts(hub: &Hub) -> usize {
        let mut posts = Vec::new();
        hub.mailbox.take(&mut posts);
        posts.len()
    }

    #[test]
    fn an_update_is_encoded_once_and_only_for_somebody() {
        let (topic, count) = (Topic::<Counted>::new(), Count::default());
        let hubs = [(); 2].map(|()| hub().0);
        // How often an update has been encoded once all shards have sent it.
        let encoded = || {
            topic.publish(count.clone(), Delivery::Each);
            hubs.iter().for_each(|hub| hub.catch_up());
            count.0.swap(0, Ordering::Relaxed)
        };
        let sessions = hubs.each_ref().map(session);
        assert_eq!((encoded(), encoded()), (0, 0), "nobody follows");
        assert!(sessions[0].open(&topic).unwrap().latest.is_some());
        sessions[0].answered(None);
        assert_eq!(count.0.swap(0, Ordering::Relaxed), 1, "the first that comes needs what is there");
        assert!(sessions[1].open(&topic).unwrap().latest.is_some());
        sessions[1].answered(None);
        assert_eq!(count.0.load(Ordering::Relaxed), 0, "it was encoded for the first");
        assert_eq!(encoded(), 1, "once for both");
        topic.publish(count.clone(), Delivery::Latest);
        assert_eq!(encoded(), 1, "a state that is replaced before it is sent is not encoded");
        assert!(sessions[0].close(&topic));
        assert_eq!(encoded(), 1);
        topic.publish(count.clone(), Delivery::Each);
        assert_eq!(hubs.each_ref().map(|hub| posts(hub)), [0, 1], "the first has left");
        assert!(sessions[1].close(&topic));
        assert!(!sessions[1].close(&topic));
        assert_eq!(encoded(), 0);
        assert!(topic.shared.state.lock().latest.is_some());
    }

    #[test]
    fn a_session_leaves_its_topics_when_it_ends() {
        let (hub, counts) = hub();
        let topics = [(); 3].map(|()| Topic::<Counted>::new());
        let keys =
            [(); 2].map(|()| hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(tokio::io::sink()))));
        let sessions = keys.map(|key| Session::new(Arc::clone(&hub), key));
        for session in &sessions {
            topics.iter().for_each(|topic| assert!(session.open(topic).is_ok()));
        }
        let followers = || {
            let shards = topics.each_ref().map(|topic| topic.shared.state.lock().followers.len());
            (shards, counts.subscriptions.load(Ordering::Relaxed))
        };
        assert_eq!(followers(), ([1; 3], 6), "a shard follows once");
        assert_eq!(hub.at(keys[0], hub::State::remove), Some(()));
        assert!(sessions[1].close(&topics[0]));
        assert_eq!(followers(), ([0, 1, 1], 2));
        assert_eq!(hub.at(keys[1], hub::State::remove), Some(()));
        assert_eq!(followers(), ([0; 3], 0));
        assert!(sessions[1].open(&topics[0]).unwrap().latest.is_none());
        assert_eq!(followers(), ([0; 3], 0), "a session that has ended opens nothing");
    }

    #[test]
    fn after_its_last_failure_a_topic_begins_anew() {
        let (hub, counts) = hub();
        let (topic, count) = (Topic::<Counted>::new(), Count::default());
        let session = session(&hub);
        topic.publish(count.clone(), Delivery::Latest);
        session.open(&topic).unwrap();
        topic.fail(&(), Failure::Passing);
        assert!(topic.shared.state.lock().latest.is_some());
        topic.fail(&(), Failure::Final);
        topic.publish(count, Delivery::Latest);
        assert_eq!(posts(&hub), 2, "nobody follows");
        assert_eq!(counts.subscriptions.load(Ordering::Relaxed), 1, "the shard has not heard of it yet");
    }
}
