//! Which files are played, and which are refused.

use std::fs;
use std::path::Path;

use super::*;
use crate::market::RowError;
use crate::market::time::Holidays;

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
            "432000000,1,2,0.5,1.5,10",
            "line 8: time: expected more than 432000000, the time of the line before, got 432000000; sort the file by time, without repeats",
        ),
        (
            11,
            "1,1,2,0.5,1.5,10",
            "line 11: time: expected more than 691200000, the time of the line before, got 1; sort the file by time, without repeats",
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
    let error = Replay::open(directory, SETTINGS, &listings()).unwrap_err().to_string();
    error.replace(&directory.display().to_string(), "DIR")
}

#[test]
fn a_directory_plays_its_csv_files_by_name() {
    let directory =
        directory(&["EURUSD-60.csv", "BRK-B-W.csv", "EURUSD-1D.csv", "README.md", "0-1D.csv.bak"]);
    let supplies = Replay::open(directory.path(), SETTINGS, &listings()).unwrap().supplies();
    let seen: Vec<_> = supplies.iter().map(|supply| (supply.symbol.as_str(), supply.base)).collect();
    let expected = [("BRK-B", Base::Bars(Resolution::Week)), ("EURUSD", Base::Bars(Resolution::Minutes60))];
    assert_eq!(seen, expected);
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
    let sample = |bar_duration| Replay::sample(ReplaySettings { bar_duration, ..SETTINGS }, &listings());
    for duration in [Duration::from_millis(1), SECOND * 86_400] {
        assert!(sample(duration).is_ok());
    }
    for duration in [Duration::ZERO, Duration::from_micros(999), SECOND * 86_401, Duration::MAX] {
        let error = sample(duration).unwrap_err().to_string();
        assert_eq!(error, format!("expected a bar duration from 1ms to 86400s, got {duration:?}"));
    }
}

#[test]
fn a_row_that_is_at_no_start_of_a_bar_is_refused_with_the_starts_near_it() {
    let new_york = || Calendar::new("0930-1600".parse().unwrap(), "America/New_York", Holidays::default());
    let calendar = new_york().unwrap();
    // 2024-01-02, a Tuesday, 09:30 in New York.
    let open = 1_704_205_800_000_u64;
    let check = |resolution, times: &[u64]| {
        let rows: Vec<Bar> = times.iter().map(|time| bar(*time, [1.0; 4], None)).collect();
        check::rows("X.csv", resolution, &rows, &calendar).map_err(|error| error.to_string())
    };
    let hour = 3_600_000;
    let sessions = [open, open + hour, open + 6 * hour, open + 24 * hour];
    assert_eq!(check(Resolution::Minutes60, &sessions), Ok(()));
    assert_eq!(check(Resolution::Minutes60, &[open, open + 7 * hour + 1]), Ok(()), "outside of the sessions");
    assert_eq!(
        check(Resolution::Minutes60, &[open, open + 6 * hour + 60_000]).unwrap_err(),
        "X.csv, line 3: time: expected the start of a bar of 60 in a session of the instrument, the nearest 1704227400000 and \
         1704229200000, got 1704227460000; correct the row, or the hours that the instrument is listed with"
    );
    assert_eq!(check(Resolution::Day, &[0, DAY, 40 * DAY]), Ok(()));
    for resolution in [Resolution::Day, Resolution::Week, Resolution::Month] {
        assert_eq!(
            check(resolution, &[DAY + 1]).unwrap_err(),
            "X.csv, line 2: time: expected 00:00:00 UTC of a trading day, as for all bars of 1D, 1W and 1M, the nearest 86400000 and \
             172800000, got 86400001"
        );
    }
    assert_eq!(check(Resolution::Month, &[0, 31 * DAY, 59 * DAY]), Ok(()));
    assert_eq!(
        check(Resolution::Month, &[0, 30 * DAY]).unwrap_err(),
        "X.csv, line 3: time: expected one bar for each month, got 2592000000 in the month of 0, the time of the line before"
    );
}

#[test]
fn the_sample_fits_the_hours_of_its_instruments() {
    for file in crate::market::replay::files::sample().unwrap() {
        let (session, timezone) = match file.name.symbol.as_str() {
            "EURUSD" => ("1700-1700", "America/New_York"),
            "BTCUSD" => ("24x7", "Etc/UTC"),
            _ => ("0930-1600", "America/New_York"),
        };
        let calendar = Calendar::new(session.parse().unwrap(), timezone, Holidays::default()).unwrap();
        check::rows(&file.path, file.name.resolution, &file.rows, &calendar).unwrap();
        let at = |time| if file.name.resolution.is_intraday() { Some(time) } else { calendar.opening(time) };
        let outside = file
            .rows
            .iter()
            .filter(|row| at(row.time).and_then(|at| calendar.span(file.name.resolution, at)).is_none());
        // The hour after the close on two Fridays.
        assert_eq!(outside.count(), if file.path == "EURUSD-60.csv" { 2 } else { 0 }, "{}", file.path);
    }
}
