//! Counts the lines that are refused, and says which of them to log.

use std::time::{Duration, Instant};

/// How many of them are logged in each second.
const LOGGED: u32 = 5;
const SECOND: Duration = Duration::from_secs(1);

/// Counts the lines that are refused.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    total: u64,
    /// When the current second began.
    since: Option<Instant>,
    /// How many were logged in it.
    logged: u32,
    /// How many were not logged since the last that was.
    silent: u64,
}

impl Refusals {
    /// Counts one more. Where it is to be logged, returns how many before it were not.
    pub(super) fn add(&mut self, now: Instant) -> Option<u64> {
        self.total += 1;
        if self.since.is_none_or(|since| now.duration_since(since) >= SECOND) {
            (self.since, self.logged) = (Some(now), 0);
        }
        if self.logged == LOGGED {
            self.silent += 1;
            return None;
        }
        self.logged += 1;
        Some(std::mem::take(&mut self.silent))
    }

    /// How many there were.
    pub(super) fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_a_second_are_logged_and_the_next_says_how_many_were_not() {
        let mut refusals = Refusals::default();
        let start = Instant::now();
        let mut at = |millis| refusals.add(start + Duration::from_millis(millis));
        assert_eq!([0, 1, 2, 3, 4].map(&mut at), [Some(0); 5]);
        assert_eq!([5, 6, 999].map(&mut at), [None; 3]);
        assert_eq!([1_000, 1_001].map(&mut at), [Some(3), Some(0)]);
        assert_eq!(refusals.total(), 10);
    }
}
