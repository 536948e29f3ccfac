//! A market of chance, and the feed that tells of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;
use barwire_server::market::{Base, Event, Feed, Past, SourceEvent, Supply, Trade};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::dice::Dice;

pub const RESOLUTIONS: [Resolution; 3] = [Resolution::Minutes1, Resolution::Minutes5, Resolution::Minutes30];

/// Each with what comes of it.
pub const INSTRUMENTS: [(&str, Base); 2] =
    [("BARS", Base::Bars(Resolution::Minutes1)), ("TRADES", Base::Trades)];

const MINUTE: u64 = 60_000;
/// 2026-11-18, 00:00 UTC.
const START: u64 = 1_794_960_000_000;

/// What happens in the market.
pub struct Market {
    dice: Dice,
    events: UnboundedSender<Event>,
    told: usize,
    applied: Arc<AtomicUsize>,
    /// The minute of the bar, or the millisecond of the last trade.
    times: [u64; INSTRUMENTS.len()],
    /// One restart in so many events.
    restarts: u64,
}

/// The feed of a [`Market`].
pub struct Told {
    events: UnboundedReceiver<Event>,
    returned: usize,
    applied: Arc<AtomicUsize>,
}

impl Market {
    pub fn new(dice: Dice, restarts: u64) -> (Self, Told) {
        let (events, received) = unbounded_channel();
        let applied = Arc::new(AtomicUsize::new(0));
        let told = Told { events: received, returned: 0, applied: Arc::clone(&applied) };
        (Self { dice, events, told: 0, applied, times: [0; INSTRUMENTS.len()], restarts }, told)
    }

    /// Whether all that has happened is in the books.
    pub fn is_at_rest(&self) -> bool {
        self.applied.load(Ordering::Acquire) == self.told
    }

    /// Lets so many things happen.
    pub fn go_on(&mut self, count: u64) {
        for _ in 0..count {
            let index = self.dice.below(INSTRUMENTS.len() as u64) as usize;
            let event = if self.dice.below(self.restarts) == 0 {
                SourceEvent::Restarted(self.past(index))
            } else if self.dice.below(50) == 0 {
                SourceEvent::Failed { reason: "is away".to_owned(), retry: true }
            } else if index == 0 {
                self.bar()
            } else {
                self.trade()
            };
            self.tell(index, event);
        }
    }

    /// Lets both instruments have a bar, whatever has happened.
    pub fn open(&mut self) {
        for index in 0..INSTRUMENTS.len() {
            let event = if index == 0 { self.bar() } else { self.trade() };
            self.tell(index, event);
        }
    }

    fn tell(&mut self, index: usize, event: SourceEvent) {
        self.told += 1;
        let _gone = self.events.send(Event::Source(index, event));
    }

    fn bar(&mut self) -> SourceEvent {
        let closed = self.dice.below(3) == 0;
        // A bar may be left as it is for the next, and minutes without a bar are passed over.
        self.times[0] += if self.dice.below(8) == 0 { 1 + self.dice.below(40) / 10 } else { 0 };
        let bar = self.bar_at(self.times[0]);
        self.times[0] += u64::from(closed);
        SourceEvent::Bar(bar, closed)
    }

    fn bar_at(&mut self, minute: u64) -> Bar {
        let [open, close] = [(); 2].map(|()| self.price());
        let (high, low) = (open.max(close) + 1.0, open.min(close) - 1.0);
        let (time, volume) = (EpochMillis::saturating(START + minute * MINUTE), Some(self.price()));
        Bar { time, open, high, low, close, volume }
    }

    fn trade(&mut self) -> SourceEvent {
        let late = self.dice.below(10) == 0;
        self.times[1] += if late { 0 } else { self.dice.below(45_000) };
        let back = if late { self.dice.below(90_000).min(self.times[1]) } else { 0 };
        let time = EpochMillis::saturating(START + self.times[1] - back);
        if self.dice.below(6) == 0 {
            return SourceEvent::Clock(time);
        }
        SourceEvent::Trade(Trade { time, price: self.price(), size: Some(self.price()) })
    }

    fn price(&mut self) -> f64 {
        100.0 + self.dice.below(1000) as f64 / 8.0
    }

    fn past(&mut self, index: usize) -> Past {
        let minute = if index == 0 { self.times[0] } else { self.times[1] / MINUTE + 1 };
        let closed: Vec<_> = (0..self.dice.below(8)).map(|number| self.bar_at(minute + number)).collect();
        self.times[index] = if index == 0 { minute + 8 } else { (minute + 8) * MINUTE };
        Past { closed: vec![(Resolution::Minutes1, closed)], forming: None }
    }
}

impl Feed for Told {
    fn supplies(&mut self) -> Vec<Supply> {
        let supply = |(symbol, base)| Supply {
            symbol: Symbol::try_from(symbol).unwrap(),
            base,
            past: Past::default(),
        };
        INSTRUMENTS.into_iter().map(supply).collect()
    }

    async fn next(&mut self) -> Event {
        // Who asks for the next has applied those before.
        self.applied.store(self.returned, Ordering::Release);
        match self.events.recv().await {
            Some(event) => {
                self.returned += 1;
                event
            }
            None => std::future::pending().await,
        }
    }
}
