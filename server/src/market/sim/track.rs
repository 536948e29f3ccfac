//! One instrument of the simulated market: where it stands, what was before, and what comes next.

use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;

use super::walk::{DAY_HOURS, DAY_MINUTES, Day, HOUR_MINUTES, MINUTE_MILLIS, Market, Minute, Minutes};
use crate::market::feed::{Base, Past, SourceEvent, Supply};

/// The number of closed days in the past.
const HISTORY_DAYS: u64 = 400;
/// How far the clock may jump ahead for the minutes between to be opened and closed, in minutes.
const CAUGHT_UP: u64 = DAY_MINUTES;

/// A second of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    /// Counted from the Unix epoch.
    minute: u64,
    /// Counted from the start of the minute.
    second: u32,
}

/// One instrument: where it stands.
#[derive(Debug)]
pub(super) struct Track {
    symbol: Symbol,
    market: Market,
    /// The number of closed days of which the past has the minutes.
    minute_days: u64,
    day: Day,
    /// Those of the hour that `shown` is in.
    minutes: Minutes,
    /// What the last event showed.
    shown: Moment,
    /// Whether that closed the minute.
    closed: bool,
}

impl Moment {
    pub(super) fn of(time: EpochMillis) -> Self {
        let milliseconds = time.get();
        Self { minute: milliseconds / MINUTE_MILLIS, second: (milliseconds % MINUTE_MILLIS / 1_000) as u32 }
    }

    /// Counted from the Unix epoch.
    pub(super) fn day(self) -> u64 {
        self.minute / DAY_MINUTES
    }

    /// The hour of the day.
    fn hour(self) -> usize {
        (self.minute % DAY_MINUTES) as usize / HOUR_MINUTES
    }

    /// The minute of the hour.
    fn minute_of_hour(self) -> usize {
        (self.minute % HOUR_MINUTES as u64) as usize
    }
}

impl Track {
    /// It stands at `now`.
    pub(super) fn new(symbol: Symbol, market: Market, minute_days: u64, now: Moment) -> Self {
        let day = Day::new(&market, now.day(), market.open(now.day()));
        let minutes = day.hours()[now.hour()].minutes(&market);
        Self { symbol, market, minute_days, day, minutes, shown: now, closed: false }
    }

    /// The instrument, and what is known of it now.
    pub(super) fn supply(&self) -> Supply {
        Supply { symbol: self.symbol.clone(), base: Base::Bars(Resolution::Minutes1), past: self.past() }
    }

    /// Closed days, the minutes of the last of them and of today, and the one that forms.
    fn past(&self) -> Past {
        let Self { market, shown, .. } = self;
        let today = shown.day();
        let first = today.saturating_sub(HISTORY_DAYS);
        let with_minutes = today.saturating_sub(self.minute_days);
        let mut days = Vec::with_capacity(HISTORY_DAYS as usize);
        let mut minutes = Vec::with_capacity((self.minute_days as usize + 1) * DAY_MINUTES as usize);

        let mut day = Day::new(market, first, market.open(first));
        while day.number() < today {
            days.push(day.bar());
            if day.number() >= with_minutes {
                add_hours(&mut minutes, market, &day, DAY_HOURS);
            }
            day = day.next(market);
        }
        add_hours(&mut minutes, market, &day, shown.hour());
        add_minutes(&mut minutes, market, &self.minutes, shown.minute_of_hour());
        let closed = vec![(Resolution::Minutes1, minutes), (Resolution::Day, days)];
        Past { closed, forming: Some(self.bar()) }
    }

    /// Moves one change towards `now`, if there is one: the close of a minute that is over, the opening of the next, or a later second of
    /// the minute.
    pub(super) fn follow(&mut self, now: Moment) -> Option<SourceEvent> {
        if now.minute > self.shown.minute.saturating_add(CAUGHT_UP) {
            *self = Self::new(self.symbol.clone(), self.market, self.minute_days, now);
            return Some(SourceEvent::Restarted(self.past()));
        }
        if self.closed {
            self.open_next(now);
        } else if self.shown.minute < now.minute {
            self.closed = true;
            return Some(SourceEvent::Bar(self.minute().bar(), true));
        } else if self.shown < now {
            self.shown = now;
        } else {
            return None;
        }
        Some(SourceEvent::Bar(self.bar(), false))
    }

    /// Begins the next minute: at the second of `now` where that is in it.
    fn open_next(&mut self, now: Moment) {
        let minute = self.shown.minute + 1;
        self.shown = Moment { minute, second: if minute < now.minute { 0 } else { now.second } };
        self.closed = false;
        if self.shown.minute_of_hour() == 0 {
            if self.shown.hour() == 0 {
                self.day = self.day.next(&self.market);
            }
            self.minutes = self.day.hours()[self.shown.hour()].minutes(&self.market);
        }
    }

    fn minute(&self) -> Minute {
        self.minutes.minute(&self.market, self.shown.minute_of_hour())
    }

    /// The bar that forms.
    fn bar(&self) -> Bar {
        self.minute().bar_at(&self.market, self.shown.second)
    }
}

/// Adds the minutes of the first hours of a day.
fn add_hours(bars: &mut Vec<Bar>, market: &Market, day: &Day, hours: usize) {
    for hour in &day.hours()[..hours] {
        add_minutes(bars, market, &hour.minutes(market), HOUR_MINUTES);
    }
}

/// Adds the first minutes of an hour.
fn add_minutes(bars: &mut Vec<Bar>, market: &Market, minutes: &Minutes, count: usize) {
    bars.extend((0..count).map(|minute| minutes.minute(market, minute).bar()));
}
