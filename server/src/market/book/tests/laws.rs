//! What holds whatever comes.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::sample::select;

use barwire_schema::bars::BarPosition;

use super::*;

/// Times of some days around a change of the clocks, in ascending order; many of them near to each other.
fn times() -> impl Strategy<Value = Vec<u64>> {
    let step = prop_oneof![1..1_500_u64, 1..5 * MINUTE, 1..9 * HOUR];
    (select(&[SPRING, AUTUMN][..]), prop::collection::vec(step, 1..120)).prop_map(|(start, steps)| {
        let moved = steps.iter().scan(start, |at, step| {
            *at += step;
            Some(*at)
        });
        moved.collect()
    })
}

fn trades() -> impl Strategy<Value = Vec<Trade>> {
    times().prop_flat_map(|times| {
        let rest = prop::collection::vec((1..500_u32, 0..50_u32), times.len());
        (Just(times), rest).prop_map(|(times, rest)| {
            let made = times.into_iter().zip(rest);
            made.map(|(time, (price, size))| trade(time, f64::from(price) / 100.0, f64::from(size))).collect()
        })
    })
}

fn as_bar(trade: &Trade) -> (EpochMillis, Bar) {
    let Trade { time, price, size } = *trade;
    (time, Bar { time, open: price, high: price, low: price, close: price, volume: size })
}

/// Bars of an hour or a day that lie in the sessions, in ascending order: each with the states in which it comes.
fn parts(calendar: &Calendar, base: Resolution, trades: &[Trade]) -> Vec<Vec<Bar>> {
    let within = |bar: &Bar, trade: &&Trade| {
        let span = calendar.span(base, trade.time);
        span.is_some_and(|span| span.time == bar.time)
    };
    let made = fold(calendar, base, trades.iter().map(as_bar));
    made.iter()
        .map(|bar| {
            let of_bar: Vec<_> = trades.iter().filter(|trade| within(bar, trade)).map(as_bar).collect();
            let state = |count: usize| fold(calendar, base, of_bar[..count].iter().copied()).swap_remove(0);
            (1..=of_bar.len()).map(state).collect()
        })
        .collect()
}

