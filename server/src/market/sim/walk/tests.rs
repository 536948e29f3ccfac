//! The laws of the walk: what is longer is the fold of what is shorter.

use super::hour::Hour;
use super::*;
use crate::market::random::draw;

const DAY: u64 = 20_000;

fn join(bars: impl IntoIterator<Item = Bar>) -> Bar {
    let join = |earlier: Bar, later: Bar| Bar {
        high: earlier.high.max(later.high),
        low: earlier.low.min(later.low),
        close: later.close,
        volume: Some(earlier.volume.unwrap() + later.volume.unwrap()),
        ..earlier
    };
    bars.into_iter().reduce(join).unwrap()
}

fn minutes(market: &Market, day: &Day) -> Vec<Minute> {
    let of_hour = |hour: &Hour| {
        let minutes = hour.minutes(market);
        (0..HOUR_MINUTES).map(|minute| minutes.minute(market, minute)).collect::<Vec<_>>()
    };
    day.hours().iter().flat_map(of_hour).collect()
}

fn assert_valid(bar: &Bar) {
    let Bar { open, high, low, close, .. } = *bar;
    assert!(0.0 < low && low <= open.min(close) && open.max(close) <= high, "{bar:?}");
}

#[test]
fn the_bell_has_mean_0_and_deviation_1() {
    let n = 100_000;
    let draws: Vec<f64> = (0..n).map(|index| bell(draw(7, index))).collect();
    let mean = draws.iter().sum::<f64>() / n as f64;
    let deviation = (draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64).sqrt();
    assert!(mean.abs() < 0.02, "{mean}");
    assert!((deviation - 1.0).abs() < 0.02, "{deviation}");
    assert!(draws.iter().all(|x| x.abs() <= 3.5));
}

#[test]
fn a_day_is_the_fold_of_its_minutes() {
    for instrument in 0..20 {
        let market = Market::new(1, instrument);
        let mut day = Day::new(&market, DAY, market.base);
        for _ in 0..20 {
            let minutes: Vec<Bar> = minutes(&market, &day).iter().map(Minute::bar).collect();
            assert_eq!(minutes.len() as u64, DAY_MINUTES);
            for (bar, number) in minutes.iter().zip(day.number() * DAY_MINUTES..) {
                assert_valid(bar);
                assert_eq!(bar.time.get(), number * MINUTE_MILLIS);
            }
            for pair in minutes.windows(2) {
                assert_eq!(pair[0].close, pair[1].open, "a minute opens where the one before closed");
            }
            assert_eq!(join(minutes), day.bar());
            let next = day.next(&market);
            assert_eq!(day.bar().close, next.bar().open);
            day = next;
        }
    }
}

#[test]
fn a_minute_is_the_fold_of_its_seconds() {
    let market = Market::new(1, 2);
    let day = Day::new(&market, DAY, market.base);
    for minute in minutes(&market, &day) {
        let mut seen = minute.bar_at(&market, 0);
        assert_eq!(
            (seen.high, seen.low, seen.close, seen.volume),
            (seen.open, seen.open, seen.open, Some(0.0))
        );
        for second in 1..MINUTE_SECONDS {
            let bar = minute.bar_at(&market, second);
            let Bar { close, volume, .. } = bar;
            assert_eq!(
                bar,
                Bar { high: seen.high.max(close), low: seen.low.min(close), close, volume, ..seen }
            );
            assert!(volume >= seen.volume, "second {second}");
            seen = bar;
        }
        let whole = minute.bar();
        assert!(whole.volume >= seen.volume);
        let (close, volume) = (whole.close, whole.volume);
        let fold = Bar { high: seen.high.max(close), low: seen.low.min(close), close, volume, ..seen };
        assert_eq!(whole, fold, "each extreme has its second");
    }
}

