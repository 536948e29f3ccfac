//! The days of an instrument: where each opens and closes, and how much its prices move.

use super::{bell, uniform};
use crate::market::random::draw;

/// The day that every series of closing prices begins with: 2000-01-01, in days since the Unix epoch.
const FIRST_DAY: u64 = 10_957;
/// The standard deviation of a day's return, where the mood is 1. The root of the mean square of moods is 1.0274, so over years it is
/// 0.015.
const DAY_VOLATILITY: f64 = 0.0146;
/// The number of days from one mood to the next. The mood of the days between changes evenly.
const MOOD_DAYS: u64 = 16;
/// The part of its distance to the base price that a closing price loses in a day. It keeps decades of days near the base.
const REVERSION: f64 = 0.002;

/// One simulated instrument: where its random numbers come from.
#[derive(Debug, Clone, Copy)]
pub(in crate::market::sim) struct Market {
    days: u64,
    moods: u64,
    pub(super) hours: u64,
    pub(super) hour_turns: u64,
    pub(super) minutes: u64,
    pub(super) minute_turns: u64,
    pub(super) seconds: u64,
    /// The opening of the first day, and the price that the others stay near.
    pub(super) base: f64,
}

impl Market {
    /// The market of the instrument with this number.
    pub(in crate::market::sim) fn new(seed: u64, instrument: u64) -> Self {
        let key = draw(seed, instrument);
        Self {
            days: draw(key, 0),
            minutes: draw(key, 1),
            seconds: draw(key, 2),
            base: 50.0 + 450.0 * uniform(draw(key, 3)),
            moods: draw(key, 4),
            hours: draw(key, 5),
            hour_turns: draw(key, 6),
            minute_turns: draw(key, 7),
        }
    }

    /// The price that a day opens at. It takes a step for each day since [`FIRST_DAY`].
    pub(in crate::market::sim) fn open(&self, day: u64) -> f64 {
        (FIRST_DAY..day).fold(self.base, |open, day| self.close(day, open))
    }

    /// The close of a day that opened at `open`. The next day opens there.
    pub(super) fn close(&self, day: u64, open: f64) -> f64 {
        let shock = DAY_VOLATILITY * self.mood(day) * bell(draw(self.days, day));
        open * (1.0 + shock) + (self.base - open) * REVERSION
    }

    /// How much prices move and how much is traded on a day, beside other days: from 0.5 to 1.5. Days near each other are alike.
    pub(super) fn mood(&self, day: u64) -> f64 {
        let (block, part) = (day / MOOD_DAYS, (day % MOOD_DAYS) as f64 / MOOD_DAYS as f64);
        let (before, after) = (uniform(draw(self.moods, block)), uniform(draw(self.moods, block + 1)));
        0.5 + before + (after - before) * part
    }
}
