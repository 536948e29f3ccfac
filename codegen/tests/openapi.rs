//! Documents of OpenAPI: what the model takes of them, their TypeScript and their page, and what is said of those that are wrong.
//! `make test` compiles the TypeScript too.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::fs;
use std::path::Path;

use barwire_codegen::model::{Endpoint, Location, Meaning, Model, Specification};
use barwire_codegen::typescript::{self, Options};
use barwire_codegen::{cli, html};
use serde_json::Value;

const LIBRARY: &str = include_str!("documents/library.yaml");

fn generate(text: &str) -> String {
    typescript::generate(&Model::parse(text).unwrap(), &Options::default()).unwrap()
}

/// A document with one operation, of which this is said, indented by six spaces.
fn operation(said: &str) -> String {
    document("/a/{id}", &format!("    get:\n{said}"))
}

/// A document with one path.
fn document(path: &str, item: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{ title: Test, version: 1.0.0 }}\npaths:\n  {path}:\n{item}")
}

const ID: &str = "      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]\n";
const OK: &str = "      responses: { 200: { description: Fine. } }\n";

fn endpoints(text: &str) -> Vec<Endpoint> {
    Model::parse(text).unwrap().endpoints
}

fn error(text: &str) -> String {
    Model::parse(text).unwrap_err().to_string()
}

fn notes(text: &str) -> Vec<String> {
    let notes = Model::parse(text).unwrap().notes;
    notes.iter().map(|note| format!("{}: {}", note.place, note.text)).collect()
}

#[test]
fn typescript_of_a_library() {
    let text = generate(LIBRARY);
    insta::with_settings!({ snapshot_path => "generated", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_binary_snapshot!("library.ts", text.clone().into_bytes());
    });
    // The tests of the client run on it.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ts/test/library.ts");
    let there = fs::read_to_string(&path).unwrap();
    assert!(there == text, "{} is old: copy tests/generated/library.snap.ts there", path.display());
}

#[test]
fn page_of_a_library() {
    let page = html::generate(&Model::parse(LIBRARY).unwrap(), None).unwrap();
    // The style is looked at in a browser.
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{head}{body}"));
    for tag in ["<script", "<img", "<link", "src=", "@import", "url("] {
        assert!(!page.contains(tag), "the page asks for something: {tag}");
    }
}

/// Reverses the keys of every map, but for those of examples, which are shown as they are.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let member = |(key, value): (String, Value)| {
                let kept = key == "example" || key == "examples";
                (key, if kept { value } else { reversed(value) })
            };
            Value::Object(map.into_iter().rev().map(member).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        scalar => scalar,
    }
}

#[test]
fn the_order_of_keys_means_nothing() {
    // Keys of JSON are strings.
    let document: Value =
        serde_yaml::from_str(&LIBRARY.replace("        200:\n", "        '200':\n")).unwrap();
    let text = serde_json::to_string(&reversed(document)).unwrap();
    assert_eq!(generate(&text), generate(LIBRARY));
    let page = |text: &str| html::generate(&Model::parse(text).unwrap(), None).unwrap();
    assert_eq!(page(&text), page(LIBRARY));
}

#[test]
fn operations_are_read_with_their_parameters_in_order() {
    let model = Model::parse(LIBRARY).unwrap();
    assert_eq!(
        (model.specification, model.specification_version.as_str()),
        (Specification::OpenApi, "3.1.0")
    );
    let names: Vec<_> = model.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    assert_eq!(names, ["book", "borrow", "dropBook", "getHealth", "note", "searchBooks"]);
    let search = &model.endpoints[5];
    let listed = &search.arguments.as_ref().unwrap().listed;
    let listed: Vec<_> = listed.iter().map(|one| (one.name.as_str(), one.location, one.required)).collect();
    assert_eq!(
        listed,
        [
            ("query", Location::Query, true),
            ("branch", Location::Query, false),
            ("limit", Location::Query, false),
            ("subject", Location::Query, false),
        ]
    );
}

