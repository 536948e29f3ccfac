//! The clock that every server of the benchmark runs by.

use std::time::{Duration, Instant};

use crate::server::Arguments;

/// How many slots are made up for at once.
const AT_ONCE: usize = 10;

/// What a server is behind by more than this is dropped.
const LAG: Duration = Duration::from_millis(100);

/// Says when which symbol changes. Every symbol changes once a tick, and the symbols are spread over the slots of a tick.
#[derive(Debug)]
pub struct Clock {
    next: Instant,
    interval: Duration,
    slot: usize,
    slots: usize,
    symbols: usize,
}

impl Clock {
    /// A clock whose first slot is due.
    #[must_use]
    pub fn new(arguments: &Arguments) -> Self {
        let Arguments { symbols, slots, hz, .. } = *arguments;
        let interval = Duration::from_secs_f64(1.0 / hz.get() / f64::from(slots.get()));
        let [symbols, slots] = [symbols, slots].map(|count| count.get() as usize);
        Self { next: Instant::now(), interval, slot: 0, slots, symbols }
    }

    /// Publishes every symbol whose slot is due.
    pub fn due(&mut self, mut publish: impl FnMut(usize)) {
        for _ in 0..AT_ONCE {
            if Instant::now() < self.next {
                return;
            }
            (self.slot..self.symbols).step_by(self.slots).for_each(&mut publish);
            self.slot = (self.slot + 1) % self.slots;
            self.next += self.interval;
        }
        let now = Instant::now();
        if now.duration_since(self.next) > LAG {
            self.next = now;
        }
    }

    /// How long it is to the next slot.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.next.saturating_duration_since(Instant::now())
    }

    /// Publishes what is due, for ever.
    pub async fn run(mut self, mut publish: impl FnMut(usize)) {
        loop {
            self.due(&mut publish);
            let wait = self.wait();
            if wait.is_zero() {
                tokio::task::yield_now().await;
            } else {
                tokio::time::sleep(wait).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symbols_are_spread_over_the_slots() {
        let mut clock = Clock::new(&Arguments::new(0, 5, 1000.0, 2).unwrap());
        let mut published = vec![];
        for _ in 0..2 {
            clock.next = Instant::now();
            clock.interval = Duration::from_secs(1);
            clock.due(|symbol| published.push(symbol));
        }
        assert_eq!(published, [0, 2, 4, 1, 3]);
    }

    #[test]
    fn what_is_late_is_made_up_for_up_to_a_bound() {
        let mut clock = Clock::new(&Arguments::new(0, 1, 1000.0, 1).unwrap());
        clock.next = Instant::now() - Duration::from_secs(1);
        let mut published = 0;
        clock.due(|_| published += 1);
        assert_eq!(published, AT_ONCE);
        assert!(clock.next + LAG > Instant::now());
    }
}
