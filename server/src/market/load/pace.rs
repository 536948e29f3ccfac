//! When the moments come.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};

/// How many moments are played before the caller gets a pause.
const AT_ONCE: u32 = 10;
/// A lag above this is not caught up.
const MAX_LAG: Duration = Duration::from_millis(100);

/// Says when the next moment has come.
#[derive(Debug)]
pub(super) struct Pace {
    /// The time from one moment to the next.
    step: Duration,
    /// When the next moment is due.
    due: Option<Instant>,
    /// The number of moments since the last pause.
    played: u32,
}

impl Pace {
    /// Begins with the first call of [`moment`](Self::moment): the first moment is a step later.
    pub(super) fn new(step: Duration) -> Self {
        Self { step, due: None, played: 0 }
    }

    /// Waits for the next moment. Dropping the future loses none.
    pub(super) async fn moment(&mut self) {
        loop {
            // Without a timer where it is late: one of those may be pending although its time has come.
            let now = Instant::now();
            let due = *self.due.get_or_insert(now + self.step);
            if now < due {
                self.played = 0;
                sleep_until(due).await;
            } else if self.played < AT_ONCE {
                self.played += 1;
                self.due = Some(due + self.step);
                return;
            } else {
                self.played = 0;
                if now - due > MAX_LAG {
                    self.due = Some(now);
                }
                yield_now().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::time::advance;

    use super::*;

    const STEP: Duration = Duration::from_millis(2);

    /// A pace whose next moment is due in a step from now.
    async fn pace() -> Pace {
        let mut pace = Pace::new(STEP);
        pace.moment().await;
        assert_eq!(ready(&mut pace), 0);
        pace
    }

    /// How many moments there are without waiting.
    fn ready(pace: &mut Pace) -> usize {
        std::iter::repeat_with(|| pace.moment().now_or_never()).take_while(Option::is_some).count()
    }

    #[tokio::test(start_paused = true)]
    async fn a_moment_comes_each_step() {
        let mut pace = Pace::new(STEP);
        let start = Instant::now();
        for moment in 1..=1_000 {
            pace.moment().await;
            assert_eq!(start.elapsed(), STEP * moment);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn steps_below_the_timers_resolution_come_in_the_right_number() {
        let step = Duration::from_micros(7);
        let mut pace = Pace::new(step);
        let start = Instant::now();
        for _ in 0..100_000 {
            pace.moment().await;
        }
        let late = start.elapsed() - step * 100_000;
        assert!(late <= Duration::from_millis(2), "{late:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_small_lag_is_caught_up_ten_moments_at_a_time() {
        let mut pace = pace().await;
        advance(STEP * 45).await;
        for moments in [10, 10, 10, 10, 5, 0, 0] {
            assert_eq!(ready(&mut pace), moments);
        }
        advance(STEP).await;
        assert_eq!(ready(&mut pace), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lag_above_100_ms_is_dropped() {
        let mut pace = pace().await;
        // After ten moments, 49 steps of 2 ms are left: 98 ms.
        advance(STEP * 60).await;
        for moments in [10, 10, 10, 10, 10, 10, 0] {
            assert_eq!(ready(&mut pace), moments);
        }
        advance(STEP * 1_000).await;
        for moments in [10, 1, 0] {
            assert_eq!(ready(&mut pace), moments);
        }
        advance(STEP).await;
        assert_eq!(ready(&mut pace), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_wait_loses_no_moment() {
        let mut pace = Pace::new(STEP * 4);
        let start = Instant::now();
        for _ in 0..3 {
            assert!(tokio::time::timeout(STEP, pace.moment()).await.is_err());
        }
        pace.moment().await;
        assert_eq!(start.elapsed(), STEP * 4);
    }
}
