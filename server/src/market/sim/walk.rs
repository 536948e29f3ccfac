//! The prices of a simulated instrument, as a function of the seed, the instrument and the time.
//!
//! Nothing here remembers what was shown before, so a restart and another machine show the same bars. For the same reason only
//! `+ - * /` and rounding touch a price: IEEE 754 defines their results to the last bit, and those of `ln`, `exp` and `sin` not.

use barwire_schema::bars::Bar;
use barwire_schema::protocol::EpochMillis;

use crate::market::random::draw;

/// The day that every series of closing prices begins with: 2000-01-01, in days since the Unix epoch.
const FIRST_DAY: u64 = 10_957;
/// The number of seconds in a day.
pub(super) const DAY_SECONDS: u32 = 24 * 60 * 60;
/// The number of milliseconds in a day.
pub(super) const DAY_MILLIS: u64 = DAY_SECONDS as u64 * 1_000;

const MINUTE_SECONDS: u32 = 60;
const DAY_MINUTES: u32 = DAY_SECONDS / MINUTE_SECONDS;

/// The standard deviation of a day's return.
const DAY_VOLATILITY: f64 = 0.015;
/// The standard deviation of a minute's return: a day's by the root of 1,440.
const MINUTE_VOLATILITY: f64 = DAY_VOLATILITY / 37.947_331_922_020_55;
/// The part of its distance to the base price that a closing price loses in a day. It keeps decades of days near the base.
const REVERSION: f64 = 0.002;
/// How far a price may leave the straight line from the day's opening to its close, as a part of the price. It keeps prices positive.
const LARGEST_DETOUR: f64 = 0.2;
/// How many seconds a price may run ahead of or behind the straight line from one minute to the next.
const JITTER_SECONDS: f64 = 20.0;

/// One simulated instrument: where its random numbers come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Market {
    days: u64,
    minutes: u64,
    seconds: u64,
    /// The opening of the first day, and the price that the others stay near.
    base: f64,
}

impl Market {
    /// The market of the instrument with this number.
    pub(super) fn new(seed: u64, instrument: u64) -> Self {
        let key = draw(seed, instrument);
        Self {
            days: draw(key, 0),
            minutes: draw(key, 1),
            seconds: draw(key, 2),
            base: 50.0 + 450.0 * uniform(draw(key, 3)),
        }
    }

    /// The price that a day opens at. It takes a step for each day since [`FIRST_DAY`].
    pub(super) fn open(&self, day: u64) -> f64 {
        (FIRST_DAY..day).fold(self.base, |open, day| self.close(day, open))
    }

    /// The close of a day that opened at `open`. The next day opens there.
    fn close(&self, day: u64, open: f64) -> f64 {
        let shock = DAY_VOLATILITY * bell(draw(self.days, day));
        open * (1.0 + shock) + (self.base - open) * REVERSION
    }
}

/// One day of a market, minute by minute. Its prices are not rounded.
#[derive(Debug)]
pub(super) struct Day {
    pub(super) market: Market,
    /// Counted from the Unix epoch.
    pub(super) number: u64,
    /// At the start of each minute, and at the end of the last.
    prices: Vec<f64>,
    /// What was traded before, at the same times.
    volumes: Vec<u32>,
}

impl Day {
    /// Walks from `open` to the day's close: a random walk, bent so that it ends there.
    pub(super) fn new(market: Market, number: u64, open: f64) -> Self {
        let key = draw(market.minutes, number);
        let mut walk = vec![0.0];
        let mut volumes = vec![0];
        let (mut at, mut traded) = (0.0, 0);
        for minute in 0..DAY_MINUTES {
            let random = draw(key, u64::from(minute));
            at += MINUTE_VOLATILITY * bell(random);
            traded += volume(random);
            walk.push(at);
            volumes.push(traded);
        }

        let close = market.close(number, open);
        let mut prices = walk;
        for (price, minute) in prices.iter_mut().zip(0..DAY_MINUTES) {
            let part = f64::from(minute) / f64::from(DAY_MINUTES);
            let detour = (*price - at * part).clamp(-LARGEST_DETOUR, LARGEST_DETOUR);
            *price = (open + (close - open) * part) * (1.0 + detour);
        }
        prices[DAY_MINUTES as usize] = close;
        Self { market, number, prices, volumes }
    }

    /// The day after.
    pub(super) fn next(&self) -> Self {
        Self::new(self.market, self.number + 1, self.close())
    }

    /// The last price.
    pub(super) fn close(&self) -> f64 {
        self.prices[DAY_MINUTES as usize]
    }

