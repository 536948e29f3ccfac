//! What a replay shows, when, and what it refuses to play.

use std::path::Path;

use barwire_schema::bars::{Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;
use proptest::prelude::*;

use super::*;
use crate::market::RowError;

const SECOND: Duration = Duration::from_secs(1);

/// Ten rows, of which 8 are history. The volumes are integers.
const TEN: &str = "\
time,open,high,low,close,volume
0,1,2,0.5,1.5,10
1,1,2,0.5,1.5,10
2,1,2,0.5,1.5,10
3,1,2,0.5,1.5,10
4,1,2,0.5,1.5,10
5,1,2,0.5,1.5,10
6,1,2,0.5,1.5,10
7,1,2,0.5,1.5,10
8,10,13,9,12,103
9,20,21,15,16,
";

fn daily(symbol: &str) -> Series {
    Series { symbol: Symbol::try_from(symbol).unwrap(), resolution: Resolution::Day }
}

fn replay(text: &str) -> Replay {
    Replay::new(vec![(daily("TEN"), csv::rows("TEN-1D.csv", text).unwrap())], SECOND).unwrap()
}

fn bar(time: u64, [open, high, low, close]: [f64; 4], volume: Option<f64>) -> Bar {
    Bar { time: EpochMillis::try_from(time).unwrap(), open, high, low, close, volume }
}

/// Without the epoch: the bar, `seq`, `closed_seq`, `closed`.
fn facts(state: &BarState) -> (Bar, u64, u64, bool) {
    (state.bar, state.seq.get(), state.closed_seq.get(), state.closed)
}

#[tokio::test(start_paused = true)]
async fn a_bar_opens_meets_its_extremes_and_closes_and_the_next_opens_at_once() {
    let mut replay = replay(TEN);
    let [(series, first)] = &replay.series()[..] else { panic!("one series") };
    assert_eq!(*series, daily("TEN"));
    assert_eq!(facts(first), (bar(8, [10.0, 10.0, 10.0, 10.0], Some(0.0)), 1, 8, false));

    let start = Instant::now();
    let expected = [
        // The low is nearer to the opening than the high; volumes are floored, as all of the file are integers.
        (250, (bar(8, [10.0, 10.0, 9.0, 9.0], Some(25.0)), 2, 8, false)),
        (500, (bar(8, [10.0, 13.0, 9.0, 13.0], Some(51.0)), 3, 8, false)),
        (750, (bar(8, [10.0, 13.0, 9.0, 12.0], Some(77.0)), 4, 8, false)),
        (1000, (bar(8, [10.0, 13.0, 9.0, 12.0], Some(103.0)), 5, 9, true)),
        (1000, (bar(9, [20.0, 20.0, 20.0, 20.0], None), 6, 9, false)),
        (1250, (bar(9, [20.0, 21.0, 20.0, 21.0], None), 7, 9, false)),
        (1500, (bar(9, [20.0, 21.0, 15.0, 15.0], None), 8, 9, false)),
        (1750, (bar(9, [20.0, 21.0, 15.0, 16.0], None), 9, 9, false)),
        (2000, (bar(9, [20.0, 21.0, 15.0, 16.0], None), 10, 10, true)),
    ];
    for (milliseconds, state) in expected {
        let (index, next) = replay.next().await;
        assert_eq!(index, 0);
        assert_eq!(facts(&next), state);
        assert_eq!(next.epoch, first.epoch);
        assert_eq!(start.elapsed(), Duration::from_millis(milliseconds));
        assert_eq!(replay.series(), [(series.clone(), next)], "series() shows what next() returned last");
    }

    let (_, again) = replay.next().await;
    assert_ne!(again.epoch, first.epoch);
    assert_eq!(facts(&again), facts(first), "the end of the file is the beginning of a new epoch");
}

#[test]
fn a_part_of_a_volume_keeps_its_fraction_where_the_file_has_fractions() {
    let mut track = Track::new(
        daily("TEN"),
        csv::rows("", &TEN.replace("0,1,2,0.5,1.5,10\n", "0,1,2,0.5,1.5,0.25\n")).unwrap(),
        new_epoch(),
    );
    assert_eq!(track.advance().bar.volume, Some(25.75));
}

#[tokio::test(start_paused = true)]
async fn files_move_in_the_same_rhythm_and_a_close_and_the_next_opening_stay_together() {
    let rows = csv::rows("", TEN).unwrap();
    let mut replay = Replay::new(vec![(daily("A"), rows.clone()), (daily("B"), rows)], SECOND).unwrap();
    let start = Instant::now();
    let mut seen = Vec::new();
    for _ in 0..10 {
        let (index, state) = replay.next().await;
        seen.push((start.elapsed().as_millis(), index, state.closed));
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
async fn a_dropped_call_loses_no_change_and_no_time() {
    let mut replay = replay(TEN);
    let start = Instant::now();
    for wait in [10, 100, 139] {
        assert!(tokio::time::timeout(Duration::from_millis(wait), replay.next()).await.is_err());
    }
    let (_, state) = replay.next().await;
    assert_eq!(state.seq.get(), 2);
    assert_eq!(start.elapsed(), Duration::from_millis(250));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_comes_late_gets_every_change_and_the_rhythm_stays() {
    let mut replay = replay(TEN);
    let start = Instant::now();
    replay.next().await;
    tokio::time::advance(Duration::from_millis(1_100)).await;
    for seq in 3..=7 {
        assert_eq!(replay.next().await.1.seq.get(), seq);
    }
    assert_eq!(start.elapsed(), Duration::from_millis(1_350));
    replay.next().await;
    assert_eq!(start.elapsed(), Duration::from_millis(1_500));
}

#[tokio::test(start_paused = true)]
async fn the_sample_closes_every_bar_as_its_row_and_shows_none_early() {
    let mut replay = Replay::sample(SECOND).unwrap();
    let files: Vec<Vec<Bar>> = SAMPLE.iter().map(|(file, text)| csv::rows(file, text).unwrap()).collect();
    let names: Vec<String> = replay
        .series()
        .iter()
        .map(|(series, _)| format!("{}-{}.csv", series.symbol, series.resolution))
        .collect();
    assert_eq!(names, SAMPLE.map(|(file, _)| file));
    let counts: Vec<(usize, u64)> = replay
        .series()
        .iter()
        .zip(&files)
        .map(|((_, state), rows)| (rows.len(), state.closed_seq.get()))
        .collect();
    assert_eq!(counts, [(3270, 2616), (156, 124), (5000, 4000), (2148, 1718), (3270, 2616), (3270, 2616)]);

    let mut restarts = [0; 6];
    let mut states: Vec<BarState> = replay.series().into_iter().map(|(_, state)| state).collect();
    for _ in 0..30_000 {
        let (index, state) = replay.next().await;
        let rows = &files[index];
        let before = std::mem::replace(&mut states[index], state.clone());
        if state.epoch != before.epoch {
            restarts[index] += 1;
            assert_eq!(before.closed_seq.get() as usize, rows.len());
            continue;
        }
        assert_eq!(state.seq, before.seq.next());
        if state.closed {
            assert_eq!(state.bar, rows[state.closed_seq.get() as usize - 1]);
            assert_eq!(state.closed_seq, before.closed_seq.next());
        } else {
            assert_eq!(state.bar.time, rows[state.closed_seq.get() as usize].time);
            assert_eq!(state.closed_seq, before.closed_seq);
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
        let mut track = Track::new(daily("ANY"), rows.clone(), new_epoch());
        let mut before = track.state.clone();
        for _ in 0..rows.len() * 5 {
            let state = track.advance().clone();
            let Bar { open, high, low, close, volume, .. } = state.bar;
            let row = rows[state.closed_seq.get() as usize - usize::from(state.closed)];
            prop_assert!(low <= open.min(close) && open.max(close) <= high);
            prop_assert!(row.low <= low && high <= row.high);
            if state.bar.time == before.bar.time && !before.closed {
                prop_assert_eq!(high, before.bar.high.max(close).max(if state.closed { row.high } else { close }));
                prop_assert_eq!(low, before.bar.low.min(close).min(if state.closed { row.low } else { close }));
                prop_assert_eq!(open, before.bar.open);
                prop_assert_eq!(volume.is_some(), row.volume.is_some());
                prop_assert!(volume >= before.bar.volume);
            } else {
                prop_assert_eq!((high, low, close), (open, open, open));
                prop_assert_eq!(volume, row.volume.map(|_| 0.0));
            }
            if rows.iter().filter_map(|row| row.volume).all(|volume| volume.fract() == 0.0) {
                prop_assert_eq!(volume.unwrap_or_default().fract(), 0.0);
            }
            if state.closed {
                prop_assert_eq!(state.bar, row);
            }
            before = state;
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(time,open,high,low,close,volume\n)?([0-9a-z.,\\-]{0,12}\r?\n){0,8}") {
        let _ = csv::rows("ANY-1D.csv", &text);
    }
}

#[test]
fn a_malformed_file_is_refused_with_its_line() {
    let line = |line: usize, text: &str| {
        let mut lines: Vec<&str> = TEN.lines().collect();
        lines[line - 1] = text;
        csv::rows("X-1D.csv", &lines.join("\n")).unwrap_err().to_string()
    };
    let cases = [
        (
            1,
            "time,open,high,low,close",
            r#"line 1: expected the header "time,open,high,low,close,volume", got "time,open,high,low,close""#,
        ),
        (2, "0,1,2,0.5,1.5", "line 2: expected 6 fields with a comma between, got 5"),
        (3, "1,1,2,0.5,1.5,10,7", "line 3: expected 6 fields with a comma between, got 7"),
        (3, "", "line 3: expected 6 fields with a comma between, got 1"),
        (
            4,
            "-2,1,2,0.5,1.5,10",
            r#"line 4: time: expected whole milliseconds since 1970-01-01T00:00:00Z, from 0 to 2^53 - 1, got "-2""#,
        ),
        (
            4,
            "9007199254740992,1,2,0.5,1.5,10",
            r#"line 4: time: expected whole milliseconds since 1970-01-01T00:00:00Z, from 0 to 2^53 - 1, got "9007199254740992""#,
        ),
        (5, "3,x,2,0.5,1.5,10", r#"line 5: open: expected a finite number, got "x""#),
        (5, "3,1,inf,0.5,1.5,10", r#"line 5: high: expected a finite number, got "inf""#),
        (5, "3,1,2,NaN,1.5,10", r#"line 5: low: expected a finite number, got "NaN""#),
        (5, "3,1,2,0.5,,10", r#"line 5: close: expected a finite number, got """#),
        (5, "3,1,2,0.5,1.5,1e999", r#"line 5: volume: expected a finite number, got "1e999""#),
        (
            6,
            "4,3,2,0.5,1.5,10",
            "line 6: expected low <= open <= high and low <= close <= high, got open 3, high 2, low 0.5, close 1.5",
        ),
        (
            6,
            "4,1,2,0.5,0.4,10",
            "line 6: expected low <= open <= high and low <= close <= high, got open 1, high 2, low 0.5, close 0.4",
        ),
        (
            7,
            "5,1,2,0.5,1.5,-1",
            "line 7: volume: expected a number from 0 up, or nothing where the instrument has none, got -1",
        ),
        (
            8,
            "5,1,2,0.5,1.5,10",
            "line 8: time: expected more than 5, the time of the line before, got 5; sort the file by time, without repeats",
        ),
        (
            11,
            "1,1,2,0.5,1.5,10",
            "line 11: time: expected more than 8, the time of the line before, got 1; sort the file by time, without repeats",
        ),
    ];
    for (number, text, message) in cases {
        assert_eq!(line(number, text), format!("X-1D.csv, {message}"));
    }
    let short: String = TEN.lines().take(5).collect::<Vec<_>>().join("\n");
    let error = csv::rows("X-1D.csv", &short).unwrap_err().to_string();
    assert_eq!(error, "X-1D.csv, line 5: expected at least 5 bars, got 4 before the end of the file");
    assert!(matches!(csv::rows("X-1D.csv", ""), Err(FeedError::Header { got, .. }) if got.is_empty()));
    assert!(matches!(
        csv::rows("X-1D.csv", &TEN.replace(",103", ",1O3")),
        Err(FeedError::Row { line: 10, reason: RowError::Number { field: "volume", .. }, .. })
    ));
}

#[test]
fn line_ends_of_any_system_are_read() {
    assert_eq!(csv::rows("", &TEN.replace('\n', "\r\n")).unwrap(), csv::rows("", TEN).unwrap());
    assert_eq!(csv::rows("", TEN.trim_end()).unwrap(), csv::rows("", TEN).unwrap());
}

/// A directory with these files, all of them [`TEN`].
fn directory(files: &[&str]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    for file in files {
        fs::write(directory.path().join(file), TEN).unwrap();
    }
    directory
}

fn refusal(directory: &Path) -> String {
    let error = Replay::open(directory, SECOND).unwrap_err().to_string();
    error.replace(&directory.display().to_string(), "DIR")
}

#[test]
fn a_directory_plays_its_csv_files_by_name() {
    let directory =
        directory(&["EURUSD-60.csv", "BRK-B-W.csv", "EURUSD-1D.csv", "README.md", "0-1D.csv.bak"]);
    let replay = Replay::open(directory.path(), SECOND).unwrap();
    let series: Vec<Series> = replay.series().into_iter().map(|(series, _)| series).collect();
    let expected = [
        Series { symbol: Symbol::try_from("BRK-B").unwrap(), resolution: Resolution::Week },
        daily("EURUSD"),
        Series { symbol: Symbol::try_from("EURUSD").unwrap(), resolution: Resolution::Minutes60 },
    ];
    assert_eq!(series, expected);
}

#[test]
fn a_directory_that_cannot_be_played_is_refused_with_what_is_expected() {
    let name = "expected a name like SYMBOL-RESOLUTION.csv, such as AAPL-1D.csv or EURUSD-60.csv, with a resolution of the \
                bars protocol; rename the file or move it away";
    let same = "differ in name but not in what it means (case is ignored); rename or remove one of them";
    let none = "DIR holds no file to replay; expected files named SYMBOL-RESOLUTION.csv, such as AAPL-1D.csv"
        .to_owned();
    let cases: &[(&[&str], String)] = &[
        (&[], none.clone()),
        (&["README.md"], none),
        (&["AAPL-1h.csv"], format!("AAPL-1h.csv: {name}")),
        (&["AAPL-1D.csv", "AAPL.csv"], format!("AAPL.csv: {name}")),
        (&["-1D.csv"], "the name \"\" is no symbol: expected 1 to 64 characters, got 0".to_owned()),
        (&["AAPL-1D.csv", "AAPL-60.csv", "AAPL-D.csv"], format!("AAPL-D.csv and AAPL-1D.csv {same}")),
        (&["AAPL-1D.csv", "aapl-60.csv"], format!("aapl-60.csv and AAPL-1D.csv {same}")),
    ];
    for (files, message) in cases {
        assert_eq!(refusal(directory(files).path()), *message);
    }

    let broken = directory(&[]);
    fs::write(broken.path().join("AAPL-1D.csv"), TEN.replace("103", "x")).unwrap();
    assert_eq!(
        refusal(broken.path()),
        r#"DIR/AAPL-1D.csv, line 10: volume: expected a finite number, got "x""#
    );
    fs::write(broken.path().join("AAPL-1D.csv"), b"\xff").unwrap();
    assert_eq!(refusal(broken.path()), "cannot read DIR/AAPL-1D.csv: stream did not contain valid UTF-8");
    let missing = broken.path().join("missing");
    assert_eq!(refusal(&missing), "cannot list the directory DIR: No such file or directory (os error 2)");
}

#[test]
fn a_bar_lasts_from_a_millisecond_to_a_day() {
    for duration in [Duration::from_millis(1), SECOND * 86_400] {
        assert!(Replay::sample(duration).is_ok());
    }
    for duration in [Duration::ZERO, Duration::from_micros(999), SECOND * 86_401, Duration::MAX] {
        let error = Replay::sample(duration).unwrap_err().to_string();
        assert_eq!(error, format!("expected a bar duration from 1ms to 86400s, got {duration:?}"));
    }
}
