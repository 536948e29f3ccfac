//! The same rules where there is no `type`, no socket and no version 3: a queue as AsyncAPI 2.6 describes it. `publish` is what clients do.

use crate::pair::{Cut, Edit, Pair, Put};

const QUEUE: &str = include_str!("documents/queue.yaml");

const fn pair(name: &'static str, edits: &'static [Edit], expected: &'static [&'static str]) -> Pair {
    Pair { name, base: QUEUE, before: &[], edits, expected }
}

pub(crate) const PAIRS: &[Pair] = &[
    pair("queue: identical", &[], &[]),
    pair(
        "queue: clients send one value less",
        &[Put("enum: [resize, crop]", "enum: [resize]")],
        &[
            "wire message-refused client to server: jobs.{region} job",
            "source variant-removed client to server: Job.kind",
        ],
    ),
    pair(
        "queue: the server sends less",
        &[Put("required: [url]", "required: []")],
        &[
            "wire message-refused server to client: results result",
            "source member-optional server to client: Result.url",
        ],
    ),
    pair(
        "queue: a header of clients is required",
        &[Put("required: [tenant]", "required: [tenant, trace]")],
        &[
            "wire headers-refused client to server: jobs.{region} job",
            "source member-required client to server: JobHeaders.trace",
        ],
    ),
    pair(
        "queue: a format has changed",
        &[Put("format: uri", "format: uuid")],
        &["dangerous format-changed server to client: results result /url"],
    ),
    pair(
        "queue: a topic has changed",
        &[Put("topic: jobs", "topic: work")],
        &[
            "wire binding-address-changed: jobs.{region} kafka.topic",
            "rollback binding-address-changed: jobs.{region} kafka.topic",
        ],
    ),
    pair(
        "queue: there are more partitions",
        &[Put("partitions: 3", "partitions: 6")],
        &["dangerous binding-changed: jobs.{region} kafka.partitions"],
    ),
    pair(
        "queue: the binding of an operation has changed",
        &[Put("clientId: { type: string }", "groupId: { type: string }")],
        &[
            "dangerous binding-changed: results result kafka.clientId",
            "dangerous binding-changed: results result kafka.groupId",
        ],
    ),
    pair(
        "queue: a parameter has fewer values",
        &[Put("enum: [eu, us]", "enum: [eu]")],
        &["wire parameter-refused client to server: jobs.{region} {region}"],
    ),
    pair(
        "queue: a parameter has another pattern",
        &[Put("enum: [eu, us]", "enum: [eu, us], minLength: 2")],
        &["dangerous parameter-changed: jobs.{region} {region}"],
    ),
    // Who shows both shows the one.
    pair(
        "queue: one of two credentials suffices",
        &[Put("{ scram: [], client: [] }", "{ scram: [] }")],
        &["rollback credentials-refused client to server: kafka://broker.example.com:9092"],
    ),
    pair(
        "queue: either of two credentials suffices",
        &[Put("{ scram: [], client: [] }", "{ scram: [] }, { client: [] }")],
        &["rollback credentials-refused client to server: kafka://broker.example.com:9092"],
    ),
    pair(
        "queue: a topic is removed",
        &[Cut("  results:\n", "components:")],
        &["wire channel-missing: results", "source type-removed: Result"],
    ),
    pair(
        "queue: a payload is described in another language",
        &[Put(
            "contentType: application/octet-stream\n      payload: { type: string }",
            "contentType: application/octet-stream\n      schemaFormat: application/vnd.apache.avro;version=1.9.0\n      \
             payload: { type: string }",
        )],
        &[
            "wire schema-format-changed client to server: jobs.{region} blob",
            "rollback schema-format-changed client to server: jobs.{region} blob",
        ],
    ),
    Pair {
        name: "queue: a payload of a language that is not read has changed",
        base: QUEUE,
        before: &[Put(
            "payload: { type: string }",
            "schemaFormat: application/vnd.apache.avro;version=1.9.0\n      payload: { type: string }",
        )],
        edits: &[Put("payload: { type: string }", "payload: { type: bytes }")],
        // Each blob could be a job, as far as is known, and so could each job be a blob.
        expected: &["unproven message-unproven client to server: jobs.{region} blob"],
    },
];
