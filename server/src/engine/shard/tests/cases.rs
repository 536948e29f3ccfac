//! What went wrong once, or would in few of the cases that are made at random.

use std::sync::Arc;
use std::time::Duration;

use barwire_schema::bars::BARS_PROTOCOL;
use barwire_schema::protocol::Stream;

use super::super::super::counters::Counts;
use super::super::super::limits::Limits;
use super::super::super::mailbox::Delivery::{Each, Latest};
use super::super::super::mailbox::Failure;
use super::super::super::session::Session;
use super::super::super::topic::Topic;
use super::super::hub::Hub;
use super::world::World;
use super::{Deed, Event, FRAME, Newcomer, play};

const SECOND: Duration = Duration::from_secs(1);
const ANSWER: Deed = Deed::Answer { refused: false };

struct Numbers;

impl Stream for Numbers {
    const NAME: &'static str = "numbers";
    const UPDATE: &'static str = "number";
    const FAILED: &'static str = "gone";
    type Update = u32;
    type Failed = u32;
}

/// A client that reads at once.
fn follower(boards: &[usize]) -> Newcomer {
    Newcomer { room: usize::MAX / 2, boards: boards.to_vec() }
}

/// A client that reads the replies to these, and nothing more.
fn stuck(boards: &[usize]) -> Newcomer {
    Newcomer { room: FRAME, boards: boards.to_vec() }
}

fn limits(update_interval: Duration) -> Limits {
    Limits { update_interval, ping_interval: SECOND * 86_400, ..Limits::default() }
}

#[test]
fn a_state_that_has_to_wait_is_kept_when_an_update_before_it_blocks() {
    let client = Newcomer { room: 4 * FRAME, boards: vec![0] };
    let events = vec![
        Event::Publish(vec![(0, Each), (0, Each), (0, Latest)]),
        Event::Advance(Duration::from_millis(1)),
        Event::Publish(vec![(0, Each), (0, Latest)]),
        Event::Work,
    ];
    play(&limits(SECOND), vec![client], events);
}

#[test]
fn a_time_that_a_task_notes_wakes_the_shard() {
    let events = vec![
        Event::Work,
        // Held, so that its state has to wait.
        Event::Of(1, Deed::Open(1)),
        Event::Publish(vec![(1, Each)]),
        Event::Advance(Duration::from_millis(1)),
        // This one is sent by the task, behind the reply.
        Event::Of(0, ANSWER),
        Event::Publish(vec![(0, Latest), (1, Latest)]),
        Event::Advance(Duration::from_millis(1)),
        Event::Of(1, ANSWER),
    ];
    play(&limits(SECOND), vec![follower(&[0]), follower(&[])], events);
}

#[test]
fn a_stream_that_is_asked_for_again_sends_its_state_once() {
    let events = vec![
        Event::Work,
        Event::Publish(vec![(1, Latest), (0, Latest)]),
        // One of the two is written.
        Event::Work,
        Event::Of(1, Deed::Open(0)),
        Event::Of(1, ANSWER),
    ];
    play(&limits(Duration::ZERO), vec![follower(&[1]), stuck(&[0])], events);
}

#[test]
fn a_reply_does_not_overtake_what_is_still_to_be_written() {
    let events = vec![
        Event::Work,
        Event::Publish(vec![(1, Each), (0, Each)]),
        Event::Work,
        Event::Of(1, Deed::Close(0)),
        Event::Of(1, ANSWER),
    ];
    play(&limits(Duration::ZERO), vec![follower(&[1]), follower(&[0])], events);
}

#[test]
fn the_end_of_a_connection_does_not_overtake_what_is_still_to_be_written() {
    let events =
        vec![Event::Work, Event::Publish(vec![(1, Each), (0, Each)]), Event::Work, Event::Of(1, Deed::End)];
    play(&limits(Duration::ZERO), vec![follower(&[1]), follower(&[0])], events);
}

