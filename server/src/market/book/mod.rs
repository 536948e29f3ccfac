//! The bars of one instrument, at every resolution it is served in: what forms and what has closed.
//!
//! Every event of the source moves all resolutions in one pass, and each bar that forms is the exact fold of what came of its span.
//! What comes late, for a bar that has closed, does not change that: a closed bar stays as it was sent. It still counts for the longer
//! bars that form. What is outside of the sessions is dropped. A span in which nothing happens has no bar.

mod fold;
mod history;
mod load;
mod query;
mod series;

#[cfg(test)]
mod tests;

use barwire_schema::bars::{Bar, Epoch, Resolution, Symbol};
use barwire_schema::protocol::{Counter, EpochMillis};

use super::feed::{Base, Past, SourceEvent, Trade};
use super::new_epoch;
use super::time::{Calendar, Part, Span};
use series::{Position, Series};

pub use query::{BarRange, Bars};

/// A series after a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BarState {
    /// The bar as it stands.
    pub bar: Bar,
    /// Counts the changes of the series within the epoch.
    pub seq: Counter,
    /// Counts the closed bars of the series within the epoch: of a closed bar its own number, of a forming one that of the last closed.
    pub closed_seq: Counter,
    /// Whether the bar is complete.
    pub closed: bool,
}

/// Events that changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// They were of bars that had closed at every resolution.
    pub late: u64,
    /// They were outside of the sessions.
    pub outside: u64,
}

/// Why the source of an instrument does not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFailure {
    /// What it does, for people: the words after "the source".
    pub reason: String,
    /// Whether it goes on by itself.
    pub retry: bool,
}

impl SourceFailure {
    /// The failure of the source of `symbol`, for people.
    #[must_use]
    pub fn of(&self, symbol: &Symbol) -> String {
        format!("the source of {symbol} {}", self.reason)
    }
}

/// The bars of one instrument.
#[derive(Debug)]
pub struct Book {
    calendar: Calendar,
    /// The part of a session that the last trade was in.
    part: Option<Part>,
    base: Base,
    /// Bars that are kept of each series.
    limit: usize,
    epoch: Epoch,
    /// From short to long. Where the base is bars, the first has them.
    series: Vec<Series>,
    now: EpochMillis,
    dropped: Dropped,
    failure: Option<SourceFailure>,
}

impl Book {
    /// The bars of an instrument that trades by `calendar`, and of which `base` comes: at those of `resolutions` that can be made of it,
    /// and at the base's own. The last `limit` closed bars of each are kept.
    #[must_use]
    pub fn new(
        calendar: Calendar,
        base: Base,
        resolutions: &[Resolution],
        limit: usize,
        past: &Past,
    ) -> Self {
        let made = |resolution: &Resolution| match base {
            Base::Trades => true,
            Base::Bars(bars) => bars == *resolution || bars.divides(*resolution),
        };
        let mut resolutions: Vec<_> = resolutions.iter().copied().filter(made).collect();
        if let Base::Bars(bars) = base {
            resolutions.push(bars);
        }
        resolutions.sort_unstable();
        resolutions.dedup();
        let series = resolutions.into_iter().map(|resolution| Series::new(resolution, limit)).collect();
        let (now, dropped) = (EpochMillis::default(), Dropped::default());
        let epoch = new_epoch();
        let mut book = Self { calendar, part: None, base, limit, epoch, series, now, dropped, failure: None };
        book.load(past);
        book
    }

    /// The resolutions, from short to long. A series is known by its index here.
    pub fn resolutions(&self) -> impl Iterator<Item = Resolution> {
        self.series.iter().map(|series| series.resolution)
    }

    /// The memory of the source.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// Why the source does not answer, if so.
    #[must_use]
    pub fn failure(&self) -> Option<&SourceFailure> {
        self.failure.as_ref()
    }

    /// How many events changed nothing.
    #[must_use]
    pub fn dropped(&self) -> Dropped {
        self.dropped
    }

    /// Takes an event of the source, and tells `changed` of each change it makes: the epoch, the index of the series, and its state. Changes
    /// of one series come in order.
    pub fn apply(&mut self, event: &SourceEvent, mut changed: impl FnMut(&Epoch, usize, BarState)) {
        // One that goes on by itself has done so.
        self.failure.take_if(|failure| failure.retry);
        match event {
            SourceEvent::Trade(trade) => self.trade(trade, &mut changed),
            SourceEvent::Bar(bar, closed) => self.bar(bar, *closed, &mut changed),
            SourceEvent::Clock(now) => self.close_until(*now, &mut changed),
            SourceEvent::Restarted(past) => self.restart(past, &mut changed),
            SourceEvent::Failed { reason, retry } => {
                self.failure.get_or_insert_with(|| SourceFailure { reason: reason.clone(), retry: *retry });
            }
        }
    }

