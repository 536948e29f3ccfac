// Traps 1.0.0
// Written by `barwire generate typescript` from an AsyncAPI document. Do not edit.

declare const unit: unique symbol;

export interface ATitledThing {
  readonly a?: string;
}

/**
 * Not described by a JSON Schema.
 *
 * What it holds is not described by a JSON Schema.
 */
export type Avro = unknown;

export interface Base {
  readonly id: string;
}

export type Big = SafeInteger;

export type Bounded = readonly [string?, boolean?, boolean?];

export type Bounds = SafeInteger;

export type Class = string;

export interface Closed {
  readonly kind: 2;
  readonly note?: string;
  /** Null is not the same as missing. */
  readonly reason?: string | null;
}

/**
 * The end *\/ of a comment.
 * \@deprecated is a word here.
 * Another line.
 * @format date-time
 */
export type Comment = string;

export interface Derived {
  readonly id: string;
  readonly size: number;
}

export type Digits = `${bigint}`;

export type Either = Base & (EitherPart2Option1 | EitherPart2Option2);

export interface EitherPart2Option1 {
  readonly left: string;
}

export interface EitherPart2Option2 {
  readonly right: string;
}

export type Empty = { readonly [key: string]: never };

export type Fine = number;

export interface FooBar {
  readonly y?: string;
}

export interface FooBarType {
  readonly x?: string;
}

export type Größe日本 = number;

export type HalfTested = unknown;

export interface Hopeless {
  readonly never?: never;
}

export type Huge = bigint;

export type Isin = string & { readonly [unit]?: 'Isin' };

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

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

export interface KeysAgain {
  readonly a?: string;
}

export interface KeysTwice {
  readonly a?: string;
}

export interface KeysTwoLines {
  readonly a?: string;
}

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

export type MapType = { readonly [key: string]: string };

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

export type Nanos = number & { readonly [unit]?: 'Nanos' };

export type Nested = readonly (readonly (string | null)[])[];

export type Not = unknown;

export type NotAnObjectType = string;

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

export interface ObjectType {
  readonly a?: string;
}

export interface Open {
  readonly a?: string;
  readonly [key: string]: unknown;
}

/** It is open. */
export interface Opened {
  readonly kind: 1;
  /** The wire name is a word of the language. */
  readonly open: number;
  readonly close: number;
}

export interface OpenedHeaders {
  readonly trace: string;
}

export type Optional = readonly [string, (number | null)?, ...boolean[]];

export type Pair = readonly [string, number];

export type Patterns = { readonly [key: string]: number | string };

export interface RecordType {
  readonly id: number;
  readonly name?: string;
  readonly 'x-none': boolean;
  readonly [key: string]: number | string | boolean | undefined;
}

export interface Required {
  readonly there: unknown;
}

export type Status = 1 | 2 | -1;

/** Every {@link Status}. */
export const STATUS_VALUES: readonly Status[] = [1, 2, -1];

/** Every {@link Status} that has a name, by that. */
export const STATUS = { Active: 1, Paused: 2, 'Gone-away': -1 } as const;

export type StringType = string;

export type Tested = string | number;

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

export interface Tree {
  readonly children?: readonly Tree[];
}

export type Type = string;

export type Type1st = string;

export type TypeType = string;

export type Untyped = UntypedObject | NotAnObject;

export type UntypedList = readonly string[] | NotAnArray;

export interface UntypedMember {
  readonly inner?: UntypedMemberInner | NotAnObject;
  readonly text?: unknown;
}

export interface UntypedMemberInner {
  readonly a?: string;
}

export interface UntypedObject {
  readonly a: string;
}

export interface Wide {
  readonly a?: string;
  readonly b?: number;
  readonly c?: boolean;
  readonly d?: null;
  readonly [key: string]: unknown;
}

/** An integer that JavaScript keeps exact: from -(2^53 - 1) to 2^53 - 1. The document admits larger ones, which are refused here. */
export type SafeInteger = number & { readonly [unit]?: 'SafeInteger' };

/** Any other JSON value: the document says what an object must be, but not that it must be one (`type: object`). */
export type NotAnObject = string | number | boolean | null | readonly unknown[];

/** Any other JSON value: the document says what an array must be, but not that it must be one (`type: array`). */
export type NotAnArray = string | number | boolean | null | { readonly [key: string]: unknown };

