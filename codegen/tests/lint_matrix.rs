//! One fault at a time, planted in a document with which nothing is wrong: each gives its finding at its line and no other, and what is
//! no fault gives none.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use barwire_codegen::lint;

const BASE: &str = include_str!("documents/bars.yaml");

/// A change to the document, and what is found then.
struct Row {
    name: &'static str,
    /// Texts that stand once in the document, and what takes their place.
    changes: &'static [(&'static str, &'static str)],
    finds: Finds,
}

enum Finds {
    /// The rule, and a text of the line: the last line that has it.
    Fault(&'static str, &'static str),
    /// Why there is nothing to find.
    Nothing(&'static str),
}

use Finds::{Fault, Nothing};

const fn row(name: &'static str, changes: &'static [(&'static str, &'static str)], finds: Finds) -> Row {
    Row { name, changes, finds }
}

const SERVERS: &str = "servers:\n  local:\n    host: 127.0.0.1:8000\n    protocol: ws\n    description: A server at home.\n    \
                       security:\n      - $ref: '#/components/securitySchemes/token'\n";
const SCHEME: &str = "  securitySchemes:\n    token:\n      type: httpApiKey\n      name: token\n      in: query\n      \
                      description: The token of a session.\n";
const VOLUME: &str = "          type: [number, 'null']\n";
const DETAILS: &str = "          type: object\n          additionalProperties:\n            type: string\n";

/// What a document may leave out, or say in another way.
const METADATA: &[Row] = &[
    row(
        "no id",
        &[("id: urn:com:example:bars\n", "")],
        Nothing("an id is optional and nothing is made of it"),
    ),
    row(
        "no default content type",
        &[("defaultContentType: application/json\n", "")],
        Nothing("every message has a content type of its own"),
    ),
    row(
        "no description",
        &[("  description: Prices of instruments over time, through one WebSocket.\n", "")],
        Nothing("optional"),
    ),
    row(
        "no contact",
        &[(
            "  contact:\n    name: The market data team\n    url: https://example.com/team\n    email: market-data@example.com\n",
            "",
        )],
        Nothing("optional"),
    ),
    row("contact without mail", &[("    email: market-data@example.com\n", "")], Nothing("optional")),
    row(
        "no license",
        &[("  license:\n    name: MIT\n    url: https://opensource.org/license/mit\n", "")],
        Nothing("optional"),
    ),
    row(
        "license without url",
        &[("    url: https://opensource.org/license/mit\n", "")],
        Nothing("the name says it"),
    ),
    row(
        "no servers",
        &[(SERVERS, ""), ("    servers:\n      - $ref: '#/servers/local'\n", ""), (SCHEME, "")],
        Nothing("where the application runs may be said elsewhere"),
    ),
    row(
        "AsyncAPI 3.0.0",
        &[("asyncapi: 3.1.0", "asyncapi: 3.0.0")],
        Nothing("3.1 differs in one protocol's bindings only"),
    ),
    row("no tags", &[("  tags:\n    - name: market-data\n", "")], Nothing("optional")),
    row(
        "message without content type",
        &[(
            "      summary: The bars will come.\n      contentType: application/json\n",
            "      summary: The bars will come.\n",
        )],
        Nothing("the document has a default"),
    ),
    row(
        "operation without summary",
        &[("    summary: The bars that were asked for.\n", "")],
        Nothing("optional"),
    ),
    row(
        "version is no semantic version",
        &[("version: 1.4.0", "version: '1.4'")],
        Fault("version-not-semver", "version: '1.4'"),
    ),
    row(
        "content type is garbage",
        &[("defaultContentType: application/json", "defaultContentType: garbage")],
        Fault("content-type-malformed", "garbage"),
    ),
    row(
        "unknown field at the root",
        &[("channels:\n  bars:", "foo: 1\nchannels:\n  bars:")],
        Fault("unknown-field", "foo: 1"),
    ),
    row(
        "key twice",
        &[("  title: Bars\n", "  title: Bars\n  title: Bars too\n")],
        Fault("duplicate-key", "title: Bars too"),
    ),
    row("text is no YAML", &[("  title: Bars\n", "  title: 'Bars\n")], Fault("syntax", "title: 'Bars")),
];

/// Parts that nothing refers to, and parts that refer to nothing.
const REFERENCES: &[Row] = &[
    row(
        "unused schema",
        &[("    Resolution:\n", "    Ghost:\n      type: string\n    Resolution:\n")],
        Fault("unused-component", "Ghost:"),
    ),
    row(
        "unused security scheme",
        &[(
            "    token:\n      type: httpApiKey",
            "    ghost:\n      type: plain\n    token:\n      type: httpApiKey",
        )],
        Fault("unused-component", "ghost:"),
    ),
    row(
        "unused trait",
        &[("    correlated:\n", "    ghost:\n      contentType: application/json\n    correlated:\n")],
        Fault("unused-component", "ghost:"),
    ),
    row(
        "dangling reference",
        &[("'#/components/schemas/Bar'", "'#/components/schemas/Nope'")],
        Fault("reference-dangling", "Nope"),
    ),
    row(
        "security refers to a missing scheme",
        &[("'#/components/securitySchemes/token'", "'#/components/securitySchemes/ghost'")],
        Fault("reference-dangling", "ghost"),
    ),
    row(
        "security refers to a schema",
        &[("'#/components/securitySchemes/token'", "'#/components/schemas/Bar'")],
        Fault("reference-wrong-kind", "- $ref: '#/components/schemas/Bar'"),
    ),
    row(
        "reference to the network",
        &[("'#/components/schemas/Bar'", "'https://example.com/bar.json'")],
        Fault("reference-network", "https://example.com/bar.json"),
    ),
    row(
        "siblings of a reference",
        &[(
            "          $ref: '#/components/schemas/Bar'\n",
            "          $ref: '#/components/schemas/Bar'\n          maxProperties: 2\n",
        )],
        Fault("ref-siblings", "maxProperties"),
    ),
    row(
        "recursive reference",
        &[(VOLUME, "          $ref: '#/components/schemas/Bar'\n")],
        Nothing("a bar in a bar is a list"),
    ),
];

/// Where messages travel.
const SERVERS_AND_CHANNELS: &[Row] = &[
    row(
        "host with trailing slash",
        &[("host: 127.0.0.1:8000", "host: 127.0.0.1:8000/")],
        Fault("server-host-trailing-slash", "host:"),
    ),
    row(
        "host with scheme",
        &[("host: 127.0.0.1:8000", "host: ws://127.0.0.1:8000")],
        Fault("server-host-scheme", "host:"),
    ),
    row(
        "address with query",
        &[("address: /ws", "address: /ws?v=1")],
        Fault("channel-address-query", "address:"),
    ),
    row(
        "parameter that is not declared",
        &[("address: /ws", "address: /ws/{room}")],
        Fault("channel-parameter-undeclared", "address:"),
    ),
    row(
        "channel in no operation",
        &[(
            "operations:\n",
            "  idle:\n    address: /idle\n    messages:\n      pong:\n        $ref: '#/components/messages/pong'\noperations:\n",
        )],
        Fault("channel-unused", "idle:"),
    ),
    row(
        "binding of WebSocket on a message",
        &[(
            "      name: update\n",
            "      name: update\n      bindings:\n        ws:\n          method: GET\n",
        )],
        Fault("binding-ws-wrong-place", "        ws:"),
    ),
    row(
        "binding with a wrong method",
        &[("method: GET", "method: PUT")],
        Fault("unknown-value", "method: PUT"),
    ),
    row(
        "query that is no object",
        &[(
            "          type: object\n          properties:\n            token:\n              type: string\n",
            "          type: string\n",
        )],
        Fault("binding-ws-query-not-object", "query:"),
    ),
    row(
        "binding of Kafka on a server of WebSocket",
        &[(
            "      ws:\n        method: GET\n",
            "      kafka:\n        topic: bars\n      ws:\n        method: GET\n",
        )],
        Fault("binding-wrong-protocol", "kafka:"),
    ),
];

/// What is sent, and what is answered.
const MESSAGES: &[Row] = &[
    row(
        "example violates the payload",
        &[("            id: 1\n", "            id: one\n")],
        Fault("example-invalid", "id: one"),
    ),
    row(
        "example misses what is required",
        &[("            id: 1\n", "")],
        Fault("example-invalid", "          payload:"),
    ),
    row(
        "two messages that cannot be told apart",
        &[("            const: pong", "            const: update")],
        Fault("messages-ambiguous", "    pong:"),
    ),
    row(
        "message of an operation is not in its channel",
        &[
            ("        - $ref: '#/channels/bars/messages/error'\n", ""),
            (
                "      - $ref: '#/channels/bars/messages/update'\n",
                "      - $ref: '#/channels/bars/messages/update'\n      - $ref: '#/components/messages/error'\n",
            ),
        ],
        Fault("operation-message-not-in-channel", "- $ref: '#/components/messages/error'"),
    ),
    row(
        "message of a reply is not in its channel",
        &[(
            "        - $ref: '#/channels/bars/messages/pong'",
            "        - $ref: '#/components/messages/pong'",
        )],
        Fault("reply-message-not-in-channel", "- $ref: '#/components/messages/pong'"),
    ),
    row(
        "reply without messages",
        &[("      messages:\n        - $ref: '#/channels/bars/messages/pong'\n", "")],
        Fault("reply-without-messages", "    reply:"),
    ),
    row(
        "reply without channel",
        &[(
            "    reply:\n      channel:\n        $ref: '#/channels/bars'\n      messages:\n        - $ref: '#/channels/bars/messages/pong'",
            "    reply:\n      messages:\n        - $ref: '#/channels/bars/messages/pong'",
        )],
        Fault("reply-without-channel", "    reply:"),
    ),
    row(
        "correlation at no field",
        &[("$message.payload#/id", "$message.payload#/ident")],
        Fault("correlation-dangling", "#/ident"),
    ),
    row(
        "correlation is no expression",
        &[("$message.payload#/id", "payload.id")],
        Fault("malformed-expression", "location: payload.id"),
    ),
    row(
        "two operations with one message",
        &[(
            "operations:\n",
            "operations:\n  again:\n    action: send\n    channel:\n      $ref: '#/channels/bars'\n    messages:\n      - $ref: '#/channels/bars/messages/update'\n",
        )],
        Nothing("two intents may have one form"),
    ),
    row(
        "message in no operation",
        &[("        - $ref: '#/channels/bars/messages/error'\n", "")],
        Fault("message-unused", "      error:"),
    ),
];

/// Schemas in the default format.
const SCHEMAS: &[Row] = &[
    row(
        "default violates its schema",
        &[("default: 1D", "default: 2D")],
        Fault("default-invalid", "default: 2D"),
    ),
    row(
        "examples violate their schema",
        &[("examples: ['60']", "examples: ['61']")],
        Fault("schema-example-invalid", "examples: ['61']"),
    ),
    row(
        "required names no property",
        &[("required: [time, close]", "required: [time, close, open]")],
        Fault("required-undeclared", "required: [time, close, open]"),
    ),
    row(
        "const contradicts type",
        &[("          const: ack", "          const: ack\n          type: integer")],
        Fault("value-contradicts-type", "const: ack"),
    ),
    row(
        "discriminator names no property",
        &[("      required: [type, bar]\n", "      required: [type, bar]\n      discriminator: kind\n")],
        Fault("discriminator-undeclared", "discriminator: kind"),
    ),
    row(
        "`$schema` of 2020-12",
        &[(
            "      type: object\n      required: [type, bar]",
            "      $schema: https://json-schema.org/draft/2020-12/schema\n      type: object\n      required: [type, bar]",
        )],
        Fault("dialect-mismatch", "$schema:"),
    ),
    row(
        "`$defs`",
        &[(
            "      required: [type, bar]",
            "      $defs:\n        Name:\n          type: string\n      required: [type, bar]",
        )],
        Nothing("a place for schemas, as `definitions` is"),
    ),
    row(
        "`prefixItems`",
        &[(
            DETAILS,
            "          type: array\n          prefixItems:\n            - type: string\n          items: false\n",
        )],
        Fault("foreign-keyword", "prefixItems"),
    ),
    row(
        "`unevaluatedProperties`",
        &[("      required: [type, bar]", "      required: [type, bar]\n      unevaluatedProperties: false")],
        Fault("foreign-keyword", "unevaluatedProperties"),
    ),
    row(
        "`dependentRequired`",
        &[(
            "      required: [type, bar]",
            "      required: [type, bar]\n      dependentRequired:\n        bar: [type]",
        )],
        Fault("foreign-keyword", "dependentRequired"),
    ),
    row(
        "`nullable`",
        &[(VOLUME, "          type: number\n          nullable: true\n")],
        Fault("foreign-keyword", "nullable"),
    ),
    row(
        "pattern is no expression",
        &[("          minLength: 1\n", "          pattern: '(['\n")],
        Fault("invalid-pattern", "pattern:"),
    ),
    row(
        "format uint64 without bounds",
        &[(
            "          type: integer\n          minimum: 0\n          maximum: 9007199254740991\n        close",
            "          type: integer\n          format: uint64\n        close",
        )],
        Fault("int64-unsafe", "format: uint64"),
    ),
    row(
        "type is no word of JSON Schema",
        &[(VOLUME, "          type: strng\n")],
        Fault("invalid-type", "strng"),
    ),
    row("keyword is misspelt", &[("minLength: 1", "minLenght: 1")], Fault("keyword-typo", "minLenght")),
    row(
        "`exclusiveMinimum` of draft-04",
        &[(
            "        close:\n          type: number\n",
            "        close:\n          type: number\n          minimum: 0\n          exclusiveMinimum: true\n",
        )],
        Fault("invalid-keyword-value", "exclusiveMinimum"),
    ),
];

/// Schemas in other formats say so, and are read by them.
const FORMATS: &[&str] = &[
    "application/schema+json;version=draft/2020-12",
    "application/schema+json;version=2020-12",
    "application/schema+json;version=draft-2019-09",
    "application/schema+json;version=draft-07",
    "application/vnd.oai.openapi+json;version=3.0.0",
    "application/vnd.oai.openapi+json;version=3.1.0",
    "application/vnd.aai.asyncapi+json;version=3.1.0",
];

/// What is found in the document after changes: the codes and lines.
fn found(changes: &[(&str, &str)]) -> (String, Vec<(&'static str, u32, String)>) {
    let mut text = BASE.to_owned();
    for (from, to) in changes {
        assert_eq!(text.matches(from).count(), 1, "stands once: {from}");
        text = text.replace(from, to);
    }
    let findings = lint::parse(&text).unwrap();
    let findings = findings
        .into_iter()
        .map(|finding| (finding.rule.code, finding.place.line, finding.message))
        .collect();
    (text, findings)
}

#[test]
fn nothing_is_wrong_with_the_document() {
    assert_eq!(found(&[]).1, []);
}

#[test]
fn one_fault_gives_one_finding() {
    let mut wrong = Vec::new();
    for row in [METADATA, REFERENCES, SERVERS_AND_CHANNELS, MESSAGES, SCHEMAS].into_iter().flatten() {
        let (text, findings) = found(row.changes);
        let fits = match &row.finds {
            Nothing(_) => findings.is_empty(),
            Fault(code, at) => {
                let line = text.lines().enumerate().filter(|(_, line)| line.contains(at)).last();
                let line = line.map(|(index, _)| index + 1);
                matches!(&findings[..], [(found, at_line, _)] if found == code && line == Some(*at_line as usize))
            }
        };
        if !fits {
            let expected = match row.finds {
                Fault(code, at) => format!("{code} at `{at}`"),
                Nothing(why) => format!("nothing: {why}"),
            };
            wrong.push(format!("{}: expected {expected}, found {findings:?}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_formats_are_no_fault() {
    let payload = "        $ref: '#/components/schemas/Ack'\n";
    for format in FORMATS {
        let wrapped = format!(
            "        schemaFormat: {format}\n        schema:\n          $ref: '#/components/schemas/Ack'\n"
        );
        assert_eq!(found(&[(payload, &wrapped)]).1, [], "{format}");
    }
    // A reference of 2020-12 is read within its schema.
    let inner = "        schemaFormat: application/schema+json;version=draft/2020-12\n        schema:\n          allOf:\n            - $ref: '#/components/schemas/Ack'\n            - $ref: '#/$defs/A'\n          $defs:\n            A:\n              type: object\n";
    assert_eq!(found(&[(payload, inner)]).1, []);
}
