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

export type EverythingBoth = { readonly n: number } & { readonly [key: string]: number };

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
export type ServerMessage = Shape | Told;

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

function to(at: At | undefined, key: string | number): At | undefined {
  return at && { issues: at.issues, path: [...at.path, key] };
}

function fail(at: At | undefined, value: unknown, expected: string): false {
  if (at) {
    const got =
      value === undefined
        ? 'nothing'
        : value === null
          ? 'null'
          : Array.isArray(value)
            ? 'an array'
            : typeof value === 'object'
              ? 'an object'
              : JSON.stringify(value);
    at.issues.push({ message: `expected ${expected}, got ${got}`, path: at.path });
  }
  return false;
}

/** A member of the object itself, not of its prototype. */
function own(value: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLiteral(value: unknown, literal: string | number | boolean | null, at: At | undefined): boolean {
  return value === literal || fail(at, value, JSON.stringify(literal));
}

function isBoolean(value: unknown, at?: At): boolean {
  return typeof value === 'boolean' || fail(at, value, 'a boolean');
}

function isNumber(value: unknown, at?: At, min = -Infinity, max = Infinity): boolean {
  return (
    (typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max) ||
    fail(at, value, `a number${within(min, max)}`)
  );
}

function isInteger(value: unknown, at?: At, min = -Infinity, max = Infinity): boolean {
  return (
    (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) ||
    fail(at, value, `an integer${within(min, max)}`)
  );
}

function isString(value: unknown, at?: At, min = 0, max = Infinity, pattern?: RegExp): boolean {
  if (typeof value !== 'string') return fail(at, value, 'a string');
  // A character takes one or two of the units that `length` counts.
  if (value.length < min || value.length > max) {
    const length = [...value].length;
    if (length < min || length > max) return fail(at, value, `a string${within(min, max)} characters`);
  } else if (min > 1 && value.length < 2 * min && [...value].length < min) {
    return fail(at, value, `a string${within(min, max)} characters`);
  }
  return pattern === undefined || pattern.test(value) || fail(at, value, `a string that matches ${pattern}`);
}

function isArray(value: unknown, check: Check, at?: At, min = 0, max = Infinity): boolean {
  if (!Array.isArray(value)) return fail(at, value, 'an array');
  let ok = (value.length >= min && value.length <= max) || fail(at, value, `an array${within(min, max)} items`);
  for (let index = 0; index < value.length; index++) ok = check(value[index], to(at, index)) && ok;
  return ok;
}

function isMap(value: unknown, check: Check, at?: At, except?: readonly string[]): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = true;
  for (const key in value) ok = (except?.includes(key) || check(value[key], to(at, key))) && ok;
  return ok;
}

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || fail(at, value, `one of ${JSON.stringify(values)}`);
}

function within(min: number, max: number): string {
  return max === Infinity ? (min > 0 ? ` of at least ${min}` : '') : ` of ${min} to ${max}`;
}

const pattern1 = /^[a-z\/]+$/u;

function checkAPIKey(value: unknown, at?: At): boolean {
  return isOneOf(value, API_KEY_VALUES, at);
}

function checkApiKey(value: unknown, at?: At): boolean {
  return isOneOf(value, API_KEY_VALUES2, at);
}

function checkAskFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'ask', to(at, 'type'));
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  ok = (value['payload'] === undefined || checkEverything(value['payload'], to(at, 'payload'))) && ok;
  return ok;
}

function checkClashes(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = value['aB'] === undefined || checkClashesAB(value['aB'], to(at, 'aB'));
  ok = (value['a_b'] === undefined || checkClashesAB2(value['a_b'], to(at, 'a_b'))) && ok;
  ok = (value['apiKey'] === undefined || checkApiKey(value['apiKey'], to(at, 'apiKey'))) && ok;
  ok = (value['api_key'] === undefined || checkAPIKey(value['api_key'], to(at, 'api_key'))) && ok;
  ok = (own(value, 'constructor') === undefined || isString(own(value, 'constructor'), to(at, 'constructor'))) && ok;
  ok = (value['none'] === undefined || fail(to(at, 'none'), value['none'], 'nothing')) && ok;
  ok = (value['status'] === undefined || checkClashesStatus(value['status'], to(at, 'status'))) && ok;
  ok = (value['tags'] === undefined || checkTags(value['tags'], to(at, 'tags'))) && ok;
  ok = (own(value, 'toString') === undefined || checkClashesToString(own(value, 'toString'), to(at, 'toString'))) && ok;
  return ok;
}