/** What a client sends. */
export type ClientMessage = Avro | Pair;

/** What a client receives. */
export type ServerMessage = Closed | Opened | Told;

/** What is wrong with a value, and where. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** A validator with the Standard Schema interface, version 1 (https://standardschema.dev). */
export interface Schema<T> {
  /** Whether `value` is a `T`. Allocates nothing. */
  is(value: unknown): value is T;
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'barwire';
    readonly validate: (
      value: unknown,
    ) => { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
    readonly types?: { readonly input: T; readonly output: T } | undefined;
  };
}

/** Where a check stands, and what it has found: only a value that was refused is checked with it. */
interface At {
  readonly issues: Issue[];
  readonly path: readonly (string | number)[];
}

/** Whether a value is as it must be. With `at`, it reports what is not, and the result means nothing. */
type Check = (value: unknown, at?: At) => boolean;

function schema<T>(check: Check): Schema<T> {
  return {
    is: (value): value is T => check(value),
    '~standard': {
      version: 1,
      vendor: 'barwire',
      validate: (value) => (check(value) ? { value: value as T } : { issues: explain(check, value) }),
    },
  };
}

function explain(check: Check, value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  check(value, { issues, path: [] });
  return issues;
}

function to(at: At, key: string | number): At {
  return { issues: at.issues, path: [...at.path, key] };
}

/** Refuses a value, or its member `key`; with `at`, reports it and lets the check go on. */
function fail(at: At | undefined, expected: string, value: unknown, key?: string | number): boolean {
  if (at === undefined) return false;
  if (key !== undefined) {
    return fail(to(at, key), expected, (value as { readonly [key: string | number]: unknown })[key]);
  }
  const got = isObject(value)
    ? 'an object'
    : Array.isArray(value)
      ? 'an array'
      : value === undefined
        ? 'nothing'
        : typeof value === 'string'
          ? JSON.stringify(value)
          : String(value);
  at.issues.push({ message: `expected ${expected}, got ${got}`, path: at.path });
  return true;
}

/** A member of the object itself, not of its prototype. */
function own(value: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function everyMember(
  value: { readonly [key: string]: unknown },
  check: (value: unknown, at: At | undefined, key: string) => boolean,
  at?: At,
): boolean {
  for (const key in value) {
    if (Object.hasOwn(value, key) && !check(value[key], at && to(at, key), key)) return false;
  }
  return true;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether every item passes, from the one at `first` on. */
function every(values: readonly unknown[], check: Check, at?: At, first = 0): boolean {
  for (let index = first; index < values.length; index++) {
    if (!check(values[index], at && to(at, index))) return false;
  }
  return true;
}

/** Whether two JSON values are equal. The order of members means nothing. */
function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isArray(a)) {
    if (!isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index])) return false;
    return true;
  }
  if (!isObject(a) || !isObject(b)) return false;
  let more = 0;
  for (const key in b) if (Object.hasOwn(b, key)) more++;
  for (const key in a) {
    if (!Object.hasOwn(a, key)) continue;
    if (!Object.hasOwn(b, key) || !equal(a[key], b[key])) return false;
    more--;
  }
  return more === 0;
}

function isInteger(value: unknown, min = -Infinity, max = Infinity): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** Whether `value` is a string of `min` to `max` characters. One takes one or two of the units that `length` counts. */
function isText(value: unknown, min: number, max = Infinity): value is string {
  if (typeof value !== 'string') return false;
  return (value.length <= max && value.length >= 2 * min) || hasCharacters(value, min, max);
}

function hasCharacters(text: string, min: number, max: number): boolean {
  let characters = text.length;
  for (let index = 0; index < text.length; index++) if ((text.codePointAt(index) ?? 0) > 0xffff) characters--;
  return characters >= min && characters <= max;
}

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || (at !== undefined && fail(at, `one of ${JSON.stringify(values)}`, value));
}

const pattern1 = /^\d+$/u;
const literal1: unknown = /* @__PURE__ */ JSON.parse('{"__proto__":2,"b":[1,{}]}');
const literal2: unknown = /* @__PURE__ */ JSON.parse('[]');
const pattern2 = /^n/u;
const pattern3 = /^x-/u;
const names1: ReadonlySet<string> = /* @__PURE__ */ new Set(['id', 'name']);
const names2: ReadonlySet<string> = /* @__PURE__ */ new Set(['a']);
const names3: ReadonlySet<string> = /* @__PURE__ */ new Set(['b']);
const names4: ReadonlySet<string> = /* @__PURE__ */ new Set(['a', 'b', 'c', 'd']);

