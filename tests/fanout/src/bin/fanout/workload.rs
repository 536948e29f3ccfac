//! What the servers are asked to do.

use std::fmt;
use std::str::FromStr;

/// How many clients take how many symbols, and how often these change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workload {
    name: &'static str,
    /// What it is, for people.
    pub(crate) title: &'static str,
    pub(crate) kind: Kind,
    pub(crate) clients: usize,
    pub(crate) symbols: u32,
    pub(crate) per_client: usize,
    pub(crate) hz: f64,
    pub(crate) slots: u32,
}

/// What is of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What a message costs, at a rate that servers can keep.
    Steady,
    /// How many messages there can be.
    Saturated,
    /// What a connection costs on which nothing is sent.
    Idle,
    /// What happens where one of ten clients does not read.
    Slow,
}

/// All workloads.
const WORKLOADS: [Workload; 8] = [
    Workload {
        name: "W1",
        title: "1,000 clients, each with 1 of 100 symbols, 40 changes a second",
        kind: Kind::Steady,
        clients: 1_000,
        symbols: 100,
        per_client: 1,
        hz: 40.0,
        slots: 10,
    },
    Workload {
        name: "W2",
        title: "1,000 clients, each with all of 20 symbols, 2 changes a second",
        kind: Kind::Steady,
        clients: 1_000,
        symbols: 20,
        per_client: 20,
        hz: 2.0,
        slots: 1,
    },
    Workload {
        name: "W3",
        title: "5,000 clients with the same symbol, 8 changes a second",
        kind: Kind::Steady,
        clients: 5_000,
        symbols: 1,
        per_client: 1,
        hz: 8.0,
        slots: 1,
    },
    Workload {
        name: "IDLE",
        title: "5,000 clients with the same symbol, which does not change",
        kind: Kind::Idle,
        clients: 5_000,
        symbols: 1,
        per_client: 1,
        hz: 0.01,
        slots: 1,
    },
    Workload {
        name: "IDLE10",
        title: "10,000 clients with the same symbol, which does not change",
        kind: Kind::Idle,
        clients: 10_000,
        symbols: 1,
        per_client: 1,
        hz: 0.01,
        slots: 1,
    },
    Workload {
        name: "SLOW",
        title: "10 clients with all of 20 symbols, 300 changes a second, one does not read",
        kind: Kind::Slow,
        clients: 10,
        symbols: 20,
        per_client: 20,
        hz: 300.0,
        slots: 4,
    },
    Workload {
        name: "MAX1",
        title: "1,000 clients, each with 1 of 100 symbols, 1,000 changes a second",
        kind: Kind::Saturated,
        clients: 1_000,
        symbols: 100,
        per_client: 1,
        hz: 1_000.0,
        slots: 10,
    },
    Workload {
        name: "MAX2",
        title: "1,000 clients, each with all of 20 symbols, 1,000 changes a second",
        kind: Kind::Saturated,
        clients: 1_000,
        symbols: 20,
        per_client: 20,
        hz: 1_000.0,
        slots: 1,
    },
];

impl Workload {
    /// How long it is measured, where `seconds` are asked for.
    pub(crate) fn seconds(&self, seconds: f64) -> f64 {
        match self.kind {
            Kind::Steady | Kind::Saturated => seconds,
            Kind::Idle => 1.0,
            // A server that keeps what is not read has grown by then.
            Kind::Slow => 11.0,
        }
    }
}

impl FromStr for Workload {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        WORKLOADS
            .into_iter()
            .find(|workload| workload.name == name)
            .ok_or_else(|| format!("expected one of {}", WORKLOADS.map(|workload| workload.name).join(", ")))
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workload_is_known_by_its_name() {
        assert_eq!("W2".parse::<Workload>().unwrap().per_client, 20);
        assert!("W9".parse::<Workload>().is_err());
    }
}