function checkClashesAB(value: unknown, at?: At): boolean {
  return (
    value === 'one || two' ||
    value === 'isArray(' ||
    value === "it's" ||
    value === 'and a long text that no line can hold, so that it stands on one of its own' ||
    fail(at, value, '"one || two", "isArray(", "it\'s" or "and a long text that no line can hold, so that it stands on one of its own"')
  );
}

function checkClashesAB2(value: unknown, at?: At): boolean {
  return Number(isString(value)) + Number(isNumber(value)) === 1 || fail(at, value, 'one of 2 alternatives');
}

function checkClashesToString(value: unknown, at?: At): boolean {
  return value === 'one' || value === 'two' || fail(at, value, '"one" or "two"');
}

function checkClashesStatus(value: unknown, at?: At): boolean {
  return isString(value) || value === null || fail(at, value, 'one of 2 alternatives');
}

function checkCount(value: unknown, at?: At): boolean {
  return isInteger(value, at, 0, 9007199254740991);
}

function checkEverything(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['text'], to(at, 'text'), 2, 8, pattern1);
  ok = checkCount(value['count'], to(at, 'count')) && ok;
  ok = isBoolean(value['a-key'], to(at, 'a-key')) && ok;
  ok = (value["it's"] === null || fail(to(at, "it's"), value["it's"], 'null')) && ok;
  ok = (value['both'] === undefined || checkEverythingBoth(value['both'], to(at, 'both'))) && ok;
  ok =
    (value['choices'] === undefined || isArray(value['choices'], checkEverythingChoicesItem, to(at, 'choices'))) && ok;
  ok = (value['clashes'] === undefined || checkClashes(value['clashes'], to(at, 'clashes'))) && ok;
  ok = (value['closed'] === undefined || checkEverythingClosed(value['closed'], to(at, 'closed'))) && ok;
  ok = (value['either'] === undefined || checkEverythingEither(value['either'], to(at, 'either'))) && ok;
  ok = (value['level'] === undefined || checkLevel(value['level'], to(at, 'level'))) && ok;
  ok = (value['list'] === undefined || isArray(value['list'], checkEverythingListItem, to(at, 'list'), 1, 3)) && ok;
  ok = (value['map'] === undefined || isMap(value['map'], checkEverythingMapValue, to(at, 'map'))) && ok;
  ok = (value['mixed'] === undefined || checkEverythingMixed(value['mixed'], to(at, 'mixed'))) && ok;
  ok = (value['nothing'] === undefined || fail(to(at, 'nothing'), value['nothing'], 'nothing')) && ok;
  ok = (value['nullable'] === undefined || checkEverythingNullable(value['nullable'], to(at, 'nullable'))) && ok;
  ok =
    (value['objects'] === undefined || isArray(value['objects'], checkEverythingObjectsItem, to(at, 'objects'))) && ok;
  ok = (value['old'] === undefined || isString(value['old'], to(at, 'old'))) && ok;
  ok = (value['price'] === undefined || isNumber(value['price'], to(at, 'price'), 0.5)) && ok;
  ok = (value['shape'] === undefined || checkShape(value['shape'], to(at, 'shape'))) && ok;
  ok = (value['version'] === undefined || isLiteral(value['version'], 1, to(at, 'version'))) && ok;
  return ok;
}

function checkEverythingChoicesItem(value: unknown, at?: At): boolean {
  return value === 'red' || value === 'green' || fail(at, value, '"red" or "green"');
}

function checkEverythingEither(value: unknown, at?: At): boolean {
  return Number(isString(value)) + Number(isNumber(value)) === 1 || fail(at, value, 'one of 2 alternatives');
}

