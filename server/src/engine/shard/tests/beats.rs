//! The heartbeat of a hub.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use barwire_schema::bars::BARS_PROTOCOL;
use tokio::time::advance;

use super::super::super::close::{CloseCode, End};
use super::super::super::counters::Counts;
use super::super::super::frame::Frame;
use super::super::super::limits::Limits;
use super::super::hub::{Hub, Key, State};
use super::pipe::Pipe;

/// What the client of a beat does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    Silent,
    Answers,
    /// It has sent something that is not read because a handler is slow.
    Waits,
}

async fn pass(hub: &Hub, seconds: u64) {
    advance(Duration::from_secs(seconds)).await;
    hub.work(&mut Vec::new());
}

fn end(hub: &Hub, key: Key) -> Option<End> {
    hub.at(key, |state, slot| state.connections[slot as usize].end).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_silent_client_is_pinged_and_given_up() {
    let limits = Limits {
        ping_interval: Duration::from_secs(25),
        pong_timeout: Duration::from_secs(10),
        ..Limits::default()
    };
    for client in [Client::Silent, Client::Answers, Client::Waits] {
        let hub = Hub::new(&limits, Arc::new(Counts::default()));
        let register = || hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(tokio::io::sink())));
        // A connection that ends takes its beats with it, also where another gets its slot.
        let before = register();
        pass(&hub, 20).await;
        hub.at(before, State::remove);
        let key = register();
        assert_eq!(key.slot, before.slot);
        let pings =
            || hub.at(key, |state, slot| state.connections[slot as usize].outgoing.waiting().frames.all);
        pass(&hub, 24).await;
        assert_eq!(pings(), Some(0), "the ping of another");
        let hear = || assert_eq!(hub.at(key, State::heard), Some(None));
        if client == Client::Waits {
            hear();
            hub.at(key, State::deafen);
        }
        pass(&hub, 1).await;
        assert_eq!(pings(), Some(1));
        if client == Client::Answers {
            hear();
        }
        pass(&hub, 9).await;
        assert_eq!(end(&hub, key), None);
        pass(&hub, 1).await;
        let silent = (client == Client::Silent).then_some(End::Close(CloseCode::NoPong));
        assert_eq!(end(&hub, key), silent, "{client:?}");
        if client == Client::Silent {
            continue;
        }
        pass(&hub, 15).await;
        assert_eq!(pings(), Some(2), "{client:?}");
        pass(&hub, 10).await;
        // One answer is for one ping.
        let silent = (client == Client::Answers).then_some(End::Close(CloseCode::NoPong));
        assert_eq!(end(&hub, key), silent, "{client:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_has_slept_asks_again_before_it_gives_up() {
    let limits = Limits { pong_timeout: Duration::from_secs(10), ..Limits::default() };
    let hub = Hub::new(&limits, Arc::new(Counts::default()));
    let key = hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(tokio::io::sink())));
    pass(&hub, 25).await;
    pass(&hub, 3600).await;
    assert_eq!(end(&hub, key), None);
    pass(&hub, 9).await;
    assert_eq!(end(&hub, key), None);
    pass(&hub, 1).await;
    assert_eq!(end(&hub, key), Some(End::Close(CloseCode::NoPong)));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_nothing_is_given_up_though_a_handler_waits_for_room() {
    for reads in [false, true] {
        let limits = Limits { queue_bytes: 100, pong_timeout: Duration::from_secs(10), ..Limits::default() };
        let hub = Hub::new(&limits, Arc::new(Counts::default()));
        let pipe = Pipe::new(0);
        let key = hub.with(|state| state.register(&BARS_PROTOCOL, Box::pin(pipe.clone())));
        let mut context = Context::from_waker(Waker::noop());
        let mut wait = || {
            hub.at(key, |state, slot| {
                let room = state.poll_room(slot, &mut context);
                assert_eq!(state.poll_attend(slot, &mut context), Poll::Pending);
                room
            })
        };
        hub.at(key, |state, slot| state.send(slot, Frame::text("x".repeat(80))));
        assert_eq!(hub.at(key, State::heard), Some(None));
        assert_eq!(wait(), Some(Poll::Pending));
        hub.at(key, State::deafen);
        pass(&hub, 25).await;
        if reads {
            pipe.read(1);
            assert_eq!(wait(), Some(Poll::Pending));
            assert_eq!(wait(), Some(Poll::Pending));
        }
        pass(&hub, 10).await;
        assert_eq!(end(&hub, key), (!reads).then_some(End::Close(CloseCode::NoPong)));
    }
}
