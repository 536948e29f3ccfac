//! What the market costs: trades into bars of nine resolutions, and asking for bars of the past.

use std::hint::black_box;
use std::time::Instant;

use barwire_schema::bars::Resolution::{
    Day, Minutes1, Minutes5, Minutes15, Minutes60, Minutes240, Month, Seconds1, Week,
};
use barwire_schema::bars::{Bar, Resolution};
use barwire_schema::protocol::EpochMillis;
use barwire_server::market::time::{Calendar, Holidays, Session};
use barwire_server::market::{BarRange, Base, Book, Past, SourceEvent, Trade};

const RESOLUTIONS: [Resolution; 9] =
    [Seconds1, Minutes1, Minutes5, Minutes15, Minutes60, Minutes240, Day, Week, Month];
const ROUNDS: usize = 9;

/// Monday, 2024-03-04, 00:00 UTC.
const START: u64 = 1_709_510_400_000;

const TRADES: u64 = 1_000_000;
const MINUTES: u64 = 1_000_000;
const ASKED: usize = 5_000;

fn main() {
    println!("trades into bars of {} resolutions, median of {ROUNDS} rounds of {TRADES}", RESOLUTIONS.len());
    println!("{:>34}   million/s    ns each", "");
    let new_york = |session: &str| {
        let session = session.parse::<Session>().ok()?;
        Calendar::new(session, "America/New_York", Holidays::default()).ok()
    };
    let calendars = [
        ("around the clock, UTC", Some(Calendar::around_the_clock())),
        ("1700-1700, America/New_York", new_york("1700-1700")),
        ("0930-1600, America/New_York", new_york("0930-1600")),
    ];
    for (name, calendar) in &calendars {
        let Some(calendar) = calendar else { continue };
        for (rate, apart) in [("10 a second", 100), ("1 a second", 1_000)] {
            let median = median(|| trades(calendar, apart));
            let each = median / TRADES as f64 * 1e9;
            println!("{:>34} {:>11.1} {each:>10.0}", format!("{name}, {rate}"), 1e3 / each);
        }
    }

    let book = minutes();
    println!(
        "\nthe last {ASKED} bars before a time, of {MINUTES} bars of a minute, median of {ROUNDS} rounds"
    );
    for (name, ago) in [("of the newest", 0), ("of the oldest", MINUTES - ASKED as u64)] {
        let to = Some(EpochMillis::saturating(START + (MINUTES - ago) * 60_000));
        let range = BarRange { from: None, to, count: Some(ASKED) };
        let median = median(|| {
            let start = Instant::now();
            let answer = black_box(book.bars(0, range));
            let taken = start.elapsed().as_secs_f64();
            assert_eq!(answer.map(|answer| answer.bars.len()), Some(ASKED));
            taken
        });
        println!("{name:>34} {:>11.0} µs", median * 1e6);
    }
}

fn median(mut round: impl FnMut() -> f64) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round()).collect();
    rounds.sort_unstable_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

/// The seconds that trades so many milliseconds apart take. Those outside of the sessions are left out, and not counted as less.
fn trades(calendar: &Calendar, apart: u64) -> f64 {
    let mut book = Book::new(calendar.clone(), Base::Trades, &RESOLUTIONS, 100_000, &Past::default());
    let mut time = START;
    let mut events = Vec::with_capacity(TRADES as usize);
    while events.len() < TRADES as usize {
        time += apart;
        let at = EpochMillis::saturating(time);
        if let Some(day) = calendar.next(Day, at).filter(|_| calendar.span(Seconds1, at).is_none()) {
            time = day.start.get();
            continue;
        }
        let price = 100.0 + (time / 100 % 977) as f64 / 100.0;
        events.push(SourceEvent::Trade(Trade { time: at, price, size: Some(1.0) }));
    }
    let start = Instant::now();
    for event in &events {
        book.apply(event, |_, series, state| {
            black_box((series, state));
        });
    }
    let taken = start.elapsed().as_secs_f64();
    assert_eq!(book.dropped(), Default::default());
    taken
}

fn minutes() -> Book {
    let bar = |minute| {
        let (time, price) = (EpochMillis::saturating(START + minute * 60_000), minute as f64);
        Bar { time, open: price, high: price, low: price, close: price, volume: Some(1.0) }
    };
    let past = Past { closed: vec![(Minutes1, (0..MINUTES).map(bar).collect())], forming: None };
    Book::new(Calendar::around_the_clock(), Base::Bars(Minutes1), &[Minutes1], usize::MAX, &past)
}
