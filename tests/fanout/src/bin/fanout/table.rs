//! Measurements as tables in Markdown.

use barwire_fanout::load::Report;
use barwire_fanout::statistics::{Spread, spread};

use crate::run::Record;
use crate::servers::{OURS, TCP_BATCH, TCP_EACH};
use crate::workload::{Kind, Workload};

/// What stands where there is no figure.
const NONE: &str = "–";

/// The records of one server.
#[derive(Debug, Clone)]
struct Measured<'a> {
    name: &'a str,
    records: Vec<&'a Record>,
}

/// Prints the table of a workload.
pub(crate) fn print(workload: &Workload, records: &[Record]) {
    print!("{}", table(workload, records));
}

fn table(workload: &Workload, records: &[Record]) -> String {
    let mut servers: Vec<Measured<'_>> = vec![];
    for record in records {
        match servers.iter_mut().find(|server| server.name == record.server) {
            Some(server) => server.records.push(record),
            None => servers.push(Measured { name: &record.server, records: vec![record] }),
        }
    }
    type Columns = (&'static [&'static str], fn(&Measured<'_>, &[Measured<'_>]) -> Vec<String>);
    let (titles, row): Columns = match workload.kind {
        Kind::Steady | Kind::Saturated => {
            servers.sort_by(|one, other| one.cpu().total_cmp(&other.cpu()));
            (&MESSAGES, messages)
        }
        Kind::Idle => {
            servers.sort_by(|one, other| one.resident().total_cmp(&other.resident()));
            (&IDLE, idle)
        }
        Kind::Slow => (&SLOW, slow),
    };
    let rounds = servers.iter().map(|server| server.records.len()).max().unwrap_or_default();
    let mut text =
        format!("\n## {workload}: {}\n\nRounds: {rounds}. The figures are medians.\n\n", workload.title);
    line(&mut text, titles.iter().map(|&title| title.to_owned()));
    line(&mut text, titles.iter().map(|_| "---".to_owned()));
    for server in &servers {
        line(&mut text, row(server, &servers).into_iter());
    }
    let remarks: Vec<String> = servers.iter().flat_map(Measured::remarks).collect();
    if !remarks.is_empty() {
        text.push('\n');
    }
    for remark in remarks {
        text.push_str(&format!("- {remark}\n"));
    }
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for cell in cells {
        text.push_str(&format!("| {cell} "));
    }
    text.push_str("|\n");
}

const MESSAGES: [&str; 12] = [
    "server",
    "CPU µs/msg (min–max)",
    "× tcp-each",
    "× tcp-batch",
    "barwire / it (min–max)",
    "user µs/msg",
    "msgs/s",
    "p50 ms",
    "p99 ms",
    "msgs/read",
    "KiB RSS/conn",
    "ack p99 ms",
];

fn messages(server: &Measured<'_>, servers: &[Measured<'_>]) -> Vec<String> {
    let find = |name| servers.iter().find(|server| server.name == name);
    let beside = |name| find(name).and_then(|other| server.paired(other));
    vec![
        server.name.to_owned(),
        range(server.spread(|report| report.cpu_us_per_message)),
        median(beside(TCP_EACH), 2),
        median(beside(TCP_BATCH), 2),
        range(find(OURS).and_then(|ours| ours.paired(server))),
        median(server.spread(|report| report.user_us_per_message), 2),
        median(server.spread(|report| Some(report.messages_per_second)), 0),
        median(server.spread(|report| report.latency_p50_ms), 1),
        median(server.spread(|report| report.latency_p99_ms), 1),
        median(server.spread(|report| report.messages_per_read), 1),
        median(server.spread(|report| Some(report.resident_kib_per_client)), 1),
        median(server.spread(|report| report.ack_p99_ms), 0),
    ]
}

const IDLE: [&str; 5] = ["server", "KiB RSS/conn", "CPU %", "ack p50 ms", "ack p99 ms"];

fn idle(server: &Measured<'_>, _: &[Measured<'_>]) -> Vec<String> {
    vec![
        server.name.to_owned(),
        median(server.spread(|report| Some(report.resident_kib_per_client)), 1),
        median(server.spread(|report| Some(report.cpu_percent)), 1),
        median(server.spread(|report| report.ack_p50_ms), 0),
        median(server.spread(|report| report.ack_p99_ms), 0),
    ]
}

const SLOW: [&str; 7] = [
    "server",
    "msgs/s to the others",
    "RSS MiB begin → end",
    "p99 ms of the others",
    "p99 ms with nobody slow",
    "msgs/s with nobody slow",
    "one / the other p99 (min–max)",
];

