//! What the load client counts.

use std::collections::BTreeMap;
use std::time::Duration;

use super::check::{Check, Positions};
use super::connection::End;

/// The latency is taken of one message in so many: a prime, so as not to meet the same symbols every time.
const SAMPLE: u64 = 11;

/// What a latency is at most. Where a volume is no time, what comes out is more, or less than nothing.
const MAX_LATENCY_US: u64 = 600_000_000;

/// What stands before the time of publication.
const VOLUME: &[u8] = br#""volume":"#;

/// Everything that is counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    is_measuring: bool,
    /// Updates that came while it was measured, to those that read.
    pub(super) messages: u64,
    /// Reads while it was measured.
    pub(super) reads: u64,
    /// Microseconds from publication to reading, of a sample.
    pub(super) latencies: Vec<u32>,
    /// Microseconds from connecting to the last ack, of each client.
    pub(super) acks: Vec<u32>,
    /// Acks that refuse.
    pub(super) refused: u64,
    /// Clients that are subscribed, or never will be.
    pub(super) settled: usize,
    /// How connections ended.
    pub(super) closed: BTreeMap<String, u64>,
    /// Messages that are neither updates nor acks.
    pub(super) other: u64,
    /// What was found in the updates, where they are parsed.
    pub(super) check: Option<Check>,
}

impl Tally {
    pub(super) fn new(check: bool) -> Self {
        Self { check: check.then(Check::default), ..Self::default() }
    }

    pub(super) fn start(&mut self) {
        self.is_measuring = true;
    }

    pub(super) fn stop(&mut self) {
        self.is_measuring = false;
    }

    pub(super) fn read(&mut self) {
        self.reads += u64::from(self.is_measuring);
    }

    /// An update was read at `now`.
    pub(super) fn update(&mut self, payload: &[u8], now: u64, is_slow: bool, positions: &mut Positions) {
        if let Some(check) = &mut self.check {
            check.update(payload, positions);
        }
        if !self.is_measuring || is_slow {
            return;
        }
        self.messages += 1;
        if self.messages.is_multiple_of(SAMPLE)
            && let Some(published) = published(payload)
        {
            // Servers and client have one clock, but it is read on two cores.
            let latency = now.saturating_sub(published);
            if latency < MAX_LATENCY_US {
                self.latencies.push(latency as u32);
            }
        }
    }

    pub(super) fn ack(&mut self, is_refused: bool) {
        self.refused += u64::from(is_refused);
    }

    /// A client has all its acks.
    pub(super) fn subscribed(&mut self, after: Duration) {
        self.settled += 1;
        self.acks.push(u32::try_from(after.as_micros()).unwrap_or(u32::MAX));
    }

    /// A connection has ended.
    pub(super) fn closed(&mut self, end: End, awaits_acks: bool) {
        self.settled += usize::from(awaits_acks);
        let how = match end {
            End::Closed(Some(code)) => code.to_string(),
            End::Closed(None) => "close without a code".to_owned(),
            End::Eof => "end of TCP".to_owned(),
            End::Refused(status) => status,
            End::Bad(bad) => bad.to_string(),
            End::Io(error) => error.to_string(),
        };
        *self.closed.entry(how).or_default() += 1;
    }
}

/// When an update was published.
fn published(payload: &[u8]) -> Option<u64> {
    let start = payload.windows(VOLUME.len()).position(|window| window == VOLUME)? + VOLUME.len();
    let digits = payload[start..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0_u64, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latencies(volume: &str, now: u64) -> Vec<u32> {
        let mut tally = Tally::new(false);
        tally.start();
        let payload = format!(r#"{{"type":"bars.update","payload":{{"bar":{{"volume":{volume}}}}}}}"#);
        for _ in 0..SAMPLE {
            tally.update(payload.as_bytes(), now, false, &mut Positions::default());
        }
        tally.latencies
    }

    #[test]
    fn the_volume_is_the_time_of_publication() {
        assert_eq!(latencies("1795521600123456.0", 1_795_521_600_123_999), [543]);
        assert_eq!(latencies("1795521600123456", 1_795_521_600_123_455), [0]);
    }

    #[test]
    fn a_volume_that_is_no_time_is_left_out() {
        assert_eq!(latencies("4711", 1_795_521_600_123_999), [0; 0]);
    }
}