function checkATitledThing(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkAvro(_value: unknown, _at?: At): boolean {
  return true;
}

function checkBase(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['id'] === 'string' || fail(at, 'a string', value, 'id');
}

function checkBig(value: unknown, at?: At): boolean {
  return isInteger(value, -9007199254740991, 9007199254740991) || fail(at, 'a safe integer', value);
}

function checkBounded(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    (value.length <= 3 || fail(at, 'an array of at most 3 items', value)) &&
    (value.length <= 0 || typeof value[0] === 'string' || fail(at, 'a string', value, 0)) &&
    every(value, checkBoundedItem, at, 1)
  );
}

function checkBoundedItem(value: unknown, at?: At): boolean {
  return typeof value === 'boolean' || fail(at, 'a boolean', value);
}

function checkBounds(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'a safe integer of 0 to 18446744073709552000', value);
}

function checkClass(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkClosed(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['kind'] === 2 || fail(at, '2', value, 'kind')) &&
    (value['note'] === undefined || typeof value['note'] === 'string' || fail(at, 'a string', value, 'note')) &&
    (value['reason'] === undefined ||
      typeof value['reason'] === 'string' ||
      value['reason'] === null ||
      fail(at, 'a string or null', value, 'reason'))
  );
}

function checkComment(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkDerived(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['id'] === 'string' || fail(at, 'a string', value, 'id')) &&
    (Number.isFinite(value['size']) || fail(at, 'a number', value, 'size'))
  );
}

function checkDigits(value: unknown, at?: At): boolean {
  return (typeof value === 'string' && pattern1.test(value)) || fail(at, 'a string of digits', value);
}

function checkEither(value: unknown, at?: At): boolean {
  return checkBase(value, at) && checkEitherPart2(value, at);
}

function checkEitherPart2(value: unknown, at?: At): boolean {
  let fitting = 0;
  if (checkEitherPart2Option1(value)) fitting++;
  if (checkEitherPart2Option2(value)) fitting++;
  return fitting === 1 || fail(at, 'exactly one of 2 alternatives', value);
}

function checkEitherPart2Option1(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['left'] === 'string' || fail(at, 'a string', value, 'left');
}

function checkEitherPart2Option2(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['right'] === 'string' || fail(at, 'a string', value, 'right');
}

function checkEmpty(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkEmptyValue, at);
}

function checkEmptyValue(value: unknown, at?: At): boolean {
  return fail(at, 'nothing', value);
}

function checkFine(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkFooBar(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['y'] === undefined || typeof value['y'] === 'string' || fail(at, 'a string', value, 'y');
}

function checkFooBarType(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['x'] === undefined || typeof value['x'] === 'string' || fail(at, 'a string', value, 'x');
}

function checkGröße日本(value: unknown, at?: At): boolean {
  return Number.isFinite(value) || fail(at, 'a number', value);
}

function checkHalfTested(value: unknown, at?: At): boolean {
  return !(typeof value === 'string') || checkHalfTestedThen(value, at);
}

function checkHalfTestedThen(value: unknown, at?: At): boolean {
  return typeof value !== 'string' || isText(value, 0, 3) || fail(at, 'a string of at most 3 characters', value);
}

function checkHopeless(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['never'] === undefined || fail(at, 'nothing', value, 'never');
}

function checkHuge(value: unknown, at?: At): boolean {
  return (
    (typeof value === 'bigint' && value >= -9223372036854775808n && value <= 9223372036854775807n) ||
    fail(at, 'a bigint', value)
  );
}

function checkIsin(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkJson(value: unknown, at?: At): boolean {
  return (
    typeof value === 'string' ||
    Number.isFinite(value) ||
    typeof value === 'boolean' ||
    value === null ||
    checkJsonOption2(value) ||
    checkJsonOption3(value) ||
    fail(at, 'another value, an array or an object', value)
  );
}

function checkJsonOption2(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkJson, at);
}

function checkJsonOption3(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkJson, at);
}