/// Checks that the changes of a series count themselves and the closed bars.
fn check_counters(seen: &mut HashMap<Resolution, BarState>, changes: &[(Resolution, BarState)]) {
    for (resolution, state) in changes {
        let before = seen.insert(*resolution, *state);
        let (seq, closed_seq) = before.map_or((0, 0), |before| (before.seq.get(), before.closed_seq.get()));
        assert_eq!(state.seq.get(), seq + 1, "{resolution}");
        assert_eq!(state.closed_seq.get(), closed_seq + u64::from(state.closed), "{resolution}");
        if let Some(before) = before {
            assert!(
                if before.closed {
                    before.bar.time < state.bar.time
                } else {
                    before.bar.time == state.bar.time
                },
                "{resolution}: {before:?} and then {state:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn trades_in_order_make_at_every_moment_the_bars_that_a_slow_fold_makes(
        calendar in select(calendars().to_vec()),
        trades in trades(),
    ) {
        let mut book = book(&calendar, Base::Trades);
        let mut seen = HashMap::new();
        for count in 1..=trades.len() {
            let changes = apply(&mut book, &SourceEvent::Trade(trades[count - 1]));
            check_counters(&mut seen, &changes);
            for (series, resolution) in Resolution::ALL.iter().enumerate() {
                let expected = fold(&calendar, *resolution, trades[..count].iter().map(as_bar));
                prop_assert_eq!(bars(&book, series), expected, "{} after {}", resolution, count);
                let latest = book.latest(series);
                prop_assert_eq!(latest, seen.get(resolution).copied(), "what was told last is what stands");
            }
        }
        prop_assert_eq!(book.dropped().late, 0);
    }

    #[test]
    fn what_comes_in_any_order_counts_for_the_bars_that_form(
        calendar in select(calendars().to_vec()),
        trades in trades(),
        early in prop::collection::vec((0..30_usize, any::<bool>()), 120),
    ) {
        // Each may come later than some that are after it; some are clocks.
        let mut events: Vec<_> = trades.iter().zip(early).enumerate().map(|(at, (trade, (late, clock)))| (at + late, clock && late > 25, *trade)).collect();
        events.sort_by_key(|(place, ..)| *place);
        let mut book = book(&calendar, Base::Trades);
        // By resolution: the span that forms, before what all has closed, and the trades of each bar.
        let mut slow: Vec<_> = Resolution::ALL.iter().map(|_| (None::<Span>, ms(0), BTreeMap::<_, Vec<Trade>>::new())).collect();
        for (_, clock, trade) in events {
            let event = if clock { SourceEvent::Clock(trade.time) } else { SourceEvent::Trade(trade) };
            apply(&mut book, &event);
            for (resolution, (forming, closed, bars)) in Resolution::ALL.iter().zip(&mut slow) {
                if clock {
                    if let Some(span) = forming.take_if(|span| span.end <= trade.time) {
                        *closed = span.end;
                    }
                    continue;
                }
                let Some(span) = calendar.span(*resolution, trade.time) else { continue };
                if forming.map_or(*closed, |forming| forming.start) <= trade.time {
                    *forming = Some(span);
                    bars.entry(span.start).or_default().push(trade);
                }
            }
        }
        for (series, (.., made)) in slow.into_iter().enumerate() {
            let expected: Vec<_> = made.into_values().map(|mut trades| {
                let time = trades[0].time;
                trades.sort_by_key(|trade| trade.time);
                let resolution = Resolution::ALL[series];
                let whole = fold(&calendar, resolution, trades.iter().map(as_bar)).swap_remove(0);
                // The first to come says the day of a week or a month.
                let day = calendar.trading_day(time).unwrap();
                Bar { time: if resolution < Resolution::Week { whole.time } else { day }, ..whole }
            }).collect();
            prop_assert_eq!(bars(&book, series), expected, "{}", Resolution::ALL[series]);
        }
    }

    #[test]
    fn the_order_of_trades_within_the_shortest_bar_does_not_matter(
        offsets in prop::collection::vec(0..1_000_u64, 1..20).prop_shuffle(),
        prices in prop::collection::vec(1..500_u32, 20),
    ) {
        let mut offsets = offsets;
        let mut sorted = offsets.clone();
        sorted.sort_unstable();
        sorted.dedup();
        offsets.sort_by_key(|offset| prices[*offset as usize % 20]);
        offsets.dedup();
        let made = |offset: &u64| trade(SPRING + offset, f64::from(prices[*offset as usize % 20]), *offset as f64);
        let all = |offsets: &[u64]| {
            let mut book = book(&Calendar::around_the_clock(), Base::Trades);
            let mut seen = std::collections::BTreeSet::new();
            for offset in offsets.iter().filter(|offset| seen.insert(**offset)) {
                apply(&mut book, &SourceEvent::Trade(made(offset)));
            }
            (0..Resolution::ALL.len()).map(|series| bars(&book, series)).collect::<Vec<_>>()
        };
        prop_assert_eq!(all(&offsets), all(&sorted));
    }

    #[test]
    fn bars_make_at_every_moment_the_bars_that_a_slow_fold_makes(
        calendar in select(calendars().to_vec()),
        base in select(&[Resolution::Seconds30, Resolution::Minutes1, Resolution::Minutes60, Resolution::Day][..]),
        trades in trades(),
        explicit in any::<bool>(),
    ) {
        let parts = parts(&calendar, base, &trades);
        let mut book = book(&calendar, Base::Bars(base));
        let mut seen = HashMap::new();
        let instant = |bar: &Bar| if base == Resolution::Day { calendar.opening(bar.time).unwrap() } else { bar.time };
        let mut closed = Vec::<(EpochMillis, Bar)>::new();
        for states in &parts {
            for (count, state) in states.iter().enumerate() {
                let last = explicit && count + 1 == states.len();
                let changes = apply(&mut book, &SourceEvent::Bar(*state, last));
                check_counters(&mut seen, &changes);
                for (series, resolution) in book.resolutions().enumerate() {
                    let all = closed.iter().copied().chain([(instant(state), *state)]);
                    let expected = fold(&calendar, resolution, all);
                    prop_assert_eq!(bars(&book, series), expected, "{} of {}", resolution, base);
                    prop_assert_eq!(book.latest(series), seen.get(&resolution).copied());
                }
            }
            closed.extend(states.last().map(|bar| (instant(bar), *bar)));
        }
        prop_assert_eq!(book.dropped(), Dropped::default());
    }

    #[test]
    fn a_past_is_the_same_as_having_been_there(
        calendar in select(calendars().to_vec()),
        base in select(&[Resolution::Seconds30, Resolution::Minutes1, Resolution::Minutes60, Resolution::Day][..]),
        trades in trades(),
        cut in 0.0..1.0_f64,
        own in any::<bool>(),
    ) {
        let parts = parts(&calendar, base, &trades);
        let cut = (parts.len() as f64 * cut) as usize;
        let mut there = book(&calendar, Base::Bars(base));
        for states in &parts[..cut] {
            apply(&mut there, &SourceEvent::Bar(*states.last().unwrap(), true));
        }
        let forming = parts.get(cut).map(|states| states[0]);
        if let Some(bar) = forming {
            apply(&mut there, &SourceEvent::Bar(bar, false));
        }
        let mut past = Past { closed: vec![(base, parts[..cut].iter().map(|states| *states.last().unwrap()).collect())], forming };
        if own {
            // A source that has longer bars too, and of them some that have not closed yet.
            let all = parts.iter().map(|states| *states.last().unwrap());
            let instant = |bar: &Bar| if base == Resolution::Day { calendar.opening(bar.time).unwrap() } else { bar.time };
            let weeks = fold(&calendar, Resolution::Week, all.clone().map(|bar| (instant(&bar), bar)));
            past.closed.push((Resolution::Week, weeks.into_iter().filter(|bar| forming.is_some_and(|forming| bar.time < forming.time)).collect()));
        }
        let mut later = Book::new(calendar.clone(), Base::Bars(base), Resolution::ALL, usize::MAX, &past);
        let same = |there: &Book, later: &Book| {
            for (series, resolution) in there.resolutions().enumerate() {
                assert_eq!(bars(there, series), bars(later, series), "{resolution} of {base}");
                let numbers = |book: &Book| book.latest(series).map(|state| (state.bar, state.closed, state.closed_seq));
                assert_eq!(numbers(there), numbers(later), "{resolution} of {base}");
            }
        };
        same(&there, &later);
        for states in parts.iter().skip(cut) {
            for (count, state) in states.iter().enumerate() {
                let event = SourceEvent::Bar(*state, count + 1 == states.len());
                apply(&mut there, &event);
                apply(&mut later, &event);
                same(&there, &later);
            }
        }
        prop_assert_eq!(there.now, later.now);
    }

    #[test]
    fn a_range_has_the_bars_that_a_filter_finds(
        trades in trades(),
        from in prop::option::of(0..DAY * 12 / 60_000),
        to in prop::option::of(0..DAY * 12 / 60_000),
        count in prop::option::of(0..40_usize),
        limit in 0..60_usize,
    ) {
        let calendar = Calendar::around_the_clock();
        let mut book = Book::new(calendar.clone(), Base::Trades, &[Resolution::Minutes1, Resolution::Day], limit, &Past::default());
        for trade in &trades {
            apply(&mut book, &SourceEvent::Trade(*trade));
        }
        let start = trades[0].time.get() / DAY * DAY - DAY;
        let [from, to] = [from, to].map(|minute| minute.map(|minute| ms(start + minute * MINUTE)));
        for (series, resolution) in [Resolution::Minutes1, Resolution::Day].into_iter().enumerate() {
            let all = fold(&calendar, resolution, trades.iter().map(as_bar));
            let kept = &all[all.len().saturating_sub(limit + 1)..];
            let before: Vec<_> = kept.iter().filter(|bar| to.is_none_or(|to| bar.time < to)).copied().collect();
            let ranged = from.is_some() || count.is_none();
            let within = before.iter().filter(|bar| ranged && from.is_none_or(|from| bar.time >= from)).count();
            let wanted = within.max(count.unwrap_or(0)).min(before.len());
            let answer = book.bars(series, BarRange { from, to, count }).unwrap();
            prop_assert_eq!(&answer.bars[..], &before[before.len() - wanted..]);
            prop_assert_eq!(answer.older, before.len() > wanted);
            prop_assert_eq!(answer.position.closed_seq.get() as usize, all.len() - 1);
            prop_assert_eq!(&answer.position.epoch, book.epoch());
        }
    }

    #[test]
    fn what_closed_since_is_what_was_told(trades in trades(), since in 0..60_u32, until in 0..60_u32, limit in 0..60_usize) {
        let mut book = Book::new(Calendar::around_the_clock(), Base::Trades, &[Resolution::Minutes1], 50, &Past::default());
        let mut told = Vec::new();
        for trade in &trades {
            let changes = apply(&mut book, &SourceEvent::Trade(*trade));
            told.extend(changes.into_iter().map(|(_, state)| state).filter(|state| state.closed));
        }
        let since = BarPosition { epoch: book.epoch().clone(), closed_seq: Counter::from(since) };
        let until = Counter::from(until);
        let answer = book.closed_since(0, &since, until, limit);
        let (from, to) = (since.closed_seq.get() as usize, until.get() as usize);
        let oldest = told.len().saturating_sub(50);
        if from <= to && to <= told.len() && from >= oldest && to - from <= limit {
            prop_assert_eq!(answer.as_deref(), Some(&told[from..to]));
        } else {
            prop_assert_eq!(answer, None);
        }
        let other = BarPosition { epoch: Epoch::try_from("another").unwrap(), ..since };
        prop_assert_eq!(book.closed_since(0, &other, until, limit), None);
    }
}
