//! What the simulated market shows at a time that the test sets.

use std::cell::Cell;

use barwire_schema::bars::Bar;

use super::*;

/// 2026-03-04, in days since the Unix epoch.
const TODAY: u64 = 20_516;
/// 12:34:56.
const MIDDAY: u32 = 45_296;

thread_local! {
    static CLOCK: Cell<u64> = const { Cell::new(0) };
    static ZERO: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Sets the clock. It goes on with the time of tokio.
fn set(day: u64, second: u32) {
    CLOCK.set(day * DAY_MILLIS + u64::from(second) * 1_000);
    ZERO.set(Some(Instant::now()));
}

fn clock() -> EpochMillis {
    let passed = ZERO.get().map_or(Duration::ZERO, |zero| zero.elapsed());
    EpochMillis::saturating(CLOCK.get() + u64::try_from(passed.as_millis()).unwrap())
}

fn sim(seed: u64, symbols: usize, day: u64, second: u32) -> Sim {
    set(day, second);
    Sim::at(seed, symbols, clock).unwrap()
}

impl Sim {
    /// The closed bars of a series, oldest first; none where there is no such series.
    fn history(&self, series: usize) -> Vec<Bar> {
        self.tracks.get(series).map(Track::history).unwrap_or_default()
    }
}

impl Track {
    fn history(&self) -> Vec<Bar> {
        let market = self.day.market;
        let end = self.day.number + u64::from(self.state.closed);
        let start = end.saturating_sub(self.state.closed_seq.get());
        let complete = |open: &mut f64, number| {
            let day = Day::new(market, number, *open);
            *open = day.close();
            Some(day.bar(DAY_SECONDS))
        };
        (start..end).scan(market.open(start), complete).collect()
    }
}

fn bars(sim: &Sim) -> Vec<Bar> {
    sim.series().into_iter().map(|(_, state)| state.bar).collect()
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
async fn begins_with_400_closed_days_and_today_forming() {
    let sim = sim(42, 5, TODAY, MIDDAY);
    let names: Vec<String> = sim.series().iter().map(|(series, _)| series.symbol.to_string()).collect();
    assert_eq!(names, ["AAPL", "GOOGL", "MSFT", "SYM004", "SYM005"]);
    for (index, (series, state)) in sim.series().iter().enumerate() {
        assert_eq!(series.resolution, Resolution::Day);
        assert_eq!((state.seq.get(), state.closed_seq.get(), state.closed), (1, 400, false));
        let bars: Vec<Bar> = sim.history(index).into_iter().chain([state.bar]).collect();
        assert_eq!(bars.len(), 401);
        for (bar, day) in bars.iter().zip(TODAY - 400..) {
            assert_valid(bar);
            assert_eq!(bar.time.get(), day * DAY_MILLIS);
        }
        for pair in bars.windows(2) {
            assert_eq!(pair[0].close, pair[1].open, "a day opens where the one before closed");
        }
        let changes: Vec<f64> = bars[..400].iter().map(|bar| bar.close / bar.open - 1.0).collect();
        let deviation = (changes.iter().map(|x| x * x).sum::<f64>() / 400.0).sqrt();
        assert!((0.0125..0.0175).contains(&deviation), "{deviation}");
        let range = bars[..400].iter().map(|bar| (bar.high - bar.low) / bar.open).sum::<f64>() / 400.0;
        assert!((0.01..0.04).contains(&range), "{range}");
    }
    assert!(sim.history(5).is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_seed_decides_the_bars() {
    let all = |seed| {
        let sim = sim(seed, 4, TODAY, MIDDAY);
        (0..4).map(|index| sim.history(index)).chain([bars(&sim)]).collect::<Vec<_>>()
    };
    assert_eq!(all(1), all(1));
    assert_ne!(all(1), all(2));
    let sim = sim(1, 2, TODAY, MIDDAY);
    assert_ne!(sim.history(0), sim.history(1), "instruments differ");
    assert_eq!(bars(&sim), all(1)[4][..2], "and do not depend on how many there are");
}

#[tokio::test(start_paused = true)]
async fn each_symbol_changes_once_a_second_and_a_restart_shows_the_same() {
    let mut running = sim(42, 3, TODAY, MIDDAY);
    let start = Instant::now();
    let mut before = bars(&running);
    for second in 1..=150 {
        for symbol in 0..3 {
            let (index, state) = running.next().await;
            assert_eq!((index, start.elapsed()), (symbol, STEP * second));
            assert_eq!((state.seq.get(), state.closed_seq.get()), (u64::from(second) + 1, 400));
            let (bar, previous) = (state.bar, before[index]);
            assert_valid(&bar);
            assert_eq!(bar.high, previous.high.max(bar.close));
            assert_eq!(bar.low, previous.low.min(bar.close));
            assert!(bar.volume >= previous.volume);
            before[index] = bar;
        }
    }
    let shown = running.series();
    let restarted = sim(42, 3, TODAY, MIDDAY + 150);
    assert_eq!(bars(&restarted), bars(&running));
    for ((series, state), (again, other)) in shown.iter().zip(restarted.series()) {
        assert_eq!(*series, again);
        assert_ne!(state.epoch, other.epoch, "but it has lost its memory");
    }
}

#[tokio::test(start_paused = true)]
async fn at_midnight_the_bar_closes_and_the_next_opens_at_once() {
    let mut sim = sim(42, 2, TODAY, DAY_SECONDS - 2);
    let mut seen = Vec::new();
    for _ in 0..6 {
        let (index, state) = sim.next().await;
        assert_eq!(state.closed, sim.history(index).last() == Some(&state.bar), "history has what is closed");
        seen.push((
            index,
            state.bar.time.get() / DAY_MILLIS - TODAY,
            state.seq.get(),
            state.closed_seq.get(),
            state.closed,
        ));
    }
    let expected = [
        (0, 0, 2, 400, false),
        (1, 0, 2, 400, false),
        (0, 0, 3, 401, true),
        (0, 1, 4, 401, false),
        (1, 0, 3, 401, true),
        (1, 1, 4, 401, false),
    ];
    assert_eq!(seen, expected);

    let tomorrow = self::sim(42, 2, TODAY + 1, 0);
    assert_eq!(bars(&sim), bars(&tomorrow));
    for index in 0..2 {
        assert_eq!(sim.history(index).len(), 401);
        assert_eq!(
            sim.history(index)[1..],
            tomorrow.history(index),
            "what closed live is what history says later"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_days_ahead_closes_each_of_them() {
    let mut sim = sim(42, 1, TODAY, MIDDAY);
    set(TODAY + 2, MIDDAY);
    let mut seen = Vec::new();
    for _ in 0..4 {
        let (_, state) = sim.next().await;
        seen.push((state.bar.time.get() / DAY_MILLIS - TODAY, state.closed_seq.get(), state.closed));
    }
    assert_eq!(seen, [(0, 401, true), (1, 401, false), (1, 402, true), (2, 402, false)]);
    assert_eq!(bars(&sim), bars(&self::sim(42, 1, TODAY + 2, MIDDAY + 1)));
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_goes_back_changes_nothing_until_it_has_caught_up() {
    let mut sim = sim(42, 1, TODAY, MIDDAY);
    let start = Instant::now();
    set(TODAY, MIDDAY - 10);
    let (_, state) = sim.next().await;
    assert_eq!((state.seq.get(), start.elapsed()), (2, STEP * 11));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_loses_no_change() {
    let mut sim = sim(42, 2, TODAY, MIDDAY);
    for _ in 0..3 {
        assert!(tokio::time::timeout(STEP / 4, sim.next()).await.is_err());
    }
    assert_eq!((sim.next().await.0, sim.next().await.0), (0, 1));
    assert_eq!(bars(&sim), bars(&self::sim(42, 2, TODAY, MIDDAY + 1)));
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
        let now = day * DAY_MILLIS;
        let expected = format!(
            "the system clock says {now} ms since 1970-01-01T00:00:00Z, expected a time in the years 2002 to 2099; set the clock"
        );
        assert_eq!(error, expected);
    }
    for day in [11_688, 47_481] {
        set(day, 0);
        assert_eq!(Sim::at(1, 1, clock).unwrap().history(0).len(), 400);
    }
}
