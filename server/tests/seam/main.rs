//! Where history ends and the stream begins: whenever a client asks for the one and then for the other, it has every closed bar once.
//!
//! `BARWIRE_TRIALS` is how many moments, or from which seed to which in place of that: `17..18`.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod crowd;
mod replay;
#[path = "../support/mod.rs"]
mod support;
mod visit;

use std::env;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use barwire_schema::Service;
use barwire_schema::bars::BarsProtocol;
use barwire_server::bars::Bars;
use barwire_server::engine::{Engine, Limits, Session};
use barwire_server::market::{Catalog, Listings};
use tokio::runtime::Builder;

use support::chart::{Chart, Kept, Past, Seen};
use support::dice::{Dice, OnPanic};
use support::market::{INSTRUMENTS, Market, RESOLUTIONS};
use visit::World;

const TRIALS: &str = "BARWIRE_TRIALS";

/// Moments of one world.
const MOMENTS: u64 = 50;

fn limits(dice: &mut Dice) -> Limits {
    let queue_bytes = [2_000, 8_000, 1 << 20][dice.below(3) as usize];
    Limits {
        shards: NonZero::new(2).unwrap(),
        update_interval: Duration::from_millis(100 * dice.below(2)),
        queue_bytes,
        queue_frames: [20, 1024][dice.below(2) as usize],
        ping_interval: Duration::from_secs(86_400),
        ..Limits::default()
    }
}

/// Plays worlds, and says what has been seen in all of them.
fn worlds(ordinary: u64, play: impl Fn(Dice) -> Seen) {
    let wanted = env::var(TRIALS).unwrap_or_else(|_| ordinary.to_string());
    let seeds = match wanted.split_once("..") {
        Some((from, to)) => from.parse().unwrap()..to.parse().unwrap(),
        None => 0..wanted.parse::<u64>().unwrap().div_ceil(MOMENTS),
    };
    let mut seen = Seen::default();
    for seed in seeds {
        let shown = OnPanic { variable: TRIALS, seed };
        seen.add(play(Dice::of(seed)));
        drop(shown);
    }
    println!("{seen:?}");
    assert!(seen.is_everything() || env::var_os(TRIALS).is_some(), "{seen:?}");
}

async fn world(
    mut dice: Dice,
    engine: impl FnOnce(Limits) -> Engine,
) -> (World<impl Service<Session = Session> + 'static>, Market) {
    let (market, feed) = Market::new(dice.split(), [20, 300, u64::MAX][dice.below(3) as usize]);
    let history = [5, 40, 100_000][dice.below(3) as usize];
    let catalog = Arc::new(Catalog::new(Listings::none(&RESOLUTIONS), history));
    let past = Past::default();
    let kept = Kept { feed, catalog: Arc::clone(&catalog), past: past.clone() };
    let recover = [0, 3, 1000][dice.below(3) as usize];
    let bars = Bars::start(kept, Arc::clone(&catalog), recover).unwrap();
    let charts = INSTRUMENTS.iter().flat_map(|(symbol, _)| {
        RESOLUTIONS.map(|resolution| Chart::new(&catalog, symbol, resolution, &past))
    });
    let engine = engine(limits(&mut dice));
    (World::new(engine, Arc::new(bars.into_service()), charts.collect(), dice), market)
}

#[test]
fn history_and_the_stream_from_there_are_all_bars() {
    worlds(10_000, |dice| {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (mut world, mut market) = world(dice, Engine::local).await;
            for _ in 0..MOMENTS {
                world.moment(&mut |count| market.go_on(count)).await;
            }
            world.settle(&mut market).await;
            world.end().await
        })
    });
}

#[test]
fn so_they_are_while_the_market_moves_on_another_thread() {
    worlds(1_000, |dice| {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let (mut world, mut market) = world(dice, |limits| Engine::new(limits).unwrap()).await;
            let ends = Arc::new(AtomicBool::new(false));
            let ended = Arc::clone(&ends);
            let moving = thread::spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    market.go_on(20);
                    thread::sleep(Duration::from_micros(200));
                }
                market
            });
            for _ in 0..MOMENTS {
                world.moment(&mut |_| {}).await;
            }
            ends.store(true, Ordering::Relaxed);
            let mut market = moving.join().unwrap();
            world.settle(&mut market).await;
            world.end().await
        })
    });
}
