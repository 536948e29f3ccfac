//! A chart as a client keeps it: history, and then the stream from there on, checked against what the protocol promises.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use barwire_schema::bars::{
    Bar, BarPosition, BarSubscriptionAck, BarUpdateMessage, Epoch, RequestedResolution, Resolution,
};
use barwire_server::market::{BarRange, Catalog, Event, Feed, Instrument, SourceEvent, Supply};
use parking_lot::Mutex;
use serde_json::{Value, from_value, json};

/// The closed bars of the epochs that are over, by the index of the series.
#[derive(Debug, Clone, Default)]
pub struct Past(Arc<Mutex<HashMap<String, Vec<Closed>>>>);

/// Closed bars, of which the first is the one after this number.
#[derive(Debug, Clone, Default)]
struct Closed {
    before: u64,
    bars: Vec<Bar>,
}

/// What has happened to a chart, so that a test can tell that it has tested something.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen {
    pub recovered: u64,
    pub not_recovered: u64,
    /// Closing updates between an ack and the bar as it stands.
    pub made_up: u64,
    /// Closing updates after that.
    pub closed: u64,
    /// New epochs in mid-stream.
    pub restarts: u64,
}

impl Seen {
    pub fn add(&mut self, other: Self) {
        self.recovered += other.recovered;
        self.not_recovered += other.not_recovered;
        self.made_up += other.made_up;
        self.closed += other.closed;
        self.restarts += other.restarts;
    }

    /// Whether each has happened.
    pub fn is_everything(&self) -> bool {
        let Self { recovered, not_recovered, made_up, closed, restarts } = *self;
        [recovered, not_recovered, made_up, closed, restarts].iter().all(|count| *count > 0)
    }
}

#[derive(Debug)]
pub struct Chart {
    instrument: Arc<Instrument>,
    resolution: Resolution,
    series: usize,
    past: Past,
    epoch: Epoch,
    closed: Closed,
    forming: Option<Bar>,
    /// Of the last update.
    seq: u64,
    /// Whether the history is as new as the stream or newer, so that the stream repeats some of it.
    ahead: bool,
    /// What was asked and has not been answered.
    asked: VecDeque<Asked>,
    stream: Stream,
    pub seen: Seen,
}

#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Subscribe(BarPosition),
    Unsubscribe,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stream {
    None,
    /// What was missed is to come, up to this number, and then the bar as it stands, of this change.
    MakesUp {
        until: u64,
        seq: u64,
    },
    /// The bar as it stands is to come.
    Begins {
        seq: u64,
    },
    Goes,
}

impl Past {
    /// Keeps the closed bars of an instrument, whose epoch ends.
    pub fn keep(&self, instrument: &Instrument) {
        let epoch = instrument.book().epoch().to_string();
        let closed = (0..instrument.book().resolutions().count()).map(|series| closed(instrument, series).1);
        self.0.lock().insert(epoch, closed.collect());
    }
}

/// A feed of which the past is kept.
pub struct Kept<F> {
    pub feed: F,
    pub catalog: Arc<Catalog>,
    pub past: Past,
}

impl<F: Feed> Feed for Kept<F> {
    fn supplies(&mut self) -> Vec<Supply> {
        self.feed.supplies()
    }

    async fn next(&mut self) -> Event {
        let event = self.feed.next().await;
        if let Event::Source(number, SourceEvent::Restarted(_)) = &event {
            self.past.keep(&self.catalog.all()[*number]);
        }
        event
    }
}

/// The epoch, and what has closed of a series and is kept, and the bar that forms.
fn closed(instrument: &Instrument, series: usize) -> (Epoch, Closed, Option<Bar>) {
    let book = instrument.book();
    let history = book.bars(series, BarRange::default()).unwrap();
    let mut bars = history.bars;
    let forming = book.latest(series).filter(|latest| !latest.closed).and_then(|_| bars.pop());
    let before = history.position.closed_seq.get() - bars.len() as u64;
    (history.position.epoch, Closed { before, bars }, forming)
}

impl Closed {
    fn last(&self) -> u64 {
        self.before + self.bars.len() as u64
    }

    fn get(&self, number: u64) -> Option<&Bar> {
        self.bars.get(usize::try_from(number.checked_sub(self.before + 1)?).ok()?)
    }
}

