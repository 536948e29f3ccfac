//! Finds out whether a silent client is still there: a ping each interval, and a frame of any kind in answer.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

use super::limits::Limits;

/// The time of the next ping, or of the answer to the last.
pub(crate) struct Heartbeat {
    interval: Duration,
    timeout: Duration,
    timer: Pin<Box<Sleep>>,
    phase: Phase,
}

/// What the timer is for.
enum Phase {
    /// The next ping.
    Ping,
    /// The end of the time to answer.
    Answer,
    /// The same, and the answer has come.
    Answered,
}

/// What is to be done when the timer has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Ping the client.
    Ping,
    /// Nothing.
    Wait,
    /// Give the client up.
    Dead,
}

impl Heartbeat {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            interval: limits.ping_interval,
            timeout: limits.pong_timeout,
            timer: Box::pin(sleep(limits.ping_interval)),
            phase: Phase::Ping,
        }
    }

    /// A frame has come. It costs nothing: the timer runs on.
    pub(crate) fn alive(&mut self) {
        if matches!(self.phase, Phase::Answer) {
            self.phase = Phase::Answered;
        }
    }

    /// Waits for the timer. Dropping the future loses nothing.
    pub(crate) async fn beat(&mut self) -> Beat {
        self.timer.as_mut().await;
        let (beat, phase, wait) = match self.phase {
            Phase::Ping => (Beat::Ping, Phase::Answer, self.timeout),
            Phase::Answered => (Beat::Wait, Phase::Ping, self.interval.saturating_sub(self.timeout)),
            Phase::Answer => return Beat::Dead,
        };
        self.phase = phase;
        self.timer.as_mut().reset(Instant::now() + wait);
        beat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heartbeat() -> Heartbeat {
        Heartbeat::new(&Limits::default())
    }

    #[tokio::test(start_paused = true)]
    async fn an_answered_ping_is_followed_by_another_after_the_interval() {
        let begin = Instant::now();
        let mut heartbeat = heartbeat();
        for round in 1..4 {
            assert_eq!(heartbeat.beat().await, Beat::Ping);
            assert_eq!(begin.elapsed().as_secs(), 25 * round);
            heartbeat.alive();
            assert_eq!(heartbeat.beat().await, Beat::Wait);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_silent_after_a_ping_is_given_up() {
        let begin = Instant::now();
        let mut heartbeat = heartbeat();
        heartbeat.alive();
        assert_eq!(heartbeat.beat().await, Beat::Ping);
        assert_eq!(heartbeat.beat().await, Beat::Dead);
        assert_eq!(begin.elapsed().as_secs(), 35);
    }
}
