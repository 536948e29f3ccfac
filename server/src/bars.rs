//! The bars protocol, served from a feed of the market through the engine. Only this module knows both.
//!
//! The book of an instrument is locked while an event is applied and published, and while a client joins. So what a client gets at first
//! and what follows fit together without a gap.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use barwire_schema::bars::{
    BarPosition, BarStreamError, BarStreamErrorCode, BarSubscriptionAck, BarSubscriptionErrorCode,
    BarSubscriptionRequest, BarUnsubscribeAck, BarUnsubscribeErrorCode, BarUnsubscribeRequest,
    BarUpdateMessage, BarsProtocol, BarsStream, Epoch, RequestedResolution, Resolution, Symbol,
};
use barwire_schema::protocol::{Counter, EpochMillis};
use futures_util::FutureExt;
use parking_lot::RwLock;
use tokio::task::JoinSet;

use crate::engine::{Batch, Delivery, Failure, Session, SubscriptionLimit, Topic};
use crate::market::{
    BarState, Catalog, Event, Feed, Instrument, SameSymbol, SourceEvent, SourceFailure, Supply,
    UnknownSymbol, UnsupportedResolution,
};

/// Events that are published together, at most.
const BATCH: usize = 1024;

/// Bars as they come from a feed, by symbol and resolution. The feed stops when this is dropped.
#[derive(Debug)]
pub struct Bars {
    shared: Arc<Shared>,
    /// Closed bars that a client gets, at most, which it has missed of a stream.
    recover: usize,
    _feed: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    catalog: Arc<Catalog>,
    /// By the number of the instrument.
    streams: RwLock<Vec<Arc<Streams>>>,
}

/// The streams of one instrument.
#[derive(Debug)]
struct Streams {
    instrument: Arc<Instrument>,
    /// By the index of the series.
    topics: Vec<Followed>,
}

#[derive(Debug)]
struct Followed {
    resolution: Resolution,
    topic: Topic<BarsStream>,
}

impl Bars {
    /// Takes the instruments of `feed` into `catalog`, which is empty, and publishes what happens to them from now on.
    ///
    /// A client that comes back gets the closed bars of a stream that it has missed, where they are `recover` at most.
    ///
    /// # Errors
    /// [`SameSymbol`] where two instruments of the feed have one name.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(mut feed: impl Feed, catalog: Arc<Catalog>, recover: usize) -> Result<Self, SameSymbol> {
        let shared = Arc::new(Shared { catalog, streams: RwLock::default() });
        for supply in feed.supplies() {
            let _streams = shared.open(&supply)?;
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(follow(feed, Arc::clone(&shared)));
        Ok(Self { shared, recover, _feed: tasks })
    }

    /// Finds the series that a request means, by its index.
    fn find(
        &self,
        symbol: &Symbol,
        resolution: &RequestedResolution,
    ) -> Result<(Arc<Streams>, usize), NotServed> {
        let instrument = self.shared.catalog.requested(symbol)?;
        let streams = self.shared.streams.read().get(instrument.number).map(Arc::clone);
        // An instrument is in the catalog a moment before it has streams.
        let streams = streams.ok_or_else(|| UnknownSymbol(symbol.clone()))?;
        let (_, series) = instrument.requested(resolution)?;
        Ok((streams, series))
    }
}

impl Shared {
    fn open(&self, supply: &Supply) -> Result<Arc<Streams>, SameSymbol> {
        let instrument = self.catalog.open(supply)?;
        let outside = instrument.book().dropped().outside;
        if outside > 0 {
            tracing::info!(symbol = %supply.symbol, bars = outside, "bars of the past outside of the sessions are left out");
        }
        let followed = |resolution| Followed { resolution, topic: Topic::new() };
        let topics = instrument.book().resolutions().map(followed).collect();
        let streams = Arc::new(Streams { instrument, topics });
        self.streams.write().push(Arc::clone(&streams));
        Ok(streams)
    }
}

