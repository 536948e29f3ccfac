// Kinds 1.2.3
// Written by `barwire generate typescript` from an AsyncAPI document. Do not edit.

declare const unit: unique symbol;

export type APIKey = 'one';

/** Every {@link APIKey}. */
export const API_KEY_VALUES: readonly APIKey[] = ['one'];

export type ApiKey = 'two';

/** Every {@link ApiKey}. */
export const API_KEY_VALUES2: readonly ApiKey[] = ['two'];

/** Ask. */
export interface AskFrame {
  readonly type: 'ask';
  readonly id?: string;
  readonly payload?: Everything;
}

/** Names and texts that meet others. */
export interface Clashes {
  readonly aB?:
    'one || two' | 'isArray(' | "it's" | 'and a long text that no line can hold, so that it stands on one of its own';
  readonly a_b?: string | number;
  readonly apiKey?: ApiKey;
  readonly api_key?: APIKey;
  readonly constructor?: string;
  readonly none?: never;
  readonly status?: ClashesStatus;
  readonly tags?: Tags;
  readonly toString?: 'one' | 'two';
}

export type ClashesStatus = string | null;

export type Count = number;

/**
 * One member of every kind.
 *
 * The end of a comment, *\/, is here too.
 */
export interface Everything {
  /** Small letters. */
  readonly text: string;
  readonly count: Count;
  readonly 'a-key': boolean;
  readonly "it's": null;
  readonly anything?: unknown;
  readonly both?: EverythingBoth;
  readonly choices?: readonly ('red' | 'green')[];
  readonly clashes?: Clashes;
  readonly closed?: EverythingClosed;
  readonly either?: string | number;
  /**
   * How loud.
   * @default "low"
   */
  readonly level?: Level;
  readonly list?: readonly number[];
  readonly map?: { readonly [key: string]: number };
  readonly mixed?: 'a' | 1 | true | null;
  readonly nothing?: never;
  readonly nullable?: string | null;
  readonly objects?: readonly EverythingObjectsItem[];
  /** @deprecated */
  readonly old?: string;
  readonly price?: number;
  readonly shape?: Shape;
  readonly version?: 1;
}

export interface EverythingBoth {
  readonly n: number;
  readonly [key: string]: number;
}

export interface EverythingClosed {
  readonly y: string;
}

export interface EverythingObjectsItem {
  readonly x: number;
}

export interface KindsProtocol {
  readonly tag: unknown;
}

/** A closed set. */
export type Level =
  /** Quiet. */
  | 'low'
  /** Loud. */
  | 'high';

/** Every {@link Level}. */
export const LEVEL_VALUES: readonly Level[] = ['low', 'high'];

export interface Lone {
  readonly type: 'lone';
  readonly shape?: Shape;
}

export type Millis = number & { readonly [unit]?: 'Millis' };

export type OpenLevel = Level | (string & {});

export type Shape = ShapeCircle | ShapeSquare;

export interface ShapeCircle {
  readonly kind: 'circle';
  readonly radius: number;
}

export interface ShapeSquare {
  readonly kind: 'square';
  readonly side: number;
}

export type SymbolType = string;

export type Tags = readonly (string | boolean)[];

export type TagsItem = string;

export interface Told {
  readonly type: 'told';
  readonly node: Tree;
  readonly at?: Millis;
  readonly name?: SymbolType;
  readonly open?: OpenLevel;
}

export interface Tree {
  readonly children: readonly Tree[];
}

/** What a client sends. */
export type ClientMessage = AskFrame;

/** What a client receives. */
export type ServerMessage = Lone | Told;

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

function isNumber(value: unknown, min = -Infinity, max = Infinity): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
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

const pattern1 = /^[a-z\/]+$/u;
const names1: ReadonlySet<string> = /* @__PURE__ */ new Set(['n']);
const names2: ReadonlySet<string> = /* @__PURE__ */ new Set(['y']);

function checkAPIKey(value: unknown, at?: At): boolean {
  return isOneOf(value, API_KEY_VALUES, at);
}

function checkApiKey(value: unknown, at?: At): boolean {
  return isOneOf(value, API_KEY_VALUES2, at);
}

function checkAskFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'ask' || fail(at, '"ask"', value, 'type')) &&
    (value['id'] === undefined ||
      isText(value['id'], 1, 64) ||
      fail(at, 'a string of 1 to 64 characters', value, 'id')) &&
    (value['payload'] === undefined || checkEverything(value['payload'], at && to(at, 'payload')))
  );
}