    /// The day's bar after this many of its seconds, with prices in cents. With [`DAY_SECONDS`] it is complete.
    pub(super) fn bar(&self, second: u32) -> Bar {
        let minute = (second / MINUTE_SECONDS) as usize;
        let earlier = &self.prices[..minute];
        let mut close = self.prices[minute];
        let mut high = earlier.iter().copied().fold(close, f64::max);
        let mut low = earlier.iter().copied().fold(close, f64::min);
        // The seconds stay between their minute's ends. So those of earlier minutes are in the fold already, and a bar is the same
        // whether or not each of its seconds was shown.
        for second in second - second % MINUTE_SECONDS + 1..=second {
            close = self.price(second);
            high = high.max(close);
            low = low.min(close);
        }
        Bar {
            time: EpochMillis::saturating(self.number.saturating_mul(DAY_MILLIS)),
            open: cents(self.prices[0]),
            high: cents(high),
            low: cents(low),
            close: cents(close),
            volume: Some(f64::from(self.volume(second))),
        }
    }

    /// The price at a second within a minute: about the straight line from the minute's start to its end, and never beyond them.
    fn price(&self, second: u32) -> f64 {
        let minute = (second / MINUTE_SECONDS) as usize;
        let (start, end) = (self.prices[minute], self.prices[minute + 1]);
        let of_all_time = self.number.wrapping_mul(u64::from(DAY_SECONDS)).wrapping_add(u64::from(second));
        let jitter = JITTER_SECONDS * (2.0 * uniform(draw(self.market.seconds, of_all_time)) - 1.0);
        let part = (f64::from(second % MINUTE_SECONDS) + jitter) / f64::from(MINUTE_SECONDS);
        (start + (end - start) * part).clamp(start.min(end), start.max(end))
    }

    /// What was traded before a second.
    fn volume(&self, second: u32) -> u32 {
        let minute = (second / MINUTE_SECONDS) as usize;
        let so_far = self.volumes[minute];
        let of_minute = self.volumes.get(minute + 1).map_or(0, |next| next - so_far);
        so_far + of_minute * (second % MINUTE_SECONDS) / MINUTE_SECONDS
    }
}

/// Rounds a price to cents. The larger of two prices stays the larger or becomes equal.
fn cents(price: f64) -> f64 {
    (price * 100.0).round() / 100.0
}

/// From 0 to below 1, by the upper 32 bits of a random number.
fn uniform(random: u64) -> f64 {
    (random >> 32) as f64 / 4_294_967_296.0
}

/// Near a normal distribution of mean 0 and deviation 1, within ±3.5: a sum of four uniform numbers, by the lower 48 bits of a random
/// number.
fn bell(random: u64) -> f64 {
    let sum: u64 = [0, 12, 24, 36].iter().map(|shift| random >> shift & 0xfff).sum();
    // A uniform number from 0 to 4,095 has the mean 2,047.5 and the variance (4,096² - 1) / 12.
    (sum as f64 - 4.0 * 2_047.5) / (2.0 * 1_182.413_316_061_689)
}

/// What a minute trades, by the upper 16 bits of a random number.
fn volume(random: u64) -> u32 {
    (random >> 48) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bell_has_mean_0_and_deviation_1() {
        let n = 100_000;
        let draws: Vec<f64> = (0..n).map(|index| bell(draw(7, index))).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let deviation = (draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64).sqrt();
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((deviation - 1.0).abs() < 0.02, "{deviation}");
        assert!(draws.iter().all(|x| x.abs() <= 3.5));
    }

    #[test]
    fn a_day_is_the_fold_of_its_seconds() {
        let market = Market::new(1, 2);
        let day = Day::new(market, 20_000, market.base);
        let mut seen = day.bar(0);
        assert_eq!(
            (seen.high, seen.low, seen.close, seen.volume),
            (seen.open, seen.open, seen.open, Some(0.0))
        );
        for second in 1..=DAY_SECONDS {
            let bar = day.bar(second);
            let fold = Bar {
                high: seen.high.max(bar.close),
                low: seen.low.min(bar.close),
                close: bar.close,
                volume: bar.volume,
                ..seen
            };
            assert_eq!(bar, fold, "second {second}");
            assert!(bar.volume >= seen.volume, "second {second}");
            seen = bar;
        }
        assert_eq!(seen.close, cents(market.close(20_000, market.base)));
    }

    #[test]
    fn decades_of_days_stay_positive_and_near_their_base_and_move_one_and_a_half_percent_a_day() {
        for instrument in 0..50 {
            let market = Market::new(42, instrument);
            let (mut price, mut squares) = (market.base, 0.0);
            for day in 0..36_500 {
                let close = market.close(day, price);
                let change = close / price - 1.0;
                squares += change * change;
                price = close;
                assert!(
                    (0.1..10.0).contains(&(price / market.base)),
                    "instrument {instrument}, day {day}: {price}"
                );
            }
            let deviation = (squares / 36_500.0).sqrt();
            assert!((0.014..0.016).contains(&deviation), "instrument {instrument}: {deviation}");
        }
    }

    #[test]
    fn known_prices_hold_on_every_machine() {
        let market = Market::new(42, 0);
        let expected = Bar {
            time: EpochMillis::saturating(1_728_000_000_000),
            open: 80.31,
            high: 81.21,
            low: 80.29,
            close: 80.9,
            volume: Some(24_947_299.0),
        };
        assert_eq!(Day::new(market, 20_000, market.base).bar(45_296), expected);
    }
}
