//! A feed that makes up a market, from a seed and the clock alone.
//!
//! It trades around the clock, every day of the week, in days of UTC; a day opens where the one before closed.

mod walk;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::time::Duration;

use barwire_schema::bars::{Epoch, Resolution};
use barwire_schema::protocol::{Counter, EpochMillis};
use tokio::time::{Instant, sleep_until};

use super::{BarState, Feed, FeedError, Series, new_epoch};
use walk::{DAY_MILLIS, DAY_SECONDS, Day, Market};

/// How many instruments there may be.
pub(super) const SYMBOLS: RangeInclusive<usize> = 1..=1_000;

/// The names of the first instruments.
const NAMES: [&str; 3] = ["AAPL", "GOOGL", "MSFT"];
/// The number of closed bars at the start.
const HISTORY_DAYS: u32 = 400;
/// The days that the clock may show at the start: 2002-01-01 to 2099-12-31, in days since the Unix epoch.
const DAYS: RangeInclusive<u64> = 11_688..=47_481;
/// The time from one change of an instrument to the next.
const STEP: Duration = Duration::from_secs(1);

/// A simulated market: daily bars that change once a second, with 400 days of history.
///
/// The bars depend on the seed, the number of the instrument and the time of the clock, and on nothing else: a restart, or another
/// machine, shows the same. Where the clock goes back, the bars stay as they are until it has caught up; where it jumps to a later day,
/// every day between is opened and closed.
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

/// A second of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    /// Counted from the Unix epoch.
    day: u64,
    /// Counted from the start of the day.
    second: u32,
}

/// One instrument: where it stands.
#[derive(Debug)]
struct Track {
    series: Series,
    state: BarState,
    day: Day,
    /// The second of the day that the state shows.
    second: u32,
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
        if !DAYS.contains(&now.day) {
            return Err(FeedError::Clock { now: time });
        }
        let epoch = new_epoch();
        let names =
            (1..=symbols).map(|n| NAMES.get(n - 1).map_or_else(|| format!("SYM{n:03}"), ToString::to_string));
        let tracks = names
            .zip(0..)
            .map(|(name, instrument)| {
                Ok(Track::new(
                    Series::made_up(name, Resolution::Day)?,
                    Market::new(seed, instrument),
                    now,
                    epoch.clone(),
                ))
            })
            .collect::<Result<_, FeedError>>()?;
        Ok(Self { tracks, clock, now, deadline: None, moved: symbols })
    }
}

impl Feed for Sim {
    fn series(&self) -> Vec<(Series, BarState)> {
        self.tracks.iter().map(|track| (track.series.clone(), track.state.clone())).collect()
    }

    async fn next(&mut self) -> (usize, BarState) {
        loop {
            let index = self.moved;
            if let Some(track) = self.tracks.get_mut(index) {
                if let Some(state) = track.follow(self.now) {
                    return (index, state.clone());
                }
                self.moved += 1;
                continue;
            }
            let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + STEP);
            sleep_until(deadline).await;
            // Only the clock says what time it is, so there is nothing to catch up with.
            self.deadline = Some((deadline + STEP).max(Instant::now()));
            self.now = Moment::of((self.clock)());
            self.moved = 0;
        }
    }
}

impl Moment {
    fn of(time: EpochMillis) -> Self {
        let milliseconds = time.get();
        Self { day: milliseconds / DAY_MILLIS, second: (milliseconds % DAY_MILLIS / 1_000) as u32 }
    }
}

impl Track {
    fn new(series: Series, market: Market, now: Moment, epoch: Epoch) -> Self {
        let day = Day::new(market, now.day, market.open(now.day));
        let state = BarState::first(day.bar(now.second), epoch, Counter::from(HISTORY_DAYS));
        Self { series, state, day, second: now.second }
    }

    /// Moves one change towards `now`, if there is one: the close of a day that is over, the opening of the next, or a later second of
    /// the day.
    fn follow(&mut self, now: Moment) -> Option<&BarState> {
        let shown = Moment { day: self.day.number, second: self.second };
        if self.state.closed {
            self.day = self.day.next();
            self.second = if self.day.number < now.day { 0 } else { now.second };
            self.state.advance(self.day.bar(self.second), false);
        } else if shown.day < now.day {
            self.state.advance(self.day.bar(DAY_SECONDS), true);
        } else if shown < now {
            self.second = now.second;
            self.state.advance(self.day.bar(self.second), false);
        } else {
            return None;
        }
        Some(&self.state)
    }
}