function checkClashes(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  const constructor = own(value, 'constructor');
  const toString = own(value, 'toString');
  return (
    (value['aB'] === undefined ||
      value['aB'] === 'one || two' ||
      value['aB'] === 'isArray(' ||
      value['aB'] === "it's" ||
      value['aB'] === 'and a long text that no line can hold, so that it stands on one of its own' ||
      fail(at, 'one of 4 values', value, 'aB')) &&
    (value['a_b'] === undefined ||
      typeof value['a_b'] === 'string' ||
      Number.isFinite(value['a_b']) ||
      fail(at, 'a string or a number', value, 'a_b')) &&
    (value['apiKey'] === undefined || isOneOf(value['apiKey'], API_KEY_VALUES2, at && to(at, 'apiKey'))) &&
    (value['api_key'] === undefined || isOneOf(value['api_key'], API_KEY_VALUES, at && to(at, 'api_key'))) &&
    (constructor === undefined ||
      typeof constructor === 'string' ||
      fail(at && to(at, 'constructor'), 'a string', constructor)) &&
    (value['none'] === undefined || fail(at, 'nothing', value, 'none')) &&
    (value['status'] === undefined || checkClashesStatus(value['status'], at && to(at, 'status'))) &&
    (value['tags'] === undefined || checkTags(value['tags'], at && to(at, 'tags'))) &&
    (toString === undefined ||
      toString === 'one' ||
      toString === 'two' ||
      fail(at && to(at, 'toString'), '"one" or "two"', toString))
  );
}

function checkClashesStatus(value: unknown, at?: At): boolean {
  return typeof value === 'string' || value === null || fail(at, 'a string or null', value);
}

function checkCount(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkEverything(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['text'], 2, 8) && pattern1.test(value['text'])) ||
      fail(at, 'a string of 2 to 8 characters that matches ^[a-z/]+$', value, 'text')) &&
    checkCount(value['count'], at && to(at, 'count')) &&
    (typeof value['a-key'] === 'boolean' || fail(at, 'a boolean', value, 'a-key')) &&
    (value["it's"] === null || fail(at, 'null', value, "it's")) &&
    (value['both'] === undefined || checkEverythingBoth(value['both'], at && to(at, 'both'))) &&
    (value['choices'] === undefined || checkEverythingChoices(value['choices'], at && to(at, 'choices'))) &&
    (value['clashes'] === undefined || checkClashes(value['clashes'], at && to(at, 'clashes'))) &&
    (value['closed'] === undefined || checkEverythingClosed(value['closed'], at && to(at, 'closed'))) &&
    (value['either'] === undefined ||
      typeof value['either'] === 'string' ||
      Number.isFinite(value['either']) ||
      fail(at, 'a string or a number', value, 'either')) &&
    (value['level'] === undefined || isOneOf(value['level'], LEVEL_VALUES, at && to(at, 'level'))) &&
    (value['list'] === undefined || checkEverythingList(value['list'], at && to(at, 'list'))) &&
    (value['map'] === undefined || checkEverythingMap(value['map'], at && to(at, 'map'))) &&
    (value['mixed'] === undefined ||
      value['mixed'] === 'a' ||
      value['mixed'] === 1 ||
      value['mixed'] === true ||
      value['mixed'] === null ||
      fail(at, '"a", 1, true or null', value, 'mixed')) &&
    (value['nothing'] === undefined || fail(at, 'nothing', value, 'nothing')) &&
    (value['nullable'] === undefined ||
      isText(value['nullable'], 0, 3) ||
      value['nullable'] === null ||
      fail(at, 'a string of at most 3 characters or null', value, 'nullable')) &&
    (value['objects'] === undefined || checkEverythingObjects(value['objects'], at && to(at, 'objects'))) &&
    (value['old'] === undefined || typeof value['old'] === 'string' || fail(at, 'a string', value, 'old')) &&
    (value['price'] === undefined ||
      isNumber(value['price'], 0.5) ||
      fail(at, 'a number of at least 0.5', value, 'price')) &&
    (value['shape'] === undefined || checkShape(value['shape'], at && to(at, 'shape'))) &&
    (value['version'] === undefined || value['version'] === 1 || fail(at, '1', value, 'version'))
  );
}

function checkEverythingChoices(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkEverythingChoicesItem, at);
}

function checkEverythingList(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return (
    ((value.length >= 1 && value.length <= 3) || fail(at, 'an array of 1 to 3 items', value)) &&
    every(value, checkEverythingListItem, at)
  );
}

function checkEverythingMap(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return everyMember(value, checkEverythingMapValue, at);
}

function checkEverythingObjects(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkEverythingObjectsItem, at);
}

function checkEverythingChoicesItem(value: unknown, at?: At): boolean {
  return value === 'red' || value === 'green' || fail(at, '"red" or "green"', value);
}

function checkEverythingListItem(value: unknown, at?: At): boolean {
  return Number.isInteger(value) || fail(at, 'an integer', value);
}

function checkEverythingMapValue(value: unknown, at?: At): boolean {
  return Number.isFinite(value) || fail(at, 'a number', value);
}

