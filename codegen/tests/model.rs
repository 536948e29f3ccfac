//! What the model takes of a document, and what it says of one that it cannot read.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use barwire_codegen::model::{Action, Directions, Kind, Model, Perspective};
use serde_json::{Value, json};

/// A document with the schemas under `schemas`, and one message whose frame is the schema `Frame`.
fn document(schemas: &str) -> String {
    let head = "
asyncapi: 3.1.0
info: { title: Test, version: 1.0.0 }
channels:
  test:
    address: /ws
    messages:
      frame: { payload: { $ref: '#/components/schemas/Frame' } }
operations:
  send:
    action: send
    channel: { $ref: '#/channels/test' }
    messages: [{ $ref: '#/channels/test/messages/frame' }]
components:
  schemas:
";
    format!("{head}{schemas}")
}

/// What stands above the channels of every 3.x document here.
const THREE: &str = "asyncapi: 3.0.0\ninfo: { title: Test, version: 1.0.0 }\n";

/// The same for 2.x.
const TWO: &str = "asyncapi: 2.6.0\ninfo: { title: Test, version: 1.0.0 }\n";

/// One of every object of 3.x.
const WHOLE_THREE: &str = "
defaultContentType: application/json
servers:
  b: { host: example.com, pathname: /v1, protocol: wss, security: [{ $ref: '#/components/securitySchemes/token' }] }
  a: { host: 'localhost:{port}', protocol: ws, variables: { port: { default: '80' } } }
channels:
  rooms:
    address: '/rooms/{room}'
    parameters:
      room: { $ref: '#/components/parameters/room' }
    servers: [{ $ref: '#/servers/b' }]
    messages:
      said: { $ref: '#/components/messages/said' }
      heard: { payload: { type: string } }
  other: { $ref: '#/components/channels/other' }
  anywhere:
    address: null
operations:
  say:
    action: receive
    channel: { $ref: '#/channels/rooms' }
    messages: [{ $ref: '#/channels/rooms/messages/said' }]
    security: [{ $ref: '#/components/securitySchemes/token' }, { type: userPassword }]
    reply: { $ref: '#/components/replies/heard' }
  all:
    action: send
    channel: { $ref: '#/channels/other' }
  none:
    action: send
    channel: { $ref: '#/channels/rooms' }
    messages: []
  lenient:
    action: send
    channel: { $ref: '#/channels/rooms' }
    messages: [{ $ref: '#/components/messages/said' }]
components:
  channels:
    other: { address: /other, messages: { again: { $ref: '#/components/messages/said' } } }
  messages:
    said:
      summary: Something was said.
      contentType: text/plain
      correlationId: { $ref: '#/components/correlationIds/id' }
      payload: { type: object, properties: { id: { type: string } } }
      examples: [{ payload: { id: a } }, { headers: {} }]
    unused: { payload: { type: string } }
  correlationIds:
    id: { location: '$message.payload#/id' }
  parameters:
    room: { enum: [red, green], default: red, description: Which one., location: '$message.payload#/room' }
  replies:
    heard: { channel: { $ref: '#/channels/rooms' }, messages: [{ $ref: '#/channels/rooms/messages/heard' }] }
  securitySchemes:
    token: { type: httpApiKey, name: token, in: query }
";

/// One of every object of 2.x.
const WHOLE_TWO: &str = "
defaultContentType: application/json
servers:
  a: { url: 'mqtt://example.com:{port}/path', protocol: mqtt, security: [{ token: [] }, { flows: [a, b] }] }
  b: { url: example.com, protocol: ws }
channels:
  'users/{id}':
    servers: [a]
    parameters:
      id: { description: Which one., schema: { $ref: '#/components/schemas/Id' }, location: '$message.payload#/id' }
    publish:
      operationId: signUp
      security: [{ token: [] }]
      message: { $ref: '#/components/messages/UserSignedUp' }
    subscribe:
      message:
        oneOf:
          - { name: own, payload: { type: string } }
          - { messageId: identified, payload: { type: string } }
          - { title: Titled, payload: { type: string } }
          - { payload: { $ref: '#/components/schemas/Id' } }
          - { payload: { type: boolean } }
          - { $ref: '#/components/messages/UserSignedUp' }
          - { $ref: '#/components/messages/Several' }
  nothing: {}
  single: { subscribe: { message: { payload: { type: integer } } } }
