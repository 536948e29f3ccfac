//! A feed that plays files of bars, each bar in a time of its own choosing.
//!
//! A file is named `SYMBOL-RESOLUTION.csv` and has the header `time,open,high,low,close,volume`: the bar's opening in milliseconds
//! since the epoch (UTC), four prices, and a volume or nothing. Of an instrument with several files the one with the shortest bars plays,
//! and the others are history. Play begins after 80 % of the rows; those before are history too. Where the file ends it begins again
//! there, as a new epoch.

mod check;
mod csv;
mod files;
mod shift;
mod track;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use barwire_schema::protocol::EpochMillis;
use tokio::time::{Instant, sleep_until};

use super::FeedError;
use super::feed::{Event, Feed, SourceEvent, Supply};
use super::listing::Listings;
use super::time::Calendar;
pub(super) use csv::{FIELDS, HEADER, MIN_ROWS};
use files::File;
use track::{Files, STATES, Track};

/// How long a bar may last. Below, there is no time to show its states; above, the clock may run over.
pub(super) const BAR_DURATIONS: RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60);

/// Plays files of bars.
///
/// Each bar lasts the same time, in every file: it is shown as its opening, after a quarter of the time with the extreme nearer to it,
/// after a half with the other, after three quarters with the close. At the end of the time comes the closing update, which equals the
/// row, and at once the opening of the next bar. Time starts with the first call of [`next`](Feed::next); a caller that comes late gets
/// every change it missed.
#[derive(Debug)]
pub struct Replay {
    playing: Vec<Playing>,
    clock: fn() -> EpochMillis,
    /// The time from one state of a bar to the next.
    step: Duration,
    /// When the tracks move next.
    deadline: Option<Instant>,
    /// The tracks before this one have made the current move.
    moved: usize,
}

/// How a replay plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplaySettings {
    /// How long a bar takes: from 1 ms to a day.
    pub bar_duration: Duration,
    /// When the bars are shown to be.
    pub dates: ReplayDates,
}

/// When replayed bars are shown to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayDates {
    /// When they were.
    Recorded,
    /// As if the last row of a file had ended just now: whole weeks later, `1M` whole months. The weeks of an instrument are counted anew
    /// each time that it begins again. Bars within a day keep their time by the clock on the wall.
    Present,
}

/// An instrument that plays.
#[derive(Debug)]
struct Playing {
    track: Track,
    /// What it is made of at each beginning, where the dates move.
    recorded: Option<(Files, Calendar)>,
}

impl Replay {
    /// Plays the sample data that is part of the program: four US stocks daily, EURUSD hourly, BTCUSD monthly.
    ///
    /// # Errors
    /// Where a bar is to last below 1 ms or above a day, or the listing of an instrument has other hours than its data.
    pub fn sample(settings: ReplaySettings, listings: &Listings) -> Result<Self, FeedError> {
        Self::new(files::sample()?, settings, listings, EpochMillis::now)
    }

    /// Plays the `.csv` files of a directory, in the order of their names.
    ///
    /// # Errors
    /// Where the directory or a file in it cannot be read, there is no such file, one has another name or is not as it must be, two
    /// hold the same series, a row is not at the start of a bar, or a bar is to last below 1 ms or above a day.
    pub fn open(directory: &Path, settings: ReplaySettings, listings: &Listings) -> Result<Self, FeedError> {
        Self::new(files::read(directory)?, settings, listings, EpochMillis::now)
    }

    fn new(
        files: Vec<File>,
        settings: ReplaySettings,
        listings: &Listings,
        clock: fn() -> EpochMillis,
    ) -> Result<Self, FeedError> {
        let ReplaySettings { bar_duration, dates } = settings;
        if !BAR_DURATIONS.contains(&bar_duration) {
            return Err(FeedError::BarDuration { got: bar_duration });
        }
        let mut instruments = Vec::<(_, Calendar, Files)>::new();
        for File { path, name, rows } in files {
            let known = match instruments.iter().position(|(symbol, ..)| *symbol == name.symbol) {
                Some(known) => known,
                None => {
                    let calendar = listings.find(&name.symbol).calendar;
                    instruments.push((name.symbol, calendar, Files::new()));
                    instruments.len() - 1
                }
            };
            let (_, calendar, files) = &mut instruments[known];
            check::rows(&path, name.resolution, &rows, calendar)?;
            files.push((name.resolution, rows));
        }
        let now = clock();
        let playing = instruments.into_iter().filter_map(|(symbol, calendar, mut files)| {
            files.sort_by_key(|(resolution, _)| *resolution);
            match dates {
                ReplayDates::Recorded => Some(Playing { track: Track::new(symbol, files)?, recorded: None }),
                ReplayDates::Present => {
                    let moved = shift::to_present(&files, &calendar, now);
                    // Where all of it is outside of the sessions, there is nothing to move.
                    let track =
                        Track::new(symbol.clone(), moved).or_else(|| Track::new(symbol, files.clone()))?;
                    Some(Playing { track, recorded: Some((files, calendar)) })
                }
            }
        });
        let playing: Vec<Playing> = playing.collect();
        Ok(Self { moved: playing.len(), playing, clock, step: bar_duration / STATES, deadline: None })
    }
}

impl Playing {
    /// Moves to the next state, or after the last row to the beginning.
    fn advance(&mut self, clock: fn() -> EpochMillis) -> SourceEvent {
        self.track.advance().unwrap_or_else(|| {
            let recorded = self.recorded.as_ref();
            self.track.restart(recorded.map(|(files, calendar)| shift::to_present(files, calendar, clock())))
        })
    }
}

impl Feed for Replay {
    fn supplies(&mut self) -> Vec<Supply> {
        self.playing.iter().map(|playing| playing.track.supply()).collect()
    }

    async fn next(&mut self) -> Event {
        loop {
            let index = self.moved;
            if let Some(playing) = self.playing.get_mut(index) {
                let event = playing.advance(self.clock);
                // The opening of the next bar follows a close at once, so the track's move ends with that.
                if !playing.track.is_closed() {
                    self.moved += 1;
                }
                return Event::Source(index, event);
            }
            let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + self.step);
            sleep_until(deadline).await;
            self.deadline = Some(deadline + self.step);
            self.moved = 0;
        }
    }
}
