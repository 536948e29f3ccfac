//! The TypeScript of small documents: one that has a schema of every kind, and one of what other generators get wrong. `make test`
//! compiles them too.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

use std::sync::LazyLock;

use barwire_codegen::model::{Model, Perspective};
use barwire_codegen::typescript::{self, Int64, Options};
use serde_json::Value;

const KINDS: &str = include_str!("documents/kinds.yaml");
const TRAPS: &str = include_str!("documents/traps.yaml");

fn generate_with(text: &str, options: &Options) -> Result<String, String> {
    let model = Model::parse(text).map_err(|error| error.to_string())?;
    typescript::generate(&model, options).map_err(|error| error.to_string())
}

fn generate(text: &str) -> Result<String, String> {
    generate_with(text, &Options::default())
}

fn snapshot(name: &str, document: &str) {
    insta::with_settings!({ snapshot_path => "generated", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_binary_snapshot!(name, generate(document).unwrap().into_bytes());
    });
}

#[test]
fn a_schema_of_every_kind() {
    snapshot("kinds.ts", KINDS);
}

#[test]
fn every_trap() {
    snapshot("traps.ts", TRAPS);
}

/// Reverses the keys of every map.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        scalar => scalar,
    }
}

#[test]
fn the_order_of_keys_means_nothing() {
    for text in [KINDS, TRAPS] {
        let document: Value = serde_yaml::from_str(text).unwrap();
        let text_reversed = serde_json::to_string(&reversed(document)).unwrap();
        let (ours, theirs) = (generate(text).unwrap(), generate(&text_reversed).unwrap());
        let changed = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
        assert_eq!(changed, None);
        assert_eq!(ours.len(), theirs.len());
    }
}

