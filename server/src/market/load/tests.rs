//! What a load shows, and when.

use std::cell::Cell;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, advance};

use super::*;

/// 2026-03-04T12:00:00Z, in milliseconds since the Unix epoch.
const NOON: u64 = 1_772_625_600_000;

thread_local! {
    static CLOCK: Cell<u64> = const { Cell::new(0) };
    static ZERO: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Sets the clock, in milliseconds. It goes on with the time of tokio.
fn set(millis: u64) {
    CLOCK.set(millis * 1_000);
    ZERO.set(Some(Instant::now()));
}

fn clock() -> u64 {
    let passed = ZERO.get().map_or(Duration::ZERO, |zero| zero.elapsed());
    CLOCK.get() + u64::try_from(passed.as_micros()).unwrap()
}

/// A load that begins at noon.
fn load(settings: &str) -> Load {
    set(NOON);
    Load::at(&settings.parse().unwrap(), clock).unwrap()
}

/// A change: the symbol, the bar, and whether it is complete.
type Change = (usize, Bar, bool);

fn change(event: Event) -> Change {
    match event {
        Event::Source(index, SourceEvent::Bar(bar, closed)) => (index, bar, closed),
        other => panic!("{other:?}"),
    }
}

/// The changes of the next moment.
async fn moment(load: &mut Load) -> Vec<Change> {
    let mut changes = vec![change(load.next().await)];
    while load.tracks.get(load.index).is_some() {
        let next = load.next().now_or_never();
        changes.push(change(next.expect("a change of the same moment is ready")));
    }
    changes
}

fn indices(changes: &[Change]) -> Vec<usize> {
    changes.iter().map(|(index, ..)| *index).collect()
}

fn assert_valid(bar: &Bar) {
    assert!(bar.low <= bar.open.min(bar.close) && bar.open.max(bar.close) <= bar.high, "{bar:?}");
    for price in [bar.open, bar.high, bar.low, bar.close] {
        assert!((50.0..1_000.0).contains(&price), "{bar:?}");
        assert_eq!(price, (price * 100.0).round() / 100.0, "{bar:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn begins_with_a_forming_bar_of_each_symbol() {
    let supplies = load("symbols=1001").supplies();
    assert_eq!(supplies.len(), 1_001);
    for (index, name) in [(0, "S000"), (7, "S007"), (999, "S999"), (1_000, "S1000")] {
        assert_eq!(supplies[index].symbol.as_str(), name);
    }
    for Supply { base, past, .. } in supplies {
        assert_eq!((base, past.closed), (Base::Bars(Resolution::Minutes1), Vec::new()));
        let bar = past.forming.unwrap();
        assert_eq!((bar.time.get(), bar.volume), (NOON, Some(1_772_625_600_000_000.0)));
        assert_valid(&bar);
    }
}

#[tokio::test(start_paused = true)]
async fn each_symbol_changes_at_its_rate_and_in_its_moment() {
    let mut load = load("symbols=25,hz=40,slots=10");
    let start = Instant::now();
    let mut counts = [0; 25];
    for n in 0..40 * 10 {
        let changes = moment(&mut load).await;
        let due = Duration::from_micros(2_500) * (n + 1);
        let late = start.elapsed() - due;
        assert!(late < Duration::from_millis(2), "{late:?}");
        let slot = n as usize % 10;
        assert_eq!(indices(&changes), (slot..25).step_by(10).collect::<Vec<_>>());
        for (index, bar, closed) in changes {
            counts[index] += 1;
            assert!(!closed);
            assert_eq!(bar.volume, Some(clock() as f64));
        }
    }
    assert_eq!(counts, [40; 25]);
    assert_eq!(start.elapsed().as_millis(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn a_symbol_may_change_less_than_once_a_second() {
    let mut load = load("symbols=2,hz=0.01,slots=2");
    let start = Instant::now();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let changes = moment(&mut load).await;
        seen.push((start.elapsed().as_secs(), indices(&changes)));
    }
    // The bars close before they change.
    assert_eq!(seen, [(50, vec![0]), (100, vec![1, 1]), (150, vec![0, 0]), (200, vec![1, 1])]);
}

#[tokio::test(start_paused = true)]
async fn a_bar_forms_within_its_minute_and_the_first_change_after_it_closes_it() {
    let mut load = load("symbols=3,hz=4");
    let forming = |load: &mut Load| -> Vec<Bar> {
        load.supplies().iter().map(|supply| supply.past.forming.unwrap()).collect()
    };
    let mut before: Vec<(Bar, bool)> = forming(&mut load).into_iter().map(|bar| (bar, false)).collect();
    let mut closes = 0;
    for _ in 0..4 * 60 * 3 {
        for (index, bar, closed) in moment(&mut load).await {
            let (old, old_closed) = before[index];
            assert_valid(&bar);
            let minute = clock() / 60_000_000 * 60_000;
            if closed {
                closes += 1;
                assert!(!old_closed);
                assert_eq!(bar.time.get(), minute - 60_000);
                assert_eq!(bar, Bar { volume: bar.volume, ..old });
            } else {
                assert_eq!(bar.time.get(), minute);
                assert!((bar.close - old.close).abs() < 0.101);
                let (open, high, low) = if old_closed {
                    (bar.close, bar.close, bar.close)
                } else {
                    (old.open, old.high.max(bar.close), old.low.min(bar.close))
                };
                assert_eq!((bar.open, bar.high, bar.low), (open, high, low));
            }
            assert_eq!(bar.volume, Some(clock() as f64));
            before[index] = (bar, closed);
        }
        let shown: Vec<Bar> = before.iter().map(|(bar, _)| *bar).collect();
        assert_eq!(forming(&mut load), shown, "supplies() has what next() returned last");
    }
    assert_eq!(closes, 9, "three bars of three symbols");
}

#[tokio::test(start_paused = true)]
async fn bars_may_be_as_short_as_a_millisecond() {
    let mut load = load("symbols=1,hz=1000,bar=1ms");
    for time in NOON..NOON + 1_000 {
        let changes = moment(&mut load).await;
        let [(_, close, true), (_, opening, false)] = &changes[..] else {
            panic!("a close and an opening: {changes:?}")
        };
        assert_eq!((close.time.get(), opening.time.get()), (time, time + 1));
    }
}

#[tokio::test(start_paused = true)]
async fn the_prices_are_the_same_in_every_run() {
    let run = async |settings| {
        let mut load = load(settings);
        let mut closes = vec![Vec::new(); 2];
        while closes[0].len() + closes[1].len() < 2_000 {
            let (index, bar, closed) = change(load.next().await);
            if !closed {
                closes[index].push(bar.close);
            }
        }
        closes
    };
    let closes = run("symbols=2,hz=10").await;
    assert_ne!(closes[0], closes[1], "symbols differ");
    assert_eq!(closes, run("symbols=2,hz=50,slots=2,bar=100ms").await, "only the number of changes counts");
    // Known prices hold on every machine.
    assert_eq!(closes[0][..3], [257.62, 257.67, 257.64]);
}

#[tokio::test(start_paused = true)]
async fn a_load_that_is_late_plays_ten_moments_at_once_and_drops_a_lag_above_100_ms() {
    let mut load = load("symbols=4,hz=100,slots=2");
    moment(&mut load).await;
    assert!(load.next().now_or_never().is_none());
    advance(Duration::from_secs(60 * 60)).await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let ready = std::iter::from_fn(|| load.next().now_or_never()).map(change).collect::<Vec<_>>();
        seen.push((ready.len(), ready.iter().filter(|(.., closed)| *closed).count()));
    }
    // Ten moments of two symbols and a close of each symbol; the first moment after the lag; nothing.
    assert_eq!(seen, [(10 * 2 + 4, 4), (2, 0), (0, 0)]);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ahead_closes_the_bar_once_and_one_that_goes_back_none() {
    let mut load = load("symbols=1,hz=1");
    set(NOON + 10 * 60_000);
    let changes = moment(&mut load).await;
    let facts = |(_, bar, closed): &Change| ((bar.time.get() - NOON) / 60_000, *closed);
    assert_eq!(changes.iter().map(facts).collect::<Vec<_>>(), [(0, true), (10, false)]);
    set(NOON);
    for _ in 0..10 * 60 {
        assert_eq!(moment(&mut load).await.iter().map(facts).collect::<Vec<_>>(), [(10, false)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_loses_no_change() {
    let mut load = load("symbols=2,hz=1");
    let start = Instant::now();
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_millis(250), load.next()).await.is_err());
    }
    assert_eq!((change(load.next().await).0, change(load.next().await).0), (0, 1));
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

#[tokio::test]
async fn the_system_clock_is_read_in_microseconds() {
    let mut load = Load::new(&LoadSettings::default()).unwrap();
    let now = EpochMillis::now().get();
    let micros = load.supplies()[0].past.forming.unwrap().volume.unwrap() as u64;
    assert!(now - micros / 1_000 < 1_000, "{now} ms, {micros} µs");
}