/// Publishes what a feed says. It ends only if the feed panics, and says so to everyone.
async fn follow(mut feed: impl Feed, shared: Arc<Shared>) {
    let publish = async {
        // By the number that the feed has given: an instrument that cannot be served has one too.
        let mut streams: Vec<_> = shared.streams.read().iter().cloned().map(Some).collect();
        loop {
            let mut event = Some(feed.next().await);
            let mut batch = Batch::new();
            let mut room = BATCH;
            while let Some(next) = event {
                match next {
                    Event::Opened(supply) => {
                        let opened = shared.open(&supply).inspect_err(|error| {
                            tracing::error!(%error, "an instrument of the feed cannot be served");
                        });
                        streams.push(opened.ok());
                    }
                    Event::Source(number, event) => {
                        if let Some(Some(streams)) = streams.get(number) {
                            streams.publish(&event, &mut batch);
                        }
                    }
                }
                room -= 1;
                // What happens at the same time goes out together.
                event = if room > 0 { feed.next().now_or_never() } else { None };
            }
        }
    };
    if AssertUnwindSafe(publish).catch_unwind().await.is_err() {
        tracing::error!("the feed panicked; no more bars come");
        let failed = SourceEvent::Failed { reason: "has failed".to_owned(), retry: false };
        for streams in &*shared.streams.read() {
            streams.publish(&failed, &mut Batch::new());
        }
    }
}

impl Streams {
    /// Applies an event, and publishes what has changed to those who follow.
    fn publish(&self, event: &SourceEvent, batch: &mut Batch) {
        let mut book = self.instrument.book();
        let before = book.dropped();
        book.apply(event, |epoch, series, state| {
            if let Some(followed) = self.topics.get(series).filter(|followed| followed.topic.is_followed()) {
                let delivery = if state.closed { Delivery::Each } else { Delivery::Latest };
                batch.publish(&followed.topic, self.update(followed.resolution, epoch, state), delivery);
            }
        });
        let dropped = book.dropped();
        if (before.outside, dropped.outside) == (0, 1) {
            tracing::warn!(symbol = %self.instrument.symbol(), "what comes outside of the sessions is left out; are session and time zone right?");
        }
        match event {
            SourceEvent::Restarted(_) => {
                for (series, followed) in self.topics.iter().enumerate() {
                    // Else those who come would get a bar of the memory that is lost.
                    if book.latest(series).is_none() {
                        batch.forget(&followed.topic);
                    }
                }
            }
            SourceEvent::Failed { .. } => book.failure().into_iter().for_each(|failure| self.fail(failure)),
            _ => {}
        }
    }

    /// Lets a client follow a series, and finds what it has missed since it left.
    fn join(
        &self,
        session: &Session,
        series: usize,
        since: Option<&BarPosition>,
        limit: usize,
    ) -> Result<Joined<'_>, NotJoined> {
        let book = self.instrument.book();
        if let Some(failure) = book.failure().filter(|failure| !failure.retry) {
            return Err(NotJoined::Failed(failure.of(self.instrument.symbol())));
        }
        let followed = &self.topics[series];
        if !followed.topic.is_followed()
            && let Some(state) = book.latest(series)
        {
            // While nobody follows, nothing is published.
            followed.topic.publish(self.update(followed.resolution, book.epoch(), state), Delivery::Latest);
        }
        let latest = session.open(&followed.topic).map_err(NotJoined::Limit)?.latest;
        let (epoch, seq, closed_seq) = match &latest {
            // The book may be ahead of that: what is between comes after it.
            Some(latest) => (latest.epoch.clone(), latest.seq, latest.closed_seq),
            None => (book.epoch().clone(), Counter::default(), Counter::default()),
        };
        let mut missed = since
            .filter(|since| since.epoch == epoch)
            .and_then(|since| book.closed_since(series, since, closed_seq, limit));
        if let Some(missed) = &mut missed
            && latest.is_some_and(|latest| latest.closed)
        {
            // That is sent anyway.
            missed.pop();
        }
        Ok(Joined { followed, position: BarPosition { epoch, closed_seq }, seq, missed })
    }

    fn update(&self, resolution: Resolution, epoch: &Epoch, state: BarState) -> BarUpdateMessage {
        let BarState { bar, seq, closed_seq, closed } = state;
        let (symbol, epoch) = (self.instrument.symbol().clone(), epoch.clone());
        let timestamp = EpochMillis::now();
        BarUpdateMessage { symbol, resolution, bar, timestamp, epoch, seq, closed_seq, closed }
    }

    fn fail(&self, failure: &SourceFailure) {
        let (retry, error) = (failure.retry, failure.of(self.instrument.symbol()));
        let code = BarStreamErrorCode::FeedUnavailable;
        for Followed { resolution, topic } in &self.topics {
            let (symbol, resolution) = (self.instrument.symbol().clone(), *resolution);
            let failed = BarStreamError { symbol, resolution, code, error: error.clone(), retry };
            topic.fail(&failed, if retry { Failure::Passing } else { Failure::Final });
        }
    }
}

