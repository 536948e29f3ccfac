//! JSON by `docs/diff.schema.json`.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::compat::accepted::Entry;
use crate::compat::inclusion::{Reading, Refusal};
use crate::compat::report::{Fate, Judged, Report};
use crate::compat::{Category, Deployed, Direction, Evidence};
use crate::model::Perspective;
use crate::model::source::Place;
use crate::output;

#[derive(Serialize)]
struct Document<'a> {
    new: Edition<'a>,
    bases: Vec<Edition<'a>>,
    reading: &'static str,
    described: &'static str,
    findings: Vec<Item<'a>>,
    expired: Vec<Expired<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Edition<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    category: String,
    fails: bool,
    accepted: Option<&'a str>,
    base: &'a str,
    direction: Option<&'static str>,
    deployed: Option<&'static str>,
    subject: &'a str,
    message: &'a str,
    old: Option<Spot<'a>>,
    new: Option<Spot<'a>>,
    evidence: Option<Shown<'a>>,
    remedy: &'a str,
    fingerprint: String,
}

#[derive(Serialize)]
struct Spot<'a> {
    file: Option<String>,
    line: u32,
    column: u32,
    pointer: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Frame { frame: &'a Value, refusals: Vec<Reason<'a>> },
    Transcript { transcript: &'a [String] },
}

#[derive(Serialize)]
struct Reason<'a> {
    path: &'a str,
    message: &'a str,
    place: Spot<'a>,
}

#[derive(Serialize)]
struct Expired<'a> {
    file: &'a str,
    line: u32,
    fingerprint: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Counts {
    wire: usize,
    unproven: usize,
    rollback: usize,
    source: usize,
    dangerous: usize,
    accepted: usize,
    failing: usize,
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let edition = |name, version| Edition { name, version };
    let bases = report.comparisons.iter().map(|comparison| &comparison.base);
    let findings = report
        .comparisons
        .iter()
        .flat_map(|comparison| comparison.findings.iter().map(|judged| item(judged, &comparison.base.name)));
    let expired = |entry| expired(entry, &report.accepted);
    let document = Document {
        new: edition(&report.new.name, &report.new.version),
        bases: bases.map(|base| edition(&base.name, &base.version)).collect(),
        reading: match report.options.reading {
            Reading::Emit => "emit",
            Reading::Accept => "accept",
        },
        described: match report.options.described {
            Perspective::Server => "server",
            Perspective::Client => "client",
        },
        findings: findings.collect(),
        expired: report.expired.iter().map(expired).collect(),
        counts: Counts {
            wire: report.count(Category::Wire),
            unproven: report.count(Category::Unproven),
            rollback: report.count(Category::Rollback),
            source: report.count(Category::Source),
            dangerous: report.count(Category::Dangerous),
            accepted: report.count_accepted(),
            failing: report.failing().count(),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn item<'a>(judged: &'a Judged, base: &'a str) -> Item<'a> {
    let finding = &judged.finding;
    Item {
        code: finding.rule.code,
        category: finding.category.to_string(),
        fails: judged.fate == Fate::Fails,
        accepted: match &judged.fate {
            Fate::Accepted(reason) => Some(reason),
            Fate::Fails | Fate::Passes => None,
        },
        base,
        direction: finding.direction.map(|direction| match direction {
            Direction::ClientToServer => "client-to-server",
            Direction::ServerToClient => "server-to-client",
        }),
        deployed: finding.deployed.map(|deployed| match deployed {
            Deployed::OldClients => "old-clients",
            Deployed::NewClients => "new-clients",
        }),
        subject: &finding.subject,
        message: &finding.message,
        old: finding.old.as_ref().map(spot),
        new: finding.new.as_ref().map(spot),
        evidence: finding.evidence.as_ref().map(shown),
        remedy: finding.rule.remedy,
        fingerprint: finding.fingerprint(),
    }
}

fn spot(place: &Place) -> Spot<'_> {
    Spot {
        file: place.file.as_deref().map(output::file),
        line: place.line,
        column: place.column,
        pointer: &place.pointer,
    }
}

fn shown(evidence: &Evidence) -> Shown<'_> {
    match evidence {
        Evidence::Transcript(steps) => Shown::Transcript { transcript: steps },
        Evidence::Frame { frame, refusals } => {
            Shown::Frame { frame, refusals: refusals.iter().map(reason).collect() }
        }
    }
}

fn reason(refusal: &Refusal) -> Reason<'_> {
    Reason { path: &refusal.path, message: &refusal.message, place: spot(&refusal.place) }
}

fn expired<'a>(entry: &'a Entry, file: &'a str) -> Expired<'a> {
    Expired { file, line: entry.line, fingerprint: &entry.fingerprint, reason: &entry.reason }
}