#[test]
fn decades_of_days_stay_positive_and_near_their_base_and_move_one_and_a_half_percent_a_day() {
    for instrument in 0..50 {
        let market = Market::new(42, instrument);
        let (mut price, mut squares) = (market.base, 0.0);
        for day in 0..36_500 {
            let close = market.close(day, price);
            let change = close / price - 1.0;
            squares += change * change;
            price = close;
            assert!(
                (0.1..10.0).contains(&(price / market.base)),
                "instrument {instrument}, day {day}: {price}"
            );
        }
        let deviation = (squares / 36_500.0).sqrt();
        assert!((0.014..0.016).contains(&deviation), "instrument {instrument}: {deviation}");
    }
}

#[test]
fn days_near_each_other_are_alike_and_moods_differ() {
    let market = Market::new(42, 0);
    let moods: Vec<f64> = (0..10_000).map(|day| market.mood(day)).collect();
    assert!(moods.iter().all(|mood| (0.5..1.5).contains(mood)));
    assert!(moods.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 1.0 / 16.0));
    let calm = moods.iter().filter(|mood| **mood < 0.75).count();
    let wild = moods.iter().filter(|mood| **mood > 1.25).count();
    assert!(calm > 500 && wild > 500, "{calm}, {wild}");
}

#[test]
fn prices_move_as_much_in_a_minute_as_in_a_day_by_the_root_of_its_length() {
    let market = Market::new(42, 3);
    let mut day = Day::new(&market, DAY, market.open(DAY));
    let (mut squares, mut ranges, mut hours, mut count) = (0.0, 0.0, [0.0; DAY_HOURS], 0);
    for _ in 0..100 {
        for (number, minute) in minutes(&market, &day).iter().enumerate() {
            let bar = minute.bar();
            squares += ((bar.close - bar.open) / bar.open) * ((bar.close - bar.open) / bar.open);
            ranges += (bar.high - bar.low) / bar.open;
            hours[number / HOUR_MINUTES] += bar.volume.unwrap();
            count += 1;
        }
        day = day.next(&market);
    }
    let deviation = (squares / f64::from(count)).sqrt();
    assert!((0.0003..0.0007).contains(&deviation), "{deviation}");
    let range = ranges / f64::from(count);
    assert!((0.0003..0.001).contains(&range), "{range}");
    assert!(hours[14] > 3.0 * hours[4], "the volume has a profile: {hours:?}");
}

#[test]
fn prices_do_not_stay_at_the_extremes_of_an_hour() {
    let (mut touching, mut count) = (0, 0);
    for instrument in 0..5 {
        let market = Market::new(1, instrument);
        let mut day = Day::new(&market, DAY, market.open(DAY));
        for _ in 0..10 {
            let minutes: Vec<Bar> = minutes(&market, &day).iter().map(Minute::bar).collect();
            for hour in minutes.chunks(HOUR_MINUTES) {
                let whole = join(hour.iter().copied());
                touching += hour.iter().filter(|bar| bar.low == whole.low || bar.high == whole.high).count();
                count += hour.len();
            }
            day = day.next(&market);
        }
    }
    // Two minutes of 60 reach each extreme, and some come near to it by the cent.
    let part = touching as f64 / count as f64;
    assert!((0.03..0.16).contains(&part), "{part}");
}

#[test]
fn known_prices_hold_on_every_machine() {
    let market = Market::new(42, 0);
    let day = Day::new(&market, DAY, market.base);
    let minute = &minutes(&market, &day)[45_296 / 60];
    let bar = |time, open, high, low, close, volume| Bar {
        time: EpochMillis::saturating(time),
        open,
        high,
        low,
        close,
        volume: Some(volume),
    };
    assert_eq!(day.bar(), bar(1_728_000_000_000, 80.31, 80.89, 79.63, 80.33, 38_897_093.0));
    assert_eq!(minute.bar(), bar(1_728_045_240_000, 80.32, 80.34, 80.31, 80.33, 23_666.0));
    assert_eq!(minute.bar_at(&market, 20), bar(1_728_045_240_000, 80.32, 80.32, 80.31, 80.32, 7_888.0));
    assert_eq!(cents(market.open(DAY)), 103.83);
}
