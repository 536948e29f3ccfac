//! What the load client says at the end: one line of JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Check;
use super::tally::Tally;
use super::{Moment, Options};
use crate::statistics::percentile;

/// The figures of one run. Those of the server are of the time that was measured, unless they say otherwise.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// Updates a second, to all clients that read.
    pub messages_per_second: f64,
    /// The server's time by update, in microseconds; none where no update came.
    pub cpu_us_per_message: Option<f64>,
    /// The server's time by second, in percent of one core.
    pub cpu_percent: f64,
    /// The share of it in user mode.
    pub user_share: Option<f64>,
    /// The server's time in user mode by update, in microseconds.
    pub user_us_per_message: Option<f64>,
    /// The median of the time from publication to reading, in milliseconds.
    pub latency_p50_ms: Option<f64>,
    /// What 99 of 100 are below.
    pub latency_p99_ms: Option<f64>,
    /// What 999 of 1,000 are below.
    pub latency_p999_ms: Option<f64>,
    /// How many updates the client got from one read.
    pub messages_per_read: Option<f64>,
    /// The server's memory before the measurement less that before the first connection, by client, in KiB.
    pub resident_kib_per_client: f64,
    /// The server's memory before the measurement, in KiB.
    pub resident_begin_kib: u64,
    /// The server's memory after the measurement, in KiB.
    pub resident_end_kib: u64,
    /// The median of the time from connecting to a client's last ack, in milliseconds.
    pub ack_p50_ms: Option<f64>,
    /// What 99 of 100 are below.
    pub ack_p99_ms: Option<f64>,
    /// Clients that were asked for.
    pub clients: usize,
    /// Clients that had all their acks.
    pub acked: usize,
    /// Acks that refused.
    pub refused: u64,
    /// How many connections ended, by close code or what else ended them.
    pub closed: BTreeMap<String, u64>,
    /// Messages that are neither updates nor acks.
    pub other: u64,
    /// What was found in the updates, where they were parsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
}

/// The report of a run.
pub(super) fn report(
    options: &Options,
    mut tally: Tally,
    before_kib: u64,
    begin: &Moment,
    end: &Moment,
) -> Report {
    let seconds = end.at.duration_since(begin.at).as_secs_f64();
    let cpu_us = (end.cpu.ns - begin.cpu.ns) as f64 / 1000.0;
    let [user, system] =
        [end.cpu.user - begin.cpu.user, end.cpu.system - begin.cpu.system].map(|ticks| ticks as f64);
    let messages = tally.messages as f64;
    let cpu_us_per_message = ratio(cpu_us, messages);
    let user_share = ratio(user, user + system);
    let mut latency = |share| percentile(&mut tally.latencies, share).map(milliseconds);
    let latencies = [0.5, 0.99, 0.999].map(&mut latency);
    let mut ack = |share| percentile(&mut tally.acks, share).map(milliseconds);
    let acks = [0.5, 0.99].map(&mut ack);
    Report {
        messages_per_second: messages / seconds,
        cpu_us_per_message,
        cpu_percent: cpu_us / seconds / 10_000.0,
        user_share,
        user_us_per_message: cpu_us_per_message.zip(user_share).map(|(cpu, share)| cpu * share),
        latency_p50_ms: latencies[0],
        latency_p99_ms: latencies[1],
        latency_p999_ms: latencies[2],
        messages_per_read: ratio(messages, tally.reads as f64),
        resident_kib_per_client: (begin.resident_kib as f64 - before_kib as f64) / options.clients as f64,
        resident_begin_kib: begin.resident_kib,
        resident_end_kib: end.resident_kib,
        ack_p50_ms: acks[0],
        ack_p99_ms: acks[1],
        clients: options.clients,
        acked: tally.acks.len(),
        refused: tally.refused,
        closed: tally.closed,
        other: tally.other,
        check: tally.check,
    }
}

fn ratio(one: f64, other: f64) -> Option<f64> {
    (other > 0.0).then(|| one / other)
}

fn milliseconds(microseconds: u32) -> f64 {
    f64::from(microseconds) / 1000.0
}