function checkKeys(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  const __proto__ = own(value, '__proto__');
  const constructor = own(value, 'constructor');
  return (
    (typeof __proto__ === 'string' || fail(at && to(at, '__proto__'), 'a string', __proto__)) &&
    (value[''] === undefined || typeof value[''] === 'string' || fail(at, 'a string', value, '')) &&
    (value['1'] === undefined || typeof value['1'] === 'string' || fail(at, 'a string', value, '1')) &&
    (value['again'] === undefined || checkKeysAgain(value['again'], at && to(at, 'again'))) &&
    (constructor === undefined ||
      typeof constructor === 'string' ||
      fail(at && to(at, 'constructor'), 'a string', constructor)) &&
    (value["it's"] === undefined || typeof value["it's"] === 'string' || fail(at, 'a string', value, "it's")) &&
    (value['titled'] === undefined || checkATitledThing(value['titled'], at && to(at, 'titled'))) &&
    (value['twice'] === undefined || checkKeysTwice(value['twice'], at && to(at, 'twice'))) &&
    (value['two\nlines'] === undefined || checkKeysTwoLines(value['two\nlines'], at && to(at, 'two\nlines'))) &&
    (value['ключ'] === undefined || typeof value['ключ'] === 'string' || fail(at, 'a string', value, 'ключ'))
  );
}

function checkKeysAgain(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkKeysTwice(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkKeysTwoLines(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkLongUnion(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['list'] === undefined || checkLongUnionList(value['list'], at && to(at, 'list'))) &&
    (value['map'] === undefined || checkLongUnionMap(value['map'], at && to(at, 'map'))) &&
    (value['maybe'] === undefined ||
      value['maybe'] === null ||
      checkLongUnionMaybe(value['maybe'], at && to(at, 'maybe'))) &&
    (value['tuple'] === undefined || checkLongUnionTuple(value['tuple'], at && to(at, 'tuple')))
  );
}

function checkLongUnionList(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkLongUnionListItem, at);
}

function checkLongUnionMap(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkLongUnionMapValue, at);
}

function checkLongUnionMaybe(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkLongUnionMaybeValue, at);
}

function checkLongUnionTuple(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    (value.length <= 0 ||
      value[0] === 'a word that is long enough' ||
      value[0] === 'another word that is long enough' ||
      value[0] === 'and yet another word that is' ||
      fail(
        at,
        '"a word that is long enough", "another word that is long enough" or "and yet another word that is"',
        value,
        0,
      )) &&
    (value.length <= 1 || checkUntypedMember(value[1], at && to(at, 1)))
  );
}

function checkLongUnionListItem(value: unknown, at?: At): boolean {
  return (
    value === 'a word that is long enough' ||
    value === 'another word that is long enough' ||
    value === 'and yet another word that is' ||
    fail(
      at,
      '"a word that is long enough", "another word that is long enough" or "and yet another word that is"',
      value,
    )
  );
}

function checkLongUnionMapValue(value: unknown, at?: At): boolean {
  return (
    value === 'a word that is long enough' ||
    value === 'another word that is long enough' ||
    value === 'and yet another word that is' ||
    fail(
      at,
      '"a word that is long enough", "another word that is long enough" or "and yet another word that is"',
      value,
    )
  );
}

function checkLongUnionMaybeValue(value: unknown, at?: At): boolean {
  return (
    value === 'a word that is long enough' ||
    value === 'another word that is long enough' ||
    fail(at, '"a word that is long enough" or "another word that is long enough"', value)
  );
}

function checkMapType(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkMapTypeValue, at);
}

function checkMapTypeValue(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkMixed(value: unknown, at?: At): boolean {
  return (
    value === 'a' ||
    value === 1 ||
    value === null ||
    value === true ||
    value === 1.5 ||
    value === 0 ||
    value === 1e21 ||
    equal(value, literal1) ||
    equal(value, literal2) ||
    fail(at, '"a", 1, null, true, 1.5, 0, 1e+21, {"__proto__":2,"b":[1,{}]} or []', value)
  );
}

function checkNanos(value: unknown, at?: At): boolean {
  return isInteger(value, -9007199254740991, 9007199254740991) || fail(at, 'a safe integer', value);
}

function checkNested(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (value.length >= 1 || fail(at, 'an array of at least 1 item', value)) && every(value, checkNestedItem, at);
}

function checkNestedItem(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkNestedItemItem, at);
}

function checkNestedItemItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || value === null || fail(at, 'a string or null', value);
}

function checkNot(value: unknown, at?: At): boolean {
  return !(typeof value === 'string') || fail(at, 'something else', value);
}

function checkNotAnObjectType(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkNumbers(value: unknown, at?: At): boolean {
  return isOneOf(value, NUMBERS_VALUES, at);
}

function checkObjectType(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkOpen(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkOpened(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['kind'] === 1 || fail(at, '1', value, 'kind')) &&
    (Number.isFinite(value['open']) || fail(at, 'a number', value, 'open')) &&
    (Number.isFinite(value['close']) || fail(at, 'a number', value, 'close'))
  );
}

function checkOpenedHeaders(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['trace'] === 'string' || fail(at, 'a string', value, 'trace');
}

function checkOptional(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    (value.length >= 1 || fail(at, 'an array of at least 1 item', value)) &&
    (typeof value[0] === 'string' || fail(at, 'a string', value, 0)) &&
    (value.length <= 1 || Number.isFinite(value[1]) || value[1] === null || fail(at, 'a number or null', value, 1)) &&
    every(value, checkOptionalItem, at, 2)
  );
}

function checkOptionalItem(value: unknown, at?: At): boolean {
  return typeof value === 'boolean' || fail(at, 'a boolean', value);
}

function checkPair(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    ((value.length >= 2 && value.length <= 2) || fail(at, 'an array of 2 items', value)) &&
    (typeof value[0] === 'string' || fail(at, 'a string', value, 0)) &&
    (Number.isFinite(value[1]) || fail(at, 'a number', value, 1))
  );
}

function checkPatternsMember(value: unknown, at: At | undefined, key: string): boolean {
  return (
    (!pattern2.test(key) || Number.isFinite(value) || fail(at, 'a number', value)) &&
    (!pattern3.test(key) || typeof value === 'string' || fail(at, 'a string', value)) &&
    (pattern2.test(key) || pattern3.test(key) || fail(at, 'nothing', value))
  );
}

function checkPatterns(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkPatternsMember, at);
}

function checkRecordTypeMember(value: unknown, at: At | undefined, key: string): boolean {
  return (
    (!pattern3.test(key) || typeof value === 'boolean' || fail(at, 'a boolean', value)) &&
    (names1.has(key) || pattern3.test(key) || typeof value === 'string' || fail(at, 'a string', value))
  );
}

function checkRecordType(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (Number.isFinite(value['id']) || fail(at, 'a number', value, 'id')) &&
    (value['name'] === undefined || typeof value['name'] === 'string' || fail(at, 'a string', value, 'name')) &&
    (value['x-none'] !== undefined || fail(at, 'a value', value, 'x-none')) &&
    everyMember(value, checkRecordTypeMember, at)
  );
}

function checkRequired(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['there'] !== undefined || fail(at, 'a value', value, 'there');
}

function checkStatus(value: unknown, at?: At): boolean {
  return isOneOf(value, STATUS_VALUES, at);
}

function checkStringType(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkTested(value: unknown, at?: At): boolean {
  if (typeof value === 'string') {
    return checkTestedThen(value, at);
  }
  return checkTestedElse(value, at);
}

function checkTestedThen(value: unknown, at?: At): boolean {
  return isText(value, 0, 3) || fail(at, 'a string of at most 3 characters', value);
}

function checkTestedElse(value: unknown, at?: At): boolean {
  return Number.isFinite(value) || fail(at, 'a number', value);
}

function checkTold(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['kind'] === 'told' || value['kind'] === null || fail(at, '"told" or null', value, 'kind')) &&
    checkToldChoice(value['choice'], at && to(at, 'choice'))
  );
}

function checkToldChoice(value: unknown, at?: At): boolean {
  let fitting = 0;
  if (checkToldChoiceOption1(value)) fitting++;
  if (checkToldChoiceOption2(value)) fitting++;
  return fitting === 1 || fail(at, 'exactly one of 2 alternatives', value);
}

function checkToldChoiceOption1Member(value: unknown, at: At | undefined, key: string): boolean {
  return names2.has(key) || fail(at, 'nothing', value);
}

function checkToldChoiceOption1(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['a'] === 'string' || fail(at, 'a string', value, 'a')) &&
    everyMember(value, checkToldChoiceOption1Member, at)
  );
}

