//! The engine on a simulated network that fails, in simulated time: each scene is played for many seeds, see [`stage::seeds`].
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod bars;
mod client;
mod stage;
#[path = "../support"]
#[allow(dead_code, missing_docs, unreachable_pub, reason = "each test program uses a part of it")]
mod support {
    pub mod chart;
    pub mod dice;
    pub mod market;
    pub mod notes;
}

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use barwire_server::engine::{Counters, Limits};
use client::{End, Habit, Recording, Visit};
use stage::{BOARDS, LATENCY, TICK, cut, hold, play, release, seeds};
use support::dice::Dice;
use tokio::time::{Instant, sleep};
use tokio::{join, select};

const CLIENTS: usize = 4;

const PATIENCE: Duration = Duration::from_secs(5);

fn limits(dice: &mut Dice) -> Limits {
    Limits {
        update_interval: if dice.flip() { Duration::ZERO } else { dice.millis(100, 500) },
        ping_interval: Duration::from_secs(2),
        pong_timeout: Duration::from_millis(1500),
        ..Limits::default()
    }
}

fn readers(dice: &mut Dice) -> Vec<Habit> {
    (0..CLIENTS).map(|_| Habit { arrives: dice.millis(0, 1000), ..Habit::default() }).collect()
}

/// Where all of a connection went well.
fn assert_done(visits: &[Visit]) {
    let ends: Vec<_> = visits.iter().map(|visit| visit.end).collect();
    assert_eq!(ends, [Some(End::Done)]);
    visits[0].check();
    assert_eq!(visits[0].from.len(), BOARDS.len());
}

/// Holds what goes to and from some clients for a while, a few times.
async fn outages(mut dice: Dice, longest: Duration) {
    for _ in 0..3 {
        // Time enough for an answer in between.
        sleep(dice.millis(500, 1500)).await;
        let clients = [0, 1].map(|_| dice.below(CLIENTS as u64) as usize);
        clients.into_iter().for_each(hold);
        sleep(dice.millis(1, longest.as_millis() as u64)).await;
        clients.into_iter().for_each(release);
    }
}

fn short_outages(seed: u64, mut dice: Dice) -> Recording {
    let limits = limits(&mut dice);
    // A ping may be under way when it begins, and its answer has a way to go when it is over.
    let longest = limits.pong_timeout - 4 * LATENCY;
    play(seed, &limits, &readers(&mut dice), async move |stage| {
        join!(stage.publish(), outages(stage.dice.clone(), longest));
    })
}

fn long_outages(seed: u64, mut dice: Dice) -> Recording {
    let limits = limits(&mut dice);
    let mut clients = readers(&mut dice);
    clients.iter_mut().for_each(|client| client.returns = true);
    play(seed, &limits, &clients, async move |stage| {
        join!(stage.publish(), outages(stage.dice.clone(), Duration::from_secs(10)));
        stage.all_done().await;
    })
}

/// One client is cut off for good: in one direction, or in both.
fn half_open(seed: u64, mut dice: Dice) -> Recording {
    let limits = limits(&mut dice);
    let (interval, timeout, goodbye) = (limits.ping_interval, limits.pong_timeout, limits.close_timeout);
    let (to_client, to_server) = [(true, true), (true, false), (false, true)][dice.below(3) as usize];
    play(seed, &limits, &readers(&mut dice), async move |stage| {
        let victim = async {
            stage.until(PATIENCE, |counters| counters.subscriptions == CLIENTS * BOARDS.len()).await;
            // The others still have much to come when it is given up.
            sleep(stage.dice.clone().millis(1, 1000)).await;
            cut(0, to_client, to_server);
            let left =
                |connections| move |counters: &Counters| counters.subscriptions == connections * BOARDS.len();
            stage.until(interval + timeout + 2 * LATENCY, left(CLIENTS - 1)).await;
            let all = |counters: &Counters| counters.connections == CLIENTS;
            assert!(all(&stage.counters()), "the victim is said goodbye, and no other");
            // It takes what waits for it, and answers, or not.
            stage.until(timeout + goodbye + TICK, |counters| !all(counters)).await;
        };
        join!(stage.publish(), victim);
    })
}

fn vanishing(seed: u64, mut dice: Dice) -> Recording {
    let limits = limits(&mut dice);
    let mut clients = readers(&mut dice);
    for client in &mut clients[..2] {
        client.vanishes = Some(dice.millis(1100, 4000));
    }
    let within = 2 * (limits.ping_interval + limits.pong_timeout + limits.close_timeout);
    let silently = dice.flip();
    play(seed, &limits, &clients, async move |stage| {
        stage.until(PATIENCE, |counters| counters.connections == CLIENTS).await;
        if silently {
            sleep(stage.dice.clone().millis(100, 1000)).await;
            cut(0, true, true);
        }
        let gone = stage.until(within, |counters| counters.connections == CLIENTS - 2);
        join!(stage.publish(), gone);
    })
}

