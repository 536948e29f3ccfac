//! An outbox without a socket: what comes out of it, and when.

use proptest::prelude::*;
use tokio::time::advance;

use super::super::gauge::Gauge;
use super::*;

const INTERVAL: Duration = Duration::from_secs(1);

struct Nowhere;

impl Leave for Nowhere {
    fn leave(&self, _: usize, _: &Arc<Outbox>) {}
}

fn outbox(limits: &Limits) -> Outbox {
    Outbox::new(limits)
}

fn open(outbox: &Outbox, snapshot: Option<&'static str>) -> usize {
    let topic: Arc<dyn Leave> = Arc::new(Nowhere);
    let membership = Membership { topic, subscriber: 0 };
    outbox.open(membership, || Gauge::default().count(), snapshot.map(Utf8Bytes::from_static)).unwrap()
}

fn text(text: &'static str) -> Utf8Bytes {
    Utf8Bytes::from_static(text)
}

/// All that is to be written now.
fn written(outbox: &Outbox) -> Vec<String> {
    let mut frames = Vec::new();
    while let Next::Frame(frame) = outbox.next() {
        frames.push(frame.to_string());
    }
    frames
}

#[tokio::test(start_paused = true)]
async fn a_held_slot_waits_for_the_reply() {
    let outbox = outbox(&Limits::default());
    let slot = open(&outbox, Some("snapshot"));
    outbox.update(slot, text("1"), Delivery::Each);
    outbox.update(slot, text("2"), Delivery::Latest);
    outbox.update(slot, text("3"), Delivery::Latest);
    assert!(written(&outbox).is_empty());
    outbox.release(Some(text("reply")));
    assert_eq!(written(&outbox), ["reply", "snapshot", "1"]);
    advance(INTERVAL).await;
    assert_eq!(written(&outbox), ["3"]);
}

