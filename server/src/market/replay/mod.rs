//! A feed that plays files of bars, each bar in a time of its own choosing.
//!
//! A file is named `SYMBOL-RESOLUTION.csv` and has the header `time,open,high,low,close,volume`: the bar's opening in milliseconds
//! since the epoch (UTC), four prices, and a volume or nothing. Play begins after 80 % of the rows; those before count as closed
//! bars. Where a file ends it begins again there, as a new epoch.

mod csv;
mod track;

#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use barwire_schema::bars::Bar;
use tokio::time::{Instant, sleep_until};

use super::{BarState, Feed, FeedError, Series, new_epoch};
pub(super) use csv::{FIELDS, HEADER, MIN_ROWS};
use track::{STATES, Track};

/// How long a bar may last. Below, there is no time to show its states; above, the clock may run over.
pub(super) const BAR_DURATIONS: RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60);

/// The files that are part of the program; their origin is told in `server/data/README.md`.
const SAMPLE: [(&str, &str); 6] = [
    ("AAPL-1D.csv", include_str!("../../../data/AAPL-1D.csv")),
    ("BTCUSD-1M.csv", include_str!("../../../data/BTCUSD-1M.csv")),
    ("EURUSD-60.csv", include_str!("../../../data/EURUSD-60.csv")),
    ("GOOG-1D.csv", include_str!("../../../data/GOOG-1D.csv")),
    ("IBM-1D.csv", include_str!("../../../data/IBM-1D.csv")),
    ("MSFT-1D.csv", include_str!("../../../data/MSFT-1D.csv")),
];

/// Plays files of bars.
///
/// Each bar lasts the same time, in every file: it is shown as its opening, after a quarter of the time with the extreme nearer to it,
/// after a half with the other, after three quarters with the close. At the end of the time comes the closing update, which equals the
/// row, and at once the opening of the next bar. Time starts with the first call of [`next`](Feed::next); a caller that comes late gets
/// every change it missed.
#[derive(Debug)]
pub struct Replay {
    tracks: Vec<Track>,
    /// The time from one state of a bar to the next.
    step: Duration,
    /// When the tracks move next.
    deadline: Option<Instant>,
    /// The tracks before this one have made the current move.
    moved: usize,
}

impl Replay {
    /// Plays the sample data that is part of the program: four US stocks daily, EURUSD hourly, BTCUSD monthly.
    ///
    /// # Errors
    /// Where `bar_duration` is below 1 ms or above a day.
    pub fn sample(bar_duration: Duration) -> Result<Self, FeedError> {
        let files = SAMPLE.iter().map(|(file, text)| Ok((csv::series(file)?, csv::rows(file, text)?)));
        Self::new(files.collect::<Result<_, FeedError>>()?, bar_duration)
    }

    /// Plays the `.csv` files of a directory, in the order of their names.
    ///
    /// # Errors
    /// Where the directory or a file in it cannot be read, there is no such file, one has another name or is not as it must be, two
    /// hold the same series, or `bar_duration` is below 1 ms or above a day.
    pub fn open(directory: &Path, bar_duration: Duration) -> Result<Self, FeedError> {
        Self::new(read(directory)?, bar_duration)
    }

    fn new(files: Vec<(Series, Vec<Bar>)>, bar_duration: Duration) -> Result<Self, FeedError> {
        if !BAR_DURATIONS.contains(&bar_duration) {
            return Err(FeedError::BarDuration { got: bar_duration });
        }
        let epoch = new_epoch();
        let tracks: Vec<Track> =
            files.into_iter().map(|(series, rows)| Track::new(series, rows, epoch.clone())).collect();
        Ok(Self { moved: tracks.len(), tracks, step: bar_duration / STATES, deadline: None })
    }
}

impl Feed for Replay {
    fn series(&self) -> Vec<(Series, BarState)> {
        self.tracks.iter().map(|track| (track.series.clone(), track.state.clone())).collect()
    }

    async fn next(&mut self) -> (usize, BarState) {
        loop {
            let index = self.moved;
            if let Some(track) = self.tracks.get_mut(index) {
                let state = track.advance().clone();
                // The opening of the next bar follows a close at once, so the track's move ends with that.
                if !state.closed {
                    self.moved += 1;
                }
                return (index, state);
            }
            let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + self.step);
            sleep_until(deadline).await;
            self.deadline = Some(deadline + self.step);
            self.moved = 0;
        }
    }
}

/// Reads the `.csv` files of a directory, in the order of their names.
fn read(directory: &Path) -> Result<Vec<(Series, Vec<Bar>)>, FeedError> {
    let unlistable = |reason| FeedError::Directory { path: directory.to_owned(), reason };
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(unlistable)? {
        let path = entry.map_err(unlistable)?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(FeedError::NoFiles { path: directory.to_owned() });
    }
    paths.sort();

    let mut files = Vec::<(Series, Vec<Bar>)>::new();
    let mut names = Vec::<String>::new();
    for path in paths {
        let Some(name) = path.file_name().and_then(OsStr::to_str) else {
            return Err(FeedError::FileName { file: path.display().to_string() });
        };
        let series = csv::series(name)?;
        if let Some(same) = files.iter().position(|(other, _)| clash(other, &series)) {
            return Err(FeedError::SameName { first: names.swap_remove(same), second: name.to_owned() });
        }
        let text =
            fs::read_to_string(&path).map_err(|reason| FeedError::File { path: path.clone(), reason })?;
        names.push(name.to_owned());
        files.push((series, csv::rows(&path.display().to_string(), &text)?));
    }
    Ok(files)
}

/// Whether two files cannot both be played: they hold the same series, or the same instrument with another spelling.
fn clash(a: &Series, b: &Series) -> bool {
    a == b || a.symbol != b.symbol && a.symbol.as_str().to_lowercase() == b.symbol.as_str().to_lowercase()
}