function checkEverythingBothMember(value: unknown, at: At | undefined, key: string): boolean {
  return names1.has(key) || Number.isFinite(value) || fail(at, 'a number', value);
}

function checkEverythingBoth(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (Number.isFinite(value['n']) || fail(at, 'a number', value, 'n')) &&
    everyMember(value, checkEverythingBothMember, at)
  );
}

function checkEverythingClosedMember(value: unknown, at: At | undefined, key: string): boolean {
  return names2.has(key) || fail(at, 'nothing', value);
}

function checkEverythingClosed(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['y'] === 'string' || fail(at, 'a string', value, 'y')) &&
    everyMember(value, checkEverythingClosedMember, at)
  );
}

function checkEverythingObjectsItem(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return Number.isFinite(value['x']) || fail(at, 'a number', value, 'x');
}

function checkKindsProtocol(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['tag'] !== undefined || fail(at, 'a value', value, 'tag')) &&
    (value['tag'] !== undefined || fail(at, 'a value', value, 'tag'))
  );
}

function checkLevel(value: unknown, at?: At): boolean {
  return isOneOf(value, LEVEL_VALUES, at);
}

function checkLone(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'lone' || fail(at, '"lone"', value, 'type')) &&
    (value['shape'] === undefined || checkShape(value['shape'], at && to(at, 'shape')))
  );
}

function checkMillis(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkOpenLevel(value: unknown, at?: At): boolean {
  return checkLevel(value) || typeof value === 'string' || fail(at, 'Level or a string', value);
}

function checkShape(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['kind'] === 'circle') return checkShapeCircle(value, at);
  if (value['kind'] === 'square') return checkShapeSquare(value, at);
  return fail(at, '"circle" or "square"', value, 'kind');
}

function checkShapeCircle(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['kind'] === 'circle' || fail(at, '"circle"', value, 'kind')) &&
    (Number.isFinite(value['radius']) || fail(at, 'a number', value, 'radius'))
  );
}

function checkShapeSquare(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['kind'] === 'square' || fail(at, '"square"', value, 'kind')) &&
    (Number.isFinite(value['side']) || fail(at, 'a number', value, 'side'))
  );
}

function checkSymbolType(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkTags(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkTagsItem2, at);
}

function checkTagsItem2(value: unknown, at?: At): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || fail(at, 'a string or a boolean', value);
}

function checkTagsItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkTold(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'told' || fail(at, '"told"', value, 'type')) &&
    checkTree(value['node'], at && to(at, 'node')) &&
    (value['at'] === undefined || checkMillis(value['at'], at && to(at, 'at'))) &&
    (value['name'] === undefined || checkSymbolType(value['name'], at && to(at, 'name'))) &&
    (value['open'] === undefined || checkOpenLevel(value['open'], at && to(at, 'open')))
  );
}

function checkTree(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return checkTreeChildren(value['children'], at && to(at, 'children'));
}

function checkTreeChildren(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkTree, at);
}

/** Validates {@link APIKey}. */
export const APIKeySchema: Schema<APIKey> = /* @__PURE__ */ schema(checkAPIKey);
/** Validates {@link ApiKey}. */
export const ApiKeySchema: Schema<ApiKey> = /* @__PURE__ */ schema(checkApiKey);
/** Validates {@link AskFrame}. */
export const AskFrameSchema: Schema<AskFrame> = /* @__PURE__ */ schema(checkAskFrame);
/** Validates {@link Clashes}. */
export const ClashesSchema: Schema<Clashes> = /* @__PURE__ */ schema(checkClashes);
/** Validates {@link ClashesStatus}. */
export const ClashesStatusSchema: Schema<ClashesStatus> = /* @__PURE__ */ schema(checkClashesStatus);
/** Validates {@link Count}. */
export const CountSchema: Schema<Count> = /* @__PURE__ */ schema(checkCount);
/** Validates {@link Everything}. */
export const EverythingSchema: Schema<Everything> = /* @__PURE__ */ schema(checkEverything);
/** Validates {@link EverythingBoth}. */
export const EverythingBothSchema: Schema<EverythingBoth> = /* @__PURE__ */ schema(checkEverythingBoth);
/** Validates {@link EverythingClosed}. */
export const EverythingClosedSchema: Schema<EverythingClosed> = /* @__PURE__ */ schema(checkEverythingClosed);
/** Validates {@link EverythingObjectsItem}. */
export const EverythingObjectsItemSchema: Schema<EverythingObjectsItem> =
  /* @__PURE__ */ schema(checkEverythingObjectsItem);
