//! One instrument as it plays: where it stands, and what comes next.

use barwire_schema::bars::{Bar, Resolution, Symbol};

use crate::market::feed::{Base, Past, SourceEvent, Supply};

/// The number of states of a forming bar.
pub(super) const STATES: u32 = 4;

/// The files of an instrument, from the finest bars to the coarsest.
pub(super) type Files = Vec<(Resolution, Vec<Bar>)>;

/// One instrument as it plays. Rows after the cursor are the future and are not shown.
#[derive(Debug)]
pub(super) struct Track {
    symbol: Symbol,
    /// The resolution of the rows that play.
    base: Resolution,
    rows: Vec<Bar>,
    /// The rows of coarser files. They do not play: they are the past.
    coarser: Files,
    /// Whether every volume is an integer, and so every part of one is floored.
    whole_volumes: bool,
    /// The row that forms.
    cursor: usize,
    /// Which of the states of the row is shown, from 0; the last is the closed row.
    step: u32,
}

impl Track {
    /// The files of an instrument, of which the one with the finest bars plays; none where it has no rows.
    pub(super) fn new(symbol: Symbol, files: Files) -> Option<Self> {
        let mut files = files.into_iter();
        let (base, rows) = files.next()?;
        if rows.is_empty() {
            return None;
        }
        let whole_volumes = rows.iter().filter_map(|row| row.volume).all(|volume| volume.fract() == 0.0);
        let cursor = start(&rows);
        Some(Self { symbol, base, rows, coarser: files.collect(), whole_volumes, cursor, step: 0 })
    }

    /// The instrument, and what is known of it now.
    pub(super) fn supply(&self) -> Supply {
        Supply { symbol: self.symbol.clone(), base: Base::Bars(self.base), past: self.past() }
    }

    fn past(&self) -> Past {
        let Some(row) = self.rows.get(self.cursor) else { return Past::default() };
        let before = |rows: &[Bar]| rows[..rows.partition_point(|bar| bar.time < row.time)].to_vec();
        let coarser = self.coarser.iter().map(|(resolution, rows)| (*resolution, before(rows)));
        let closed = [(self.base, before(&self.rows))].into_iter().chain(coarser).collect();
        Past { closed, forming: Some(forming(row, self.step, self.whole_volumes)) }
    }

    /// Moves to the next state: a step of the forming bar, its close, or the opening of the next bar; none where the last row has closed.
    pub(super) fn advance(&mut self) -> Option<SourceEvent> {
        if self.is_closed() {
            if self.cursor + 1 == self.rows.len() {
                return None;
            }
            self.cursor += 1;
            self.step = 0;
        } else {
            self.step += 1;
        }
        let row = self.rows.get(self.cursor)?;
        let bar = if self.is_closed() { *row } else { forming(row, self.step, self.whole_volumes) };
        Some(SourceEvent::Bar(bar, self.is_closed()))
    }

    /// Begins anew, with other files of the same resolutions, or with the ones it has.
    pub(super) fn restart(&mut self, files: Option<Files>) -> SourceEvent {
        if let Some(Self { rows, coarser, .. }) =
            files.and_then(|files| Self::new(self.symbol.clone(), files))
        {
            (self.rows, self.coarser) = (rows, coarser);
        }
        (self.cursor, self.step) = (start(&self.rows), 0);
        SourceEvent::Restarted(self.past())
    }

    /// Whether the row is complete: the opening of the next follows at once.
    pub(super) fn is_closed(&self) -> bool {
        self.step == STATES
    }
}

/// The first row to play: what precedes it, 80 % of the file, is history.
fn start(rows: &[Bar]) -> usize {
    rows.len() * 4 / 5
}

/// The bar `row` after `step` of its prices have followed the opening: the extreme nearer to it, the other one, the close.
/// As many quarters of the volume have been traded.
fn forming(row: &Bar, step: u32, whole_volumes: bool) -> Bar {
    let Bar { open, high, low, close, .. } = *row;
    let (nearer, other) = if high - open <= open - low { (high, low) } else { (low, high) };
    let prices = [open, nearer, other, close];
    let seen = &prices[..=step as usize];
    let traded = row.volume.map(|volume| volume * f64::from(step) / f64::from(STATES));
    Bar {
        time: row.time,
        open,
        high: seen.iter().copied().fold(open, f64::max),
        low: seen.iter().copied().fold(open, f64::min),
        close: prices[step as usize],
        volume: if whole_volumes { traded.map(f64::floor) } else { traded },
    }
}
