//! SARIF 2.1.0 (OASIS).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::file;
use crate::lint::{Finding, Rule, Severity, rules};
use crate::output::sarif;

pub(super) fn write(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let rules = rules();
    let described: Vec<_> = rules.iter().map(|rule| describe(rule)).collect();
    let results: Vec<_> = findings.iter().map(|finding| result(finding, &rules)).collect();
    sarif::write(&described, &results, out)
}

fn describe(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.explanation },
        "help": { "text": rule.remedy },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(finding: &Finding, rules: &[&Rule]) -> Value {
    json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules.iter().position(|rule| rule.code == finding.rule.code),
        "level": level(finding.rule.severity),
        "message": { "text": finding.message },
        "locations": [sarif::location(&finding.place, file(finding).as_deref())],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
