//! What the market allocates while it runs: nothing.
#![allow(clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;
use barwire_server::market::time::{Calendar, Holidays, Session};
use barwire_server::market::{Base, Book, Past, SourceEvent, Trade};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// 2024-03-04, 05:00 UTC: midnight in New York.
const START: u64 = 1_709_528_400_000;

/// An hour and a minute: so every event begins a bar at nearly all resolutions.
const STEP: u64 = 61 * 60_000;

#[test]
fn an_event_allocates_nothing_once_the_history_is_full() {
    let _counting = dhat::Profiler::builder().testing().build();
    let session: Session = "24x7".parse().unwrap();
    let calendar = Calendar::new(session, "America/New_York", Holidays::default()).unwrap();
    let time = |number: u64| EpochMillis::saturating(START + number * STEP);
    let trade =
        |number| SourceEvent::Trade(Trade { time: time(number), price: number as f64, size: Some(1.0) });
    let bar = |number| {
        let (time, price) = (time(number), number as f64);
        let bar = Bar { time, open: price, high: price, low: price, close: price, volume: None };
        SourceEvent::Bar(bar, number % 2 == 0)
    };
    for (base, event) in
        [(Base::Trades, &trade as &dyn Fn(u64) -> SourceEvent), (Base::Bars(Resolution::Minutes1), &bar)]
    {
        let mut book = Book::new(calendar.clone(), base, Resolution::ALL, 1, &Past::default());
        let mut changes = 0;
        for number in 0..1_000 {
            book.apply(&event(number), |_, _, _| changes += 1);
        }
        let before = dhat::HeapStats::get().total_blocks;
        for number in 1_000..2_000 {
            book.apply(&event(number), |_, _, _| changes += 1);
        }
        assert_eq!(dhat::HeapStats::get().total_blocks - before, 0, "{base:?}");
        assert!(changes > 20_000, "{base:?}: {changes}");
        assert_eq!(book.dropped(), Default::default(), "{base:?}");
    }
}