/** Validates {@link KindsProtocol}. */
export const KindsProtocolSchema: Schema<KindsProtocol> = /* @__PURE__ */ schema(checkKindsProtocol);
/** Validates {@link Level}. */
export const LevelSchema: Schema<Level> = /* @__PURE__ */ schema(checkLevel);
/** Validates {@link Lone}. */
export const LoneSchema: Schema<Lone> = /* @__PURE__ */ schema(checkLone);
/** Validates {@link Millis}. */
export const MillisSchema: Schema<Millis> = /* @__PURE__ */ schema(checkMillis);
/** Validates {@link OpenLevel}. */
export const OpenLevelSchema: Schema<OpenLevel> = /* @__PURE__ */ schema(checkOpenLevel);
/** Validates {@link Shape}. */
export const ShapeSchema: Schema<Shape> = /* @__PURE__ */ schema(checkShape);
/** Validates {@link ShapeCircle}. */
export const ShapeCircleSchema: Schema<ShapeCircle> = /* @__PURE__ */ schema(checkShapeCircle);
/** Validates {@link ShapeSquare}. */
export const ShapeSquareSchema: Schema<ShapeSquare> = /* @__PURE__ */ schema(checkShapeSquare);
/** Validates {@link SymbolType}. */
export const SymbolTypeSchema: Schema<SymbolType> = /* @__PURE__ */ schema(checkSymbolType);
/** Validates {@link Tags}. */
export const TagsSchema: Schema<Tags> = /* @__PURE__ */ schema(checkTags);
/** Validates {@link TagsItem}. */
export const TagsItemSchema: Schema<TagsItem> = /* @__PURE__ */ schema(checkTagsItem);
/** Validates {@link Told}. */
export const ToldSchema: Schema<Told> = /* @__PURE__ */ schema(checkTold);
/** Validates {@link Tree}. */
export const TreeSchema: Schema<Tree> = /* @__PURE__ */ schema(checkTree);

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

function serverCheck(type: string): Check | undefined {
  if (type === 'lone') return checkLone;
  if (type === 'told') return checkTold;
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
  const type = isObject(value) ? value['type'] : undefined;
  if (typeof type !== 'string') {
    const message = 'expected an object with a `type`';
    return { ok: false, reason: 'not-a-message', value, issues: [{ message, path: [] }] };
  }
  const check = serverCheck(type);
  if (check === undefined) return { ok: false, reason: 'unknown-type', type, value, issues: [] };
  if (check(value)) return { ok: true, message: value as ServerMessage };
  return { ok: false, reason: 'invalid', type, value, issues: explain(check, value) };
}

/** What the client's runtime needs to know of this protocol. */
export interface KindsProtocol2 {
  readonly name: 'kinds';
  readonly version: '1.2.3';
  /** The path of the WebSocket. */
  readonly address: '/kinds';
  /** Whether a message of an unknown type is ignored or a fault. */
  readonly unknownMessages: 'refuse';
  /** The reply to each request; `null` where there is none. */
  readonly requests: {
    readonly ask: 'told';
  };
  /** The message that answers what no declared reply can. */
  readonly error: null;
  /** What opens, closes, feeds and fails each stream, and the members that tell one from another. */
  readonly streams: {
    readonly lone: {
      readonly opens: 'ask';
      readonly closes: null;
      readonly key: readonly ['text'];
      readonly update: 'lone';
      readonly failed: 'lone';
      /** The members by which it makes up for what its client has missed; `null` where it does not. */
      readonly resume: {
        readonly since: 'since';
        readonly epoch: 'epoch';
        readonly count: "it's counted";
        readonly counted: 'is-counted';
        readonly recovered: 'recovered';
      };
      /** Of two updates that agree at this path, the later one says all that the earlier one said; `null` for none. */
      readonly latest: readonly [
        'a member that is called so that no line',
        'holds all of them, with a slash/and a tilde~',
        "it's",
        '0',
        'in the end',
      ];
    };
  };
  /** Reads and validates a frame from the server. */
  readonly parse: (frame: string) => Parsed<ServerMessage>;
  /** For the type checker alone: never there at run time. */
  readonly types?: { readonly client: ClientMessage; readonly server: ServerMessage };
}

/** {@link KindsProtocol2}, for the client's runtime. */
export const kindsProtocol2: KindsProtocol2 = {
  name: 'kinds',
  version: '1.2.3',
  address: '/kinds',
  unknownMessages: 'refuse',
  requests: {
    ask: 'told',
  },
  error: null,
  streams: {
    lone: {
      opens: 'ask',
      closes: null,
      key: ['text'],
      update: 'lone',
      failed: 'lone',
      resume: {
        since: 'since',
        epoch: 'epoch',
        count: "it's counted",
        counted: 'is-counted',
        recovered: 'recovered',
      },
      latest: [
        'a member that is called so that no line',
        'holds all of them, with a slash/and a tilde~',
        "it's",
        '0',
        'in the end',
      ],
    },
  },
  parse: parseServerMessage,
};
