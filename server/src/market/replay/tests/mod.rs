//! What a replay shows, when, and what it refuses to play.

mod files;
mod shift;

use barwire_schema::bars::{Bar, Resolution, Symbol};
use proptest::prelude::*;

use super::files::SAMPLE;
use super::*;
use crate::market::Base;

const SECOND: Duration = Duration::from_secs(1);

/// The number of milliseconds in a day.
const DAY: u64 = 86_400_000;

/// Ten rows, of which 8 are history. The volumes are integers.
const TEN: &str = "\
time,open,high,low,close,volume
0,1,2,0.5,1.5,10
86400000,1,2,0.5,1.5,10
172800000,1,2,0.5,1.5,10
259200000,1,2,0.5,1.5,10
345600000,1,2,0.5,1.5,10
432000000,1,2,0.5,1.5,10
518400000,1,2,0.5,1.5,10
604800000,1,2,0.5,1.5,10
691200000,10,13,9,12,103
777600000,20,21,15,16,
";

const SETTINGS: ReplaySettings = ReplaySettings { bar_duration: SECOND, dates: ReplayDates::Recorded };

fn listings() -> Listings {
    Listings::none(Resolution::ALL)
}

fn symbol(name: &str) -> Symbol {
    Symbol::try_from(name).unwrap()
}

fn file(name: &str, text: &str) -> File {
    File::read(name, csv::name(name).unwrap(), text).unwrap()
}

fn replay(text: &str) -> Replay {
    Replay::new(vec![file("TEN-1D.csv", text)], SETTINGS, &listings(), EpochMillis::now).unwrap()
}

fn bar(time: u64, [open, high, low, close]: [f64; 4], volume: Option<f64>) -> Bar {
    Bar { time: EpochMillis::try_from(time).unwrap(), open, high, low, close, volume }
}