/// Some declarations of the traps, with their comments.
fn declarations(names: &[&str]) -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| generate(TRAPS).unwrap());
    let is_of = |block: &str, name: &str| {
        ["type", "interface", "const"].iter().any(|keyword| {
            let declared = format!("export {keyword} {name}");
            block
                .lines()
                .any(|line| line.strip_prefix(&declared).is_some_and(|rest| rest.starts_with([' ', ':'])))
        })
    };
    let blocks = names.iter().map(|name| {
        TEXT.split("\n\n").find(|block| is_of(block, name)).unwrap_or_else(|| panic!("no `{name}`"))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_alternatives_of_a_union_are_not_merged() {
    insta::assert_snapshot!(declarations(&["Told", "ToldChoiceOption1", "ToldChoiceOption2", "ServerMessage"]), @r##"
    export interface Told {
      readonly kind: 'told' | null;
      readonly choice: ToldChoiceOption1 | ToldChoiceOption2;
    }

    export interface ToldChoiceOption1 {
      readonly a: string;
    }

    export interface ToldChoiceOption2 {
      readonly b: string;
    }

    /** What a client receives. */
    export type ServerMessage = Closed | Opened | Told;
    "##);
}

#[test]
fn a_schema_without_a_name_is_named_by_its_place_or_its_title() {
    insta::assert_snapshot!(declarations(&["Keys", "KeysTwice", "KeysTwoLines", "ATitledThing", "OpenedHeaders"]), @r##"
    export interface Keys {
      readonly __proto__: string;
      readonly ''?: string;
      readonly '1'?: string;
      readonly again?: KeysAgain;
      readonly constructor?: string;
      readonly "it's"?: string;
      readonly titled?: ATitledThing;
      readonly twice?: KeysTwice;
      readonly 'two\nlines'?: KeysTwoLines;
      readonly ключ?: string;
    }

    export interface KeysTwice {
      readonly a?: string;
    }

    export interface KeysTwoLines {
      readonly a?: string;
    }

    export interface ATitledThing {
      readonly a?: string;
    }

    export interface OpenedHeaders {
      readonly trace: string;
    }
    "##);
}

#[test]
fn the_names_of_the_wire_are_kept() {
    insta::assert_snapshot!(declarations(&["Opened"]), @r##"
    /** It is open. */
    export interface Opened {
      readonly kind: 1;
      /** The wire name is a word of the language. */
      readonly open: number;
      readonly close: number;
    }
    "##);
}

#[test]
fn null_is_not_the_same_as_missing() {
    insta::assert_snapshot!(declarations(&["Closed"]), @r##"
    export interface Closed {
      readonly kind: 2;
      readonly note?: string;
      /** Null is not the same as missing. */
      readonly reason?: string | null;
    }
    "##);
}

#[test]
fn an_enumeration_may_hold_any_values() {
    insta::assert_snapshot!(declarations(&["Mixed", "MIXED_VALUES", "Numbers", "NUMBERS_VALUES"]), @r##"
    export type Mixed =
      | 'a'
      | 1
      | null
      | true
      | 1.5
      | 0
      | 1e21
      | { readonly __proto__: 2; readonly b: readonly [1, { readonly [key: string]: never }] }
      | readonly [];

    /** Every {@link Mixed}. */
    export const MIXED_VALUES: readonly Mixed[] = ['a', 1, null, true, 1.5, 0, 1e21, { ['__proto__']: 2, b: [1, {}] }, []];

    export type Numbers =
      | 1000000000000001
      | 1000000000000002
      | 1000000000000003
      | 1000000000000004
      | 1000000000000005
      | 1000000000000006
      | 1000000000000007;

    /** Every {@link Numbers}. */
    export const NUMBERS_VALUES: readonly Numbers[] = [
      1000000000000001, 1000000000000002, 1000000000000003, 1000000000000004, 1000000000000005, 1000000000000006,
      1000000000000007,
    ];
    "##);
}

#[test]
fn the_values_of_an_enumeration_may_have_names() {
    insta::assert_snapshot!(declarations(&["Status", "STATUS_VALUES", "STATUS"]), @r##"
    export type Status = 1 | 2 | -1;

    /** Every {@link Status}. */
    export const STATUS_VALUES: readonly Status[] = [1, 2, -1];

    /** Every {@link Status} that has a name, by that. */
    export const STATUS = { Active: 1, Paused: 2, 'Gone-away': -1 } as const;
    "##);
}

#[test]
fn a_description_stays_in_its_comment() {
    insta::assert_snapshot!(declarations(&["Comment"]), @r##"
    /**
     * The end *\/ of a comment.
     * \@deprecated is a word here.
     * Another line.
     * @format date-time
     */
    export type Comment = string;
    "##);
}

#[test]
fn members_that_are_not_declared_have_an_index_signature() {
    insta::assert_snapshot!(declarations(&["MapType", "Patterns", "RecordType", "Wide", "Open", "Empty", "Required", "Hopeless"]), @r##"
    export type MapType = { readonly [key: string]: string };

    export type Patterns = { readonly [key: string]: number | string };

    export interface RecordType {
      readonly id: number;
      readonly name?: string;
      readonly 'x-none': boolean;
      readonly [key: string]: number | string | boolean | undefined;
    }

    export interface Wide {
      readonly a?: string;
      readonly b?: number;
      readonly c?: boolean;
      readonly d?: null;
      readonly [key: string]: unknown;
    }

    export interface Open {
      readonly a?: string;
      readonly [key: string]: unknown;
    }

    export type Empty = { readonly [key: string]: never };

    export interface Required {
      readonly there: unknown;
    }

    export interface Hopeless {
      readonly never?: never;
    }
    "##);
}

#[test]
fn recursion_ends() {
    insta::assert_snapshot!(declarations(&["Tree", "Json"]), @r##"
    export interface Tree {
      readonly children?: readonly Tree[];
    }

    export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
    "##);
}

#[test]
fn recursion_of_what_has_no_name_ends() {
    let text = generate(
        r"
        asyncapi: 3.1.0
        info: { title: Nested, version: 1.0.0 }
        components:
          schemas:
            Nested: { type: array, items: { allOf: [{ $ref: '#/components/schemas/Nested' }, { minItems: 1 }] } }
        ",
    )
    .unwrap();
    assert!(text.contains("export type Nested = readonly NestedItem[];"), "{text}");
    assert!(text.contains("export type NestedItem = readonly NestedItem[];"), "{text}");
}

#[test]
fn composition_is_kept() {
    insta::assert_snapshot!(declarations(&["Derived", "Either", "EitherPart2Option1", "Tested", "HalfTested", "Not"]), @r##"
    export interface Derived {
      readonly id: string;
      readonly size: number;
    }

    export type Either = Base & (EitherPart2Option1 | EitherPart2Option2);

    export interface EitherPart2Option1 {
      readonly left: string;
    }

    export type Tested = string | number;

    export type HalfTested = unknown;

    export type Not = unknown;
    "##);
}

#[test]
fn a_keyword_without_a_type_admits_values_of_other_types() {
    insta::assert_snapshot!(declarations(&["Untyped", "UntypedObject", "UntypedMember", "UntypedList", "NotAnObject", "NotAnArray"]), @r##"
    export type Untyped = UntypedObject | NotAnObject;

    export interface UntypedObject {
      readonly a: string;
    }

    export interface UntypedMember {
      readonly inner?: UntypedMemberInner | NotAnObject;
      readonly text?: unknown;
    }

    export type UntypedList = readonly string[] | NotAnArray;

    /** Any other JSON value: the document says what an object must be, but not that it must be one (`type: object`). */
    export type NotAnObject = string | number | boolean | null | readonly unknown[];

    /** Any other JSON value: the document says what an array must be, but not that it must be one (`type: array`). */
    export type NotAnArray = string | number | boolean | null | { readonly [key: string]: unknown };
    "##);
}

#[test]
fn tuples_know_which_items_are_there() {
    insta::assert_snapshot!(declarations(&["Pair", "Optional", "Bounded", "Nested"]), @r##"
    export type Pair = readonly [string, number];

    export type Optional = readonly [string, (number | null)?, ...boolean[]];

    export type Bounded = readonly [string?, boolean?, boolean?];

    export type Nested = readonly (readonly (string | null)[])[];
    "##);
}

#[test]
fn a_wide_integer_is_no_plain_number() {
    insta::assert_snapshot!(declarations(&["Big", "Bounds", "Digits", "Huge", "Fine", "Nanos", "SafeInteger"]), @r##"
    export type Big = SafeInteger;

    export type Bounds = SafeInteger;

    export type Digits = `${bigint}`;

    export type Huge = bigint;

    export type Fine = number;

    export type Nanos = number & { readonly [unit]?: 'Nanos' };

    /** An integer that JavaScript keeps exact: from -(2^53 - 1) to 2^53 - 1. The document admits larger ones, which are refused here. */
    export type SafeInteger = number & { readonly [unit]?: 'SafeInteger' };
    "##);
}

#[test]
fn a_string_may_have_a_unit() {
    insta::assert_snapshot!(declarations(&["Isin"]), @r##"
    export type Isin = string & { readonly [unit]?: 'Isin' };
    "##);
}

#[test]
fn names_that_are_the_same_or_are_taken_are_told_apart() {
    insta::assert_snapshot!(declarations(&["FooBar", "FooBarType", "ObjectType", "StringType", "NotAnObjectType", "Class"]), @r##"
    export interface FooBar {
      readonly y?: string;
    }

    export interface FooBarType {
      readonly x?: string;
    }

    export interface ObjectType {
      readonly a?: string;
    }

    export type StringType = string;

    export type NotAnObjectType = string;

    export type Class = string;
    "##);
}

#[test]
fn names_may_be_of_any_characters() {
    insta::assert_snapshot!(declarations(&["Type", "TypeType", "Type1st", "Größe日本"]), @r##"
    export type Type = string;

    export type TypeType = string;

    export type Type1st = string;

    export type Größe日本 = number;
    "##);
}

#[test]
fn a_payload_that_is_not_read_is_unknown() {
    insta::assert_snapshot!(declarations(&["Avro"]), @r##"
    /**
     * Not described by a JSON Schema.
     *
     * What it holds is not described by a JSON Schema.
     */
    export type Avro = unknown;
    "##);
}

#[test]
fn what_is_too_long_is_broken_as_prettier_does() {
    insta::assert_snapshot!(declarations(&["LongUnion"]), @r##"
    export interface LongUnion {
      readonly list?: readonly (
        'a word that is long enough' | 'another word that is long enough' | 'and yet another word that is'
      )[];
      readonly map?: {
        readonly [key: string]:
          'a word that is long enough' | 'another word that is long enough' | 'and yet another word that is';
      };
      readonly maybe?: null | { readonly [key: string]: 'a word that is long enough' | 'another word that is long enough' };
      readonly tuple?: readonly [
        ('a word that is long enough' | 'another word that is long enough' | 'and yet another word that is')?,
        UntypedMember?,
        ...unknown[],
      ];
    }
    "##);
}

#[test]
fn the_kind_tells_messages_apart_where_no_type_does() {
    let text = generate(TRAPS).unwrap();
    let parser =
        text.split_once("function serverCheck").unwrap().1.split_once("return undefined;").unwrap().0;
    insta::assert_snapshot!(parser, @r"
    (tag: unknown): Check | undefined {
      if (tag === 2) return checkClosed;
      if (tag === 1) return checkOpened;
      if (tag === 'told') return checkTold;
      if (tag === null) return checkTold;
    ");
}

#[test]
fn the_server_reads_what_a_client_sends() {
    let options = Options { perspective: Perspective::Server, ..Options::default() };
    let text = generate_with(KINDS, &options).unwrap();
    assert!(text.contains("export type ClientMessage = AskFrame;"));
    assert!(text.contains("export function parseClientMessage(frame: string): Parsed<ClientMessage>"));
    assert!(!text.contains("parseServerMessage") && !text.contains("export const kindsProtocol"));

    // Nothing tells these two apart.
    let text = generate_with(TRAPS, &options).unwrap();
    assert!(text.contains("const checks: readonly Check[] = [checkAvro, checkPair];"));
}

#[test]
fn the_policy_of_wide_integers_is_an_option() {
    let text = |int64| generate_with(TRAPS, &Options { int64, ..Options::default() });
    assert!(text(Int64::BigInt).unwrap().contains("export type Big = bigint;"));
    assert!(text(Int64::String).unwrap().contains("export type Big = `${bigint}`;"));
    assert!(text(Int64::Safe).unwrap().contains("export type Big = SafeInteger;"));
    let error = text(Int64::Error).unwrap_err();
    assert!(error.contains("#/components/schemas/Big: a 64-bit integer has no exact number"), "{error}");
}

#[test]
fn a_pattern_that_javascript_does_not_take_is_refused() {
    let text = KINDS.replace("'^[a-z/]+$'", "'(?i)a'");
    let error = generate(&text).unwrap_err();
    assert!(
        error.contains("#/components/schemas/Everything/properties/text: the pattern `(?i)a`"),
        "{error}"
    );
}

#[test]
fn a_title_of_several_lines_stays_in_its_comment() {
    let text =
        generate(&KINDS.replace("title: Kinds", "title: \"Kinds\\nexport const injected = 1;\"")).unwrap();
    assert!(text.starts_with("// Kinds export const injected = 1; 1.2.3\n"), "{text:.80}");
}

#[test]
fn a_template_of_the_user_takes_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("checks.ts.hbs"), "// no checks\n").unwrap();
    let options = Options { templates: Some(folder.path().to_owned()), ..Options::default() };
    let text = generate_with(KINDS, &options).unwrap();
    assert!(text.contains("// no checks") && text.contains("export interface Everything"));

    std::fs::write(folder.path().join("checks.ts.hbs"), "{{nothing}}").unwrap();
    let error = generate_with(KINDS, &options).unwrap_err();
    assert!(error.contains("checks.ts.hbs") && error.contains("nothing"), "{error}");
}

/// Ten thousand messages, whose types must not take time that grows with their square.
#[test]
fn many_messages_take_their_time_once() {
    let messages = (0..10_000).map(|index| {
        format!("      m{index}: {{ payload: {{ type: object, required: [type], properties: {{ type: {{ const: m{index} }}, x: {{ type: object, properties: {{ y: {{ type: string }} }} }} }} }} }}\n")
    });
    let document = format!(
        "asyncapi: 3.1.0\ninfo: {{ title: Many, version: '1' }}\nchannels:\n  many:\n    address: /\n    messages:\n{}operations:\n  all: {{ action: send, channel: {{ $ref: '#/channels/many' }} }}\n",
        messages.collect::<String>()
    );
    let text = generate(&document).unwrap();
    assert_eq!(text.matches("\nexport interface M").count(), 20_001);
}

#[test]
fn a_class_is_called_without_its_package_where_no_other_is_called_so() {
    let text = generate(
        "
asyncapi: 3.1.0
info: { title: Classes, version: 1.0.0 }
channels: {}
operations: {}
components:
  schemas:
    com.example.shop.Order: { type: string }
    com.example.shop.Item: { type: string }
    com.example.stock.Item: { type: string }
",
    )
    .unwrap();
    for declared in
        ["type Order = string;", "type ComExampleShopItem = string;", "type ComExampleStockItem = string;"]
    {
        assert!(text.contains(declared), "{declared} in {text:.900}");
    }
}
