//! Finds out whether silent clients are still there: a ping each interval, and a frame of any kind in answer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use tokio::time::Instant;

use super::super::limits::Limits;

/// A time that no connection lasts: clocks do not reach much further.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// When the connections of one shard are pinged, and when they must have answered.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    interval: Duration,
    timeout: Duration,
    beats: BinaryHeap<Reverse<Beat>>,
}

/// The next thing to do about a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Beat {
    due: Instant,
    pub(crate) connection: u32,
    /// The connection's number, for its slot may be another's by then.
    pub(crate) id: u64,
    pub(crate) step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Ping the client.
    Ping,
    /// See whether it has answered.
    Answer,
}

impl Heartbeat {
    pub(crate) fn new(limits: &Limits) -> Self {
        let [interval, timeout] = [limits.ping_interval, limits.pong_timeout].map(|time| time.min(NEVER));
        Self { interval, timeout, beats: BinaryHeap::new() }
    }

    /// Watches a connection from now on.
    pub(crate) fn begin(&mut self, connection: u32, id: u64, now: Instant) {
        self.beats.push(Reverse(Beat { due: now + self.interval, connection, id, step: Step::Ping }));
    }

    /// What is due now, and whether it could be done in time.
    pub(crate) fn next(&mut self, now: Instant) -> Option<(Beat, bool)> {
        let Reverse(beat) = *self.beats.peek()?;
        if beat.due > now {
            return None;
        }
        self.beats.pop();
        // A shard that has slept itself, with its process or its machine, cannot know what its clients have done meanwhile.
        Some((beat, now - beat.due < self.timeout))
    }

    /// The connection has been pinged.
    pub(crate) fn pinged(&mut self, beat: Beat, now: Instant) {
        self.beats.push(Reverse(Beat { due: now + self.timeout, step: Step::Answer, ..beat }));
    }

    /// The connection has answered.
    pub(crate) fn answered(&mut self, beat: Beat, now: Instant) {
        let wait = self.interval.saturating_sub(self.timeout);
        self.beats.push(Reverse(Beat { due: now + wait, step: Step::Ping, ..beat }));
    }

    /// When there is something to do.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.beats.peek().map(|Reverse(beat)| beat.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(25);
    const TIMEOUT: Duration = Duration::from_secs(10);

    fn heartbeat() -> (Heartbeat, Instant) {
        let limits = Limits { ping_interval: INTERVAL, pong_timeout: TIMEOUT, ..Limits::default() };
        let (mut heartbeat, now) = (Heartbeat::new(&limits), Instant::now());
        assert_eq!(heartbeat.due(), None);
        heartbeat.begin(7, 70, now);
        (heartbeat, now)
    }

    /// The one beat that is due at this moment and not before.
    fn beat(heartbeat: &mut Heartbeat, at: Instant) -> (Beat, bool) {
        assert_eq!(heartbeat.due(), Some(at));
        assert_eq!(heartbeat.next(at - Duration::from_millis(1)), None);
        let next = heartbeat.next(at).unwrap();
        assert_eq!(heartbeat.next(at), None, "it comes once");
        assert_eq!((next.0.connection, next.0.id), (7, 70));
        next
    }

    #[test]
    fn an_answered_ping_is_followed_by_another_after_the_interval() {
        let (mut heartbeat, begin) = heartbeat();
        for round in 1..4 {
            let pinged = begin + INTERVAL * round;
            let (ping, in_time) = beat(&mut heartbeat, pinged);
            assert_eq!((ping.step, in_time), (Step::Ping, true));
            heartbeat.pinged(ping, pinged);
            let (answer, in_time) = beat(&mut heartbeat, pinged + TIMEOUT);
            assert_eq!((answer.step, in_time), (Step::Answer, true));
            heartbeat.answered(answer, pinged + TIMEOUT);
        }
    }

    #[test]
    fn a_beat_that_comes_later_than_the_timeout_is_not_in_time() {
        let (mut heartbeat, begin) = heartbeat();
        let (ping, _) = beat(&mut heartbeat, begin + INTERVAL);
        heartbeat.pinged(ping, begin + INTERVAL);
        let due = begin + INTERVAL + TIMEOUT;
        let (answer, in_time) = heartbeat.next(due + TIMEOUT).unwrap();
        assert_eq!((answer.step, in_time), (Step::Answer, false));
        // It has as much time again, from now on.
        heartbeat.pinged(answer, due + TIMEOUT);
        let (answer, in_time) = beat(&mut heartbeat, due + TIMEOUT * 2);
        assert_eq!((answer.step, in_time), (Step::Answer, true));
        heartbeat.answered(answer, due + TIMEOUT * 2);
        let nearly = TIMEOUT - Duration::from_millis(1);
        let (ping, in_time) = heartbeat.next(due + TIMEOUT + INTERVAL + nearly).unwrap();
        assert_eq!((ping.step, in_time), (Step::Ping, true));
    }

    #[test]
    fn beats_come_in_the_order_of_their_time() {
        let (mut heartbeat, begin) = heartbeat();
        let second = Duration::from_secs(1);
        heartbeat.begin(8, 80, begin - second);
        heartbeat.begin(9, 90, begin + second);
        let late = begin + INTERVAL + second;
        let order: Vec<_> =
            std::iter::from_fn(|| heartbeat.next(late)).map(|(beat, _)| beat.connection).collect();
        assert_eq!(order, [8, 7, 9]);
        assert_eq!(heartbeat.due(), None);
    }
}
