//! The bars of a market: which one an instant falls in, and which one comes next.
//!
//! The wall clock decides when a part of a session starts and ends. Within a part, bars are cut by elapsed time.

use std::iter;
use std::ops::RangeInclusive;

use barwire_schema::bars::Resolution;
use barwire_schema::protocol::EpochMillis;

use super::clock::{Clock, DAY_MILLIS, DAYS, date_of, day_of, weekday};
use super::error::TimezoneError;
use super::{Holidays, Session, Span};

/// The number of milliseconds in a minute.
const MINUTE_MILLIS: i64 = 60 * 1_000;

/// The sessions of a market in its time zone, without its holidays.
///
/// A trading day is the day that its sessions end on, by the wall clock of the time zone. It is labelled with 00:00:00 UTC of its date.
/// The instants outside of the parts of a session, breaks between them included, are in no bar of any resolution.
///
/// A clock that is set forward or back makes a part shorter or longer. A part that starts or ends at a wall time that comes twice does so
/// at the first of both; at one that is skipped, at the instant at which the clock is set forward. A part that is skipped as a whole is
/// left out.
///
/// There are trading days from 1970-01-01 to 9999-12-28. A bar that begins before the Unix epoch is none, and so is one of a week or month
/// that is not all within these days.
#[derive(Debug, Clone)]
pub struct Calendar {
    session: Session,
    holidays: Holidays,
    timezone: String,
    clock: Clock,
}

/// The instants from `start` to before `end`, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: i64,
    end: i64,
}

/// A part of a session: from where it starts to where it ends or breaks off.
#[derive(Debug, Clone, Copy)]
pub struct Part(Stretch);

impl Calendar {
    /// The sessions of a market in the time zone of this name in the IANA time zone database. The database is part of the program.
    ///
    /// # Errors
    /// Where the database has no such time zone.
    pub fn new(session: Session, timezone: &str, holidays: Holidays) -> Result<Self, TimezoneError> {
        let (clock, timezone) = Clock::new(timezone)?;
        Ok(Self { session, holidays, timezone, clock })
    }

    /// A market that never closes, in days of UTC.
    #[must_use]
    pub fn around_the_clock() -> Self {
        Self {
            session: Session::around_the_clock(),
            holidays: Holidays::default(),
            timezone: "Etc/UTC".to_owned(),
            clock: Clock::Fixed(0),
        }
    }

    /// The hours of each day of the week.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The name of the time zone, as the IANA database spells it.
    #[must_use]
    pub fn timezone(&self) -> &str {
        &self.timezone
    }

    /// The days without a session.
    #[must_use]
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The bar of `resolution` that the instant falls in; none outside of the sessions.
    #[must_use]
    pub fn span(&self, resolution: Resolution, at: EpochMillis) -> Option<Span> {
        let (day, part) = self.locate(millis(at)?)?;
        if resolution.is_intraday() {
            Part(part).span(resolution, at)
        } else {
            self.period(days(resolution, day)?)
        }
    }

    /// The part of a session that the instant falls in; none outside of the sessions.
    #[must_use]
    pub fn part(&self, at: EpochMillis) -> Option<Part> {
        self.locate(millis(at)?).map(|(_, part)| Part(part))
    }

    /// The first bar of `resolution` that begins at or after `after`.
    #[must_use]
    pub fn next(&self, resolution: Resolution, after: EpochMillis) -> Option<Span> {
        let after = millis(after)?;
        // What ends on an earlier day begins before `after`.
        let today = self.clock.wall(after)?.div_euclid(DAY_MILLIS);
        match length(resolution) {
            Some(length) => (today..=*DAYS.end()).flat_map(|day| self.parts(day)).find_map(|part| {
                let passed = (after - part.start).max(0);
                bar(part, length, passed / length + i64::from(passed % length > 0))
            }),
            None => iter::successors(days(resolution, today), |before| days(resolution, before.end() + 1))
                .take_while(|days| days.start() <= DAYS.end())
                .filter_map(|days| self.period(days))
                .find(|span| millis(span.start).is_some_and(|start| start >= after)),
        }
    }

    /// The instant at which the trading day labelled `day` begins; none where there is no session on it, or `day` is not 00:00:00 UTC.
    #[must_use]
    pub fn opening(&self, day: EpochMillis) -> Option<EpochMillis> {
        let label = millis(day)?;
        let day = label / DAY_MILLIS;
        if label % DAY_MILLIS != 0 {
            return None;
        }
        self.period(day..=day).map(|span| span.start)
    }

