//! The closed bars of one series: the newest of them, as many as are kept.

use std::collections::VecDeque;

use barwire_schema::bars::Bar;
use barwire_schema::protocol::{Counter, EpochMillis};

/// Closed bars in ascending order of time. Each takes 56 bytes.
#[derive(Debug)]
pub(super) struct History {
    bars: VecDeque<Kept>,
    limit: usize,
}

/// A closed bar.
#[derive(Debug, Clone, Copy)]
struct Kept {
    time: EpochMillis,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    /// Not a number where there is none.
    volume: f64,
    /// The number of the change that closed it.
    seq: Counter,
}

impl History {
    /// One that keeps the last `limit` bars.
    pub(super) fn new(limit: usize) -> Self {
        Self { bars: VecDeque::new(), limit }
    }

    /// Adds the bar that closed with the change `seq`.
    pub(super) fn push(&mut self, bar: &Bar, seq: Counter) {
        if self.bars.len() >= self.limit {
            self.bars.pop_front();
        }
        if self.limit > 0 {
            self.bars.push_back(Kept::new(bar, seq));
        }
    }

    /// Makes room for so many bars more, as far as they are kept.
    pub(super) fn reserve(&mut self, bars: usize) {
        let room = self.limit - self.bars.len();
        self.bars.reserve_exact(bars.min(room));
    }

    pub(super) fn len(&self) -> usize {
        self.bars.len()
    }

    /// How many bars have a time before `time`.
    pub(super) fn before(&self, time: EpochMillis) -> usize {
        self.bars.partition_point(|kept| kept.time < time)
    }

    /// The bars from the index `from` to before the index `to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> impl Iterator<Item = Bar> {
        self.bars.range(from.min(to)..to).map(Kept::bar)
    }

    /// The last `count` bars, each with the number of the change that closed it; none where fewer are kept.
    pub(super) fn last(&self, count: usize) -> Option<impl ExactSizeIterator<Item = (Bar, Counter)>> {
        let start = self.bars.len().checked_sub(count)?;
        Some(self.bars.range(start..).map(|kept| (kept.bar(), kept.seq)))
    }
}

impl Kept {
    fn new(bar: &Bar, seq: Counter) -> Self {
        let Bar { time, open, high, low, close, volume } = *bar;
        Self { time, open, high, low, close, volume: volume.unwrap_or(f64::NAN), seq }
    }

    fn bar(&self) -> Bar {
        let Self { time, open, high, low, close, volume, .. } = *self;
        Bar { time, open, high, low, close, volume: (!volume.is_nan()).then_some(volume) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_takes_56_bytes() {
        assert_eq!(size_of::<Kept>(), 56);
    }
}
