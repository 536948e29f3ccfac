//! The clocks of the instruments whose trades come live.

use std::time::Duration;

use barwire_schema::protocol::EpochMillis;
use tokio::time::{Instant, sleep_until};

/// How far the time of a trade may be from the system clock, in milliseconds, for it to be live.
const LIVE_MILLIS: u64 = 5_000;
/// How late the clock of an instrument is, in milliseconds: trades may take longer or shorter to come.
const LATE_MILLIS: u64 = 1_000;
/// How often the clocks are told.
const STEP: Duration = Duration::from_secs(1);

/// The clocks of the instruments whose trades come live.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// By the number of the instrument: the time of its last trade, and when that came; none where it is not live.
    last: Vec<Option<(EpochMillis, Instant)>>,
    /// When the clocks are told next.
    deadline: Option<Instant>,
    /// When they were told last.
    now: Option<Instant>,
    /// The instruments before this one have been told.
    told: usize,
}

impl Live {
    /// A trade of an instrument, at `time`, was read when the system clock said `read`.
    pub(super) fn traded(&mut self, number: usize, time: EpochMillis, read: EpochMillis) {
        if number >= self.last.len() {
            self.last.resize(number + 1, None);
        }
        let live = time.get().abs_diff(read.get()) <= LIVE_MILLIS;
        self.last[number] = live.then(|| (time, Instant::now()));
    }

    /// Nothing is to be expected of an instrument until its next trade.
    pub(super) fn failed(&mut self, number: usize) {
        if let Some(last) = self.last.get_mut(number) {
            *last = None;
        }
    }

    /// Waits until the clock of an instrument is told: its number, and the time. Dropping the future loses none.
    pub(super) async fn clock(&mut self) -> (usize, EpochMillis) {
        loop {
            while let (Some(last), Some(now)) = (self.last.get(self.told), self.now) {
                let number = self.told;
                self.told += 1;
                if let Some((time, came)) = last {
                    let passed = now.saturating_duration_since(*came).as_millis() as u64;
                    let clock = (time.get() + passed).saturating_sub(LATE_MILLIS);
                    return (number, EpochMillis::saturating(clock));
                }
            }
            let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + STEP);
            sleep_until(deadline).await;
            let now = Instant::now();
            (self.now, self.deadline, self.told) = (Some(now), Some(now + STEP), 0);
        }
    }
}