components:
  schemas:
    Id: { type: string, enum: [one, two], default: one }
  messages:
    UserSignedUp: { payload: { type: object } }
    Several: { oneOf: [{ $ref: '#/components/messages/Last' }, { $ref: '#/components/messages/Several' }] }
    Last: { payload: {} }
  securitySchemes:
    flows: { type: oauth2 }
    token: { type: httpApiKey }
";

fn read(head: &str, body: &str) -> Model {
    Model::parse(&format!("{head}{body}")).unwrap()
}

fn refused(text: &str) -> String {
    Model::parse(text).expect_err("this document cannot be read").to_string()
}

/// A model in lines, as people read it.
fn outline(model: &Model) -> String {
    let mut out = String::new();
    let schemes = |numbers: &[usize]| {
        numbers
            .iter()
            .map(|number| model.security_schemes[*number].name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let messages = |numbers: &[usize]| {
        numbers.iter().map(|number| model.messages[*number].name.as_str()).collect::<Vec<_>>().join(", ")
    };
    for server in &model.servers {
        let security = schemes(&server.security);
        writeln!(out, "server {}: {} {} [{security}]", server.name, server.protocol, server.url).unwrap();
    }
    for channel in &model.channels {
        let servers: Vec<&str> =
            channel.servers.iter().map(|number| model.servers[*number].name.as_str()).collect();
        writeln!(
            out,
            "channel {}: {:?}; messages {}; servers {}",
            channel.name,
            channel.address,
            messages(&channel.messages),
            servers.join(", ")
        )
        .unwrap();
        for parameter in &channel.parameters {
            writeln!(out, "  {parameter:?}").unwrap();
        }
    }
    for operation in &model.operations {
        let channel = &model.channels[operation.channel].name;
        let line = format!("operation {}: {:?} {channel}: ", operation.name, operation.action);
        writeln!(out, "{line}{} [{}]", messages(&operation.messages), schemes(&operation.security)).unwrap();
        if let Some(reply) = operation.reply_channel {
            writeln!(out, "  reply {}: {}", model.channels[reply].name, messages(&operation.replies))
                .unwrap();
        }
    }
    for message in &model.messages {
        let kind = format!("{:?}", model.schemas.resolve(message.payload).kind);
        let kind = kind.split(['(', ' ']).next().unwrap().to_owned();
        writeln!(
            out,
            "message {}: {kind}; {:?} {:?} {:?} examples {:?}",
            message.name, message.summary, message.content_type, message.correlation, message.examples
        )
        .unwrap();
    }
    for note in &model.notes {
        writeln!(out, "note {}: {}", note.place, note.text).unwrap();
    }
    out
}

#[test]
fn a_document_of_3_x() {
    let model = read(THREE, WHOLE_THREE);
    insta::assert_snapshot!(outline(&model));
}

#[test]
fn a_document_of_2_x() {
    let model = read(TWO, WHOLE_TWO);
    insta::assert_snapshot!(outline(&model));
}

#[test]
fn operations_give_messages_their_direction() {
    let model = Model::parse(&document("    Frame: { type: object }")).unwrap();
    assert_eq!(model.operations[0].action, Action::Send);
    let received = Directions { inbound: vec![0], outbound: vec![] };
    assert_eq!(model.directions(Perspective::Client), received);
    let sent = Directions { inbound: vec![], outbound: vec![0] };
    assert_eq!(model.directions(Perspective::Server), sent);
}

#[test]
fn in_3_x_an_object_overrules_its_traits_and_a_later_trait_an_earlier_one() {
    let traits = "
channels:
  c:
    messages:
      m:
        summary: own
        headers: { type: object, properties: { own: { type: string } } }
        traits: [{ $ref: '#/components/messageTraits/a' }, { $ref: '#/components/messageTraits/b' }]
operations:
  o: { action: send, channel: { $ref: '#/channels/c' }, traits: [{ summary: trait, description: said }] }
components:
  messageTraits:
    a: { name: shared, summary: a, description: a, contentType: a/a, headers: { required: [a], properties: { a: {} } } }
    b: { summary: b, description: b, correlationId: { location: '$message.header#/b' } }
";
    let model = read(THREE, traits);
    let message = &model.messages[0];
    assert_eq!(
        (message.name.as_str(), message.summary.as_str(), message.description.as_str()),
        ("m", "own", "b")
    );
    assert_eq!(message.content_type.as_deref(), Some("a/a"));
    assert_eq!(message.correlation.as_deref(), Some("$message.header#/b"));
    assert_eq!(model.operations[0].summary, "trait");
    assert_eq!(model.operations[0].description, "said");
    let Kind::Object(headers) = &model.schemas.resolve(message.headers.unwrap()).kind else {
        panic!("expected an object")
    };
    let names: Vec<_> = headers.properties.iter().map(|one| (one.name.as_str(), one.required)).collect();
    assert_eq!(names, [("a", true), ("own", false)]);
}

#[test]
fn in_2_x_a_trait_overrules_the_object_that_lists_it() {
    let model = read(
        TWO,
        "channels: { c: { publish: { message: { summary: own, description: own, traits: [{ summary: trait }] } } } }",
    );
    assert_eq!(
        (model.messages[0].summary.as_str(), model.messages[0].description.as_str()),
        ("trait", "own")
    );
}

#[test]
fn null_takes_away_what_a_trait_says() {
    let model =
        read(THREE, "channels: { c: { messages: { m: { summary: null, traits: [{ summary: trait }] } } } }");
    assert_eq!(model.messages[0].summary, "");
}

#[test]
fn a_message_is_of_the_language_that_it_names() {
    let mut said = String::new();
    let formats = [
        "application/vnd.aai.asyncapi;version=3.0.0",
        "application/vnd.aai.asyncapi+yaml;version=3.0.0",
        "application/schema+json;version=draft-07",
        "application/schema+json; version=draft/2020-12",
        "application/schema+yaml;version=draft-07",
        "application/vnd.oai.openapi;version=3.0.0",
        "application/vnd.oai.openapi+json;version=3.1.0",
        "application/vnd.apache.avro+json;version=1.9.0",
        "application/vnd.google.protobuf;version=3",
        "application/raml+yaml;version=1.0",
        "text/x-cobol",
    ];
    for format in formats {
        let three = format!(
            "channels: {{ c: {{ messages: {{ m: {{ payload: {{ schemaFormat: '{format}', schema: {{ type: string, nullable: true }} }} }} }} }} }}"
        );
        let two = format!(
            "channels: {{ c: {{ publish: {{ message: {{ schemaFormat: '{format}', payload: {{ type: string, nullable: true }} }} }} }} }}"
        );
        for model in [read(THREE, &three), read(TWO, &two)] {
            let kind = format!("{:?}", model.schemas.resolve(model.messages[0].payload).kind);
            let kind = kind.split(['(', ' ']).next().unwrap();
            let notes: Vec<_> =
                model.notes.iter().map(|note| format!(" {}: {}", note.place, note.text)).collect();
            writeln!(said, "{format}: {kind}{}", notes.concat()).unwrap();
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn schemas_of_components_have_their_names_whatever_their_language() {
    let model = read(
        THREE,
        "
channels: { c: { messages: { m: { payload: { $ref: '#/components/schemas/Wrapped' } } } } }
components:
  schemas:
    Wrapped: { schemaFormat: application/schema+json;version=draft-07, schema: { type: string } }
    Plain: { type: integer }
",
    );
    let names: Vec<_> = model.schemas.named().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Plain", "Wrapped"]);
    assert_eq!(model.schemas.target(model.messages[0].payload), model.schemas.named()[1].1);
}

#[test]
fn members_stand_in_the_order_of_required_and_then_by_name() {
    let text =
        document("    Frame: { type: object, required: [z, a], properties: { c: {}, a: {}, b: {}, z: {} } }");
    let model = Model::parse(&text).unwrap();
    let (_, id) = model.schemas.named()[0];
    let Kind::Object(object) = &model.schemas.get(id).kind else { panic!("expected an object") };
    let names: Vec<&str> = object.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(names, ["z", "a", "b", "c"]);
}

#[test]
fn a_message_is_named_by_its_type_on_the_wire() {
    let frame = "{ type: object, required: [type], properties: { type: { const: price.update } } }";
    for schemas in [
        format!("    Frame: {frame}"),
        format!("    Frame: {{ $ref: '#/components/schemas/Other' }}\n    Other: {frame}"),
        format!(
            "    Frame: {{ allOf: [{{ type: object }}, {{ $ref: '#/components/schemas/Other' }}] }}\n    Other: {frame}"
        ),
    ] {
        assert_eq!(Model::parse(&document(&schemas)).unwrap().messages[0].name, "price.update");
    }
}

#[test]
fn a_message_of_several_channels_is_one() {
    let model = read(
        THREE,
        "
channels:
  a: { messages: { m: { $ref: '#/components/messages/shared' } } }
  b: { messages: { n: { $ref: '#/components/messages/shared' } } }
operations:
  o: { action: send, channel: { $ref: '#/channels/b' }, messages: [{ $ref: '#/channels/b/messages/n' }] }
components: { messages: { shared: {} } }
",
    );
    assert_eq!(model.messages.len(), 1);
    assert_eq!(model.messages[0].name, "shared");
    assert_eq!(model.operations[0].messages, [0]);
}

#[test]
fn objects_may_stand_in_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "main.yaml",
        &format!("{TWO}channels: {{ c: {{ publish: {{ message: {{ $ref: 'signed-up.yaml' }} }} }} }}"),
    );
    write("signed-up.yaml", "payload: { $ref: 'types.json#/User' }");
    write("types.json", r#"{ "User": { "type": "object" } }"#);
    let model = Model::open(&folder.path().join("main.yaml")).unwrap();
    assert_eq!(model.messages[0].name, "signed-up");
    assert!(matches!(model.schemas.resolve(model.messages[0].payload).kind, Kind::Object(_)));
}

#[test]
fn a_cycle_ends() {
    let text =
        document("    Frame: { type: object, properties: { next: { $ref: '#/components/schemas/Frame' } } }");
    let model = Model::parse(&text).unwrap();
    let (_, id) = model.schemas.named()[0];
    let Kind::Object(object) = &model.schemas.get(id).kind else { panic!("expected an object") };
    assert_eq!(model.schemas.target(object.properties[0].schema), id);
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let whole = document("    Frame: { type: object }");
    let two = |channels: &str| refused(&format!("{TWO}channels: {channels}"));
    let stream = |more: &str| {
        let said = format!("x-barwire-stream: {{ opens: a, key: [b], update: c, failed: d, {more} }}");
        refused(&whole.replace("action: send", &format!("action: send\n    {said}")))
    };
    let refusals = [
        refused("a: b: c"),
        refused("[1, 2]"),
        refused("{}"),
        refused("asyncapi: 3.1"),
        refused("asyncapi: '3.1'"),
        refused("asyncapi: 1.2.0"),
        refused("asyncapi: 2.0.0-rc1"),
        refused("asyncapi: [3.1.0]"),
        refused(&whole.replace("address: /ws", "address: /ws\n    address: /again")),
        refused(&whole.replace("title: Test, ", "")),
        refused(&whole.replace("version: 1.0.0", "version: 1.0")),
        refused(&whole.replace("action: send", "action: shout")),
        refused(&whole.replace("action: send", "")),
        refused(&whole.replace("#/channels/test/messages/frame", "#/components/schemas/Frame")),
        refused(&whole.replace("#/channels/test/messages/frame", "#/components/messages/frame")),
        refused(&whole.replace("{ $ref: '#/channels/test/messages/frame' }", "frame")),
        refused(&whole.replace("{ $ref: '#/channels/test' }", "{ $ref: '#/channels/other' }")),
        refused(&whole.replace("{ $ref: '#/channels/test' }", "{ $ref: '#/info' }")),
        refused(&whole.replace("{ $ref: '#/channels/test' }", "test")),
        refused(&whole.replace("    address: /ws", "    servers: [{ $ref: '#/info' }]")),
        refused(&whole.replace("    address: /ws", "    x-barwire-unknown-messages: eat")),
        refused(&whole.replace("    address: /ws", "    address: [ws]")),
        refused(&whole.replace("components:", "components: []\nservers:")),
        refused(&whole.replace("components:", "servers: { a: { host: example.com } }\ncomponents:")),
        refused(&whole.replace("frame: {", "frame: { correlationId: {},")),
        refused(&whole.replace("frame: {", "frame: { traits: {},")),
        refused(&whole.replace("frame: {", "frame: { traits: [a],")),
        refused(&whole.replace("frame: { payload: { $ref: '#/components/schemas/Frame' } }", "frame: 7")),
        refused(&whole.replace("frame: { payload:", "frame: { payload: 7, x:")),
        stream("resume: yes"),
        stream("resume: { since: since, epoch: epoch, count: count, counted: counted }"),
        stream("resume: { since: since, epoch: epoch, count: 7, counted: counted, recovered: recovered }"),
        stream("latest: [bar, time]"),
        stream("latest: bar/time"),
        stream("latest: /bar~2time"),
        two("{ a: { servers: [nowhere] } }"),
        two("{ a: { publish: { message: { oneOf: {} } } } }"),
        two("{ a: { publish: { security: [{ nothing: [] }] } } }"),
        two("{ a: { publish: [] } }"),
        two("{ a: { $ref: '#/channels/a' } }"),
        refused(&document("    Other: { type: object }")),
        refused(&document("    Frame: { $ref: 'https://example.com/schema.json' }")),
        refused(&document("    Frame: { $ref: '#/components/schemas/Frame' }")),
        refused(&document("    Frame: { type: strng }")),
        refused(&document("    Frame: { type: string, minLength: many }")),
        refused(&document("    Frame: { type: array, items: 7 }")),
    ];
    insta::assert_snapshot!(refusals.join("\n"));
}

#[test]
fn a_file_that_is_not_there_cannot_be_read() {
    let error = Model::open(Path::new("nowhere.yaml")).unwrap_err();
    insta::assert_snapshot!(error, @"nowhere.yaml: cannot be read: No such file or directory (os error 2)");
}

/// Calls `visit` with the document once for each of its values, that value being another.
fn replace_each(document: &mut Value, at: &str, by: &Value, visit: &mut impl FnMut(&Value)) {
    let value = document.pointer_mut(at).unwrap();
    let keys: Vec<String> = match &*value {
        Value::Object(map) => map.keys().map(|key| key.replace('~', "~0").replace('/', "~1")).collect(),
        Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    };
    let whole = std::mem::replace(value, by.clone());
    visit(document);
    *document.pointer_mut(at).unwrap() = whole;
    for key in keys {
        replace_each(document, &format!("{at}/{key}"), by, visit);
    }
}

#[test]
fn whatever_stands_in_a_place_is_read_or_refused() {
    let others = [
        json!(null),
        json!(true),
        json!(7),
        json!("text"),
        json!([]),
        json!([[]]),
        json!([{}]),
        json!({}),
        json!({ "$ref": "#" }),
        json!({ "$ref": "#/channels" }),
        json!({ "$ref": 7 }),
        json!({ "traits": [{ "$ref": "#/components" }], "oneOf": [{ "$ref": "#/channels" }] }),
    ];
    for text in [format!("{THREE}{WHOLE_THREE}"), format!("{TWO}{WHOLE_TWO}")] {
        let mut document: Value = serde_yaml::from_str(&text).unwrap();
        for other in &others {
            replace_each(&mut document, "", other, &mut |document| {
                if let Err(error) = Model::parse(&document.to_string()) {
                    assert!(error.to_string().starts_with("1:"), "{error}");
                }
            });
        }
    }
}

/// The documents of the corpus; none where it is not beside the checkout.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("BARWIRE_CORPUS").map_or(beside, PathBuf::from).join("asyncapi");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there is no corpus at {}", folder.display());
    None
}

#[test]
fn documents_of_others_are_read_where_they_are_valid() {
    let Some(folder) = corpus() else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let mut faults = String::new();
    for line in manifest.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (file, valid) = (columns[0], columns[5]);
        match (Model::open(&folder.join(file)), valid) {
            (Err(error), "valid") => writeln!(faults, "{error}").unwrap(),
            // What stands beside them is not in the corpus.
            (Err(error), "valid-in-place") if !error.to_string().contains("cannot be read: ") => {
                writeln!(faults, "{error}").unwrap();
            }
            // Whatever is refused is refused at a line.
            (Err(error), _) if !error.to_string().contains(&format!("{file}:")) => {
                writeln!(faults, "{error}").unwrap();
            }
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