/// Gives a message to the chart that it is about.
pub fn take(charts: &mut [Chart], text: &str) {
    let message: Value = serde_json::from_str(text).unwrap();
    let chart = charts.iter_mut().find(|chart| chart.is_of(&message));
    chart.unwrap_or_else(|| panic!("nobody has asked for {message}")).take(&message);
}

impl Chart {
    /// The chart of a series, with its history.
    pub fn new(catalog: &Catalog, symbol: &str, resolution: Resolution, past: &Past) -> Self {
        let instrument = catalog.find(symbol).unwrap();
        let series = instrument.series(resolution).unwrap();
        let (epoch, closed, forming) = closed(&instrument, series);
        Self {
            instrument,
            resolution,
            series,
            past: past.clone(),
            epoch,
            closed,
            forming,
            seq: 0,
            ahead: false,
            asked: VecDeque::new(),
            stream: Stream::None,
            seen: Seen::default(),
        }
    }

    /// Whether a message is about it.
    fn is_of(&self, message: &Value) -> bool {
        let payload = &message["payload"];
        payload["symbol"] == self.instrument.symbol().as_str()
            && payload["resolution"] == self.resolution.as_str()
    }

    /// Whether it has no stream, and has asked for none.
    pub fn is_away(&self) -> bool {
        self.stream == Stream::None && self.asked.is_empty()
    }

    /// Whether it has a stream once all is answered.
    pub fn is_open(&self) -> bool {
        self.asked.back().map_or(self.stream != Stream::None, |asked| *asked != Asked::Unsubscribe)
    }

    /// Fetches the history, and forgets what it had.
    pub fn fetch(&mut self) {
        self.check_closed();
        (self.epoch, self.closed, self.forming) = closed(&self.instrument, self.series);
        (self.ahead, self.seq) = (true, 0);
    }

    pub fn subscribe(&mut self) -> Value {
        let (epoch, closed_seq) = (self.epoch.clone(), self.closed.last());
        let since = json!({ "epoch": epoch, "closed_seq": closed_seq });
        self.asked.push_back(Asked::Subscribe(from_value(since.clone()).unwrap()));
        let resolution = RequestedResolution::from(self.resolution);
        let payload = json!({ "symbol": self.instrument.symbol(), "resolution": resolution, "since": since });
        json!({ "type": "bars.subscribe", "payload": payload })
    }

    pub fn unsubscribe(&mut self) -> Value {
        self.asked.push_back(Asked::Unsubscribe);
        let payload = json!({ "symbol": self.instrument.symbol(), "resolution": self.resolution });
        json!({ "type": "bars.unsubscribe", "payload": payload })
    }

    /// The connection has ended.
    pub fn cut(&mut self) {
        self.asked.clear();
        self.stream = Stream::None;
    }

    /// Takes a message that is about it.
    fn take(&mut self, message: &Value) {
        let payload = message["payload"].clone();
        match message["type"].as_str().unwrap() {
            "bars.ack" => {
                let Some(Asked::Subscribe(since)) = self.asked.pop_front() else { panic!("{message}") };
                self.begin(&since, from_value(payload).unwrap());
            }
            "bars.unsubscribe.ack" => {
                assert_eq!(self.asked.pop_front(), Some(Asked::Unsubscribe), "{message}");
                assert_eq!(payload["status"], "ok", "{message}");
                self.stream = Stream::None;
            }
            "bars.update" => self.update(&from_value(payload).unwrap()),
            "bars.error" => assert_eq!(payload["retry"], true),
            _ => panic!("{message}"),
        }
    }

    fn begin(&mut self, since: &BarPosition, ack: BarSubscriptionAck) {
        let BarSubscriptionAck::Ok { epoch, seq, closed_seq, recovered, .. } = ack else { panic!("{ack:?}") };
        let (seq, closed_seq) = (seq.get(), closed_seq.get());
        self.seq = 0;
        self.stream = if seq == 0 { Stream::Goes } else { Stream::Begins { seq } };
        if !recovered.expect("an answer to `since`") {
            self.seen.not_recovered += 1;
            self.fetch();
            return;
        }
        self.seen.recovered += 1;
        assert_eq!(epoch, since.epoch, "nothing is known across epochs");
        if epoch != self.epoch {
            // The history was fetched of the next epoch meanwhile: nothing of this one is of use.
            self.stream = Stream::Goes;
            return;
        }
        // From here on it is told again what has come since it asked.
        self.check_closed();
        let since = since.closed_seq.get();
        assert!(closed_seq >= since);
        if since > self.closed.last() {
            // A stream that was asked for before has begun meanwhile, and what had been fetched was forgotten for it.
            let (now, known, _) = closed(&self.instrument, self.series);
            if now != epoch {
                self.fetch();
                self.stream = Stream::Goes;
                return;
            }
            self.closed = known;
        }
        let kept = since.saturating_sub(self.closed.before) as usize;
        self.closed.bars.truncate(kept);
        self.closed.before = since - self.closed.bars.len() as u64;
        (self.forming, self.ahead) = (None, false);
        if seq > 0 {
            self.stream = Stream::MakesUp { until: closed_seq, seq };
        }
    }

