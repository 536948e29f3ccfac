//! What is said about single objects: their fields and what is in them. The walk looks for it.

use crate::lint::{Rule, Severity};

pub(in crate::lint) static SYNTAX: Rule = Rule {
    code: "syntax",
    severity: Severity::Error,
    summary: "the file is neither YAML nor JSON",
    explanation: "No tool can read the file, or tools read different things from it.",
    remedy: "Mend the text at this place. Indent with spaces, quote strings that begin with a special character.",
};

pub(in crate::lint) static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    severity: Severity::Error,
    summary: "a key stands twice in one map",
    explanation: "YAML forbids it, and JSON does not say which value counts: some tools take the first, some the last.",
    remedy: "Remove one of the two, or rename it.",
};

pub(in crate::lint) static UNSUPPORTED_VERSION: Rule = Rule {
    code: "unsupported-version",
    severity: Severity::Error,
    summary: "the version of AsyncAPI is not one that can be read",
    explanation: "What the fields of a document mean depends on its version. Versions 2.0.0 to 2.6.0, 3.0.0 and 3.1.0 are read. \
                  Nothing else is looked for in a document of another version.",
    remedy: "Set `asyncapi` to the version that the document is written for, as a string: `asyncapi: 3.1.0`. The converter of \
             AsyncAPI brings a document of 1.x to a later version.",
};

pub(in crate::lint) static UNREADABLE: Rule = Rule {
    code: "unreadable",
    severity: Severity::Error,
    summary: "the document cannot be read",
    explanation: "A part of the document is missing or of the wrong kind, so that nothing can be generated from it.",
    remedy: "Change the document as the message says.",
};

pub(in crate::lint) static UNKNOWN_FIELD: Rule = Rule {
    code: "unknown-field",
    severity: Severity::Error,
    summary: "the specification has no such field here",
    explanation: "Tools refuse the document, or ignore the field and what it was meant to say. Often it is misspelt, indented \
                  wrongly, or of another version of AsyncAPI.",
    remedy: "Correct the name, move the field to where it belongs, or begin its name with `x-` if it is an extension.",
};

pub(in crate::lint) static LATER_FIELD: Rule = Rule {
    code: "later-field",
    severity: Severity::Error,
    summary: "the field came with a later version of AsyncAPI",
    explanation: "Tools that go by the version of the document refuse or ignore the field.",
    remedy: "Set `asyncapi` to the version that has the field, or remove the field.",
};

pub(in crate::lint) static MISSING_FIELD: Rule = Rule {
    code: "missing-field",
    severity: Severity::Error,
    summary: "a field that the specification requires is missing",
    explanation: "Tools refuse the document, or guess what the field would have said.",
    remedy: "Add the field.",
};

pub(in crate::lint) static WRONG_TYPE: Rule = Rule {
    code: "wrong-type",
    severity: Severity::Error,
    summary: "the value is not of the kind that the specification asks for",
    explanation: "Tools refuse the document or ignore the value. In YAML, `1.0` is a number and `'1.0'` is a string; a key with \
                  nothing after it is `null`, and not an empty map.",
    remedy: "Write a value of the kind that is expected.",
};

pub(in crate::lint) static UNKNOWN_VALUE: Rule = Rule {
    code: "unknown-value",
    severity: Severity::Error,
    summary: "the value is none of those that the specification lists",
    explanation: "Tools refuse the document, or do as if the field were not there.",
    remedy: "Use one of the values in the message, with the same upper and lower case.",
};

pub(in crate::lint) static MALFORMED_VALUE: Rule = Rule {
    code: "malformed-value",
    severity: Severity::Error,
    summary: "the text has not the form that the specification asks for",
    explanation: "A URI begins with a scheme, an address of mail has an `@`. Links made of other texts lead nowhere.",
    remedy: "Write the whole address: `https://example.com/terms`.",
};

pub(in crate::lint) static MALFORMED_EXPRESSION: Rule = Rule {
    code: "malformed-expression",
    severity: Severity::Error,
    summary: "the text is no runtime expression",
    explanation: "A place in a message is `$message.header` or `$message.payload`, `#`, and a JSON Pointer: \
                  `$message.payload#/id`. What is written otherwise leads nowhere.",
    remedy: "Write an expression of this form.",
};

pub(super) const RULES: &[&Rule] = &[
    &SYNTAX,
    &DUPLICATE_KEY,
    &UNSUPPORTED_VERSION,
    &UNREADABLE,
    &UNKNOWN_FIELD,
    &LATER_FIELD,
    &MISSING_FIELD,
    &WRONG_TYPE,
    &UNKNOWN_VALUE,
    &MALFORMED_VALUE,
    &MALFORMED_EXPRESSION,
];