#[test]
fn a_state_keeps_its_distance_to_one_that_a_failure_has_sent() {
    let events = vec![
        Event::Of(0, Deed::Open(0)),
        Event::Publish(vec![(0, Latest)]),
        Event::Work,
        Event::Fail(0, Failure::Passing),
        Event::Work,
        Event::Publish(vec![(0, Latest)]),
        Event::Advance(2 * SECOND),
        Event::Of(0, ANSWER),
    ];
    play(&limits(SECOND), vec![follower(&[])], events);
}

#[test]
fn a_refused_request_is_followed_by_nothing_even_if_its_stream_has_failed() {
    let events = vec![
        Event::Publish(vec![(0, Latest)]),
        Event::Of(0, Deed::Open(0)),
        Event::Fail(0, Failure::Final),
        Event::Work,
        Event::Of(0, Deed::Answer { refused: true }),
    ];
    play(&limits(Duration::ZERO), vec![follower(&[])], events);
}

#[test]
fn a_state_that_was_replaced_is_not_sent_again() {
    let events = vec![
        Event::Publish(vec![(0, Latest)]),
        Event::Advance(SECOND / 2),
        Event::Publish(vec![(0, Latest)]),
        Event::Advance(SECOND),
        // The interval of the one before is over in the flush that takes this one.
        Event::Publish(vec![(0, Latest)]),
    ];
    play(&limits(SECOND), vec![follower(&[0])], events);
}

#[test]
fn a_failure_does_not_overtake_a_state_of_the_same_flush() {
    let events = vec![Event::Work, Event::Publish(vec![(0, Latest)]), Event::Fail(0, Failure::Passing)];
    play(&limits(Duration::ZERO), vec![stuck(&[0])], events);
}

#[test]
fn what_was_missed_precedes_the_state_and_what_closes_meanwhile() {
    let events = vec![
        Event::Publish(vec![(0, Latest)]),
        Event::Of(0, Deed::Open(0)),
        Event::Publish(vec![(0, Each)]),
        Event::Work,
        Event::Of(0, Deed::MakeUp(0, 7)),
        Event::Publish(vec![(0, Each), (0, Latest)]),
        Event::Work,
        Event::Of(0, ANSWER),
    ];
    play(&limits(Duration::ZERO), vec![follower(&[])], events.clone());
    play(&limits(Duration::ZERO), vec![follower(&[0])], events.clone());
    play(&limits(SECOND), vec![stuck(&[0])], events);
}

#[test]
fn a_request_that_is_refused_sends_nothing_that_was_missed() {
    let events = vec![
        Event::Publish(vec![(0, Latest)]),
        Event::Of(0, Deed::Open(0)),
        Event::Of(0, Deed::MakeUp(0, 3)),
        Event::Of(0, Deed::Answer { refused: true }),
    ];
    play(&limits(Duration::ZERO), vec![follower(&[0])], events);
}

#[test]
fn what_is_made_up_for_leaves_room_for_the_reply_and_the_state() {
    for bytes in 0..20 * FRAME {
        let limits = Limits { queue_bytes: 10 * FRAME + bytes, ..limits(Duration::ZERO) };
        let mut world = World::new(&limits);
        world.register(&stuck(&[0]));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            for event in [
                Event::Publish(vec![(0, Latest)]),
                Event::Work,
                Event::Of(0, Deed::Open(0)),
                Event::Of(0, Deed::MakeUp(0, 20)),
                Event::Of(0, ANSWER),
            ] {
                world.happen(event).await;
                world.check();
            }
        });
        assert!(world.is_open(0), "it has asked for more than may wait, and got it: {bytes}");
    }
}

#[test]
fn a_stream_that_one_request_opens_twice_begins_once() {
    let counts = Arc::new(Counts::default());
    let hub = Arc::new(Hub::new(&limits(Duration::ZERO), counts));
    let key = hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(tokio::io::sink())));
    let session = Session::new(Arc::clone(&hub), key);
    let topic = Topic::<Numbers>::new();
    topic.publish(1, Latest);
    let latest = || session.open(&topic).unwrap().latest.as_deref().copied();
    assert_eq!(latest(), Some(1));
    topic.publish(2, Each);
    hub.catch_up();
    assert_eq!(latest(), Some(1), "the first message of the stream is the same");
}