    fn update(&mut self, update: &BarUpdateMessage) {
        let seq = update.seq.get();
        assert_ne!(self.stream, Stream::None, "no stream is open: {update:?}");
        if let Stream::Begins { seq: first } = self.stream {
            assert_eq!(seq, first, "the bar as it stands is to follow the ack");
            self.stream = Stream::Goes;
        }
        if update.epoch != self.epoch {
            self.seen.restarts += 1;
            self.fetch();
            self.stream = Stream::Goes;
            if update.epoch != self.epoch {
                // The stream is behind the history, and comes to that epoch too.
                return;
            }
        }
        assert!(seq > self.seq, "{seq} after {}", self.seq);
        self.seq = seq;
        let (number, last) = (update.closed_seq.get(), self.closed.last());
        if let Stream::MakesUp { until, seq: stands } = self.stream {
            assert!(update.closed || last == until, "{} was missed up to {until}", last + 1);
            if seq == stands {
                assert_eq!(number, until);
                self.stream = Stream::Goes;
                if update.closed && last == until {
                    // It is the last bar, which has been known.
                    let known = self.closed.get(number);
                    return assert!(
                        known.is_none_or(|known| *known == update.bar),
                        "{known:?} was {update:?}"
                    );
                }
            } else {
                self.seen.made_up += 1;
            }
        }
        self.seen.closed += u64::from(self.stream == Stream::Goes && update.closed);
        if self.ahead && (number < last || update.closed && number == last) {
            let known = self.closed.get(number).filter(|_| update.closed);
            return assert!(known.is_none_or(|known| *known == update.bar), "{known:?} was {update:?}");
        }
        self.merge(update);
    }

    /// Takes an update that is new to it.
    fn merge(&mut self, update: &BarUpdateMessage) {
        let (number, last) = (update.closed_seq.get(), self.closed.last());
        let due = if update.closed { last + 1 } else { last };
        assert_eq!(number, due, "a hole, or a repetition: {update:?}");
        if let Some(forming) = &self.forming {
            assert_eq!(update.bar.time, forming.time, "the bar that formed is replaced");
        }
        assert!(self.closed.bars.last().is_none_or(|before| before.time < update.bar.time));
        if update.closed {
            self.closed.bars.push(update.bar);
        }
        self.forming = (!update.closed).then_some(update.bar);
    }

    /// Whether it shows what there is. What there is must have come to rest.
    pub fn is_level(&self) -> bool {
        let latest = self.instrument.book().latest(self.series);
        let (epoch, closed, forming) = closed(&self.instrument, self.series);
        // A source that has begun anew has nothing to say before its first bar.
        let Some(latest) = latest else { return true };
        let streams = self.stream == Stream::Goes && self.asked.is_empty();
        if !streams
            || self.epoch != epoch
            || self.closed.last() != closed.last()
            || self.seq != latest.seq.get()
        {
            return false;
        }
        self.check_closed();
        // The last update may be older than the history, if it is of the same bar.
        assert_eq!(self.forming, forming);
        true
    }

    /// Checks that what it has of closed bars is right.
    pub fn check_closed(&self) {
        let (epoch, mut known, _) = closed(&self.instrument, self.series);
        if epoch != self.epoch {
            // It was kept before the next began.
            known = self.past.0.lock()[self.epoch.as_str()][self.series].clone();
        }
        assert!(known.last() >= self.closed.last(), "{} bars have closed", known.last());
        for (bar, number) in self.closed.bars.iter().zip(self.closed.before + 1..) {
            if let Some(known) = known.get(number) {
                assert_eq!(bar, known, "{number} of {}", self.closed.last());
            }
        }
    }
}
