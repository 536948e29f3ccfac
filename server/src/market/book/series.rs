//! One resolution of one instrument: the bar that forms, and those that have closed.

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::{Counter, EpochMillis};

use super::BarState;
use super::fold::{Tape, join};
use super::history::History;
use crate::market::feed::Trade;
use crate::market::time::{Calendar, Span};

/// The bars of one resolution.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) resolution: Resolution,
    pub(super) history: History,
    pub(super) forming: Option<Forming>,
    /// The last bar that closed.
    last: Option<Bar>,
    /// What is before this has closed.
    closed_until: EpochMillis,
    seq: Counter,
    closed_seq: Counter,
}

/// A bar that forms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forming {
    start: EpochMillis,
    /// The millisecond after its last.
    pub(super) end: EpochMillis,
    pub(super) bar: Bar,
    /// Of bars: what is complete of it.
    pub(super) done: Option<Bar>,
    /// Of trades: which of them its open and close are.
    tape: Tape,
}

/// Where an instant is, beside the bar that forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// In a bar that has closed.
    Closed,
    /// In the bar that forms.
    Within,
    /// In a later bar.
    Ahead,
}

impl Series {
    pub(super) fn new(resolution: Resolution, limit: usize) -> Self {
        Self {
            resolution,
            history: History::new(limit),
            forming: None,
            last: None,
            closed_until: EpochMillis::default(),
            seq: Counter::default(),
            closed_seq: Counter::default(),
        }
    }

    pub(super) fn position(&self, at: EpochMillis) -> Position {
        match &self.forming {
            Some(forming) if at >= forming.end => Position::Ahead,
            Some(forming) if at >= forming.start => Position::Within,
            None if at >= self.closed_until => Position::Ahead,
            _ => Position::Closed,
        }
    }

    /// The span of the bar that an instant of a session falls in, and the bar's time.
    pub(super) fn span(&self, calendar: &Calendar, at: EpochMillis) -> Option<Span> {
        let span = calendar.span(self.resolution, at)?;
        // Weeks and months have the day of their first bar, which on a holiday is not the calendar's first.
        let time = match self.resolution {
            Resolution::Week | Resolution::Month => calendar.span(Resolution::Day, at)?.time,
            _ => span.time,
        };
        Some(Span { time, ..span })
    }

    /// Whether the bar that forms is over at `now`.
    pub(super) fn is_over(&self, now: EpochMillis) -> bool {
        self.forming.as_ref().is_some_and(|forming| forming.end <= now)
    }

    /// Begins a bar with a trade.
    pub(super) fn open_with(&mut self, span: Span, trade: &Trade) {
        let (tape, bar) = Tape::open(span.time, trade);
        self.forming = Some(Forming { start: span.start, end: span.end, bar, done: None, tape });
    }

    /// Begins a bar that `part` is the first part of. Of this, `done` is complete.
    pub(super) fn open_at(&mut self, span: Span, part: &Bar, done: Option<Bar>) {
        let Span { time, start, end } = span;
        let (bar, done) = (Bar { time, ..*part }, done.map(|done| Bar { time, ..done }));
        self.forming = Some(Forming { start, end, bar, done, tape: Tape::after(start) });
    }

    /// Adds a trade to the bar that forms.
    pub(super) fn trade(&mut self, trade: &Trade) {
        if let Some(Forming { bar, tape, .. }) = &mut self.forming {
            tape.add(bar, trade);
        }
    }

    /// Takes `part` as the last part of the bar that forms, in the place of the last one where that was not complete.
    pub(super) fn update(&mut self, part: &Bar) {
        if let Some(Forming { bar, done, .. }) = &mut self.forming {
            *bar = done.as_ref().map_or(Bar { time: bar.time, ..*part }, |done| join(done, part));
        }
    }

    /// What the bar that forms has now is complete.
    pub(super) fn settle(&mut self) {
        if let Some(forming) = &mut self.forming {
            forming.done = Some(forming.bar);
        }
    }

    /// Counts a change of the bar that forms.
    pub(super) fn change(&mut self) -> Option<BarState> {
        let bar = self.forming.as_ref()?.bar;
        self.seq = self.seq.next();
        Some(self.state(bar))
    }

    /// Closes the bar that forms, as it is.
    pub(super) fn close(&mut self) -> Option<BarState> {
        let forming = self.forming.take()?;
        self.seq = self.seq.next();
        self.keep(forming.bar, forming.end);
        Some(BarState { closed: true, ..self.state(forming.bar) })
    }

    /// Takes the closed bars of the past, in order. The last ends at `end`.
    pub(super) fn load(&mut self, bars: &[Bar], end: EpochMillis) {
        self.history.reserve(bars.len());
        for bar in bars {
            self.seq = self.seq.next();
            self.keep(*bar, end);
        }
    }

    fn keep(&mut self, bar: Bar, end: EpochMillis) {
        self.closed_seq = self.closed_seq.next();
        self.closed_until = end;
        self.history.push(&bar, self.seq);
        self.last = Some(bar);
    }

    fn state(&self, bar: Bar) -> BarState {
        BarState { bar, seq: self.seq, closed_seq: self.closed_seq, closed: false }
    }

    /// The series as it stands; none while there is no bar.
    pub(super) fn latest(&self) -> Option<BarState> {
        match (&self.forming, self.last) {
            (Some(forming), _) => Some(self.state(forming.bar)),
            (None, last) => last.map(|bar| BarState { closed: true, ..self.state(bar) }),
        }
    }

    /// When the bar that forms begins, or else the last that closed.
    pub(super) fn begun(&self) -> Option<EpochMillis> {
        self.forming.as_ref().map(|forming| forming.bar.time).or(self.last.map(|bar| bar.time))
    }

    /// The number of the last closed bar.
    pub(super) fn closed_seq(&self) -> Counter {
        self.closed_seq
    }
}