function checkToldChoiceOption2Member(value: unknown, at: At | undefined, key: string): boolean {
  return names3.has(key) || fail(at, 'nothing', value);
}

function checkToldChoiceOption2(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['b'] === 'string' || fail(at, 'a string', value, 'b')) &&
    everyMember(value, checkToldChoiceOption2Member, at)
  );
}

function checkTree(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['children'] === undefined || checkTreeChildren(value['children'], at && to(at, 'children'));
}

function checkTreeChildren(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkTree, at);
}

function checkType(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkType1st(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkTypeType(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkUntyped(value: unknown, at?: At): boolean {
  return !isObject(value) || checkUntypedObject(value, at);
}

function checkUntypedList(value: unknown, at?: At): boolean {
  if (!isArray(value)) return true;
  return every(value, checkUntypedListItem, at);
}

function checkUntypedListItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkUntypedMember(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['inner'] === undefined || checkUntypedMemberInner2(value['inner'], at && to(at, 'inner'))) &&
    (value['text'] === undefined ||
      typeof value['text'] !== 'string' ||
      isText(value['text'], 1) ||
      fail(at, 'a string of at least 1 character', value, 'text'))
  );
}

function checkUntypedMemberInner2(value: unknown, at?: At): boolean {
  return !isObject(value) || checkUntypedMemberInner(value, at);
}

function checkUntypedMemberInner(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkUntypedObject(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['a'] === 'string' || fail(at, 'a string', value, 'a');
}

function checkWideMember(value: unknown, at: At | undefined, key: string): boolean {
  return names4.has(key) || checkWideValue(value, at);
}

function checkWide(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['a'] === undefined || typeof value['a'] === 'string' || fail(at, 'a string', value, 'a')) &&
    (value['b'] === undefined || Number.isFinite(value['b']) || fail(at, 'a number', value, 'b')) &&
    (value['c'] === undefined || typeof value['c'] === 'boolean' || fail(at, 'a boolean', value, 'c')) &&
    (value['d'] === undefined || value['d'] === null || fail(at, 'null', value, 'd')) &&
    everyMember(value, checkWideMember, at)
  );
}

function checkWideValue(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkWideValueItem, at);
}

function checkWideValueItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

