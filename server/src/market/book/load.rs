//! What is known before the first event: closed bars, and those that form.

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;

use super::Book;
use super::fold::join;
use super::series::Series;
use crate::market::feed::{Base, Past};
use crate::market::time::Span;

/// A bar that forms.
struct Begun {
    span: Span,
    bar: Bar,
    /// What is complete of it.
    done: Option<Bar>,
}

impl Book {
    /// Fills the series: each with its own closed bars, and what it has not with those made of the next finer series.
    pub(super) fn load(&mut self, past: &Past) {
        // All of them, before the oldest are forgotten.
        let mut loaded = Vec::<Vec<Bar>>::new();
        for index in 0..self.series.len() {
            let resolution = self.series[index].resolution;
            let own = self.own(resolution, past);
            let finer = |&finer: &usize| self.series[finer].resolution.divides(resolution);
            let (closed, begun) = match (0..index).rev().find(finer) {
                Some(finer) => {
                    let (made, begun) = self.made(&self.series[index], &loaded[finer], &self.series[finer]);
                    (self.merge(resolution, own, made, begun.as_ref()), begun)
                }
                None => (own, self.begun(past)),
            };
            let end = closed.last().map(|bar| self.end(&self.series[index], bar.time));
            let series = &mut self.series[index];
            if let Some(end) = end {
                series.load(&closed, end);
                self.now = self.now.max(end);
            }
            if let Some(Begun { span, bar, done }) = begun {
                self.now = self.now.max(span.start);
                series.open_at(span, &bar, done);
                let _counted = series.change();
            }
            loaded.push(closed);
        }
    }

    /// The closed bars that the source has of a resolution, as far as they are in the sessions.
    fn own(&mut self, resolution: Resolution, past: &Past) -> Vec<Bar> {
        let Some((_, bars)) = past.closed.iter().find(|(of, _)| *of == resolution) else { return Vec::new() };
        let own: Vec<_> =
            bars.iter().copied().filter(|bar| self.span_of(resolution, bar.time).is_some()).collect();
        self.dropped.outside += (bars.len() - own.len()) as u64;
        own
    }

    /// The bar of the base that forms.
    fn begun(&self, past: &Past) -> Option<Begun> {
        let Base::Bars(base) = self.base else { return None };
        let bar = past.forming?;
        Some(Begun { span: self.span_of(base, bar.time)?, bar, done: None })
    }

    /// The bars of a series, made of those of a finer one.
    fn made(&self, series: &Series, closed: &[Bar], finer: &Series) -> (Vec<Bar>, Option<Begun>) {
        let mut made = Vec::new();
        let mut last: Option<Begun> = None;
        let forming = finer.forming.map(|forming| (forming.bar, forming.done));
        for (part, done) in closed.iter().map(|bar| (*bar, Some(*bar))).chain(forming) {
            let at = self.instant(finer.resolution, part.time);
            if let Some(begun) = last.as_mut().filter(|begun| at < begun.span.end) {
                begun.bar = begun.done.map_or(part, |before| join(&before, &part));
                begun.done = match (begun.done, done) {
                    (Some(before), Some(done)) => Some(join(&before, &done)),
                    (before, done) => before.or(done),
                };
                continue;
            }
            let Some(span) = series.span(&self.calendar, at) else { continue };
            made.extend(last.map(|begun| begun.bar));
            let named = |bar| Bar { time: span.time, ..bar };
            last = Some(Begun { span, bar: named(part), done: done.map(named) });
        }
        if let Some(begun) = last.take_if(|begun| begun.span.end <= self.now && finer.forming.is_none()) {
            made.push(begun.bar);
        }
        (made, last)
    }

    /// When the bar of this time begins.
    fn instant(&self, resolution: Resolution, time: EpochMillis) -> EpochMillis {
        match resolution {
            Resolution::Day => self.calendar.opening(time).unwrap_or(time),
            _ => time,
        }
    }

    /// When the closed bar of this time was over.
    fn end(&self, series: &Series, time: EpochMillis) -> EpochMillis {
        let span = if series.resolution.is_intraday() {
            self.calendar.span(series.resolution, time)
        } else {
            self.calendar.labelled(series.resolution, time)
        };
        span.map_or(EpochMillis::saturating(time.get() + 1), |span| span.end)
    }

    /// The bars of the source, and before its first and after its last those that were made.
    fn merge(
        &self,
        resolution: Resolution,
        own: Vec<Bar>,
        made: Vec<Bar>,
        begun: Option<&Begun>,
    ) -> Vec<Bar> {
        // A source may label a week with the Sunday before it, or a month with its first.
        let time = |bar: &Bar| match resolution {
            Resolution::Week | Resolution::Month => {
                self.calendar.labelled(resolution, bar.time).map_or(bar.time, |span| span.time)
            }
            _ => bar.time,
        };
        let begun = begun.map(|begun| time(&begun.bar));
        let own: Vec<_> = own.into_iter().filter(|bar| begun.is_none_or(|begun| time(bar) < begun)).collect();
        let (Some(first), Some(last)) = (own.first().map(time), own.last().map(time)) else { return made };
        let before = made.partition_point(|bar| time(bar) < first);
        let after = made.partition_point(|bar| time(bar) <= last);
        [&made[..before], &own, &made[after..]].concat()
    }
}
