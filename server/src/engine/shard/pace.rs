//! How often a subscription may have a state.

use std::time::Duration;

use tokio::time::Instant;

/// How often a subscription may have a state. Times are milliseconds since the shard began, on a grid, so that what is due at
/// nearly the same time is sent together.
#[derive(Debug)]
pub(crate) struct Pace {
    begin: Instant,
    interval: u64,
    grid: u64,
}

impl Pace {
    pub(crate) fn new(interval: Duration) -> Self {
        let interval = u64::try_from(interval.as_millis()).unwrap_or(u64::MAX / 2);
        Self { begin: Instant::now(), interval, grid: (interval / 20).max(1) }
    }

    pub(crate) fn is_limited(&self) -> bool {
        self.interval > 0
    }

    pub(crate) fn now(&self, now: Instant) -> u64 {
        u64::try_from(now.duration_since(self.begin).as_millis()).unwrap_or(u64::MAX / 2)
    }

    /// When the next state may follow one of this time.
    pub(crate) fn next(&self, now: u64) -> u64 {
        // A state may have been sent at any moment of its millisecond.
        (now + self.interval + 1).next_multiple_of(self.grid)
    }

    pub(crate) fn instant(&self, at: u64) -> Instant {
        self.begin + Duration::from_millis(at)
    }
}

/// The time at which a member may have its next state.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) at: u64,
    pub(crate) connection: u32,
    pub(crate) topic: u32,
}
