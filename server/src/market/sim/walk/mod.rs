//! The prices of a simulated instrument, as a function of the seed, the instrument and the time.
//!
//! A day goes from its open to its close in hours, an hour in minutes and a minute in seconds. What is longer is decided first, and what
//! is shorter stays between its prices and reaches each of them. So a day is known without its minutes, and is still the fold of them.
//!
//! Nothing here remembers what was shown before, so a restart and another machine show the same bars. For the same reason only
//! `+ - * /` and rounding touch a price: IEEE 754 defines their results to the last bit, and those of `ln`, `exp` and `sin` not.

mod day;
mod hour;
mod market;
mod minute;
mod path;

#[cfg(test)]
mod tests;

use barwire_schema::bars::Bar;
use barwire_schema::protocol::EpochMillis;

pub(super) use day::Day;
pub(super) use hour::Minutes;
pub(super) use market::Market;
pub(super) use minute::Minute;

/// The number of hours in a day.
pub(super) const DAY_HOURS: usize = 24;
/// The number of minutes in an hour.
pub(super) const HOUR_MINUTES: usize = 60;
/// The number of seconds in a minute.
pub(super) const MINUTE_SECONDS: u32 = 60;
/// The number of minutes in a day.
pub(super) const DAY_MINUTES: u64 = 24 * 60;
/// The number of milliseconds in a minute.
pub(super) const MINUTE_MILLIS: u64 = 60 * 1_000;

/// What was traded in a span, with prices that are not rounded.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Traded {
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    volume: u32,
}

impl Traded {
    /// The bar that begins at a minute since the Unix epoch, with prices in cents.
    fn bar(&self, minute: u64) -> Bar {
        let Self { open, high, low, close, volume } = *self;
        Bar {
            time: EpochMillis::saturating(minute.saturating_mul(MINUTE_MILLIS)),
            open: cents(open),
            high: cents(high),
            low: cents(low),
            close: cents(close),
            volume: Some(f64::from(volume)),
        }
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

/// The squares of two uniform numbers from 0 to below 1, by both halves of a random number.
fn squares(random: u64) -> (f64, f64) {
    let (upper, lower) = (uniform(random), uniform(random << 32));
    (upper * upper, lower * lower)
}

/// Near a normal distribution of mean 0 and deviation 1, within ±3.5: a sum of four uniform numbers, by the lower 48 bits of a random
/// number.
fn bell(random: u64) -> f64 {
    let sum: u64 = [0, 12, 24, 36].iter().map(|shift| random >> shift & 0xfff).sum();
    // A uniform number from 0 to 4,095 has the mean 2,047.5 and the variance (4,096² - 1) / 12.
    (sum as f64 - 4.0 * 2_047.5) / (2.0 * 1_182.413_316_061_689)
}

/// A number from 0 to 65,535, by the upper 16 bits of a random number, which [`bell`] does not use.
fn weight(random: u64) -> u32 {
    (random >> 48) as u32
}
