//! What the simulated market shows at a time that the test sets.

use std::cell::Cell;

use barwire_schema::bars::{Bar, Resolution};

use super::walk::{DAY_MINUTES, MINUTE_MILLIS};
use super::*;
use crate::market::feed::{Base, SourceEvent};
use crate::market::time::Calendar;
use crate::market::{BarRange, Book};

/// 2026-03-04, in days since the Unix epoch.
const TODAY: u64 = 20_516;
/// 12:34:56.
const MIDDAY: u64 = 45_296;
const DAY_SECONDS: u64 = 24 * 60 * 60;

thread_local! {
    static CLOCK: Cell<u64> = const { Cell::new(0) };
    static ZERO: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Sets the clock. It goes on with the time of tokio.
fn set(day: u64, second: u64) {
    CLOCK.set((day * DAY_SECONDS + second) * 1_000);
    ZERO.set(Some(Instant::now()));
}

fn clock() -> EpochMillis {
    let passed = ZERO.get().map_or(Duration::ZERO, |zero| zero.elapsed());
    EpochMillis::saturating(CLOCK.get() + u64::try_from(passed.as_millis()).unwrap())
}

fn sim(seed: u64, symbols: usize, day: u64, second: u64) -> Sim {
    set(day, second);
    Sim::at(seed, symbols, clock).unwrap()
}

/// The closed bars of an instrument.
fn closed(supply: &Supply, resolution: Resolution) -> &[Bar] {
    supply.past.closed.iter().find(|(of, _)| *of == resolution).map(|(_, bars)| &bars[..]).unwrap()
}

fn forming(sim: &mut Sim) -> Vec<Bar> {
    sim.supplies().iter().map(|supply| supply.past.forming.unwrap()).collect()
}

/// The next event: the instrument, the bar, and whether it is complete.
async fn next(sim: &mut Sim) -> (usize, Bar, bool) {
    match sim.next().await {
        Event::Source(index, SourceEvent::Bar(bar, closed)) => (index, bar, closed),
        other => panic!("{other:?}"),
    }
}

fn assert_valid(bar: &Bar) {
    assert!(
        0.0 < bar.low && bar.low <= bar.open.min(bar.close) && bar.open.max(bar.close) <= bar.high,
        "{bar:?}"
    );
    assert_eq!(bar.volume.unwrap().fract(), 0.0);
    for price in [bar.open, bar.high, bar.low, bar.close] {
        assert_eq!(price, (price * 100.0).round() / 100.0, "{bar:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn begins_with_400_closed_days_and_the_minutes_of_20_and_of_today() {
    let supplies = sim(42, 5, TODAY, MIDDAY).supplies();
    let names: Vec<&str> = supplies.iter().map(|supply| supply.symbol.as_str()).collect();
    assert_eq!(names, ["AAPL", "GOOGL", "MSFT", "SYM004", "SYM005"]);
    for supply in &supplies {
        assert_eq!(supply.base, Base::Bars(Resolution::Minutes1));
        let days = closed(supply, Resolution::Day);
        assert_eq!(days.len(), 400);
        for (bar, day) in days.iter().zip(TODAY - 400..) {
            assert_valid(bar);
            assert_eq!(bar.time.get(), day * DAY_SECONDS * 1_000);
        }
        for pair in days.windows(2) {
            assert_eq!(pair[0].close, pair[1].open, "a day opens where the one before closed");
        }
        let changes: Vec<f64> = days.iter().map(|bar| bar.close / bar.open - 1.0).collect();
        let deviation = (changes.iter().map(|x| x * x).sum::<f64>() / 400.0).sqrt();
        assert!((0.0115..0.0185).contains(&deviation), "{deviation}");
        let range = days.iter().map(|bar| (bar.high - bar.low) / bar.open).sum::<f64>() / 400.0;
        assert!((0.01..0.04).contains(&range), "{range}");

        let forming = supply.past.forming.unwrap();
        let minutes = closed(supply, Resolution::Minutes1);
        assert_eq!(minutes.len() as u64, 20 * DAY_MINUTES + MIDDAY / 60);
        for (bar, minute) in minutes.iter().chain([&forming]).zip((TODAY - 20) * DAY_MINUTES..) {
            assert_valid(bar);
            assert_eq!(bar.time.get(), minute * MINUTE_MILLIS);
        }
        assert_eq!(minutes.last().unwrap().close, forming.open);
        for (day, minutes) in days[380..].iter().zip(minutes.chunks(DAY_MINUTES as usize)) {
            let high = minutes.iter().map(|bar| bar.high).fold(0.0, f64::max);
            let low = minutes.iter().map(|bar| bar.low).fold(f64::MAX, f64::min);
            let volume = minutes.iter().map(|bar| bar.volume.unwrap()).sum();
            let (first, last) = (minutes[0], minutes.last().unwrap());
            let Bar { time, open, .. } = first;
            assert_eq!(*day, Bar { time, open, high, low, close: last.close, volume: Some(volume) });
        }
    }
}

#[test]
fn the_more_instruments_the_fewer_days_have_minutes() {
    let cases = [(1, 20), (30, 20), (31, 19), (100, 6), (300, 2), (301, 1), (1_000, 1)];
    for (symbols, days) in cases {
        assert_eq!(minute_days(symbols), days, "{symbols}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_seed_decides_the_bars() {
    let all = |seed| sim(seed, 4, TODAY, MIDDAY).supplies();
    assert_eq!(all(1), all(1));
    let two = sim(1, 2, TODAY, MIDDAY).supplies();
    assert_eq!(two, all(1)[..2], "they do not depend on how many there are");
    let prices = [&two[0], &two[1], &all(2)[0]].map(|supply| closed(supply, Resolution::Day)[0].open);
    assert!(prices[0] != prices[1] && prices[0] != prices[2], "instruments differ, and seeds");
}

#[tokio::test(start_paused = true)]
async fn each_symbol_changes_once_a_second_and_a_restart_shows_the_same() {
    let mut running = sim(42, 3, TODAY, MIDDAY);
    let start = Instant::now();
    let mut before = forming(&mut running);
    // 12:35:00 is the fourth second.
    for second in 1..=60 {
        for symbol in 0..3 {
            if second == 4 {
                let (index, bar, closed) = next(&mut running).await;
                assert_eq!((index, closed), (symbol, true));
                assert_valid(&bar);
                let Bar { close, volume, .. } = bar;
                let old = before[index];
                assert_eq!(
                    bar,
                    Bar { high: old.high.max(close), low: old.low.min(close), close, volume, ..old }
                );
            }
            let (index, bar, closed) = next(&mut running).await;
            assert_eq!((index, closed, start.elapsed()), (symbol, false, STEP * second));
            assert_valid(&bar);
            let previous = before[index];
            if second == 4 {
                assert_eq!(bar.time.get(), previous.time.get() + MINUTE_MILLIS);
                assert_eq!((bar.high, bar.low, bar.close), (bar.open, bar.open, bar.open));
            } else {
                assert_eq!(bar.high, previous.high.max(bar.close));
                assert_eq!(bar.low, previous.low.min(bar.close));
                assert!(bar.volume >= previous.volume);
            }
            before[index] = bar;
        }
    }
    assert_eq!(forming(&mut running), before);
    assert_eq!(forming(&mut sim(42, 3, TODAY, MIDDAY + 60)), before);
}

#[tokio::test(start_paused = true)]
async fn what_was_live_is_what_history_says_after_a_restart_at_every_resolution() {
    let book = |supply: &Supply| {
        Book::new(Calendar::around_the_clock(), supply.base, Resolution::ALL, 100_000, &supply.past)
    };
    let mut running = sim(42, 1, TODAY, MIDDAY);
    let mut live = book(&running.supplies()[0]);
    // Over midnight, with a hole of some hours.
    set(TODAY, DAY_SECONDS - 90 * 60);
    let mut latest = EpochMillis::default();
    while latest < clock() || clock().get() < ((TODAY + 1) * DAY_SECONDS + 1_000) * 1_000 {
        let Event::Source(0, event) = running.next().await else { panic!("one instrument") };
        if let SourceEvent::Bar(bar, false) = &event {
            latest = EpochMillis::saturating(bar.time.get() + MINUTE_MILLIS);
        }
        live.apply(&event, |_, _, _| {});
    }
    let mut again = Sim::at(42, 1, clock).unwrap();
    let again = book(&again.supplies()[0]);
    for (series, resolution) in live.resolutions().enumerate() {
        let bars = |book: &Book| book.bars(series, BarRange::default()).unwrap().bars;
        let (live, again) = (bars(&live), bars(&again));
        // The first may be cut where the past begins.
        let first = live[0].time.max(again[0].time);
        let whole = |bars: Vec<Bar>| bars.into_iter().filter(|bar| bar.time > first).collect::<Vec<_>>();
        let (live, again) = (whole(live), whole(again));
        assert!(again.len() > 10, "{resolution}");
        assert!(live == again, "{resolution}: {:?} and {:?}", live.last(), again.last());
    }
}

#[tokio::test(start_paused = true)]
async fn at_midnight_the_minute_closes_and_the_next_opens_at_once() {
    let mut sim = sim(42, 2, TODAY, DAY_SECONDS - 2);
    let mut seen = Vec::new();
    let mut complete = Vec::new();
    for _ in 0..6 {
        let (index, bar, closed) = next(&mut sim).await;
        seen.push((index, bar.time.get() / MINUTE_MILLIS + 1 - (TODAY + 1) * DAY_MINUTES, closed));
        complete.extend(closed.then_some(bar));
    }
    let expected = [(0, 0, false), (1, 0, false), (0, 0, true), (0, 1, false), (1, 0, true), (1, 1, false)];
    assert_eq!(seen, expected);

    let tomorrow = self::sim(42, 2, TODAY + 1, 0).supplies();
    for (supply, (again, bar)) in sim.supplies().iter().zip(tomorrow.iter().zip(complete)) {
        assert_eq!(supply, again);
        assert_eq!(closed(again, Resolution::Minutes1).last(), Some(&bar));
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ahead_closes_each_minute_between() {
    let mut sim = sim(42, 1, TODAY, MIDDAY);
    set(TODAY, MIDDAY + 120);
    let mut seen = Vec::new();
    for _ in 0..4 {
        let (_, bar, closed) = next(&mut sim).await;
        seen.push((bar.time.get() / MINUTE_MILLIS - TODAY * DAY_MINUTES - MIDDAY / 60, closed));
    }
    assert_eq!(seen, [(0, true), (1, false), (1, true), (2, false)]);
    assert_eq!(forming(&mut sim), forming(&mut self::sim(42, 1, TODAY, MIDDAY + 121)));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_more_than_a_day_ahead_restarts_and_one_out_of_range_stands_still() {
    let mut sim = sim(42, 1, TODAY, MIDDAY);
    set(TODAY + 1, MIDDAY);
    assert!(next(&mut sim).await.2, "a day is played");
    let mut sim = self::sim(42, 2, TODAY, MIDDAY);
    set(TODAY + 2, MIDDAY);
    for index in 0..2 {
        let Event::Source(number, SourceEvent::Restarted(past)) = sim.next().await else {
            panic!("restarts")
        };
        let expected = self::sim(42, 2, TODAY + 2, MIDDAY + 1).supplies().swap_remove(index);
        assert_eq!((number, past), (index, expected.past));
    }
    for day in [0, 47_482, 100_000_000] {
        set(day, 0);
        assert!(tokio::time::timeout(STEP * 10, sim.next()).await.is_err());
    }
    set(TODAY + 2, MIDDAY + 2);
    assert!(!next(&mut sim).await.2);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_goes_back_changes_nothing_until_it_has_caught_up() {
    let mut sim = sim(42, 1, TODAY, MIDDAY);
    let start = Instant::now();
    set(TODAY, MIDDAY - 10);
    next(&mut sim).await;
    assert_eq!(start.elapsed(), STEP * 11);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_loses_no_change() {
    let mut sim = sim(42, 2, TODAY, MIDDAY);
    for _ in 0..3 {
        assert!(tokio::time::timeout(STEP / 4, sim.next()).await.is_err());
    }
    assert_eq!((next(&mut sim).await.0, next(&mut sim).await.0), (0, 1));
    assert_eq!(forming(&mut sim), forming(&mut self::sim(42, 2, TODAY, MIDDAY + 1)));
}

#[tokio::test(start_paused = true)]
async fn a_number_of_symbols_or_a_clock_out_of_range_is_refused() {
    set(TODAY, 0);
    for symbols in [0, 1_001] {
        let error = Sim::at(1, symbols, clock).unwrap_err().to_string();
        assert_eq!(error, format!("expected 1 to 1000 simulated symbols, got {symbols}"));
    }
    for day in [0, 11_687, 47_482, 100_000_000] {
        set(day, 0);
        let error = Sim::at(1, 1, clock).unwrap_err().to_string();
        let now = day * DAY_SECONDS * 1_000;
        let expected = format!(
            "the system clock says {now} ms since 1970-01-01T00:00:00Z, expected a time in the years 2002 to 2099; set the clock"
        );
        assert_eq!(error, expected);
    }
    for day in [11_688, 47_481] {
        set(day, 0);
        let supplies = Sim::at(1, 1, clock).unwrap().supplies();
        assert_eq!(closed(&supplies[0], Resolution::Day).len(), 400);
    }
}

/// How long the start takes: `cargo test --release -p barwire-server --lib start_up -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement"]
async fn start_up() {
    for symbols in [3, 100, 1_000] {
        let start = std::time::Instant::now();
        let mut sim = Sim::new(1, symbols).unwrap();
        let made = start.elapsed();
        let supplies = sim.supplies();
        let supplied = start.elapsed();
        let bars: usize =
            supplies.iter().flat_map(|supply| &supply.past.closed).map(|(_, bars)| bars.len()).sum();
        let book = |supply: &Supply| {
            Book::new(Calendar::around_the_clock(), supply.base, Resolution::ALL, 100_000, &supply.past)
        };
        let books: Vec<Book> = supplies.iter().map(book).collect();
        println!(
            "{symbols}: made {made:?}, supplied {supplied:?} ({bars} bars), books {:?} {}",
            start.elapsed(),
            books.len()
        );
    }
}
