//! The document as a whole: its version, its identifiers, its content types.

use std::collections::BTreeMap;

use crate::lint::{Context, Kind, Report, Rule, Severity};
use crate::model::source::Node;

static OLD_VERSION: Rule = Rule {
    code: "old-version",
    severity: Severity::Info,
    summary: "the document is of AsyncAPI 2.x",
    explanation: "In 2.x `publish` says what others send to the application and `subscribe` what it sends to them. Readers take the \
                  two for one another all the time. Since 3.0 an operation says `send` or `receive`, and may have a reply.",
    remedy: "Bring the document to 3.1.0; the converter of AsyncAPI does most of it.",
};

static VERSION_NOT_SEMVER: Rule = Rule {
    code: "version-not-semver",
    severity: Severity::Info,
    summary: "the version of the protocol does not follow Semantic Versioning",
    explanation: "Readers and tools cannot tell from the version whether a change breaks them.",
    remedy: "Write `info.version` as three numbers: `1.4.0`.",
};

static CONTENT_TYPE_MALFORMED: Rule = Rule {
    code: "content-type-malformed",
    severity: Severity::Warning,
    summary: "the content type is no media type",
    explanation: "What the payload is encoded as can only be guessed: a media type is two words with `/` between them (RFC 6838).",
    remedy: "Write a media type: `application/json`.",
};

static CONTENT_TYPE_UNKNOWN: Rule = Rule {
    code: "content-type-unknown",
    severity: Severity::Info,
    summary: "no content type is given for a message",
    explanation: "Neither the message nor the document says what payloads are encoded as, and the specification has no default.",
    remedy: "Add `defaultContentType: application/json` to the document, or `contentType` to the message.",
};

static OPERATION_ID_DUPLICATE: Rule = Rule {
    code: "operation-id-duplicate",
    severity: Severity::Error,
    summary: "two operations have one `operationId`",
    explanation: "Tools name functions after it, and one of the two takes the place of the other.",
    remedy: "Give each operation an identifier of its own.",
};

static MESSAGE_ID_DUPLICATE: Rule = Rule {
    code: "message-id-duplicate",
    severity: Severity::Error,
    summary: "two messages have one `messageId`",
    explanation: "Tools name types after it, and one of the two takes the place of the other.",
    remedy: "Give each message an identifier of its own. A message that is used twice is written once, under `components/messages`, \
             and referred to.",
};

static TAG_DUPLICATE: Rule = Rule {
    code: "tag-duplicate",
    severity: Severity::Warning,
    summary: "a list of tags has one name twice",
    explanation: "Tags are a set of names. What the second says is lost.",
    remedy: "Remove one of the two.",
};

pub(super) const RULES: &[&Rule] = &[
    &OLD_VERSION,
    &VERSION_NOT_SEMVER,
    &CONTENT_TYPE_MALFORMED,
    &CONTENT_TYPE_UNKNOWN,
    &OPERATION_ID_DUPLICATE,
    &MESSAGE_ID_DUPLICATE,
    &TAG_DUPLICATE,
];

pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    versions(context, report);
    content_types(context, report);
    if context.version.major == 2 {
        unique(context, Kind::Operation, "operationId", &OPERATION_ID_DUPLICATE, report);
        unique(context, Kind::Message, "messageId", &MESSAGE_ID_DUPLICATE, report);
    }
    tags(context, report);
}

fn versions(context: &Context<'_>, report: &mut Report) {
    if context.version.major == 2 {
        let message = format!("AsyncAPI 2.{} is not the current version", context.version.minor);
        report.add_at_key(&OLD_VERSION, context.root, "asyncapi", message);
    }
    let version = context.root.get("info").and_then(|info| info.resolve().ok()?.get("version"));
    if let Some((version, text)) = version.and_then(|version| Some((version, version.as_str()?)))
        && !is_semver(text)
    {
        report.add(&VERSION_NOT_SEMVER, version, format!("`{text}` is not three numbers like `1.4.0`"));
    }
}

fn is_semver(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or(version);
    let is_number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
    };
    core.split('.').count() == 3
        && core.split('.').all(is_number)
        && version.is_ascii()
        && !version.contains(' ')
}

fn content_types(context: &Context<'_>, report: &mut Report) {
    let default = context.root.get("defaultContentType");
    let own = [Kind::Message, Kind::MessageTrait].into_iter().flat_map(|kind| context.objects(kind));
    for node in own.filter_map(|message| message.get("contentType")).chain(default) {
        if let Some(text) = node.as_str().filter(|text| !is_media_type(text)) {
            report.add(
                &CONTENT_TYPE_MALFORMED,
                node,
                format!("`{text}` is no media type like `application/json`"),
            );
        }
    }
    if default.is_some() {
        return;
    }
    // One finding, at the first: where one message says nothing, usually none does.
    let first = context.objects(Kind::Message).find(|message| {
        let traits =
            message.get("traits").map(|traits| traits.items().collect::<Vec<_>>()).unwrap_or_default();
        let says = |node: &Node<'_>| node.resolve().is_ok_and(|node| node.get("contentType").is_some());
        message.get("payload").is_some() && !says(message) && !traits.iter().any(says)
    });
    if let Some(message) = first {
        report.add(&CONTENT_TYPE_UNKNOWN, message, "neither the message nor the document has a content type");
    }
}

fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or(text).trim();
    // RFC 6838, section 4.2; `*` for what tools accept.
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&b))
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

fn unique(context: &Context<'_>, kind: Kind, key: &str, rule: &'static Rule, report: &mut Report) {
    let mut known: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for node in context.objects(kind) {
        let Some(id) = node.get(key) else { continue };
        let Some(text) = id.as_str() else { continue };
        match known.get(text) {
            Some(first) => {
                let line = first.place().line;
                report.add(rule, id, format!("`{text}` is also the `{key}` of line {line}"));
            }
            None => {
                known.insert(text, id);
            }
        }
    }
}

fn tags(context: &Context<'_>, report: &mut Report) {
    let info = context.root.get("info").and_then(|info| info.resolve().ok());
    for holder in context.every_object().chain(info) {
        let Some(tags) = holder.get("tags").filter(|tags| tags.is_array()) else { continue };
        let mut known = Vec::new();
        for tag in tags.items() {
            let Some(name) = tag.resolve().ok().and_then(|tag| tag.get("name")?.as_str()) else { continue };
            if known.contains(&name) {
                report.add(&TAG_DUPLICATE, tag, format!("the tag `{name}` is in this list twice"));
            }
            known.push(name);
        }
    }
}
