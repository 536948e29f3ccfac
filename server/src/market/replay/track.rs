//! One file as it plays: where it stands, and what comes next.

use barwire_schema::bars::{Bar, Epoch};
use barwire_schema::protocol::Counter;

use crate::market::{BarState, Series, new_epoch};

/// The number of states of a forming bar.
pub(super) const STATES: u32 = 4;

/// One file as it plays. Rows after the cursor are the future and are not shown.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) series: Series,
    pub(super) state: BarState,
    rows: Vec<Bar>,
    /// Whether every volume is an integer, and so every part of one is floored.
    whole_volumes: bool,
    /// The row that forms.
    cursor: usize,
    /// Which of the states of the row is shown, from 0.
    step: u32,
}

impl Track {
    /// Starts a file of at least two rows, in `epoch`.
    pub(super) fn new(series: Series, rows: Vec<Bar>, epoch: Epoch) -> Self {
        let whole_volumes = rows.iter().filter_map(|row| row.volume).all(|volume| volume.fract() == 0.0);
        let cursor = start(&rows);
        let bar = forming(&rows[cursor], 0, whole_volumes);
        let state = BarState::first(bar, epoch, count(&rows[..cursor]));
        Self { series, state, rows, whole_volumes, cursor, step: 0 }
    }

    /// Moves to the next state: a step of the forming bar, its close, the opening of the next bar, or after the last row the first bar
    /// of a new epoch.
    pub(super) fn advance(&mut self) -> &BarState {
        if !self.state.closed {
            self.step += 1;
            let row = &self.rows[self.cursor];
            match self.step {
                STATES => self.state.advance(*row, true),
                step => self.state.advance(forming(row, step, self.whole_volumes), false),
            }
        } else {
            self.step = 0;
            self.cursor += 1;
            if let Some(row) = self.rows.get(self.cursor) {
                self.state.advance(forming(row, 0, self.whole_volumes), false);
            } else {
                self.cursor = start(&self.rows);
                let bar = forming(&self.rows[self.cursor], 0, self.whole_volumes);
                self.state = BarState::first(bar, new_epoch(), count(&self.rows[..self.cursor]));
            }
        }
        &self.state
    }
}

/// The first row to play: what precedes it, 80 % of the file, is history.
fn start(rows: &[Bar]) -> usize {
    rows.len() * 4 / 5
}

fn count(rows: &[Bar]) -> Counter {
    rows.iter().fold(Counter::default(), |count, _| count.next())
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
