//! A feed that a test moves by hand.

use std::sync::Arc;

use axum::Router;
use barwire_schema::bars::{Bar, BarsProtocol, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;
use barwire_server::bars::Bars;
use barwire_server::engine::Engine;
use barwire_server::market::{Base, Catalog, Event, Feed, Listings, Past, SourceEvent, Supply};
use parking_lot::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub const SERIES: [(&str, Resolution); 4] = [
    ("AAPL", Resolution::Day),
    ("MSFT", Resolution::Day),
    ("GOOG", Resolution::Day),
    ("EURUSD", Resolution::Minutes60),
];

/// Closed bars that a client gets at most when it comes back.
pub const RECOVER: usize = 1_000;

/// 2026-11-18, a Wednesday.
const START: u64 = 1_794_960_000_000;

pub struct Driven {
    events: UnboundedReceiver<Option<Event>>,
}

/// Moves a [`Driven`] feed.
#[derive(Clone)]
pub struct Driver {
    events: UnboundedSender<Option<Event>>,
    /// The bar of each series that forms, by its number, and how often it has changed.
    moved: Arc<Mutex<[(u64, u32); SERIES.len()]>>,
}

pub fn driven() -> (Driver, Driven) {
    let (sender, events) = unbounded_channel();
    (Driver { events: sender, moved: Arc::new(Mutex::new([(0, 1); SERIES.len()])) }, Driven { events })
}

/// The bars protocol from a feed that the test moves.
pub fn bars(engine: &Engine) -> (Driver, Router) {
    let (driver, feed) = driven();
    let listings = Listings::none(&[Resolution::Minutes60, Resolution::Day]);
    let bars = Bars::start(feed, Arc::new(Catalog::new(listings, 100_000)), RECOVER).unwrap();
    (driver, engine.route(bars.into_service()))
}

impl Driver {
    /// Changes the bar of series `index` that forms. The first one forms at the start, with the change 1.
    pub fn form(&self, index: usize) {
        self.change(index, false);
    }

    /// Closes the bar of series `index` that forms; where none does, one that opens with it.
    pub fn close(&self, index: usize) {
        self.change(index, true);
    }

    fn change(&self, index: usize, closed: bool) {
        let (number, change) = &mut self.moved.lock()[index];
        *change += 1;
        let bar = bar(index, *number, *change);
        *number += u64::from(closed);
        self.say(index, SourceEvent::Bar(bar, closed));
    }

    pub fn say(&self, index: usize, event: SourceEvent) {
        let _gone = self.events.send(Some(Event::Source(index, event)));
    }

    pub fn open(&self, supply: Supply) {
        let _gone = self.events.send(Some(Event::Opened(supply)));
    }

    pub fn panic(&self) {
        let _gone = self.events.send(None);
    }
}

/// The bar of this number after so many changes of its series.
fn bar(index: usize, number: u64, change: u32) -> Bar {
    let length = if SERIES[index].1 == Resolution::Day { 86_400_000 } else { 3_600_000 };
    let (time, price) = (EpochMillis::saturating(START + number * length), f64::from(change));
    Bar { time, open: price, high: price, low: price, close: price, volume: None }
}

impl Feed for Driven {
    fn supplies(&mut self) -> Vec<Supply> {
        let supply = |(index, (symbol, resolution))| Supply {
            symbol: Symbol::try_from(symbol).unwrap(),
            base: Base::Bars(resolution),
            past: Past { closed: Vec::new(), forming: Some(bar(index, 0, 1)) },
        };
        SERIES.into_iter().enumerate().map(supply).collect()
    }

    async fn next(&mut self) -> Event {
        match self.events.recv().await {
            Some(Some(event)) => event,
            Some(None) => panic!("as the test asked"),
            None => std::future::pending().await,
        }
    }
}
