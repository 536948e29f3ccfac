//! How bars and trades make longer bars.

use barwire_schema::bars::Bar;
use barwire_schema::protocol::EpochMillis;

use crate::market::feed::Trade;

/// The bar of `earlier` and then `later`, with the time of `earlier`.
pub(super) fn join(earlier: &Bar, later: &Bar) -> Bar {
    Bar {
        time: earlier.time,
        open: earlier.open,
        high: earlier.high.max(later.high),
        low: earlier.low.min(later.low),
        close: later.close,
        volume: sum(earlier.volume, later.volume),
    }
}

/// A bar of trades while it forms.
///
/// It does not depend on the order in which trades of different times come: the open is the price of the earliest, the close that of
/// the latest. Of trades of the same millisecond the first to come opens, and the last closes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tape {
    /// When the trades were that the open and the close are of.
    first: EpochMillis,
    last: EpochMillis,
}

impl Tape {
    /// The bar of one trade.
    pub(super) fn open(time: EpochMillis, trade: &Trade) -> (Self, Bar) {
        let Trade { price, size, .. } = *trade;
        let bar = Bar { time, open: price, high: price, low: price, close: price, volume: size };
        (Self { first: trade.time, last: trade.time }, bar)
    }

    /// A bar of trades that are not known one by one: it goes on after them.
    pub(super) fn after(start: EpochMillis) -> Self {
        Self { first: start, last: start }
    }

    /// Adds a trade to the bar.
    pub(super) fn add(&mut self, bar: &mut Bar, trade: &Trade) {
        let Trade { time, price, size } = *trade;
        if time < self.first {
            (self.first, bar.open) = (time, price);
        }
        if time >= self.last {
            (self.last, bar.close) = (time, price);
        }
        bar.high = bar.high.max(price);
        bar.low = bar.low.min(price);
        bar.volume = sum(bar.volume, size);
    }
}

/// Nothing is known of the sum only where nothing is known of either. JSON has no infinity.
fn sum(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a + b).min(f64::MAX)),
        (known, None) | (None, known) => known,
    }
}
