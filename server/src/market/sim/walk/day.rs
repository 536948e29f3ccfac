//! A day in hours.

use barwire_schema::bars::Bar;

use super::hour::Hour;
use super::market::Market;
use super::{DAY_HOURS, DAY_MINUTES, Traded, bell, squares, weight};
use crate::market::random::draw;

/// The standard deviation of an hour's return, where mood and hour are at 1: 0.0146 of a day by the root of 24.
const HOUR_VOLATILITY: f64 = 0.002_98;
/// How far the price at the start of an hour may leave the straight line from the day's opening to its close, as a part of the price.
/// It keeps prices positive.
const LARGEST_DETOUR: f64 = 0.2;
/// How far an hour may go beyond its open and its close, in deviations of an hour.
const LARGEST_WICK: f64 = 1.5;
/// What is traded in an hour of mood 1 and hour 1, on average.
const HOUR_VOLUME: f64 = 60.0 * 32_768.0;
/// How much prices move in each hour of UTC. The square of it is how much is traded: most while Europe opens, and while America does.
const HOURS: [f64; DAY_HOURS] = [
    0.8, 0.9, 0.8, 0.7, 0.6, 0.6, 0.8, 1.2, 1.3, 1.1, 1.0, 0.9, 1.0, 1.4, 1.6, 1.5, 1.3, 1.1, 1.0, 1.0, 0.9,
    0.6, 0.6, 0.7,
];

/// One day of a market.
#[derive(Debug)]
pub(in crate::market::sim) struct Day {
    /// Counted from the Unix epoch.
    number: u64,
    hours: [Hour; DAY_HOURS],
}

impl Day {
    /// Walks from `open` to the day's close: a random walk, bent so that it ends there.
    pub(in crate::market::sim) fn new(market: &Market, number: u64, open: f64) -> Self {
        let close = market.close(number, open);
        let mood = market.mood(number);
        let first = number.wrapping_mul(DAY_HOURS as u64);
        let mut randoms = [0; DAY_HOURS];
        let mut walk = [0.0; DAY_HOURS];
        let mut end = 0.0;
        for (hour, index) in (0..DAY_HOURS).zip(0..) {
            randoms[hour] = draw(market.hours, first.wrapping_add(index));
            walk[hour] = end;
            end += HOUR_VOLATILITY * mood * HOURS[hour] * bell(randoms[hour]);
        }

        let mut prices = [close; DAY_HOURS + 1];
        for (hour, at) in walk.iter().enumerate() {
            let part = hour as f64 / DAY_HOURS as f64;
            let detour = (at - end * part).clamp(-LARGEST_DETOUR, LARGEST_DETOUR);
            prices[hour] = (open + (close - open) * part) * (1.0 + detour);
        }
        let hour = |hour: usize| {
            let number = first.wrapping_add(hour as u64);
            let (open, close) = (prices[hour], prices[hour + 1]);
            let deviation = open * HOUR_VOLATILITY * mood * HOURS[hour];
            let (above, below) = squares(draw(market.hour_turns, number));
            // From half of the average to one and a half.
            let part = 0.5 + f64::from(weight(randoms[hour])) / 65_536.0;
            let traded = Traded {
                open,
                high: open.max(close) + deviation * LARGEST_WICK * above,
                low: open.min(close) - deviation * LARGEST_WICK * below,
                close,
                volume: (HOUR_VOLUME * mood * HOURS[hour] * HOURS[hour] * part) as u32,
            };
            Hour::new(number, traded, deviation)
        };
        Self { number, hours: std::array::from_fn(hour) }
    }

    /// The day after.
    pub(in crate::market::sim) fn next(&self, market: &Market) -> Self {
        Self::new(market, self.number + 1, self.close())
    }

    /// Its number, counted from the Unix epoch.
    pub(in crate::market::sim) fn number(&self) -> u64 {
        self.number
    }

    /// The last price.
    pub(in crate::market::sim) fn close(&self) -> f64 {
        self.hours[DAY_HOURS - 1].traded().close
    }

    /// Its hours, in order of time.
    pub(in crate::market::sim) fn hours(&self) -> &[Hour; DAY_HOURS] {
        &self.hours
    }

    /// The whole day.
    pub(in crate::market::sim) fn bar(&self) -> Bar {
        let mut whole = *self.hours[0].traded();
        for hour in &self.hours[1..] {
            let Traded { high, low, close, volume, .. } = *hour.traded();
            whole.high = whole.high.max(high);
            whole.low = whole.low.min(low);
            whole.close = close;
            whole.volume += volume;
        }
        whole.bar(self.number.saturating_mul(DAY_MINUTES))
    }
}
