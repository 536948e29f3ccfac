//! A feed that reads what another program writes: a JSON object a line, from standard input, a file or a named pipe.
//!
//! | Line | Members | Left out |
//! |---|---|---|
//! | a trade | `symbol`, `price`, `time`, `size` | `time`: now; `size`: it is not known |
//! | a bar | `symbol`, `resolution`, `time`, `open`, `high`, `low`, `close`, `volume`, `closed` | `volume`: it is not known; `closed`: false |
//! | a failure | `symbol`, `error`, `retry` | `retry`: true |
//! | the clock | `time`, `symbol` | `symbol`: of all instruments |
//!
//! Times are milliseconds since the Unix epoch, of `1D`, `1W` and `1M` 00:00:00 UTC of a day; prices are finite numbers, sizes and volumes
//! finite numbers from 0 up. `null` is as good as nothing, other members are ignored, and so are empty lines. A bar that is `closed` is
//! complete; others are sent again as they change. A failure says that the source of an instrument does not answer, and, where `retry` is
//! false, will not; 200 characters of it are told. The clock says that it is at least this late: bars that are over close.
//!
//! The first trade or bar of an instrument opens it, and says what comes of it: trades, or bars of that resolution. What does not fit is
//! refused later. Names that differ in case alone mean one instrument, which has the name of its first line. There are 10,000 at most.
//!
//! A time that is more than a day ahead of the system clock is refused, as all that came after it would be late; that of a bar of `1D`, `1W`
//! or `1M` where it is more than a week.
//!
//! A line that is not as it must be, or has more than 64 KiB, is counted, logged with its number, and left out; five a second are logged.
//! Where the input ends, or cannot be read, all instruments fail for good.

mod error;
mod input;
mod line;
mod live;
mod reader;
mod refusals;

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::future::pending;
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::thread;
use std::vec;

use barwire_schema::protocol::EpochMillis;
use tokio::sync::mpsc::{self, Receiver};

use super::FeedError;
use super::feed::{Event, Feed, SourceEvent, Supply};
use input::Batch;
use live::Live;

/// How many batches may wait to be taken, each with the events of at most 128 KiB. While they do, nothing is read.
const BATCHES: usize = 4;

/// Reads lines that another program writes.
///
/// A thread reads and waits for more, so a program that writes slowly holds nobody up, and one that writes fast waits itself. The thread
/// ends with its input, or with the first line after the feed was dropped.
///
/// Bars of trades close on time where the trades come live: while the last trade of an instrument was, when it came, no more than five
/// seconds from the system clock, its clock goes on from the time of that trade, a second late, and closes what is over. So a file of old
/// trades is played by its own times alone. Bars close as the source says.
#[derive(Debug)]
pub struct Lines {
    batches: Receiver<Batch>,
    /// When the events were read that are taken now.
    read: EpochMillis,
    events: vec::IntoIter<Event>,
    live: Live,
}

impl Lines {
    /// Reads standard input.
    ///
    /// # Errors
    /// Where there are no threads left.
    pub fn stdin() -> Result<Self, FeedError> {
        Self::start(|| Ok(io::stdin()))
    }

    /// Reads a file, or a named pipe, which may get its writer later.
    ///
    /// # Errors
    /// Where it is a directory or cannot be opened, or there are no threads left.
    pub fn open(path: &Path) -> Result<Self, FeedError> {
        let failed = |reason| FeedError::File { path: path.to_owned(), reason };
        let kind = fs::metadata(path).map_err(failed)?.file_type();
        if kind.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if kind.is_fifo() {
            // To open it is to wait for its writer.
            let path = path.to_owned();
            return Self::start(move || File::open(path));
        }
        let file = File::open(path).map_err(failed)?;
        Self::start(move || Ok(file))
    }

    fn start<R: Read>(open: impl FnOnce() -> io::Result<R> + Send + 'static) -> Result<Self, FeedError> {
        let (sender, batches) = mpsc::channel(BATCHES);
        let read = move || match open() {
            Ok(mut input) => input::read(&mut input, &sender),
            Err(error) => tracing::error!("no lines come: the input cannot be opened: {error}"),
        };
        thread::Builder::new().name("lines".to_owned()).spawn(read).map_err(FeedError::Thread)?;
        let (read, events) = (EpochMillis::default(), Vec::new().into_iter());
        Ok(Self { batches, read, events, live: Live::default() })
    }
}

impl Feed for Lines {
    /// None: lines open them.
    fn supplies(&mut self) -> Vec<Supply> {
        Vec::new()
    }

    async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.events.next() {
                match &event {
                    Event::Source(number, SourceEvent::Trade(trade)) => {
                        self.live.traded(*number, trade.time, self.read);
                    }
                    Event::Source(number, SourceEvent::Failed { .. }) => self.live.failed(*number),
                    _ => {}
                }
                return event;
            }
            // First the clocks, as an instrument may be quiet while others are not.
            let batch = tokio::select! {
                biased;
                (number, time) = self.live.clock() => return Event::Source(number, SourceEvent::Clock(time)),
                batch = self.batches.recv() => batch,
            };
            match batch {
                Some(Batch { read, events }) => (self.read, self.events) = (read, events.into_iter()),
                None => return pending().await,
            }
        }
    }
}
