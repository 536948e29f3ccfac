//! Makes events of lines: which instrument a line is of, and whether it fits what came before.

use std::time::Instant;

use barwire_schema::bars::Symbol;
use barwire_schema::protocol::EpochMillis;
use rustc_hash::FxHashMap;

use super::error::LineError;
use super::line::{self, Line};
use super::refusals::Refusals;
use crate::market::{Base, Event, Past, SourceEvent, Supply};

/// The longest line, in bytes without its end.
pub(super) const MAX_LINE: usize = 64 * 1024;
/// The largest number of instruments.
pub(super) const MAX_SYMBOLS: usize = 10_000;

/// Makes events of lines.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// By their numbers.
    sources: Vec<Source>,
    /// The numbers, by the name as the first line has it.
    names: FxHashMap<Box<str>, usize>,
    /// The numbers, by the name in lower case.
    lower: FxHashMap<String, usize>,
    /// The number of the line.
    line: u64,
    refusals: Refusals,
}

#[derive(Debug)]
struct Source {
    symbol: Symbol,
    base: Base,
}

impl Reader {
    /// Takes the next line, which came at `now`: adds its events to `events`, or logs what is wrong with it.
    pub(super) fn take(&mut self, text: &[u8], now: EpochMillis, events: &mut Vec<Event>) {
        self.line += 1;
        if text.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        if let Err(error) = self.apply(text, now, events) {
            self.refuse(&error);
        }
    }

    /// Leaves out a line that is too long.
    pub(super) fn skip(&mut self) {
        self.line += 1;
        self.refuse(&LineError::TooLong);
    }

    /// Nothing more comes, of any instrument.
    pub(super) fn end(&mut self, reason: &str, events: &mut Vec<Event>) {
        let failed = || SourceEvent::Failed { reason: reason.to_owned(), retry: false };
        events.extend((0..self.sources.len()).map(|number| Event::Source(number, failed())));
        let (lines, refused) = (self.line, self.refusals.total());
        tracing::info!(lines, refused, instruments = self.sources.len(), "the input {reason}");
    }

    /// How many lines were refused.
    #[cfg(test)]
    pub(super) fn refused(&self) -> u64 {
        self.refusals.total()
    }

    pub(super) fn apply(
        &mut self,
        text: &[u8],
        now: EpochMillis,
        events: &mut Vec<Event>,
    ) -> Result<(), LineError> {
        let line = line::read(text, now)?;
        line.check_time(now)?;
        let (number, event) = match line {
            Line::Trade(symbol, trade) => {
                (self.source(&symbol, Base::Trades, events)?, SourceEvent::Trade(trade))
            }
            Line::Bar(symbol, resolution, bar, closed) => {
                (self.source(&symbol, Base::Bars(resolution), events)?, SourceEvent::Bar(bar, closed))
            }
            Line::Failed { symbol, reason, retry } => {
                (self.known(&symbol)?, SourceEvent::Failed { reason: format!("says: {reason}"), retry })
            }
            Line::Clock(Some(symbol), time) => (self.known(&symbol)?, SourceEvent::Clock(time)),
            Line::Clock(None, time) => {
                let clock = |number| Event::Source(number, SourceEvent::Clock(time));
                events.extend((0..self.sources.len()).map(clock));
                return Ok(());
            }
        };
        events.push(Event::Source(number, event));
        Ok(())
    }

    /// The number of the instrument of a trade or a bar. Its first line opens it.
    fn source(&mut self, name: &str, got: Base, events: &mut Vec<Event>) -> Result<usize, LineError> {
        if let Some(number) = self.find(name) {
            let Source { symbol, base } = &self.sources[number];
            if *base != got {
                return Err(LineError::Base { symbol: symbol.clone(), expected: *base, got });
            }
            return Ok(number);
        }
        let symbol = Symbol::try_from(name).map_err(LineError::Symbol)?;
        let number = self.sources.len();
        if number == MAX_SYMBOLS {
            return Err(LineError::Full { symbol: name.to_owned() });
        }
        self.names.insert(name.into(), number);
        self.lower.insert(name.to_lowercase(), number);
        self.sources.push(Source { symbol: symbol.clone(), base: got });
        events.push(Event::Opened(Supply { symbol, base: got, past: Past::default() }));
        Ok(number)
    }

    fn known(&self, name: &str) -> Result<usize, LineError> {
        self.find(name).ok_or_else(|| LineError::Unknown { symbol: name.chars().take(64).collect() })
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).or_else(|| self.lower.get(&name.to_lowercase())).copied()
    }

    fn refuse(&mut self, error: &LineError) {
        let line = self.line;
        let Some(silent) = self.refusals.add(Instant::now()) else { return };
        if silent > 0 {
            tracing::warn!(silent, "more lines were refused than are logged");
        }
        tracing::warn!(line, "a line is refused: {error}");
    }
}
