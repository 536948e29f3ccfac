//! The updates that every server of the benchmark publishes.

use std::time::{SystemTime, UNIX_EPOCH};

use barwire_schema::bars::{Bar, BarUpdateMessage, Epoch, Resolution, Symbol};
use barwire_schema::protocol::{Counter, EpochMillis, encode};

use crate::Error;

/// The epoch of every update, as long as one of barwire: a few bytes decide how many messages a client acknowledges at once.
pub const EPOCH: &str = "1a20c3b4f00-1";

const MINUTE: u64 = 60_000;

/// The instruments S000, S001 and so on, at a resolution of one minute.
#[derive(Debug)]
pub struct Market {
    instruments: Vec<Instrument>,
    epoch: Epoch,
    random: u64,
}

#[derive(Debug)]
struct Instrument {
    symbol: Symbol,
    close: f64,
    seq: Counter,
}

impl Market {
    /// A market of so many instruments.
    ///
    /// # Errors
    /// Where a name breaks the rules of the protocol.
    pub fn new(symbols: usize) -> Result<Self, Error> {
        let instrument =
            |index| Ok(Instrument { symbol: name(index).try_into()?, close: 100.0, seq: Counter::default() });
        Ok(Self {
            instruments: (0..symbols).map(instrument).collect::<Result<_, Error>>()?,
            epoch: EPOCH.try_into()?,
            random: 88_172_645_463_325_252,
        })
    }

    /// The next update of an instrument. Its volume is the time at which it is made, in microseconds.
    pub fn next(&mut self, index: usize) -> BarUpdateMessage {
        let step = (self.random() % 21) as f64 - 10.0;
        let instrument = &mut self.instruments[index];
        let close = cents(instrument.close + step / 100.0);
        instrument.close = if close < 50.0 { 100.0 } else { close };
        instrument.seq = instrument.seq.next();
        let now = now_us();
        BarUpdateMessage {
            symbol: instrument.symbol.clone(),
            resolution: Resolution::Minutes1,
            bar: Bar {
                time: EpochMillis::saturating(now / 1000 / MINUTE * MINUTE),
                open: cents(close - 0.1),
                high: cents(close + 0.3),
                low: cents(close - 0.3),
                close,
                volume: Some(now as f64),
            },
            timestamp: EpochMillis::saturating(now / 1000),
            epoch: self.epoch.clone(),
            seq: instrument.seq,
            closed_seq: Counter::default(),
            closed: false,
        }
    }

    /// Xorshift (Marsaglia, 2003).
    fn random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }
}

/// The text of an update's frame.
///
/// # Errors
/// Where it has no JSON form.
pub fn text(update: &BarUpdateMessage) -> Result<String, serde_json::Error> {
    encode("bars.update", None, update)
}

/// The name of an instrument.
#[must_use]
pub fn name(index: usize) -> String {
    format!("S{index:03}")
}

/// The instrument of a name.
#[must_use]
pub fn index_of(name: &str) -> Option<usize> {
    name.strip_prefix('S')?.parse().ok()
}

/// The system clock in microseconds since the Unix epoch.
#[must_use]
pub fn now_us() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

fn cents(price: f64) -> f64 {
    (price * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_says_when_it_was_made() {
        let before = now_us();
        let mut market = Market::new(2).unwrap();
        market.next(1);
        let update = market.next(1);
        assert_eq!((update.symbol.as_str(), update.seq.get()), ("S001", 2));
        let text = text(&update).unwrap();
        let volume = text.split_once("\"volume\":").unwrap().1.split_once(".0}").unwrap().0;
        assert!((before..=now_us()).contains(&volume.parse().unwrap()), "{text}");
    }
}
