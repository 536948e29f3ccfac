//! What can be asked of the bars of an instrument.

use barwire_schema::bars::{Bar, BarPosition};
use barwire_schema::protocol::{Counter, EpochMillis};

use super::{BarState, Book};

/// Which bars are asked for, by their times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BarRange {
    /// From this time on; where there is none, as many as `count`, and where there is neither, from the first bar on.
    pub from: Option<EpochMillis>,
    /// Before this time; up to the bar that forms where there is none.
    pub to: Option<EpochMillis>,
    /// So many at least, where there are: it outranks `from`.
    pub count: Option<usize>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// In ascending order of time. The last may form yet.
    pub bars: Vec<Bar>,
    /// Whether there are older ones.
    pub older: bool,
    /// Where the series stands: a stream from here on misses nothing.
    pub position: BarPosition,
}

impl Book {
    /// The state of a series; none while it has no bar.
    #[must_use]
    pub fn latest(&self, series: usize) -> Option<BarState> {
        self.series.get(series)?.latest()
    }

    /// The bars of a series in a range.
    ///
    /// They are found in logarithmic time, and copied.
    #[must_use]
    pub fn bars(&self, series: usize, range: BarRange) -> Option<Bars> {
        let series = self.series.get(series)?;
        let closed = series.history.len();
        let forming = series.forming.as_ref().map(|forming| forming.bar);
        // The bar that forms has the index after the last closed one.
        let before = |time| {
            series.history.before(time) + usize::from(forming.is_some_and(|forming| forming.time < time))
        };
        let end = range.to.map_or(closed + usize::from(forming.is_some()), before);
        let from = match (range.from, range.count) {
            (Some(from), _) => before(from).min(end),
            (None, Some(_)) => end,
            (None, None) => 0,
        };
        let start = range.count.map_or(from, |count| from.min(end.saturating_sub(count)));
        let mut bars = Vec::with_capacity(end - start);
        bars.extend(series.history.slice(start, end.min(closed)));
        bars.extend(forming.filter(|_| start < end && end > closed));
        let position = BarPosition { epoch: self.epoch.clone(), closed_seq: series.closed_seq() };
        Some(Bars { bars, older: start > 0, position })
    }

    /// The bars of a series that closed after `since` and up to the one of number `until`; none where one of them is not known any more, or
    /// there are more than `limit`.
    #[must_use]
    pub fn closed_since(
        &self,
        series: usize,
        since: &BarPosition,
        until: Counter,
        limit: usize,
    ) -> Option<Vec<BarState>> {
        let series = self.series.get(series).filter(|_| since.epoch == self.epoch)?;
        let newest = series.closed_seq().get();
        let missed = until.get().checked_sub(since.closed_seq.get())?;
        let kept = series.history.last(usize::try_from(newest.checked_sub(since.closed_seq.get())?).ok()?)?;
        let missed = usize::try_from(missed).ok().filter(|missed| *missed <= limit.min(kept.len()))?;
        let mut number = since.closed_seq;
        let states = kept.take(missed).map(|(bar, seq)| {
            number = number.next();
            BarState { bar, seq, closed_seq: number, closed: true }
        });
        Some(states.collect())
    }
}
