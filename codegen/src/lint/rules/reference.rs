//! What is said about references. The walk looks for it.

use crate::lint::{Rule, Severity};

pub(in crate::lint) static DANGLING: Rule = Rule {
    code: "reference-dangling",
    severity: Severity::Error,
    summary: "the reference leads to nothing",
    explanation: "What it was meant to lead to is missing, misspelt or moved. Nothing else is said about the target.",
    remedy: "Correct the reference, or add what it leads to. In a JSON Pointer `/` in a key is `~1`, and `~` is `~0`.",
};

pub(in crate::lint) static NETWORK: Rule = Rule {
    code: "reference-network",
    severity: Severity::Error,
    summary: "the reference leads to the network",
    explanation: "What is on another host can change or vanish, so that the document means another thing tomorrow. Such references \
                  are not followed.",
    remedy: "Keep a copy beside the document and refer to that, or say with `--map URL=DIR` where the copies are.",
};

pub(in crate::lint) static CYCLE: Rule = Rule {
    code: "reference-cycle",
    severity: Severity::Error,
    summary: "the reference leads back to itself",
    explanation: "References that only lead to one another never lead to a value.",
    remedy: "Let one of them lead to a value, or replace it by the value.",
};

pub(in crate::lint) static WRONG_KIND: Rule = Rule {
    code: "reference-wrong-kind",
    severity: Severity::Error,
    summary: "the reference leads to an object of another kind",
    explanation: "What it leads to has other fields than what is expected here, and is not read as such.",
    remedy: "Refer to an object of the kind that is expected.",
};

pub(in crate::lint) static SIBLINGS: Rule = Rule {
    code: "ref-siblings",
    severity: Severity::Warning,
    summary: "what stands beside `$ref` is ignored",
    explanation: "In AsyncAPI and in JSON Schema draft-07 a reference takes the place of the whole object, so that other fields in it \
                  mean nothing. Some tools heed them all the same.",
    remedy: "In a schema, put the reference and the rest into an `allOf`. Elsewhere, move the fields to what is referred to.",
};

pub(super) const RULES: &[&Rule] = &[&DANGLING, &NETWORK, &CYCLE, &WRONG_KIND, &SIBLINGS];