    fn trade(&mut self, trade: &Trade, changed: &mut impl FnMut(&Epoch, usize, BarState)) {
        let at = trade.time;
        // The calendar is asked once for each part of a session.
        let part = self.part.filter(|part| part.contains(at)).or_else(|| self.calendar.part(at));
        let Some(part) = part else {
            self.dropped.outside += 1;
            return;
        };
        self.part = Some(part);
        let mut late = true;
        for (index, series) in self.series.iter_mut().enumerate() {
            match series.position(at) {
                Position::Within => series.trade(trade),
                Position::Ahead => {
                    // The first and the last week that there are days of may not be whole.
                    let span = part.span(series.resolution, at).or_else(|| series.span(&self.calendar, at));
                    let Some(span) = span else { continue };
                    if let Some(closed) = series.close() {
                        changed(&self.epoch, index, closed);
                    }
                    series.open_with(span, trade);
                }
                Position::Closed => continue,
            }
            late = false;
            if let Some(state) = series.change() {
                changed(&self.epoch, index, state);
            }
        }
        self.dropped.late += u64::from(late);
        self.now = self.now.max(at);
    }

    fn bar(&mut self, bar: &Bar, closed: bool, changed: &mut impl FnMut(&Epoch, usize, BarState)) {
        let Some(base) = self.series.first() else { return };
        let opens = base.forming.is_none_or(|forming| forming.bar.time < bar.time);
        if base.begun() > Some(bar.time) || opens && base.begun() == Some(bar.time) {
            self.dropped.late += 1;
            return;
        }
        let Some(span) = self.base_span(bar.time) else {
            self.dropped.outside += 1;
            return;
        };
        if opens {
            self.complete_base(changed);
        }
        let now = if closed { span.end } else { span.start };
        self.now = self.now.max(now);
        for (index, series) in self.series.iter_mut().enumerate() {
            if index == 0 && opens {
                series.open_at(span, bar, None);
            } else {
                match series.position(span.start) {
                    Position::Ahead if index > 0 => {
                        let Some(span) = series.span(&self.calendar, span.start) else { continue };
                        if let Some(closed) = series.close() {
                            changed(&self.epoch, index, closed);
                        }
                        series.open_at(span, bar, None);
                    }
                    Position::Closed if index > 0 => continue,
                    _ => series.update(bar),
                }
            }
            if closed {
                series.settle();
            }
            let over = closed && (index == 0 || series.is_over(now));
            if let Some(state) = if over { series.close() } else { series.change() } {
                changed(&self.epoch, index, state);
            }
        }
    }

    /// The span of a bar of the base; none where it is outside of the sessions.
    fn base_span(&self, time: EpochMillis) -> Option<Span> {
        self.span_of(self.series.first()?.resolution, time)
    }

    /// The span of the bar that has this time.
    fn span_of(&self, resolution: Resolution, time: EpochMillis) -> Option<Span> {
        match resolution {
            // Nothing is made of them, so it does not matter when they end.
            Resolution::Week | Resolution::Month => {
                Some(Span { time, start: time, end: EpochMillis::saturating(u64::MAX) })
            }
            Resolution::Day => {
                let span = self.calendar.span(resolution, self.calendar.opening(time)?)?;
                Some(Span { time, ..span })
            }
            // A source may have bars of its own length.
            _ => Some(Span { time, start: time, ..self.calendar.span(resolution, time)? }),
        }
    }

    /// Closes the bar of the base, as it is, and those that end with it.
    fn complete_base(&mut self, changed: &mut impl FnMut(&Epoch, usize, BarState)) {
        let forming = self.series.first().and_then(|base| base.forming);
        let Some(end) = forming.map(|forming| forming.end) else { return };
        for (index, series) in self.series.iter_mut().enumerate() {
            series.settle();
            let over = index == 0 || series.is_over(end);
            if let Some(state) = over.then(|| series.close()).flatten() {
                changed(&self.epoch, index, state);
            }
        }
    }

    fn close_until(&mut self, now: EpochMillis, changed: &mut impl FnMut(&Epoch, usize, BarState)) {
        self.now = self.now.max(now);
        if matches!(self.base, Base::Bars(_)) && self.series.first().is_some_and(|base| base.is_over(now)) {
            self.complete_base(changed);
        }
        for (index, series) in self.series.iter_mut().enumerate() {
            if series.is_over(now)
                && let Some(closed) = series.close()
            {
                changed(&self.epoch, index, closed);
            }
        }
    }

    fn restart(&mut self, past: &Past, changed: &mut impl FnMut(&Epoch, usize, BarState)) {
        let (resolutions, limit): (Vec<_>, _) = (self.resolutions().collect(), self.limit);
        *self = Self::new(self.calendar.clone(), self.base, &resolutions, limit, past);
        for (index, series) in self.series.iter().enumerate() {
            if let Some(state) = series.latest() {
                changed(&self.epoch, index, state);
            }
        }
    }
}
