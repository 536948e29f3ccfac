//! What a source of bars says.

use barwire_schema::bars::{Bar, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;

/// A source of trades or bars.
///
/// It numbers its instruments in the order in which it names them, from 0: first those of [`supplies`](Self::supplies), then those of
/// [`Event::Opened`].
pub trait Feed: Send + 'static {
    /// The instruments that it has at the start, each with its past. It is asked once, before the first [`next`](Self::next).
    fn supplies(&mut self) -> Vec<Supply>;

    /// Waits for the next event. It never ends. Dropping the future loses no event.
    fn next(&mut self) -> impl Future<Output = Event> + Send;
}

/// An instrument of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// The canonical name.
    pub symbol: Symbol,
    /// What comes of it.
    pub base: Base,
    /// What is known of it before the first event.
    pub past: Past,
}

/// What comes of an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Trades: every resolution is made of them.
    Trades,
    /// Bars of this resolution: those of coarser ones are made of them.
    Bars(Resolution),
}

/// What is known of an instrument before the first event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Past {
    /// Closed bars by resolution, each list in ascending order of time. What is before the first of a list or after its last is made of
    /// the next finer one.
    pub closed: Vec<(Resolution, Vec<Bar>)>,
    /// The bar of the base that forms.
    pub forming: Option<Bar>,
}

/// One trade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trade {
    /// When.
    pub time: EpochMillis,
    /// The price of one.
    pub price: f64,
    /// How much of it; none where the market does not say.
    pub size: Option<f64>,
}

/// Something that a feed says.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// There is one more instrument.
    Opened(Supply),
    /// Something has happened to the instrument of this number.
    Source(usize, SourceEvent),
}

/// Something that happens to one instrument.
#[derive(Debug, Clone, PartialEq)]
pub enum SourceEvent {
    /// A trade, where the base is [trades](Base::Trades).
    Trade(Trade),
    /// A bar of the base as it stands, and whether it is complete, where the base is [bars](Base::Bars).
    Bar(Bar, bool),
    /// It is at least this late for the instrument: bars that are over close.
    Clock(EpochMillis),
    /// The source has lost its memory, and begins anew.
    Restarted(Past),
    /// The source does not answer.
    Failed {
        /// Why, for people.
        reason: String,
        /// Whether it goes on by itself.
        retry: bool,
    },
}
