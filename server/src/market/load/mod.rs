//! A feed to measure with: as many symbols as asked for, each of which changes at a set rate.

mod pace;
mod settings;

#[cfg(test)]
mod tests;

use std::time::{SystemTime, UNIX_EPOCH};

use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;

use super::feed::{Base, Event, Feed, Past, SourceEvent, Supply};
use super::random::draw;
use super::{FeedError, made_up};
use pace::Pace;
pub use settings::{LoadSettings, LoadSettingsError};

/// Where the prices begin: they are the same in every run.
const SEED: u64 = 1;
/// The lowest and the highest price, in cents.
const LOWEST: i64 = 5_000;
const HIGHEST: i64 = 99_999;
/// The furthest that one change moves a price, in cents.
const LARGEST_STEP: i64 = 10;

/// Symbols named S000, S001 and so on, at the resolution `1`, each of which changes at the rate that the settings say.
///
/// A tick, in which every symbol changes once, has as many moments as there are slots: moment k changes the symbols i with
/// i % slots = k. Moments that are late are played at once, at most ten of them before the caller gets a pause; where the
/// lag is still above 100 ms after that, the rest of it is dropped.
///
/// Prices walk at random, and depend on the symbol and the number of its changes alone. A bar's `time` is that of the system clock,
/// rounded down to the length of a bar; the first change after its end closes it, and the next bar opens in the same moment.
/// Where the clock goes back, the bar forms on until the clock has caught up.
///
/// `volume` is no volume: it is the time of the change by the system clock, in microseconds since the Unix epoch, so that a client on
/// the same machine can tell how old an update is.
#[derive(Debug)]
pub struct Load {
    tracks: Vec<Track>,
    slots: usize,
    bar_millis: u64,
    clock: fn() -> u64,
    pace: Pace,
    /// Which moment of the tick comes next, from 0.
    slot: usize,
    /// The moment that is being played.
    moment: Moment,
    /// The track that changes next in this moment; none where there is no such track.
    index: usize,
}

/// What the clock said when a moment began.
#[derive(Debug, Clone, Copy)]
struct Moment {
    /// Since the Unix epoch.
    micros: u64,
    /// The start of the bar that forms.
    bar_time: EpochMillis,
}

/// One symbol: where it stands.
#[derive(Debug)]
struct Track {
    symbol: Symbol,
    /// As it stands, and whether it has closed.
    bar: Bar,
    closed: bool,
    /// Where its random numbers come from.
    key: u64,
    /// The number of steps that the price has taken.
    steps: u64,
    /// The price.
    cents: i64,
}

impl Load {
    /// Makes the symbols. Their changes begin with the first call of [`next`](Feed::next).
    ///
    /// # Errors
    /// Where a name is no symbol.
    pub fn new(settings: &LoadSettings) -> Result<Self, FeedError> {
        Self::at(settings, micros)
    }

    fn at(settings: &LoadSettings, clock: fn() -> u64) -> Result<Self, FeedError> {
        let LoadSettings { symbols, tick, slots, bar } = *settings;
        let bar_millis = u64::try_from(bar.as_millis()).unwrap_or(u64::MAX);
        let moment = Moment::at(clock(), bar_millis);
        let tracks = (0..symbols)
            .zip(0..)
            .map(|(n, key)| {
                let symbol = made_up(format!("S{n:03}"))?;
                Ok(Track::new(symbol, draw(SEED, key), moment))
            })
            .collect::<Result<_, FeedError>>()?;
        let pace = Pace::new(tick.div_f64(slots as f64));
        Ok(Self { tracks, slots, bar_millis, clock, pace, slot: 0, moment, index: symbols })
    }
}

impl Feed for Load {
    fn supplies(&mut self) -> Vec<Supply> {
        self.tracks.iter().map(Track::supply).collect()
    }

    async fn next(&mut self) -> Event {
        loop {
            let index = self.index;
            if let Some(track) = self.tracks.get_mut(index) {
                let event = track.change(self.moment);
                // The next bar opens at once after a close, so the track's change ends with that.
                if !track.closed {
                    self.index += self.slots;
                }
                return Event::Source(index, event);
            }
            self.pace.moment().await;
            self.moment = Moment::at((self.clock)(), self.bar_millis);
            self.index = self.slot;
            self.slot = (self.slot + 1) % self.slots;
        }
    }
}

impl Moment {
    fn at(micros: u64, bar_millis: u64) -> Self {
        let millis = micros / 1_000;
        Self { micros, bar_time: EpochMillis::saturating(millis - millis % bar_millis) }
    }
}

impl Track {
    fn new(symbol: Symbol, key: u64, moment: Moment) -> Self {
        let cents = LOWEST + (key % (HIGHEST - LOWEST).unsigned_abs()).cast_signed();
        Self { symbol, bar: opening(cents, moment), closed: false, key, steps: 0, cents }
    }

    fn supply(&self) -> Supply {
        let past = Past { closed: Vec::new(), forming: Some(self.bar) };
        Supply { symbol: self.symbol.clone(), base: Base::Bars(Resolution::Minutes1), past }
    }

    /// Makes a change: the close of a bar that is over, else a step of the price, with which a bar opens after a close.
    fn change(&mut self, moment: Moment) -> SourceEvent {
        let over = self.bar.time < moment.bar_time;
        if over && !self.closed {
            self.bar.volume = volume(moment);
            self.closed = true;
            return SourceEvent::Bar(self.bar, true);
        }
        self.step();
        if self.closed {
            (self.bar, self.closed) = (opening(self.cents, moment), false);
        } else {
            let Bar { high, low, close, volume, .. } = &mut self.bar;
            *close = price(self.cents);
            *high = high.max(*close);
            *low = low.min(*close);
            *volume = self::volume(moment);
        }
        SourceEvent::Bar(self.bar, false)
    }

    fn step(&mut self) {
        let choices = 2 * LARGEST_STEP + 1;
        let step = (draw(self.key, self.steps) % choices.unsigned_abs()).cast_signed() - LARGEST_STEP;
        self.cents = (self.cents + step).clamp(LOWEST, HIGHEST);
        self.steps += 1;
    }
}

/// The bar that opens at a price.
fn opening(cents: i64, moment: Moment) -> Bar {
    let price = price(cents);
    Bar { time: moment.bar_time, open: price, high: price, low: price, close: price, volume: volume(moment) }
}

fn price(cents: i64) -> f64 {
    cents as f64 / 100.0
}

/// Exact until the year 2255.
fn volume(moment: Moment) -> Option<f64> {
    Some(moment.micros as f64)
}

/// The system clock's time in microseconds since the Unix epoch; 0 where the clock is set before that.
fn micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}