/** Validates {@link ATitledThing}. */
export const ATitledThingSchema: Schema<ATitledThing> = /* @__PURE__ */ schema(checkATitledThing);
/** Validates {@link Avro}. */
export const AvroSchema: Schema<Avro> = /* @__PURE__ */ schema(checkAvro);
/** Validates {@link Base}. */
export const BaseSchema: Schema<Base> = /* @__PURE__ */ schema(checkBase);
/** Validates {@link Big}. */
export const BigSchema: Schema<Big> = /* @__PURE__ */ schema(checkBig);
/** Validates {@link Bounded}. */
export const BoundedSchema: Schema<Bounded> = /* @__PURE__ */ schema(checkBounded);
/** Validates {@link Bounds}. */
export const BoundsSchema: Schema<Bounds> = /* @__PURE__ */ schema(checkBounds);
/** Validates {@link Class}. */
export const ClassSchema: Schema<Class> = /* @__PURE__ */ schema(checkClass);
/** Validates {@link Closed}. */
export const ClosedSchema: Schema<Closed> = /* @__PURE__ */ schema(checkClosed);
/** Validates {@link Comment}. */
export const CommentSchema: Schema<Comment> = /* @__PURE__ */ schema(checkComment);
/** Validates {@link Derived}. */
export const DerivedSchema: Schema<Derived> = /* @__PURE__ */ schema(checkDerived);
/** Validates {@link Digits}. */
export const DigitsSchema: Schema<Digits> = /* @__PURE__ */ schema(checkDigits);
/** Validates {@link Either}. */
export const EitherSchema: Schema<Either> = /* @__PURE__ */ schema(checkEither);
/** Validates {@link EitherPart2Option1}. */
export const EitherPart2Option1Schema: Schema<EitherPart2Option1> = /* @__PURE__ */ schema(checkEitherPart2Option1);
/** Validates {@link EitherPart2Option2}. */
export const EitherPart2Option2Schema: Schema<EitherPart2Option2> = /* @__PURE__ */ schema(checkEitherPart2Option2);
/** Validates {@link Empty}. */
export const EmptySchema: Schema<Empty> = /* @__PURE__ */ schema(checkEmpty);
/** Validates {@link Fine}. */
export const FineSchema: Schema<Fine> = /* @__PURE__ */ schema(checkFine);
/** Validates {@link FooBar}. */
export const FooBarSchema: Schema<FooBar> = /* @__PURE__ */ schema(checkFooBar);
/** Validates {@link FooBarType}. */
export const FooBarTypeSchema: Schema<FooBarType> = /* @__PURE__ */ schema(checkFooBarType);
/** Validates {@link Größe日本}. */
export const Größe日本Schema: Schema<Größe日本> = /* @__PURE__ */ schema(checkGröße日本);
/** Validates {@link HalfTested}. */
export const HalfTestedSchema: Schema<HalfTested> = /* @__PURE__ */ schema(checkHalfTested);
/** Validates {@link Hopeless}. */
export const HopelessSchema: Schema<Hopeless> = /* @__PURE__ */ schema(checkHopeless);
/** Validates {@link Huge}. */
export const HugeSchema: Schema<Huge> = /* @__PURE__ */ schema(checkHuge);
/** Validates {@link Isin}. */
export const IsinSchema: Schema<Isin> = /* @__PURE__ */ schema(checkIsin);
/** Validates {@link Json}. */
export const JsonSchema: Schema<Json> = /* @__PURE__ */ schema(checkJson);
/** Validates {@link Keys}. */
export const KeysSchema: Schema<Keys> = /* @__PURE__ */ schema(checkKeys);
/** Validates {@link KeysAgain}. */
export const KeysAgainSchema: Schema<KeysAgain> = /* @__PURE__ */ schema(checkKeysAgain);
/** Validates {@link KeysTwice}. */
export const KeysTwiceSchema: Schema<KeysTwice> = /* @__PURE__ */ schema(checkKeysTwice);
/** Validates {@link KeysTwoLines}. */
export const KeysTwoLinesSchema: Schema<KeysTwoLines> = /* @__PURE__ */ schema(checkKeysTwoLines);
/** Validates {@link LongUnion}. */
export const LongUnionSchema: Schema<LongUnion> = /* @__PURE__ */ schema(checkLongUnion);
/** Validates {@link MapType}. */
export const MapTypeSchema: Schema<MapType> = /* @__PURE__ */ schema(checkMapType);
/** Validates {@link Mixed}. */
export const MixedSchema: Schema<Mixed> = /* @__PURE__ */ schema(checkMixed);
/** Validates {@link Nanos}. */
export const NanosSchema: Schema<Nanos> = /* @__PURE__ */ schema(checkNanos);
/** Validates {@link Nested}. */
export const NestedSchema: Schema<Nested> = /* @__PURE__ */ schema(checkNested);
/** Validates {@link Not}. */
export const NotSchema: Schema<Not> = /* @__PURE__ */ schema(checkNot);
/** Validates {@link NotAnObjectType}. */
export const NotAnObjectTypeSchema: Schema<NotAnObjectType> = /* @__PURE__ */ schema(checkNotAnObjectType);
/** Validates {@link Numbers}. */
export const NumbersSchema: Schema<Numbers> = /* @__PURE__ */ schema(checkNumbers);
/** Validates {@link ObjectType}. */
export const ObjectTypeSchema: Schema<ObjectType> = /* @__PURE__ */ schema(checkObjectType);
/** Validates {@link Open}. */
export const OpenSchema: Schema<Open> = /* @__PURE__ */ schema(checkOpen);
/** Validates {@link Opened}. */
export const OpenedSchema: Schema<Opened> = /* @__PURE__ */ schema(checkOpened);
/** Validates {@link OpenedHeaders}. */
export const OpenedHeadersSchema: Schema<OpenedHeaders> = /* @__PURE__ */ schema(checkOpenedHeaders);
/** Validates {@link Optional}. */
export const OptionalSchema: Schema<Optional> = /* @__PURE__ */ schema(checkOptional);
/** Validates {@link Pair}. */
export const PairSchema: Schema<Pair> = /* @__PURE__ */ schema(checkPair);
/** Validates {@link Patterns}. */
export const PatternsSchema: Schema<Patterns> = /* @__PURE__ */ schema(checkPatterns);
/** Validates {@link RecordType}. */
export const RecordTypeSchema: Schema<RecordType> = /* @__PURE__ */ schema(checkRecordType);
/** Validates {@link Required}. */
export const RequiredSchema: Schema<Required> = /* @__PURE__ */ schema(checkRequired);
/** Validates {@link Status}. */
export const StatusSchema: Schema<Status> = /* @__PURE__ */ schema(checkStatus);
/** Validates {@link StringType}. */
export const StringTypeSchema: Schema<StringType> = /* @__PURE__ */ schema(checkStringType);
/** Validates {@link Tested}. */
export const TestedSchema: Schema<Tested> = /* @__PURE__ */ schema(checkTested);
/** Validates {@link Told}. */
export const ToldSchema: Schema<Told> = /* @__PURE__ */ schema(checkTold);
/** Validates {@link ToldChoiceOption1}. */
export const ToldChoiceOption1Schema: Schema<ToldChoiceOption1> = /* @__PURE__ */ schema(checkToldChoiceOption1);
/** Validates {@link ToldChoiceOption2}. */
export const ToldChoiceOption2Schema: Schema<ToldChoiceOption2> = /* @__PURE__ */ schema(checkToldChoiceOption2);
/** Validates {@link Tree}. */
export const TreeSchema: Schema<Tree> = /* @__PURE__ */ schema(checkTree);
/** Validates {@link Type}. */
export const TypeSchema: Schema<Type> = /* @__PURE__ */ schema(checkType);
/** Validates {@link Type1st}. */
export const Type1stSchema: Schema<Type1st> = /* @__PURE__ */ schema(checkType1st);
/** Validates {@link TypeType}. */
export const TypeTypeSchema: Schema<TypeType> = /* @__PURE__ */ schema(checkTypeType);
/** Validates {@link Untyped}. */
export const UntypedSchema: Schema<Untyped> = /* @__PURE__ */ schema(checkUntyped);
/** Validates {@link UntypedList}. */
export const UntypedListSchema: Schema<UntypedList> = /* @__PURE__ */ schema(checkUntypedList);
/** Validates {@link UntypedMember}. */
export const UntypedMemberSchema: Schema<UntypedMember> = /* @__PURE__ */ schema(checkUntypedMember);
/** Validates {@link UntypedMemberInner}. */
export const UntypedMemberInnerSchema: Schema<UntypedMemberInner> = /* @__PURE__ */ schema(checkUntypedMemberInner);
/** Validates {@link UntypedObject}. */
export const UntypedObjectSchema: Schema<UntypedObject> = /* @__PURE__ */ schema(checkUntypedObject);
/** Validates {@link Wide}. */
export const WideSchema: Schema<Wide> = /* @__PURE__ */ schema(checkWide);