/// A stream that a client has joined.
struct Joined<'a> {
    followed: &'a Followed,
    /// Where it begins.
    position: BarPosition,
    seq: Counter,
    /// What closed since the client left, if it is known.
    missed: Option<Vec<BarState>>,
}

/// Why a client has not joined a stream.
enum NotJoined {
    /// No more bars come.
    Failed(String),
    /// It has as many streams as it may have.
    Limit(SubscriptionLimit),
}

/// A series that is not served.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum NotServed {
    Symbol(#[from] UnknownSymbol),
    Resolution(#[from] UnsupportedResolution),
}

impl BarsProtocol for Bars {
    type Session = Session;

    async fn subscribe(&self, session: &Session, request: BarSubscriptionRequest) -> BarSubscriptionAck {
        use BarSubscriptionErrorCode::{
            FeedUnavailable, SubscriptionLimit, UnknownSymbol, UnsupportedResolution,
        };

        let BarSubscriptionRequest { symbol, resolution, since } = request;
        // None of the refusals goes away by itself, so none says when to ask again.
        let refuse = |code, message| BarSubscriptionAck::Error {
            symbol: symbol.clone(),
            resolution: resolution.clone(),
            code,
            message,
            retry_after_ms: None,
        };
        let (streams, series) = match self.find(&symbol, &resolution) {
            Ok(found) => found,
            Err(error @ NotServed::Symbol(_)) => return refuse(UnknownSymbol, error.to_string()),
            Err(error @ NotServed::Resolution(_)) => return refuse(UnsupportedResolution, error.to_string()),
        };
        let Joined { followed, position: BarPosition { epoch, closed_seq }, seq, missed } =
            match streams.join(session, series, since.as_ref(), self.recover) {
                Ok(joined) => joined,
                Err(NotJoined::Failed(message)) => return refuse(FeedUnavailable, message),
                Err(NotJoined::Limit(limit)) => return refuse(SubscriptionLimit, limit.to_string()),
            };
        let resolution = followed.resolution;
        let recovered = since.map(|_| {
            missed.is_some_and(|missed| {
                let update = |state| streams.update(resolution, &epoch, state);
                session.make_up(&followed.topic, &missed.into_iter().map(update).collect::<Vec<_>>())
            })
        });
        let symbol = streams.instrument.symbol().clone();
        let message = format!("streaming {symbol} at {resolution}");
        BarSubscriptionAck::Ok { symbol, resolution, message, epoch, seq, closed_seq, recovered }
    }

    async fn unsubscribe(&self, session: &Session, request: BarUnsubscribeRequest) -> BarUnsubscribeAck {
        use BarUnsubscribeErrorCode::{NotSubscribed, UnknownSymbol, UnsupportedResolution};

        let BarUnsubscribeRequest { symbol, resolution } = request;
        let (code, message) = match self.find(&symbol, &resolution) {
            Ok((streams, series)) => {
                let symbol = streams.instrument.symbol().clone();
                let Followed { resolution, topic } = &streams.topics[series];
                let resolution = *resolution;
                if session.close(topic) {
                    let message = format!("no more updates of {symbol} at {resolution}");
                    return BarUnsubscribeAck::Ok { symbol, resolution, message };
                }
                (NotSubscribed, format!("this connection has no stream of {symbol} at {resolution}"))
            }
            Err(error @ NotServed::Symbol(_)) => (UnknownSymbol, error.to_string()),
            Err(error @ NotServed::Resolution(_)) => (UnsupportedResolution, error.to_string()),
        };
        BarUnsubscribeAck::Error { symbol, resolution, code, message, retry_after_ms: None }
    }
}
