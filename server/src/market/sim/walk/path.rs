//! How the price goes from an open to a close: by way of both extremes.

use super::Traded;

/// The number of steps of a path: minutes of an hour, or seconds of a minute.
const STEPS: u32 = 60;
/// The steps at which the price may turn first are those from 1 on, so many; those at which it may turn then are as many from the
/// middle on.
const TURNS: u64 = 29;

/// The way from the open over one extreme and then the other to the close, in three pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path {
    /// The steps at which a piece ends and the next begins, with the prices there, in order of time.
    ends: [(u32, f64); 4],
}

/// A part of a path without a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    /// Its first step, and the price there.
    pub(super) start: (u32, f64),
    /// Its last step, and the price there. The next piece begins with it.
    pub(super) end: (u32, f64),
}

impl Path {
    /// A random number says when it turns, and at which extreme first.
    pub(super) fn new(traded: &Traded, random: u64) -> Self {
        let Traded { open, high, low, close, .. } = *traded;
        let (first, then) = if random >> 63 == 0 { (high, low) } else { (low, high) };
        let turn = |random: u64| 1 + ((random & 0xffff) % TURNS) as u32;
        let ends = [(0, open), (turn(random), first), (STEPS / 2 + turn(random >> 16), then), (STEPS, close)];
        Self { ends }
    }

    /// The pieces, in order of time.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Piece> {
        let [open, first, then, close] = self.ends;
        [(open, first), (first, then), (then, close)].into_iter().map(|(start, end)| Piece { start, end })
    }

    /// The piece that a step is in. A turn is in the piece that begins with it.
    pub(super) fn piece(&self, step: u32) -> Piece {
        let [open, first, then, close] = self.ends;
        let (start, end) = match step {
            _ if step < first.0 => (open, first),
            _ if step < then.0 => (first, then),
            _ => (then, close),
        };
        Piece { start, end }
    }
}

impl Piece {
    /// The price on the straight line at a step, which may be before or after the piece: it stays between the prices of its ends.
    pub(super) fn price(&self, step: f64) -> f64 {
        let Self { start: (first, start), end: (last, end) } = *self;
        let part = (step - f64::from(first)) / f64::from(last - first);
        (start + (end - start) * part).clamp(start.min(end), start.max(end))
    }
}