#[tokio::test(start_paused = true)]
async fn the_interval_counts_from_what_was_sent() {
    let outbox = outbox(&Limits::default());
    let slot = open(&outbox, None);
    outbox.release(None);
    outbox.update(slot, text("1"), Delivery::Latest);
    assert_eq!(written(&outbox), ["1"], "the first does not wait");
    let sent = Instant::now();
    advance(INTERVAL / 2).await;
    outbox.update(slot, text("2"), Delivery::Latest);
    outbox.update(slot, text("each"), Delivery::Each);
    outbox.update(slot, text("3"), Delivery::Latest);
    assert_eq!(written(&outbox), ["each"], "2 is older, 3 waits");
    assert_eq!(outbox.next(), Next::Idle(Some(sent + INTERVAL)), "each does not count");
    advance(INTERVAL / 2).await;
    assert_eq!(written(&outbox), ["3"]);
    assert_eq!(outbox.next(), Next::Idle(None));
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_sent_again_counts_and_replaces_what_is_pending() {
    let outbox = outbox(&Limits::default());
    let slot = open(&outbox, Some("1"));
    let topic = outbox.state.lock().slots[slot].membership.topic.clone();
    outbox.release(None);
    outbox.update(slot, text("2"), Delivery::Latest);
    assert_eq!(written(&outbox), ["1"]);
    advance(INTERVAL / 2).await;
    assert!(outbox.hold(Arc::as_ptr(&topic).cast(), Some(text("2"))));
    outbox.release(Some(text("reply")));
    assert_eq!(written(&outbox), ["reply", "2"]);
    outbox.update(slot, text("3"), Delivery::Latest);
    advance(INTERVAL / 2).await;
    assert!(written(&outbox).is_empty());
    advance(INTERVAL / 2).await;
    assert_eq!(written(&outbox), ["3"]);
}

#[tokio::test(start_paused = true)]
async fn without_an_interval_the_subscription_that_waited_longest_is_first() {
    let outbox = outbox(&Limits { update_interval: Duration::ZERO, ..Limits::default() });
    let slots = [(); 3].map(|()| open(&outbox, None));
    outbox.release(None);
    for (slot, frame) in [(2, "c"), (0, "a"), (1, "b")] {
        outbox.update(slots[slot], text(frame), Delivery::Latest);
        assert_eq!(written(&outbox), [frame]);
        advance(Duration::from_millis(1)).await;
    }
    for (slot, frame) in [(0, "a"), (1, "b"), (2, "c")] {
        outbox.update(slots[slot], text(frame), Delivery::Latest);
    }
    assert_eq!(written(&outbox), ["c", "a", "b"]);
}

#[tokio::test]
async fn too_much_closes_held_or_not() {
    for (frames, bytes) in [(3, 1000), (1000, 30)] {
        for released in [true, false] {
            let outbox = outbox(&Limits { queue_frames: frames, queue_bytes: bytes, ..Limits::default() });
            let slot = open(&outbox, None);
            if released {
                outbox.release(None);
            }
            for _ in 0..3 {
                outbox.update(slot, text("ten bytes."), Delivery::Each);
            }
            assert_eq!(outbox.state.lock().close, None);
            outbox.update(slot, text("ten bytes."), Delivery::Each);
            assert_eq!(outbox.closed().await, CloseCode::TooSlow);
            assert!(written(&outbox).is_empty());
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Each(usize),
    Latest(usize),
    Resubscribe(usize),
    Release,
    Write,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3_usize).prop_map(Step::Each),
        5 => (0..3_usize).prop_map(Step::Latest),
        1 => (0..3_usize).prop_map(Step::Resubscribe),
        1 => Just(Step::Release),
        3 => Just(Step::Write),
        2 => (0..1500_u64).prop_map(Step::Wait),
    ]
}

proptest! {
    /// Whatever happens: each of `Each` comes once and in order, nothing older follows anything newer, the newest comes in the end, and
    /// what is counted is what is there.
    #[test]
    fn order_and_completeness_hold(steps in proptest::collection::vec(step(), 0..200)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let outbox = outbox(&Limits::default());
            let slots = [(); 3].map(|()| open(&outbox, None));
            outbox.release(None);
            let topics = slots.map(|slot| outbox.state.lock().slots[slot].membership.topic.clone());
            let (mut published, mut newest, mut due) = (0_u32, [0; 3], [const { Vec::new() }; 3]);
            let mut seen = [const { Vec::<u32>::new() }; 3];
            let mut write = |outbox: &Outbox| {
                for frame in written(outbox) {
                    let (slot, number) = frame.split_once(' ').unwrap();
                    seen[slot.parse::<usize>().unwrap()].push(number.parse().unwrap());
                }
            };
            for step in steps {
                match step {
                    Step::Each(slot) => {
                        published += 1;
                        newest[slot] = published;
                        due[slot].push(published);
                        outbox.update(slots[slot], format!("{slot} {published}").into(), Delivery::Each);
                    }
                    Step::Latest(slot) => {
                        published += 1;
                        newest[slot] = published;
                        outbox.update(slots[slot], format!("{slot} {published}").into(), Delivery::Latest);
                    }
                    Step::Resubscribe(slot) => {
                        let snapshot = (newest[slot] > 0).then(|| format!("{slot} {}", newest[slot]).into());
                        assert!(outbox.hold(Arc::as_ptr(&topics[slot]).cast(), snapshot));
                    }
                    Step::Release => outbox.release(None),
                    Step::Write => write(&outbox),
                    Step::Wait(millis) => advance(Duration::from_millis(millis)).await,
                }
            }
            outbox.release(None);
            advance(INTERVAL).await;
            write(&outbox);
            // What a snapshot deferred.
            advance(INTERVAL).await;
            write(&outbox);
            for slot in 0..3 {
                assert!(seen[slot].is_sorted(), "{:?}", seen[slot]);
                let found: Vec<_> = seen[slot].iter().copied().filter(|number| due[slot].contains(number)).collect();
                let mut once = found.clone();
                once.dedup();
                assert_eq!(once, due[slot]);
                assert_eq!(seen[slot].last().copied().unwrap_or(0), newest[slot]);
            }
            let state = outbox.state.lock();
            assert_eq!((state.frames, state.bytes), (0, 0));
            assert!(state.due.is_empty());
        });
    }
}
