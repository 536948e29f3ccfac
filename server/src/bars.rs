//! The bars protocol, served from a feed of the market through the engine. Only this module knows both.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use barwire_schema::bars::{
    BarStreamError, BarStreamErrorCode, BarSubscriptionAck, BarSubscriptionErrorCode, BarSubscriptionRequest,
    BarUnsubscribeAck, BarUnsubscribeErrorCode, BarUnsubscribeRequest, BarUpdateMessage, BarsProtocol,
    BarsStream, RequestedResolution, Resolution, Symbol,
};
use barwire_schema::protocol::EpochMillis;
use futures_util::FutureExt;
use tokio::task::JoinSet;

use crate::engine::{Batch, Delivery, Failure, Session, Topic};
use crate::market::{BarState, Catalog, Feed, Instrument, Series};

/// Changes that are published together, at most.
const BATCH: usize = 1024;

/// Bars as they come from a feed, by symbol and resolution. The feed stops when this is dropped.
#[derive(Debug)]
pub struct Bars {
    catalog: Catalog,
    /// A topic for each series of the feed, in its order.
    topics: Arc<[Followed]>,
    _feed: JoinSet<()>,
}

#[derive(Debug)]
struct Followed {
    series: Series,
    topic: Topic<BarsStream>,
}

impl Bars {
    /// Takes the series of `feed` as they stand, and publishes its changes from now on.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    #[must_use]
    pub fn start(feed: impl Feed) -> Self {
        let states = feed.series();
        let catalog = Catalog::new(states.iter().map(|(series, _)| series.clone()));
        let topics: Arc<[Followed]> = states
            .into_iter()
            .map(|(series, state)| {
                let followed = Followed { series, topic: Topic::new() };
                followed.publish(state, &mut Batch::new());
                followed
            })
            .collect();
        let mut tasks = JoinSet::new();
        tasks.spawn(follow(feed, Arc::clone(&topics)));
        Self { catalog, topics, _feed: tasks }
    }

    /// Finds the series that a request means.
    fn find(&self, symbol: &Symbol, resolution: &RequestedResolution) -> Result<&Followed, NotServed> {
        let instrument = self.catalog.find(symbol.as_str()).ok_or_else(|| NotServed::symbol(symbol))?;
        resolution
            .parse()
            .and_then(|resolution| instrument.series(resolution))
            .and_then(|index| self.topics.get(index))
            .ok_or_else(|| NotServed::resolution(instrument, resolution))
    }
}

/// Publishes the changes of a feed. It ends only if the feed panics, and says so to everyone.
async fn follow(mut feed: impl Feed, topics: Arc<[Followed]>) {
    let publish = async {
        loop {
            let mut change = Some(feed.next().await);
            let mut batch = Batch::new();
            let mut room = BATCH;
            while let Some((index, state)) = change {
                if let Some(followed) = topics.get(index) {
                    followed.publish(state, &mut batch);
                }
                room -= 1;
                // What changes at the same time goes out together.
                change = if room > 0 { feed.next().now_or_never() } else { None };
            }
        }
    };
    if AssertUnwindSafe(publish).catch_unwind().await.is_err() {
        tracing::error!("the feed panicked; no more bars come");
        for followed in &*topics {
            followed.fail();
        }
    }
}

impl Followed {
    fn publish(&self, BarState { bar, epoch, seq, closed_seq, closed }: BarState, batch: &mut Batch) {
        let Series { symbol, resolution } = self.series.clone();
        let timestamp = EpochMillis::now();
        let update = BarUpdateMessage { symbol, resolution, bar, timestamp, epoch, seq, closed_seq, closed };
        batch.publish(&self.topic, update, if closed { Delivery::Each } else { Delivery::Latest });
    }

    fn failed(&self) -> String {
        format!("the source of {} has failed", self.series.symbol)
    }

    fn fail(&self) {
        let Series { symbol, resolution } = self.series.clone();
        let code = BarStreamErrorCode::FeedUnavailable;
        let error = self.failed();
        self.topic.fail(&BarStreamError { symbol, resolution, code, error, retry: false }, Failure::Final);
    }
}

/// A series that is not served.
struct NotServed {
    /// Whether the instrument is known, and only the resolution is not.
    known: bool,
    message: String,
}

impl NotServed {
    fn symbol(symbol: &Symbol) -> Self {
        Self { known: false, message: format!("no instrument is named {symbol}") }
    }

    fn resolution(instrument: &Instrument, requested: &RequestedResolution) -> Self {
        let served: Vec<_> = instrument.resolutions().map(Resolution::as_str).collect();
        let (symbol, requested, served) = (&instrument.symbol, requested.as_str(), served.join(", "));
        Self {
            known: true,
            message: format!("{symbol} is not served at {requested}; it is served at {served}"),
        }
    }
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
        let followed = match self.find(&symbol, &resolution) {
            Ok(followed) => followed,
            Err(NotServed { known, message }) => {
                return refuse(if known { UnsupportedResolution } else { UnknownSymbol }, message);
            }
        };
        let opened = match session.open(&followed.topic) {
            Ok(opened) => opened,
            Err(limit) => return refuse(SubscriptionLimit, limit.to_string()),
        };
        let Some(latest) = opened.latest else {
            session.close(&followed.topic);
            // Every series begins with a bar, so this one has failed.
            return refuse(FeedUnavailable, followed.failed());
        };
        let Series { symbol, resolution } = followed.series.clone();
        let message = format!("streaming {symbol} at {resolution}");
        let (epoch, seq, closed_seq) = (latest.epoch.clone(), latest.seq, latest.closed_seq);
        // Bars that have closed are not kept, so a gap is never filled.
        let recovered = since.map(|_| false);
        BarSubscriptionAck::Ok { symbol, resolution, message, epoch, seq, closed_seq, recovered }
    }

    async fn unsubscribe(&self, session: &Session, request: BarUnsubscribeRequest) -> BarUnsubscribeAck {
        use BarUnsubscribeErrorCode::{NotSubscribed, UnknownSymbol, UnsupportedResolution};

        let BarUnsubscribeRequest { symbol, resolution } = request;
        let (code, message) = match self.find(&symbol, &resolution) {
            Ok(Followed { series, topic }) => {
                let Series { symbol, resolution } = series.clone();
                if session.close(topic) {
                    let message = format!("no more updates of {symbol} at {resolution}");
                    return BarUnsubscribeAck::Ok { symbol, resolution, message };
                }
                (NotSubscribed, format!("this connection has no stream of {symbol} at {resolution}"))
            }
            Err(NotServed { known, message }) => {
                (if known { UnsupportedResolution } else { UnknownSymbol }, message)
            }
        };
        BarUnsubscribeAck::Error { symbol, resolution, code, message, retry_after_ms: None }
    }
}