/// The next event: the instrument, the bar, and whether it is complete.
async fn next(replay: &mut Replay) -> (usize, Bar, bool) {
    match replay.next().await {
        Event::Source(index, SourceEvent::Bar(bar, closed)) => (index, bar, closed),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_bar_opens_meets_its_extremes_and_closes_and_the_next_opens_at_once() {
    let mut replay = replay(TEN);
    let rows = csv::rows("", TEN).unwrap();
    let [first] = &replay.supplies()[..] else { panic!("one instrument") };
    assert_eq!((&first.symbol, first.base), (&symbol("TEN"), Base::Bars(Resolution::Day)));
    assert_eq!(first.past.closed, [(Resolution::Day, rows[..8].to_vec())]);
    assert_eq!(first.past.forming, Some(bar(8 * DAY, [10.0, 10.0, 10.0, 10.0], Some(0.0))));

    let start = Instant::now();
    let expected = [
        // The low is nearer to the opening than the high; volumes are floored, as all of the file are integers.
        (250, bar(8 * DAY, [10.0, 10.0, 9.0, 9.0], Some(25.0)), false),
        (500, bar(8 * DAY, [10.0, 13.0, 9.0, 13.0], Some(51.0)), false),
        (750, bar(8 * DAY, [10.0, 13.0, 9.0, 12.0], Some(77.0)), false),
        (1000, bar(8 * DAY, [10.0, 13.0, 9.0, 12.0], Some(103.0)), true),
        (1000, bar(9 * DAY, [20.0, 20.0, 20.0, 20.0], None), false),
        (1250, bar(9 * DAY, [20.0, 21.0, 20.0, 21.0], None), false),
        (1500, bar(9 * DAY, [20.0, 21.0, 15.0, 15.0], None), false),
        (1750, bar(9 * DAY, [20.0, 21.0, 15.0, 16.0], None), false),
        (2000, bar(9 * DAY, [20.0, 21.0, 15.0, 16.0], None), true),
    ];
    for (milliseconds, bar, closed) in expected {
        assert_eq!(next(&mut replay).await, (0, bar, closed));
        assert_eq!(start.elapsed(), Duration::from_millis(milliseconds));
    }

    let again = replay.next().await;
    let restart = SourceEvent::Restarted(first.past.clone());
    assert_eq!(again, Event::Source(0, restart), "the end of the file is the beginning of a new epoch");
    assert_eq!(start.elapsed(), Duration::from_millis(2000));
    assert_eq!(next(&mut replay).await, (0, expected[0].1, false));
}

#[test]
fn a_part_of_a_volume_keeps_its_fraction_where_the_file_has_fractions() {
    let rows = csv::rows("", &TEN.replace("0,1,2,0.5,1.5,10\n86", "0,1,2,0.5,1.5,0.25\n86")).unwrap();
    let mut track = Track::new(symbol("TEN"), vec![(Resolution::Day, rows)]).unwrap();
    let Some(SourceEvent::Bar(bar, false)) = track.advance() else { panic!("a bar") };
    assert_eq!(bar.volume, Some(25.75));
}

#[tokio::test(start_paused = true)]
async fn files_move_in_the_same_rhythm_and_a_close_and_the_next_opening_stay_together() {
    let files = vec![file("A-1D.csv", TEN), file("B-1D.csv", TEN)];
    let mut replay = Replay::new(files, SETTINGS, &listings(), EpochMillis::now).unwrap();
    let start = Instant::now();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let (index, _, closed) = next(&mut replay).await;
        seen.push((start.elapsed().as_millis(), index, closed));
    }
    let expected = [
        (250, 0, false),
        (250, 1, false),
        (500, 0, false),
        (500, 1, false),
        (750, 0, false),
        (750, 1, false),
        (1000, 0, true),
        (1000, 0, false),
        (1000, 1, true),
        (1000, 1, false),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test(start_paused = true)]
async fn of_several_files_the_finest_plays_and_the_others_are_past() {
    let hours: String =
        (0..10).map(|hour| format!("{},1,2,0.5,1.5,10\n", 6 * DAY + hour * DAY / 24)).collect();
    let hours = format!("{HEADER}\n{hours}");
    let files =
        vec![file("X-1D.csv", TEN), file("Y-1D.csv", TEN), file("X-60.csv", &hours), file("X-1W.csv", TEN)];
    let mut replay = Replay::new(files, SETTINGS, &listings(), EpochMillis::now).unwrap();
    let supplies = replay.supplies();
    let names: Vec<&str> = supplies.iter().map(|supply| supply.symbol.as_str()).collect();
    assert_eq!(names, ["X", "Y"]);
    assert_eq!(supplies[0].base, Base::Bars(Resolution::Minutes60));
    let (ten, hours) = (csv::rows("", TEN).unwrap(), csv::rows("", &hours).unwrap());
    let past = |resolution, rows: &[Bar]| (resolution, rows.to_vec());
    // What has begun after the bar that forms is the future.
    let expected = [
        past(Resolution::Minutes60, &hours[..8]),
        past(Resolution::Day, &ten[..7]),
        past(Resolution::Week, &ten[..7]),
    ];
    assert_eq!(supplies[0].past.closed, expected);
    assert_eq!(supplies[0].past.forming.map(|bar| bar.time), Some(hours[8].time));
    for _ in 0..5 * 2 - 1 {
        let (index, bar, _) = next(&mut replay).await;
        assert_eq!(bar.time >= hours[8].time, index == 0 || bar.time.get() >= 8 * DAY);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_loses_no_change_and_no_time() {
    let mut replay = replay(TEN);
    let start = Instant::now();
    for wait in [10, 100, 139] {
        assert!(tokio::time::timeout(Duration::from_millis(wait), replay.next()).await.is_err());
    }
    assert_eq!(next(&mut replay).await.1.volume, Some(25.0));
    assert_eq!(start.elapsed(), Duration::from_millis(250));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_comes_late_gets_every_change_and_the_rhythm_stays() {
    let mut replay = replay(TEN);
    let start = Instant::now();
    replay.next().await;
    tokio::time::advance(Duration::from_millis(1_100)).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        let (_, bar, closed) = next(&mut replay).await;
        seen.push((bar.close, closed));
    }
    assert_eq!(seen, [(13.0, false), (12.0, false), (12.0, true), (20.0, false), (21.0, false)]);
    assert_eq!(start.elapsed(), Duration::from_millis(1_350));
    replay.next().await;
    assert_eq!(start.elapsed(), Duration::from_millis(1_500));
}

#[tokio::test(start_paused = true)]
async fn the_sample_closes_every_bar_as_its_row_and_shows_none_early() {
    let mut replay = Replay::sample(SETTINGS, &listings()).unwrap();
    let files: Vec<Vec<Bar>> = SAMPLE.iter().map(|(file, text)| csv::rows(file, text).unwrap()).collect();
    let supplies = replay.supplies();
    let name = |supply: &Supply| {
        let Base::Bars(resolution) = supply.base else { panic!("bars") };
        format!("{}-{resolution}.csv", supply.symbol)
    };
    assert_eq!(supplies.iter().map(name).collect::<Vec<_>>(), SAMPLE.map(|(file, _)| file));
    let counts: Vec<(usize, usize)> = supplies
        .iter()
        .zip(&files)
        .map(|(supply, rows)| (rows.len(), supply.past.closed[0].1.len()))
        .collect();
    assert_eq!(counts, [(3270, 2616), (156, 124), (5000, 4000), (2148, 1718), (3270, 2616), (3270, 2616)]);

    let mut restarts = [0; 6];
    // The row that forms, and whether it has closed.
    let mut cursors: Vec<(usize, bool)> = counts.iter().map(|(_, start)| (*start, false)).collect();
    for _ in 0..30_000 {
        let Event::Source(index, event) = replay.next().await else { panic!("no other instruments") };
        let (rows, start) = (&files[index], counts[index].1);
        match event {
            SourceEvent::Restarted(past) => {
                restarts[index] += 1;
                assert_eq!(cursors[index], (rows.len() - 1, true));
                assert_eq!(past.closed[0].1, rows[..start]);
                cursors[index] = (start, false);
            }
            SourceEvent::Bar(bar, closed) => {
                let (cursor, was_closed) = &mut cursors[index];
                *cursor += usize::from(*was_closed);
                *was_closed = closed;
                assert_eq!(bar.time, rows[*cursor].time);
                assert!(!closed || bar == rows[*cursor]);
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(restarts[1] > 20 && restarts[3] > 0, "{restarts:?}");
}

/// Rows with ascending times and prices that agree, volumes all integers or not, some without any.
fn any_rows() -> impl Strategy<Value = Vec<Bar>> {
    let price = -1e6..1e6_f64;
    let row = (
        1..u64::from(u32::MAX),
        [price.clone(), price.clone(), price.clone(), price],
        prop::option::of(0.0..1e9),
    );
    (prop::collection::vec(row, MIN_ROWS..40), any::<bool>()).prop_map(|(rows, whole)| {
        let mut time = 0;
        let make = |(later, mut prices, volume): (u64, [f64; 4], Option<f64>)| {
            time += later;
            prices.sort_by(f64::total_cmp);
            let [low, open, close, high] = prices;
            let (open, close) = if time % 2 == 0 { (open, close) } else { (close, open) };
            bar(time, [open, high, low, close], if whole { volume.map(f64::round) } else { volume })
        };
        rows.into_iter().map(make).collect()
    })
}

proptest! {
    #[test]
    fn a_forming_bar_is_the_fold_of_what_came(rows in any_rows()) {
        let start = rows.len() * 4 / 5;
        let mut track = Track::new(symbol("ANY"), vec![(Resolution::Day, rows.clone())]).unwrap();
        let mut before = track.supply().past.forming.unwrap();
        let (mut cursor, mut opens) = (start, false);
        for _ in 0..rows.len() * 5 {
            let (bar, closed) = match track.advance() {
                Some(SourceEvent::Bar(bar, closed)) => (bar, closed),
                None => {
                    prop_assert!(opens && cursor == rows.len());
                    let SourceEvent::Restarted(past) = track.restart(None) else { panic!("a restart") };
                    cursor = start;
                    prop_assert_eq!(&past.closed[0].1, &rows[..start]);
                    (past.forming.unwrap(), false)
                }
                other => panic!("{other:?}"),
            };
            let Bar { open, high, low, close, volume, .. } = bar;
            let row = rows[cursor];
            prop_assert_eq!(bar.time, row.time);
            prop_assert!(low <= open.min(close) && open.max(close) <= high);
            prop_assert!(row.low <= low && high <= row.high);
            if opens {
                prop_assert_eq!((high, low, close), (open, open, open));
                prop_assert_eq!(volume, row.volume.map(|_| 0.0));
            } else {
                prop_assert_eq!(high, before.high.max(close).max(if closed { row.high } else { close }));
                prop_assert_eq!(low, before.low.min(close).min(if closed { row.low } else { close }));
                prop_assert_eq!(open, before.open);
                prop_assert_eq!(volume.is_some(), row.volume.is_some());
                prop_assert!(volume >= before.volume);
            }
            if rows.iter().filter_map(|row| row.volume).all(|volume| volume.fract() == 0.0) {
                prop_assert_eq!(volume.unwrap_or_default().fract(), 0.0);
            }
            if closed {
                prop_assert_eq!(bar, row);
                cursor += 1;
            }
            (before, opens) = (bar, closed);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(time,open,high,low,close,volume\n)?([0-9a-z.,\\-]{0,12}\r?\n){0,8}") {
        let _ = csv::rows("ANY-1D.csv", &text);
    }
}
