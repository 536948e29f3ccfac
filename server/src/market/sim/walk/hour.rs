//! An hour in minutes.

use super::minute::Minute;
use super::path::Path;
use super::{HOUR_MINUTES, Market, Traded, bell, squares, weight};
use crate::market::random::draw;

/// The deviation of a minute's step, in deviations of an hour: 1 by the root of 60.
const MINUTE_DEVIATION: f64 = 0.129;
/// How far a minute may go beyond its open and its close, in deviations of an hour.
const LARGEST_WICK: f64 = 0.15;
/// What is added to the weight of a minute in the volume of its hour, which is random from 0 to 65,535.
const LEAST_WEIGHT: u32 = 16_384;

/// One hour of a market: what its minutes stay between, and reach.
#[derive(Debug, Clone, Copy)]
pub(in crate::market::sim) struct Hour {
    /// Counted from the Unix epoch.
    number: u64,
    traded: Traded,
    /// The deviation of the hour's move, in money.
    deviation: f64,
}

/// The minutes of an hour.
#[derive(Debug)]
pub(in crate::market::sim) struct Minutes {
    hour: Hour,
    /// At the start of each minute, and at the end of the last.
    prices: [f64; HOUR_MINUTES + 1],
    /// What was traded before in the hour, at the same times.
    volumes: [u32; HOUR_MINUTES + 1],
}

impl Hour {
    pub(super) fn new(number: u64, traded: Traded, deviation: f64) -> Self {
        Self { number, traded, deviation }
    }

    pub(super) fn traded(&self) -> &Traded {
        &self.traded
    }

    /// Walks from the open over both extremes to the close: random walks, bent so that they end there, between the extremes.
    pub(in crate::market::sim) fn minutes(self, market: &Market) -> Minutes {
        let Traded { open, high, low, close, volume } = self.traded;
        let first = self.number.wrapping_mul(HOUR_MINUTES as u64);
        let mut steps = [0.0; HOUR_MINUTES];
        let mut weights = [0; HOUR_MINUTES + 1];
        let mut total = 0;
        for (minute, index) in (0..HOUR_MINUTES).zip(0..) {
            let random = draw(market.minutes, first.wrapping_add(index));
            steps[minute] = self.deviation * MINUTE_DEVIATION * bell(random);
            total += u64::from(LEAST_WEIGHT + weight(random));
            weights[minute + 1] = total;
        }

        let mut prices = [open; HOUR_MINUTES + 1];
        // Another random number than that of the extremes.
        let path = Path::new(&self.traded, draw(market.hour_turns ^ market.minutes, self.number));
        for piece in path.pieces() {
            let ((start, _), (end, price)) = (piece.start, piece.end);
            let walked: f64 = steps[start as usize..end as usize].iter().sum();
            let mut at = 0.0;
            for minute in start..end {
                let part = f64::from(minute - start) / f64::from(end - start);
                let detour = at - walked * part;
                prices[minute as usize] = reflected(piece.price(f64::from(minute)) + detour, low, high);
                at += steps[minute as usize];
            }
            prices[end as usize] = price;
        }
        prices[HOUR_MINUTES] = close;
        // The parts of a whole number add up to it, as each is the difference of two rounded sums.
        let volumes = weights.map(|weight| (u64::from(volume) * weight / total.max(1)) as u32);
        Minutes { hour: self, prices, volumes }
    }
}

/// The price, or where it is beyond `low` or `high` as far on this side of it: prices turn there, and do not stay.
fn reflected(price: f64, low: f64, high: f64) -> f64 {
    let price = if price < low { low + (low - price) } else { price };
    let price = if price > high { high - (price - high) } else { price };
    price.clamp(low, high)
}

impl Minutes {
    /// The minute of the hour with this number, from 0 to 59; the last where it is more.
    pub(in crate::market::sim) fn minute(&self, market: &Market, minute: usize) -> Minute {
        let minute = minute.min(HOUR_MINUTES - 1);
        let number = self.hour.number.wrapping_mul(HOUR_MINUTES as u64).wrapping_add(minute as u64);
        let (open, close) = (self.prices[minute], self.prices[minute + 1]);
        let random = draw(market.minute_turns, number);
        let (above, below) = squares(random);
        let wick = self.hour.deviation * LARGEST_WICK;
        let (top, bottom) = (open.max(close), open.min(close));
        let Traded { high, low, .. } = self.hour.traded;
        let traded = Traded {
            open,
            high: (top + wick.min(high - top) * above).min(high),
            low: (bottom - wick.min(bottom - low) * below).max(low),
            close,
            volume: self.volumes[minute + 1] - self.volumes[minute],
        };
        Minute::new(number, traded)
    }
}
