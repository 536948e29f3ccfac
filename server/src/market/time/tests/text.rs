//! What is read as a session, as holidays and as a time zone, and what is refused.

use proptest::prelude::*;

use super::*;

fn error(session: &str) -> String {
    session.parse::<Session>().unwrap_err().to_string()
}

/// The minutes of the wall clock that a day of the week is open, from Monday.
fn minutes(session: &str) -> [Vec<(i64, i64)>; 7] {
    let session: Session = session.parse().unwrap();
    std::array::from_fn(|day| session.parts(day).iter().map(|part| (part.start, part.end)).collect())
}

#[test]
fn a_session_says_the_hours_of_each_day() {
    let regular = vec![(570, 960)];
    let whole = vec![(0, 1_440)];
    let none = Vec::new;
    let workdays = |hours: &Vec<_>| std::array::from_fn(|day| if day < 5 { hours.clone() } else { none() });
    assert_eq!(minutes("24x7"), std::array::from_fn(|_| whole.clone()));
    assert_eq!(minutes("0930-1600"), workdays(&regular));
    assert_eq!(minutes("0930-1600:23456"), workdays(&regular));
    assert_eq!(minutes("0930-1600:65432"), workdays(&regular));
    assert_eq!(minutes("0000-2400"), workdays(&whole));
    assert_eq!(minutes("0000-0000"), workdays(&whole));
    assert_eq!(minutes("1700-1700"), workdays(&vec![(-420, 1_020)]));
    assert_eq!(minutes("1700-0000"), workdays(&vec![(-420, 0)]));
    assert_eq!(minutes("1700-2400"), workdays(&vec![(1_020, 1_440)]));
    assert_eq!(minutes("0930-1200,1200-1600"), workdays(&vec![(570, 720), (720, 960)]));
    let mut friday = workdays(&regular);
    friday[4] = vec![(570, 780)];
    assert_eq!(minutes("0930-1600|0930-1300:6"), friday);
    assert_eq!(minutes("0930-1300:6|0930-1600"), friday);
    let mut odd = std::array::from_fn(|_| vec![(-120, 300), (360, 720)]);
    (odd[4], odd[5]) = (whole, none());
    assert_eq!(minutes("2200-0500,0600-1200:12345|0000-0000:6"), odd);
}

#[test]
fn a_session_is_written_as_it_was_read() {
    for (session, _, _) in MARKETS {
        let read = Session::try_from(session).unwrap();
        assert_eq!((read.to_string().as_str(), read.as_str()), (session, session));
    }
}

#[test]
fn what_is_wrong_with_a_session_is_named_with_what_is_expected() {
    for got in [
        "",
        "0930",
        "0930-",
        "-1600",
        "930-1600",
        "0930-16:00",
        "09:30-1600",
        "0960-1600",
        "2500-1600",
        "0930-2401",
        "2400-0100",
        " 0930-1600",
        "0930-1600 ",
        "+930-1600",
        "0930-1600-1700",
        "0930–1600",
        "24X7",
        "24x7",
    ] {
        let session = format!("0100-0200,{got}");
        let expected = format!(
            "session {session:?}: expected hours from 0000 to 2400 such as 0930-1600, with commas between parts, or 24x7 alone, got"
        );
        let error = error(&session);
        assert!(error.starts_with(&expected), "{error}");
    }
    for session in ["", "|", "24x7|0930-1600:2", "0930-1600|", ":23456"] {
        assert!(error(session).contains("expected hours"), "{session}");
    }
    for got in ["", "0", "8", "18", "22", "2-6", "Mon", "2 3", "٢", "23456:7"] {
        let expected = format!(
            "session \"0930-1600:{got}\": expected days after the colon, each once, from 1 (Sunday) to 7 (Saturday), such as 23456, \
             got {got:?}"
        );
        assert_eq!(error(&format!("0930-1600:{got}")), expected);
    }
    assert!(error("0930-1600|0930-1300").contains("0930-1600 and 0930-1300 are for the same day, day 2"));
    assert!(
        error("0930-1600:23|0930-1300:13").contains("0930-1600 and 0930-1300 are for the same day, day 3")
    );
    assert!(error("0930-1200,1159-1600").contains("1159-1600 begins before the end of 0930-1200"));
    assert!(error("1300-1600,0930-1200").contains("0930-1200 begins before the end of 1300-1600"));
    assert!(error("0900-1600,2000-0100").contains("2000-0100 begins before the end of 0900-1600"));
    let overlap = error("0000-2400:1|1700-1700:2");
    assert!(overlap.contains("1700-1700 of day 2 of 1 (Sunday)"), "{overlap}");
    assert!(overlap.contains("before the end of its 0000-2400"), "{overlap}");
    assert!(error("1600-1700:6|1659-1600:7").contains("1659-1600 of day 7 of 1 (Sunday)"));
}

#[test]
fn holidays_are_days() {
    let holidays: Holidays = "20240704,20240101,20240229".parse().unwrap();
    assert_eq!(holidays.to_string(), "20240704,20240101,20240229");
    assert_eq!(holidays.as_str(), holidays.to_string());
    for (day, expected) in [(19_723, true), (19_782, true), (19_908, true), (19_724, false)] {
        assert_eq!(holidays.contains(day), expected, "{day}");
    }
    assert_eq!(Holidays::try_from(""), Ok(Holidays::default()));
    assert!(Holidays::try_from("19700101,99991228").is_ok());
    for got in [
        "",
        "2024-01-01",
        "20230229",
        "20241301",
        "20240100",
        "2024010",
        "202401011",
        "19691231",
        "99991229",
        "+2024010",
    ] {
        let expected = format!(
            "expected holidays as days YYYYMMDD from 19700101 to 99991228, with commas between, such as 20240101,20240704, got {got:?}"
        );
        assert_eq!(format!("20240101,{got}").parse::<Holidays>().unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_time_zone_is_one_of_the_iana_database() {
    let zone = |name: &str| Calendar::new(Session::around_the_clock(), name, Holidays::default());
    for name in ["Etc/UTC", "UTC", "America/New_York", "Asia/Tokyo", "Asia/Kolkata"] {
        assert_eq!(zone(name).unwrap().timezone(), name);
    }
    assert_eq!(zone("america/new_york").unwrap().timezone(), "America/New_York");
    for got in
        ["", "New York", "America/Newyork", "+02:00", "UTC+2", "Etc/Unknown", "../UTC", "/etc/localtime"]
    {
        let expected = format!(
            "expected a time zone of the IANA database such as America/New_York, Asia/Tokyo or Etc/UTC, got {got:?}"
        );
        assert_eq!(zone(got).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_calendar_says_what_it_was_made_of() {
    let nyse = nyse();
    assert_eq!(nyse.session().as_str(), "0930-1600");
    assert_eq!(nyse.holidays().as_str(), NYSE_HOLIDAYS);
    let clock = Calendar::around_the_clock();
    assert_eq!((clock.session().as_str(), clock.timezone()), ("24x7", "Etc/UTC"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9x:|,-]{0,24}|\\PC{0,16}") {
        if let Ok(session) = text.parse::<Session>() {
            prop_assert_eq!(session.to_string(), text.clone());
        }
        if let Ok(holidays) = text.parse::<Holidays>() {
            prop_assert_eq!(holidays.to_string(), text);
        }
    }
}
