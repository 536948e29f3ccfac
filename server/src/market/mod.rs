//! Instruments, and the feeds that move their bars. It knows no socket.
//!
//! A [`Feed`] is a fixed list of [`Series`] and the changes of their bars. There are three: [`Replay`] plays files, [`Sim`] makes up a
//! market, [`Load`] changes at a set rate. A [`Catalog`] finds the series of a feed by the name of their instrument.

mod catalog;
mod error;
mod load;
mod random;
mod replay;
mod sim;

use std::sync::atomic::{AtomicU32, Ordering};

use barwire_schema::bars::{Bar, Epoch, Resolution, Symbol};
use barwire_schema::protocol::{Counter, EpochMillis};

pub use catalog::{Catalog, Instrument};
pub use error::{FeedError, RowError};
pub use load::{Load, LoadSettings, LoadSettingsError};
pub use replay::Replay;
pub use sim::Sim;

/// One instrument at one resolution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Series {
    /// The canonical name of the instrument.
    pub symbol: Symbol,
    /// The span of a bar.
    pub resolution: Resolution,
}

/// A series after a change at the source.
#[derive(Debug, Clone, PartialEq)]
pub struct BarState {
    /// The bar as it stands.
    pub bar: Bar,
    /// The memory of the source.
    pub epoch: Epoch,
    /// Counts the changes of the series within the epoch.
    pub seq: Counter,
    /// Counts the closed bars of the series within the epoch: of a closed bar its own number, of a forming one that of the last closed.
    pub closed_seq: Counter,
    /// Whether the bar is complete.
    pub closed: bool,
}

/// A source of bars.
pub trait Feed: Send + 'static {
    /// The series, with the state of each as it stands: at first before any change, then after the last one that
    /// [`next`](Self::next) returned. Number and order are fixed for the feed's life.
    fn series(&self) -> Vec<(Series, BarState)>;

    /// Waits for the next change: the index of the series in [`series`](Self::series), and its state.
    ///
    /// It never ends. Dropping the future loses no change.
    fn next(&mut self) -> impl Future<Output = (usize, BarState)> + Send;
}

impl Series {
    /// A series of an instrument that has been made up.
    fn made_up(name: String, resolution: Resolution) -> Result<Self, FeedError> {
        match Symbol::try_from(name.clone()) {
            Ok(symbol) => Ok(Self { symbol, resolution }),
            Err(reason) => Err(FeedError::Symbol { name, reason }),
        }
    }
}

impl BarState {
    /// The first state of a new epoch: a forming `bar` after `closed_seq` closed ones.
    fn first(bar: Bar, epoch: Epoch, closed_seq: Counter) -> Self {
        Self { bar, epoch, seq: Counter::default().next(), closed_seq, closed: false }
    }

    /// Moves to the next change: `bar` as it stands now. `closed` is whether this change completes it.
    fn advance(&mut self, bar: Bar, closed: bool) {
        self.bar = bar;
        self.seq = self.seq.next();
        if closed {
            self.closed_seq = self.closed_seq.next();
        }
        self.closed = closed;
    }
}

/// An epoch that no feed of this process has had, nor one of an earlier process.
fn new_epoch() -> Epoch {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    Epoch::new(EpochMillis::now(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_differ_and_fit_on_the_wire() {
        assert_ne!(new_epoch(), new_epoch());
        let longest = Epoch::new(EpochMillis::saturating(u64::MAX), u32::MAX);
        assert_eq!(Epoch::try_from(longest.as_str()), Ok(longest));
    }
}