fn slow(server: &Measured<'_>, _: &[Measured<'_>]) -> Vec<String> {
    let mib = |kib: u64| Some(kib as f64 / 1024.0);
    let control = |of: fn(&Report) -> Option<f64>| {
        spread(server.records.iter().filter_map(|record| of(record.control.as_ref()?)))
    };
    let ratio =
        |record: &&Record| Some(record.report.latency_p99_ms? / record.control.as_ref()?.latency_p99_ms?);
    vec![
        server.name.to_owned(),
        median(server.spread(|report| Some(report.messages_per_second)), 0),
        format!(
            "{} → {}",
            median(server.spread(|report| mib(report.resident_begin_kib)), 1),
            median(server.spread(|report| mib(report.resident_end_kib)), 1)
        ),
        median(server.spread(|report| report.latency_p99_ms), 1),
        median(control(|report| report.latency_p99_ms), 1),
        median(control(|report| Some(report.messages_per_second)), 0),
        range(spread(server.records.iter().filter_map(ratio))),
    ]
}

impl Measured<'_> {
    fn spread(&self, figure: impl Fn(&Report) -> Option<f64>) -> Option<Spread> {
        spread(self.records.iter().filter_map(|record| figure(&record.report)))
    }

    /// What this server needs by message, by what another needs in the same round.
    fn paired(&self, other: &Self) -> Option<Spread> {
        spread(self.records.iter().filter_map(|record| {
            let beside = other.records.iter().find(|beside| beside.round == record.round)?;
            Some(record.report.cpu_us_per_message? / beside.report.cpu_us_per_message?)
        }))
    }

    fn cpu(&self) -> f64 {
        self.spread(|report| report.cpu_us_per_message).map_or(f64::INFINITY, |cpu| cpu.median)
    }

    fn resident(&self) -> f64 {
        self.spread(|report| Some(report.resident_kib_per_client)).map_or(f64::INFINITY, |kib| kib.median)
    }

    /// What is not as it should be.
    fn remarks(&self) -> Vec<String> {
        let reports = || {
            self.records.iter().flat_map(|record| [Some(&record.report), record.control.as_ref()]).flatten()
        };
        let name = self.name;
        let mut remarks = vec![];
        if let Some(report) =
            reports().filter(|report| report.acked < report.clients).min_by_key(|report| report.acked)
        {
            remarks.push(format!("{name}: {} of {} clients were subscribed", report.acked, report.clients));
        }
        let refused: u64 = reports().map(|report| report.refused).sum();
        if refused > 0 {
            remarks.push(format!("{name}: {refused} subscriptions were refused"));
        }
        for report in reports() {
            for (how, count) in &report.closed {
                remarks.push(format!("{name}: {count} connections ended: {how}"));
            }
        }
        remarks.dedup();
        remarks
    }
}

fn median(spread: Option<Spread>, digits: usize) -> String {
    spread.map_or_else(|| NONE.to_owned(), |spread| format!("{:.digits$}", spread.median))
}

fn range(spread: Option<Spread>) -> String {
    spread.map_or_else(
        || NONE.to_owned(),
        |Spread { min, median, max }| format!("{median:.2} ({min:.2}–{max:.2})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(server: &str, round: usize, cpu: Option<f64>) -> Record {
        let report = serde_json::from_value(serde_json::json!({
            "messages_per_second": 40_000.0, "cpu_us_per_message": cpu, "cpu_percent": 20.0, "user_share": 0.5,
            "user_us_per_message": 0.5, "latency_p50_ms": 0.5, "latency_p99_ms": 2.0, "latency_p999_ms": 3.0,
            "messages_per_read": 1.0, "resident_kib_per_client": 4.0, "resident_begin_kib": 4096,
            "resident_end_kib": 8192, "ack_p50_ms": 1.0, "ack_p99_ms": 9.0, "clients": 10, "acked": 10, "refused": 0,
            "closed": {}, "other": 0,
        }));
        Record {
            workload: "W1".to_owned(),
            server: server.to_owned(),
            round,
            report: report.unwrap(),
            control: None,
        }
    }

    #[test]
    fn ratios_are_of_one_round() {
        let records = [
            record("naive", 0, Some(4.0)),
            record("barwire", 0, Some(2.0)),
            record("barwire", 1, Some(3.0)),
            record("naive", 1, Some(12.0)),
            record("naive", 2, None),
        ];
        let table = table(&"W1".parse().unwrap(), &records);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[7],
            "| barwire | 2.50 (2.00–3.00) | – | – | 1.00 (1.00–1.00) | 0.50 | 40000 | 0.5 | 2.0 | 1.0 | 4.0 | 9 |"
        );
        assert_eq!(
            lines[8],
            "| naive | 8.00 (4.00–12.00) | – | – | 0.38 (0.25–0.50) | 0.50 | 40000 | 0.5 | 2.0 | 1.0 | 4.0 | 9 |"
        );
    }

    #[test]
    fn what_is_amiss_is_said() {
        let mut one = record("naive", 0, None);
        one.report.acked = 9;
        one.report.closed.insert("4001".to_owned(), 1);
        let table = table(&"SLOW".parse().unwrap(), &[one]);
        assert!(
            table.ends_with("- naive: 9 of 10 clients were subscribed\n- naive: 1 connections ended: 4001\n"),
            "{table}"
        );
    }
}
