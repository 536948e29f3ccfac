//! A feed that makes up a market, from a seed and the clock alone.
//!
//! It trades around the clock, every day of the week, in days of UTC; a day opens where the one before closed.

mod track;
mod walk;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::time::Duration;

use barwire_schema::protocol::EpochMillis;
use tokio::time::{Instant, sleep_until};

use super::feed::{Event, Feed, Supply};
use super::{FeedError, made_up};
use track::{Moment, Track};
use walk::Market;

/// How many instruments there may be.
pub(super) const SYMBOLS: RangeInclusive<usize> = 1..=1_000;

/// The names of the first instruments.
const NAMES: [&str; 3] = ["AAPL", "GOOGL", "MSFT"];
/// The days that the market exists in: 2002-01-01 to 2099-12-31, in days since the Unix epoch.
const DAYS: RangeInclusive<u64> = 11_688..=47_481;
/// The time from one change of an instrument to the next.
const STEP: Duration = Duration::from_secs(1);

/// A simulated market: bars of a minute that change once a second.
///
/// Its past has 400 days, and the minutes of the last days: 20 days of up to 30 instruments, and of more instruments so many that there
/// are at most 600 days of all instruments together, but one day at least.
///
/// The bars depend on the seed, the number of the instrument and the time of the clock, and on nothing else: a restart, or another
/// machine, shows the same. Where the clock goes back, the bars stay as they are until it has caught up; where it jumps ahead, every
/// minute between is opened and closed. Where it jumps by more than a day, the instruments restart with the past that they have then.
/// Outside of the years 2002 to 2099 the bars stay as they are.
#[derive(Debug)]
pub struct Sim {
    tracks: Vec<Track>,
    clock: fn() -> EpochMillis,
    /// What the clock said last.
    now: Moment,
    /// When to look at the clock again.
    deadline: Option<Instant>,
    /// The tracks before this one have followed the clock.
    moved: usize,
}

impl Sim {
    /// Opens a market of AAPL, GOOGL, MSFT, and then SYM004, SYM005 and so on: as many as `symbols` says, with made-up prices.
    ///
    /// # Errors
    /// Where `symbols` is 0 or above 1,000, or the system clock is outside the years 2002 to 2099.
    pub fn new(seed: u64, symbols: usize) -> Result<Self, FeedError> {
        Self::at(seed, symbols, EpochMillis::now)
    }

    fn at(seed: u64, symbols: usize, clock: fn() -> EpochMillis) -> Result<Self, FeedError> {
        if !SYMBOLS.contains(&symbols) {
            return Err(FeedError::Symbols { got: symbols });
        }
        let time = clock();
        let now = Moment::of(time);
        if !DAYS.contains(&now.day()) {
            return Err(FeedError::Clock { now: time });
        }
        let names =
            (1..=symbols).map(|n| NAMES.get(n - 1).map_or_else(|| format!("SYM{n:03}"), ToString::to_string));
        let minute_days = minute_days(symbols);
        let tracks = names
            .zip(0..)
            .map(|(name, instrument)| {
                Ok(Track::new(made_up(name)?, Market::new(seed, instrument), minute_days, now))
            })
            .collect::<Result<_, FeedError>>()?;
        Ok(Self { tracks, clock, now, deadline: None, moved: symbols })
    }
}

impl Feed for Sim {
    fn supplies(&mut self) -> Vec<Supply> {
        self.tracks.iter().map(Track::supply).collect()
    }

    async fn next(&mut self) -> Event {
        loop {
            let index = self.moved;
            if let Some(track) = self.tracks.get_mut(index) {
                if let Some(event) = track.follow(self.now) {
                    return Event::Source(index, event);
                }
                self.moved += 1;
                continue;
            }
            let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + STEP);
            sleep_until(deadline).await;
            // Only the clock says what time it is, so there is nothing to catch up with.
            self.deadline = Some((deadline + STEP).max(Instant::now()));
            let now = Moment::of((self.clock)());
            if DAYS.contains(&now.day()) {
                self.now = now;
                self.moved = 0;
            }
        }
    }
}

/// The number of closed days whose minutes are in the past of each of so many instruments.
///
/// The minutes of a day take about 80 kB, and the longer bars made of them as much again.
fn minute_days(symbols: usize) -> u64 {
    (600 / symbols.max(1) as u64).clamp(1, 20)
}
