//! JSON by `docs/lint.schema.json`.

use std::io::{self, Write};

use serde::Serialize;

use super::{count, file};
use crate::lint::{Finding, Severity};

#[derive(Serialize)]
struct Document<'a> {
    findings: Vec<Item<'a>>,
    errors: usize,
    warnings: usize,
    infos: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: String,
    file: Option<String>,
    line: u32,
    column: u32,
    pointer: &'a str,
    message: &'a str,
    remedy: &'a str,
}

pub(super) fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let items = findings.iter().map(|finding| Item {
        code: finding.rule.code,
        severity: finding.rule.severity.to_string(),
        file: file(finding),
        line: finding.place.line,
        column: finding.place.column,
        pointer: &finding.place.pointer,
        message: &finding.message,
        remedy: finding.rule.remedy,
    });
    let document = Document {
        findings: items.collect(),
        errors: count(findings, Severity::Error),
        warnings: count(findings, Severity::Warning),
        infos: count(findings, Severity::Info),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