#[test]
fn a_reply_is_an_answer_or_a_problem() {
    let meanings = |text: &str| {
        let model = Model::parse(text).unwrap();
        let endpoint = &model.endpoints[0];
        let meaning = |reply| endpoint.meaning(reply, &model.schemas) == Meaning::Answer;
        endpoint.replies.iter().map(|reply| (reply.status.clone(), meaning(reply))).collect::<Vec<_>>()
    };
    let json = |status: &str, schema: &str| {
        format!(
            "        {status}: {{ description: '', content: {{ application/json: {{ schema: {schema} }} }} }}\n"
        )
    };
    let responses = format!(
        "      responses:\n{}{}{}{}",
        json("2XX", "{ $ref: '#/components/schemas/A' }"),
        json("404", "{ type: string }"),
        json("503", "{ $ref: '#/components/schemas/A', description: The same. }"),
        json("default", "{ type: string }"),
    );
    let text = format!(
        "{}components: {{ schemas: {{ A: {{ type: object }} }} }}\n",
        operation(&format!("{ID}{responses}"))
    );
    let expected = [("2XX", true), ("404", false), ("503", true), ("default", false)];
    assert_eq!(meanings(&text), expected.map(|(status, is_answer)| (status.to_owned(), is_answer)));
    let only_default = operation(&format!("{ID}      responses:\n{}", json("default", "{ type: string }")));
    assert_eq!(meanings(&only_default), [("default".to_owned(), true)]);
}

#[test]
fn what_is_left_out_is_noted() {
    let parameters = "
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: session, in: cookie, schema: { type: string } }
        - { name: filter, in: query, schema: { type: object } }
        - { name: deep, in: query, style: deepObject, schema: { type: string } }
        - { name: joined, in: query, explode: false, schema: { type: array, items: { type: string } } }
        - { name: media, in: query, content: { application/json: { schema: {} } } }
      callbacks: { done: {} }
      responses:
        200: { description: A table., content: { text/csv: {} } }
";
    let text = format!(
        "{}webhooks: {{ left: {{}} }}\ncomponents: {{ securitySchemes: {{ key: {{ type: http }} }} }}\n",
        operation(parameters)
    );
    let notes = [notes(LIBRARY), notes(&text)].concat();
    insta::assert_snapshot!(notes.join("\n"));
    assert_eq!(endpoints(&text)[0].arguments.as_ref().unwrap().listed.len(), 1);
}

#[test]
fn a_document_of_3_0_says_null_and_bounds_in_its_own_way() {
    let text = operation(&format!(
        "{ID}      responses: {{ 200: {{ description: '', content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/A' }} }} }} }} }}
components:
  schemas:
    A:
      type: object
      required: [size, name]
      properties:
        size: {{ type: number, minimum: 0, exclusiveMinimum: true }}
        name: {{ type: string, nullable: true }}
        id: {{ $ref: '#/components/schemas/Id', maxLength: 3 }}
    Id: {{ type: string }}
"
    ))
    .replace("openapi: 3.1.0", "openapi: 3.0.3");
    let text = generate(&text);
    for line in [
        "  readonly name: string | null;",
        // What stands beside a reference means nothing in 3.0.
        "  readonly id?: Id;",
        "    ((isNumber(value['size']) && value['size'] > 0) || fail(at, 'a number above 0', value, 'size')) &&",
    ] {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
}

#[test]
fn files_of_a_document_are_read_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.yaml");
    let item = "    $ref: 'paths.yaml#/a'\n";
    fs::write(&path, document("/a", item)).unwrap();
    let paths = "
a:
  get:
    operationId: a
    responses:
      200: { $ref: 'parts.yaml#/components/responses/A' }
      default: { $ref: 'parts.yaml#/components/responses/A' }
";
    fs::write(folder.path().join("paths.yaml"), paths).unwrap();
    let parts = "
components:
  responses:
    A: { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }
  schemas:
    A: { $ref: '#/components/schemas/B', maxLength: 3 }
    B: { type: string }
";
    fs::write(folder.path().join("parts.yaml"), parts).unwrap();
    let model = Model::open(&path).unwrap();
    let text = typescript::generate(&model, &Options::default()).unwrap();
    // Of 3.1, so that what stands beside the reference holds.
    assert!(text.contains("isText(value, 0, 3)"), "{text}");
    assert!(text.contains("answers: { 200: ASchema, default: ASchema },"), "{text}");
}

#[test]
fn a_discriminator_names_schemas() {
    let text = format!(
        "{}components:
  schemas:
    Cat: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }} }} }}
    Dog: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }} }} }}
    Pet:
      oneOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }}]
      discriminator: {{ propertyName: kind, mapping: {{ dog: '#/components/schemas/Dog' }} }}
