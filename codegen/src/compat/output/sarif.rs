//! SARIF 2.1.0 (OASIS).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Level, beginning, file, told};
use crate::compat::report::{Fate, Judged, Report};
use crate::compat::{Rule, rules};
use crate::model::source::Place;
use crate::output::sarif;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<_> = rules().collect();
    let described: Vec<_> = rules.iter().map(|rule| describe(rule)).collect();
    let beginning = beginning(report);
    let results = report.comparisons.iter().flat_map(|comparison| {
        comparison.findings.iter().map(|judged| {
            let mut result = result(judged, &rules, &beginning);
            result["properties"]["base"] = json!(comparison.base.name);
            result
        })
    });
    sarif::write(&described, &results.collect::<Vec<_>>(), out)
}

fn describe(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.explanation },
        "help": { "text": rule.remedy },
    })
}

fn result(judged: &Judged, rules: &[&Rule], beginning: &Place) -> Value {
    let finding = &judged.finding;
    let level = match Level::of(judged) {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let mut result = json!({
        "ruleId": finding.rule.code,
        "level": level,
        "message": { "text": told(finding) },
        "locations": [location(finding.new.as_ref().unwrap_or(beginning))],
        "partialFingerprints": { "barwire/v1": finding.fingerprint() },
        "properties": { "category": finding.category.to_string(), "subject": finding.subject },
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == finding.rule.code) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(old) = &finding.old {
        let mut related = location(old);
        related["message"] = json!({ "text": format!("was {}", super::spot(old)) });
        result["relatedLocations"] = json!([related]);
    }
    if let Fate::Accepted(reason) = &judged.fate {
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    result
}

fn location(place: &Place) -> Value {
    sarif::location(place, file(place).as_deref())
}