function checkEverythingListItem(value: unknown, at?: At): boolean {
  return isInteger(value, at);
}

function checkEverythingMapValue(value: unknown, at?: At): boolean {
  return isNumber(value, at);
}

function checkEverythingMixed(value: unknown, at?: At): boolean {
  return value === 'a' || value === 1 || value === true || value === null || fail(at, value, '"a", 1, true or null');
}

function checkEverythingNullable(value: unknown, at?: At): boolean {
  return isString(value, undefined, undefined, 3) || value === null || fail(at, value, 'one of 2 alternatives');
}

function checkEverythingBoth(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isNumber(value['n'], to(at, 'n'));
  ok = isMap(value, checkEverythingBothValue, at, ['n']) && ok;
  return ok;
}

function checkEverythingBothValue(value: unknown, at?: At): boolean {
  return isNumber(value, at);
}

function checkEverythingClosed(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['y'], to(at, 'y'));
  ok = isMap(value, checkEverythingClosedValue, at, ['y']) && ok;
  return ok;
}

function checkEverythingClosedValue(value: unknown, at?: At): boolean {
  return fail(at, value, 'nothing');
}

function checkEverythingObjectsItem(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isNumber(value['x'], to(at, 'x'));
}

function checkKindsProtocol(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return value['tag'] !== undefined || fail(to(at, 'tag'), value['tag'], 'a value');
}

function checkLevel(value: unknown, at?: At): boolean {
  return isOneOf(value, LEVEL_VALUES, at);
}

function checkMillis(value: unknown, at?: At): boolean {
  return isInteger(value, at, 0, 9007199254740991);
}

function checkOpenLevel(value: unknown, at?: At): boolean {
  return checkLevel(value) || isString(value) || fail(at, value, 'one of 2 alternatives');
}

function checkShape(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  switch (value['kind']) {
    case 'circle':
      return checkShapeCircle(value, at);
    case 'square':
      return checkShapeSquare(value, at);
    default:
      return fail(to(at, 'kind'), value['kind'], '"circle" or "square"');
  }
}

function checkShapeCircle(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['kind'], 'circle', to(at, 'kind'));
  ok = isNumber(value['radius'], to(at, 'radius')) && ok;
  return ok;
}

function checkShapeSquare(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['kind'], 'square', to(at, 'kind'));
  ok = isNumber(value['side'], to(at, 'side')) && ok;
  return ok;
}

function checkSymbolType(value: unknown, at?: At): boolean {
  return isString(value, at);
}

function checkTags(value: unknown, at?: At): boolean {
  return isArray(value, checkTagsItem2, at);
}

function checkTagsItem2(value: unknown, at?: At): boolean {
  return isString(value) || isBoolean(value) || fail(at, value, 'one of 2 alternatives');
}

function checkTagsItem(value: unknown, at?: At): boolean {
  return isString(value, at);
}

function checkTold(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'told', to(at, 'type'));
  ok = checkTree(value['node'], to(at, 'node')) && ok;
  ok = (value['at'] === undefined || checkMillis(value['at'], to(at, 'at'))) && ok;
  ok = (value['name'] === undefined || checkSymbolType(value['name'], to(at, 'name'))) && ok;
  ok = (value['open'] === undefined || checkOpenLevel(value['open'], to(at, 'open'))) && ok;
  return ok;
}

function checkTree(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isArray(value['children'], checkTree, to(at, 'children'));
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
      /** What is wrong, and where. */
      readonly issues: readonly Issue[];
    };

function serverCheck(type: string): Check | undefined {
  switch (type) {
    case 'lone':
      return checkShape;
    case 'told':
      return checkTold;
    default:
      return undefined;
  }
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
    return { ok: false, reason: 'not-a-message', issues: [{ message, path: [] }] };
  }
  const check = serverCheck(type);
  if (check === undefined) return { ok: false, reason: 'unknown-type', type, issues: [] };
  if (check(value)) return { ok: true, message: value as ServerMessage };
  return { ok: false, reason: 'invalid', type, issues: explain(check, value) };
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
  readonly streams: {};
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
  streams: {},
  parse: parseServerMessage,
};