/** A frame that was read, or why it was not. */
export type Parsed<M> =
  | { readonly ok: true; readonly message: M }
  | {
      readonly ok: false;
      /** `unknown-type`: a message of a newer protocol, and no fault where the protocol ignores such. */
      readonly reason: 'not-json' | 'not-a-message' | 'unknown-type' | 'invalid';
      /** The `type` of the frame, where it has one. */
      readonly type?: string;
      /** The frame, where it is JSON. */
      readonly value?: unknown;
      /** What is wrong, and where. */
      readonly issues: readonly Issue[];
    };

function serverCheck(tag: unknown): Check | undefined {
  if (tag === 2) return checkClosed;
  if (tag === 1) return checkOpened;
  if (tag === 'told') return checkTold;
  if (tag === null) return checkTold;
  return undefined;
}

/** Reads and validates a frame from the server. */
export function parseServerMessage(frame: string): Parsed<ServerMessage> {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch (error) {
    return { ok: false, reason: 'not-json', issues: [{ message: String(error), path: [] }] };
  }
  const tag = isObject(value) ? value['kind'] : undefined;
  if (tag === undefined || (typeof tag === 'object' && tag !== null)) {
    const message = 'expected an object with a `kind`';
    return { ok: false, reason: 'not-a-message', value, issues: [{ message, path: [] }] };
  }
  const type = String(tag);
  const check = serverCheck(tag);
  if (check === undefined) return { ok: false, reason: 'unknown-type', type, value, issues: [] };
  if (check(value)) return { ok: true, message: value as ServerMessage };
  return { ok: false, reason: 'invalid', type, value, issues: explain(check, value) };
}