",
        operation(&format!("{ID}{OK}"))
    );
    let text = generate(&text);
    assert!(text.contains("readonly kind: 'Cat';") && text.contains("readonly kind: 'dog';"), "{text}");
}

#[test]
fn the_descriptor_is_called_after_the_document() {
    let text = operation(&format!("{ID}{OK}"));
    let named = |info: &str| {
        let text = generate(&text.replace("title: Test", info));
        let constants = text.lines().filter_map(|line| line.strip_prefix("export const ")?.split_once(':'));
        constants
            .map(|(name, _)| name)
            .max_by_key(|name| name.starts_with(char::is_lowercase))
            .unwrap()
            .to_owned()
    };
    assert_eq!(named("title: Market datafeed"), "marketDatafeedApi");
    assert_eq!(named("title: Pet store API"), "petStoreApi");
    assert_eq!(named("title: Market datafeed, x-barwire-name: datafeed"), "datafeedApi");
    assert_eq!(named("title: '1'"), "type1Api");
}

#[test]
fn names_of_operations_do_not_clash_with_those_of_schemas() {
    let text = format!(
        "{}components: {{ schemas: {{ GetAIdParameters: {{ type: string }}, Operation: {{ type: string }}, TestApi: {{ type: string }} }} }}\n",
        operation(&format!("{ID}{OK}"))
    );
    let text = generate(&text);
    for line in [
        "export type GetAIdParameters = string;",
        "export interface GetAIdParametersType {",
        "export type OperationType = string;",
        "export type TestApi = string;",
        "export const testApiType: TestApiType = {",
    ] {
        assert!(text.contains(line), "no `{line}` in\n{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_a_remedy() {
    let responses = |said: &str| operation(&format!("{ID}      responses:\n        {said}\n"));
    let said = [
        error("openapi: 2.0\n"),
        error("openapi: 3.2.0\n"),
        error("info: {}\n"),
        error("openapi: 3.1.0\n"),
        error(&operation(OK)),
        error(&operation(&format!("{}{OK}", ID.replace("name: id", "name: key")))),
        error(&operation(&format!("{}{OK}", ID.replace("in: path", "in: body")))),
        error(&operation(&format!("{}{OK}", ID.replace("schema", "shape")))),
        error(&operation(ID)),
        error(&responses("{}")),
        error(&responses("ok: { description: '' }")),
        error(&responses("200: { $ref: '#/components/responses/A' }")),
        error(&responses(
            "200: { description: '', content: { application/json: { schema: { type: text } } } }",
        )),
        error(&document("/a-b", &format!("    get:\n{OK}  /a/b:\n    get:\n{OK}"))),
        error(&document(
            "/a",
            &format!("    get:\n      operationId: x\n{OK}    put:\n      operationId: x\n{OK}"),
        )),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_command_for_documents_of_the_other_specification_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let openapi = folder.path().join("openapi.yaml");
    fs::write(&openapi, LIBRARY).unwrap();
    let openapi = openapi.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = ["barwire"].iter().chain(arguments).map(Into::into);
        let code = cli::run(&[], arguments, &mut out, &mut err);
        let text =
            format!("exit {code}: {}{}", String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
        text.replace(folder.path().to_str().unwrap(), "FOLDER")
    };
    let said = [
        run(&["lint", openapi]),
        run(&["diff", openapi, openapi]),
        run(&["generate", "markdown", openapi]),
        run(&["generate", "html", "tests/documents/kinds.yaml"]),
    ];
    insta::assert_snapshot!(said.concat());
}

#[test]
fn texts_of_a_page_are_texts() {
    let description = "<b onclick=a()>x</b> ![a picture](https://example.com/x.png) [a](javascript:alert(1)) [b](https://example.com) `<c>`";
    let text = document(
        "'/a/<i>'",
        &format!(
            "    get:\n      operationId: a<b\n      summary: {}\n{OK}",
            serde_json::to_string(description).unwrap()
        ),
    );
    let page = html::generate(&Model::parse(&text).unwrap(), None).unwrap();
    insta::assert_snapshot!(page.lines().find(|line| line.contains("class=\"summary\"")).unwrap());
    assert!(page.contains("/a<wbr>/&lt;i&gt;"));
    assert!(page.contains("id=\"operation-a_3cb\""));
}