/// A client stops reading while there is more for it than may wait.
fn not_reading(seed: u64, mut dice: Dice) -> Recording {
    // It is too slow, not gone.
    let limits = Limits {
        queue_frames: 40,
        ping_interval: Duration::from_secs(60),
        pong_timeout: Duration::from_secs(20),
        ..limits(&mut dice)
    };
    let mut clients = readers(&mut dice);
    clients[0].pauses = Some((dice.millis(100, 2000), dice.millis(100, 10_000)));
    play(seed, &limits, &clients, async move |stage| stage.publish().await)
}

/// A drain while some clients cannot be reached, for a while or for good. Returns the number of the last note, too.
fn drained(seed: u64, mut dice: Dice) -> (Recording, u64) {
    let limits = limits(&mut dice);
    let window = limits.close_timeout + dice.millis(100, 4000);
    let last = Rc::new(Cell::new(0));
    let written = Rc::clone(&last);
    let recording = play(seed, &limits, &readers(&mut dice), async move |stage| {
        let mut dice = stage.dice.clone();
        let outage = async {
            stage.until(PATIENCE, |counters| counters.subscriptions == CLIENTS * BOARDS.len()).await;
            sleep(dice.millis(1, 700)).await;
            cut(0, true, true);
            hold(1);
            sleep(dice.millis(1, 700)).await;
        };
        select! {
            biased;
            () = outage => {}
            () = stage.publish() => panic!("published all before the drain"),
        }
        let begin = Instant::now();
        written.set(stage.last_word());
        stage.engine.drain(window).await;
        assert!(begin.elapsed() <= window + 2 * TICK, "{:?} of {window:?}", begin.elapsed());
        assert_eq!(stage.counters().connections, 0);
        // What waited for the second client arrives.
        release(1);
        sleep(Duration::from_secs(1)).await;
    });
    (recording, last.get())
}

#[test]
fn an_outage_that_is_shorter_than_the_time_to_answer_a_ping_costs_nothing() {
    seeds(|seed, dice| {
        for visits in short_outages(seed, dice) {
            assert_done(&visits);
        }
    });
}

#[test]
fn after_an_outage_of_any_length_all_reach_the_newest_state() {
    seeds(|seed, dice| {
        for visits in long_outages(seed, dice) {
            visits.iter().for_each(Visit::check);
            let (last, before) = visits.split_last().unwrap();
            assert_eq!(last.end, Some(End::Done));
            // No pong, too slow; or its Close frame found no way in time.
            let ends = [End::Closed(4000), End::Closed(4001), End::Lost].map(Some);
            assert!(before.iter().all(|visit| ends.contains(&visit.end)), "{before:?}");
        }
    });
}

#[test]
fn a_client_that_is_cut_off_is_given_up_and_the_others_are_not() {
    seeds(|seed, dice| {
        let recording = half_open(seed, dice);
        let victim = &recording[0][0];
        victim.check();
        // It may have had all by then, and its own Close frame was lost.
        assert!(!matches!(victim.end, Some(End::Closed(code)) if code != 4000), "{:?}", victim.end);
        recording[1..].iter().for_each(|visits| assert_done(visits));
    });
}

#[test]
fn clients_that_vanish_in_a_request_leave_nothing_behind() {
    seeds(|seed, dice| vanishing(seed, dice)[2..].iter().for_each(|visits| assert_done(visits)));
}

#[test]
fn a_client_that_does_not_read_gets_all_or_its_close_code() {
    seeds(|seed, dice| {
        let recording = not_reading(seed, dice);
        let slow = &recording[0][0];
        slow.check();
        assert!(matches!(slow.end, Some(End::Done | End::Closed(4001))), "{:?}", slow.end);
        recording[1..].iter().for_each(|visits| assert_done(visits));
    });
}

#[test]
fn a_drain_ends_in_time_and_tells_all_it_can_reach() {
    seeds(|seed, dice| {
        let (recording, last) = drained(seed, dice);
        recording.iter().flatten().for_each(Visit::check);
        for visits in &recording[2..] {
            assert_eq!(visits[0].end, Some(End::Closed(1012)));
            // What was published before the drain is not lost.
            assert_eq!(visits[0].notes.last().map(|seen| seen.number), Some(last));
        }
    });
}

#[test]
fn a_seed_is_a_scene() {
    for scene in
        [short_outages, long_outages, half_open, vanishing, not_reading, |seed, dice| drained(seed, dice).0]
    {
        for seed in 0..3 {
            assert_eq!(scene(seed, Dice::of(seed)), scene(seed, Dice::of(seed)), "seed {seed}");
        }
    }
}
