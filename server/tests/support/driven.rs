//! A feed that a test moves by hand.

use axum::Router;
use barwire_schema::bars::{Bar, BarsProtocol, Epoch, Resolution, Symbol};
use barwire_schema::protocol::{Counter, EpochMillis};
use barwire_server::bars::Bars;
use barwire_server::engine::Engine;
use barwire_server::market::{BarState, Feed, Series};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub const SERIES: [(&str, Resolution); 4] = [
    ("AAPL", Resolution::Day),
    ("MSFT", Resolution::Day),
    ("GOOG", Resolution::Day),
    ("EURUSD", Resolution::Minutes60),
];

pub struct Driven {
    changes: UnboundedReceiver<Change>,
}

enum Change {
    State(usize, BarState),
    Panic,
}

/// Moves a [`Driven`] feed.
#[derive(Clone)]
pub struct Driver(UnboundedSender<Change>);

pub fn driven() -> (Driver, Driven) {
    let (sender, changes) = unbounded_channel();
    (Driver(sender), Driven { changes })
}

/// The bars protocol from a feed that the test moves.
pub fn bars(engine: &Engine) -> (Driver, Router) {
    let (driver, feed) = driven();
    (driver, engine.route(Bars::start(feed).into_service()))
}

impl Driver {
    /// Moves series `index`: change `seq`, after `closed_seq` closed bars.
    pub fn change(&self, index: usize, seq: u32, closed_seq: u32, closed: bool) {
        let _gone = self.0.send(Change::State(index, state(seq, closed_seq, closed)));
    }

    pub fn panic(&self) {
        let _gone = self.0.send(Change::Panic);
    }
}

fn state(seq: u32, closed_seq: u32, closed: bool) -> BarState {
    let time = EpochMillis::try_from(1_795_000_000_000).unwrap();
    let price = f64::from(seq);
    BarState {
        bar: Bar { time, open: price, high: price, low: price, close: price, volume: None },
        epoch: Epoch::try_from("epoch-1").unwrap(),
        seq: Counter::from(seq),
        closed_seq: Counter::from(closed_seq),
        closed,
    }
}

impl Feed for Driven {
    fn series(&self) -> Vec<(Series, BarState)> {
        SERIES
            .iter()
            .map(|&(symbol, resolution)| {
                (Series { symbol: Symbol::try_from(symbol).unwrap(), resolution }, state(1, 0, false))
            })
            .collect()
    }

    async fn next(&mut self) -> (usize, BarState) {
        match self.changes.recv().await {
            Some(Change::State(index, state)) => (index, state),
            Some(Change::Panic) => panic!("as the test asked"),
            None => std::future::pending().await,
        }
    }
}