    /// The bar of a day, a week or a month with the first trading day from the label `day` on, which is 00:00:00 UTC of its date; none where
    /// there is none within a week.
    #[must_use]
    pub fn labelled(&self, resolution: Resolution, day: EpochMillis) -> Option<Span> {
        let day = millis(day)? / DAY_MILLIS;
        let first = (day..day + 7).find(|day| self.parts(*day).next().is_some())?;
        self.period(days(resolution, first)?)
    }

    /// The label of the trading day that the instant belongs to: 00:00:00 UTC of its date; none outside of the sessions.
    #[must_use]
    pub fn trading_day(&self, at: EpochMillis) -> Option<EpochMillis> {
        self.span(Resolution::Day, at).map(|span| span.time)
    }

    /// The trading day and the part of it that an instant falls in.
    fn locate(&self, at: i64) -> Option<(i64, Stretch)> {
        let today = self.clock.wall(at)?.div_euclid(DAY_MILLIS);
        // The parts of yesterday end by the first midnight of today. Those of tomorrow can begin today.
        [today, today + 1]
            .into_iter()
            .find_map(|day| self.parts(day).find(|part| part.contains(at)).map(|part| (day, part)))
    }

    /// The parts of a trading day in order of time, without those that the clock skips.
    fn parts(&self, day: i64) -> impl DoubleEndedIterator<Item = Stretch> {
        let open = DAYS.contains(&day) && !self.holidays.contains(day);
        let parts = if open { self.session.parts(weekday(day)) } else { &[] };
        parts.iter().filter_map(move |part| {
            let midnight = day * DAY_MILLIS;
            let start = self.clock.instant(midnight + part.start * MINUTE_MILLIS)?;
            let end = self.clock.instant(midnight + part.end * MINUTE_MILLIS)?;
            (start < end).then_some(Stretch { start, end })
        })
    }

    /// The bar of all sessions of these days; none where there is no session, or the days are not all within [`DAYS`].
    fn period(&self, days: RangeInclusive<i64>) -> Option<Span> {
        if days.start() < DAYS.start() || days.end() > DAYS.end() {
            return None;
        }
        let (day, first) = days.clone().find_map(|day| Some((day, self.parts(day).next()?)))?;
        let last = days.rev().find_map(|day| self.parts(day).next_back())?;
        span(day * DAY_MILLIS, Stretch { start: first.start, end: last.end })
    }
}

impl Part {
    /// Whether the instant falls in it.
    #[must_use]
    pub fn contains(self, at: EpochMillis) -> bool {
        millis(at).is_some_and(|at| self.0.contains(at))
    }

    /// The bar within a day, of `resolution`, that an instant of the part falls in; none of others.
    #[must_use]
    pub fn span(self, resolution: Resolution, at: EpochMillis) -> Option<Span> {
        let (part, length) = (self.0, length(resolution)?);
        bar(part, length, (millis(at)? - part.start) / length)
    }
}

impl Stretch {
    fn contains(self, at: i64) -> bool {
        (self.start..self.end).contains(&at)
    }
}

/// The days of the bar that this one is in; of intraday resolutions the day itself.
fn days(resolution: Resolution, day: i64) -> Option<RangeInclusive<i64>> {
    match resolution {
        Resolution::Week => {
            // ISO 8601: a week begins on Monday.
            let monday = day - weekday(day) as i64;
            Some(monday..=monday + 6)
        }
        Resolution::Month => {
            let date = date_of(day)?;
            Some(day_of(date.first_of_month())?..=day_of(date.last_of_month())?)
        }
        _ => Some(day..=day),
    }
}

/// The length of the bars of an intraday resolution, in milliseconds.
fn length(resolution: Resolution) -> Option<i64> {
    resolution.seconds().map(|seconds| i64::from(seconds) * 1_000)
}

/// The bar with this index among those of a part, which ends with the part at the latest; none where the part is over before it begins.
fn bar(part: Stretch, length: i64, index: i64) -> Option<Span> {
    let start = part.start + index * length;
    let end = part.end.min(start + length);
    if start < end { span(start, Stretch { start, end }) } else { None }
}

/// A bar with a label; none where one of its times is before the Unix epoch.
fn span(time: i64, Stretch { start, end }: Stretch) -> Option<Span> {
    Some(Span { time: epoch_millis(time)?, start: epoch_millis(start)?, end: epoch_millis(end)? })
}

fn millis(at: EpochMillis) -> Option<i64> {
    i64::try_from(at.get()).ok()
}

fn epoch_millis(at: i64) -> Option<EpochMillis> {
    EpochMillis::try_from(u64::try_from(at).ok()?).ok()
}
