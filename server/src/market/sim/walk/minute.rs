//! A minute in seconds.

use barwire_schema::bars::Bar;

use super::path::Path;
use super::{MINUTE_SECONDS, Market, Traded, uniform};
use crate::market::random::draw;

/// How many seconds a price may run ahead of or behind the straight line from one turn to the next.
const JITTER_SECONDS: f64 = 8.0;

/// One minute of a market.
#[derive(Debug, Clone, Copy)]
pub(in crate::market::sim) struct Minute {
    /// Counted from the Unix epoch.
    number: u64,
    traded: Traded,
}

impl Minute {
    pub(super) fn new(number: u64, traded: Traded) -> Self {
        Self { number, traded }
    }

    /// The whole minute.
    pub(in crate::market::sim) fn bar(&self) -> Bar {
        self.traded.bar(self.number)
    }

    /// The bar of the minute after this many of its seconds, which are fewer than 60.
    ///
    /// It is the same whether or not the bars of the seconds before were shown.
    pub(in crate::market::sim) fn bar_at(&self, market: &Market, second: u32) -> Bar {
        let Traded { open, volume, .. } = self.traded;
        let path = Path::new(&self.traded, draw(market.minute_turns ^ market.seconds, self.number));
        let mut shown = Traded { open, high: open, low: open, close: open, volume: 0 };
        for second in 1..=second {
            shown.close = self.price(market, &path, second);
            shown.high = shown.high.max(shown.close);
            shown.low = shown.low.min(shown.close);
        }
        shown.volume = (u64::from(volume) * u64::from(second) / u64::from(MINUTE_SECONDS)) as u32;
        shown.bar(self.number)
    }

    /// The price at a second: about the straight line from one turn to the next, and at a turn that of the turn.
    fn price(&self, market: &Market, path: &Path, second: u32) -> f64 {
        let piece = path.piece(second);
        if piece.start.0 == second {
            return piece.start.1;
        }
        let of_all_time = self.number.wrapping_mul(u64::from(MINUTE_SECONDS)).wrapping_add(u64::from(second));
        let jitter = JITTER_SECONDS * (2.0 * uniform(draw(market.seconds, of_all_time)) - 1.0);
        piece.price(f64::from(second) + jitter)
    }
}
