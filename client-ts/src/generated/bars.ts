// Market bars 1.0.0
// Written by `barwire generate typescript` from an AsyncAPI document. Do not edit.

declare const unit: unique symbol;

/** The answer to a token. */
export type AuthAck = AuthAckOk | AuthAckError;

/** The token was refused. */
export interface AuthAckError {
  readonly status: 'error';
  /** Why, for programs. */
  readonly code: AuthErrorCode;
  /** Why, for people. */
  readonly message: string;
}

/** The answer to a token. */
export interface AuthAckFrame {
  readonly type: 'auth.ack';
  readonly payload: AuthAck;
  readonly id?: string;
}

/** The token is good, or the server asks for none. */
export interface AuthAckOk {
  readonly status: 'ok';
  /** When the token ends. Absent where the server asks for none. */
  readonly expires?: EpochMillis;
}

/** Why a token was refused. */
export type AuthErrorCode =
  /** The token is not valid, or no longer. */
  | 'unauthorized'
  /** Too many attempts. */
  | 'rate_limited'
  /** The server failed. */
  | 'internal';

/** Every {@link AuthErrorCode}. */
export const AUTH_ERROR_CODE_VALUES: readonly AuthErrorCode[] = ['unauthorized', 'rate_limited', 'internal'];

/** Say who is asking. */
export interface AuthFrame {
  readonly type: 'auth';
  readonly payload: AuthRequest;
  readonly id?: string;
}

/** Say who is asking. */
export interface AuthRequest {
  /** The token, as the issuer gave it. */
  readonly token: string;
}

/** One OHLCV bar. It is the `Bar` of TradingView's charting library: a frontend hands it on as it is. */
export interface Bar {
  /** The bar's opening; for `1D`, `1W` and `1M` it is 00:00:00 UTC of the trading day. */
  readonly time: EpochMillis;
  /** The first price. */
  readonly open: number;
  /** The highest price. */
  readonly high: number;
  /** The lowest price. */
  readonly low: number;
  /** The last price. */
  readonly close: number;
  /** The traded volume. Absent where the instrument has none. */
  readonly volume?: number;
}

/** A place in a stream of bars: the last closed bar that was seen. */
export interface BarPosition {
  /** The `epoch` of the last update. */
  readonly epoch: string;
  /** The `closed_seq` of the last update. */
  readonly closed_seq: number;
}

/** A stream has failed. */
export interface BarStreamError {
  /** The canonical name of the instrument. */
  readonly symbol: string;
  /** The canonical resolution; with `symbol` the key of the stream. */
  readonly resolution: Resolution;
  /** Why, for programs. */
  readonly code: BarStreamErrorCode;
  /** Why, for people. */
  readonly error: string;
  /** Whether the server keeps the stream and goes on by itself. Where it is `false` the stream has ended. */
  readonly retry: boolean;
}

/** Why a stream has failed. */
export type BarStreamErrorCode =
  /** The source of the bars does not answer, or has gone stale. */
  | 'feed_unavailable'
  /** The instrument is no longer known. */
  | 'unknown_symbol'
  /** This client may no longer see this instrument. */
  | 'forbidden'
  /** The server failed. */
  | 'internal';

/** Every {@link BarStreamErrorCode}. */
export const BAR_STREAM_ERROR_CODE_VALUES: readonly BarStreamErrorCode[] = [
  'feed_unavailable',
  'unknown_symbol',
  'forbidden',
  'internal',
];

/** The answer to a subscription. */
export type BarSubscriptionAck = BarSubscriptionAckOk | BarSubscriptionAckError;

/** The stream was refused. Nothing has changed. */
export interface BarSubscriptionAckError {
  readonly status: 'error';
  /** The symbol as the request had it. */
  readonly symbol: string;
  /** The resolution as the request had it. */
  readonly resolution: RequestedResolution;
  /** Why, for programs. */
  readonly code: BarSubscriptionErrorCode;
  /** Why, for people. */
  readonly message: string;
  /** Milliseconds to wait before asking again. */
  readonly retry_after_ms?: number;
}

/** The stream is open. One update with the bar as it stands follows, then one per change. */
export interface BarSubscriptionAckOk {
  readonly status: 'ok';
  /** The canonical name of the instrument. */
  readonly symbol: string;
  /** The canonical resolution; with `symbol` the key of the stream. */
  readonly resolution: Resolution;
  /** For people. */
  readonly message: string;
  /** The memory of the source. */
  readonly epoch: string;
  /** The number of the source's last change of this stream. */
  readonly seq: number;
  /** The number of the last bar that closed. */
  readonly closed_seq: number;
  /**
   * Where the request had `since`: `true` if every bar that closed since follows, `false` if none does and history
   * must be fetched again.
   */
  readonly recovered?: boolean;
}

/** Why a subscription was refused. */
export type BarSubscriptionErrorCode =
  /** No instrument has this name. */
  | 'unknown_symbol'
  /** The instrument is not served at this resolution; the message lists those it is served at. */
  | 'unsupported_resolution'
  /** The connection has as many subscriptions as it may have. */
  | 'subscription_limit'
  /** This client may not see this instrument. */
  | 'forbidden'
  /** The server asks for a token first. */
  | 'unauthorized'
  /** Too many requests; wait for `retry_after_ms`. */
  | 'rate_limited'
  /** The source of the bars does not answer. */
  | 'feed_unavailable'
  /** The server failed. */
  | 'internal';

/** Every {@link BarSubscriptionErrorCode}. */
export const BAR_SUBSCRIPTION_ERROR_CODE_VALUES: readonly BarSubscriptionErrorCode[] = [
  'unknown_symbol',
  'unsupported_resolution',
  'subscription_limit',
  'forbidden',
  'unauthorized',
  'rate_limited',
  'feed_unavailable',
  'internal',
];

/** Ask for the bars of one symbol at one resolution. */
export interface BarSubscriptionRequest {
  /** The instrument, by name or ticker, in any case. */
  readonly symbol: string;
  /**
   * The span of a bar.
   * @default "1D"
   */
  readonly resolution?: RequestedResolution;
  /** Where a lost connection left off: the server sends what closed since, or says that it cannot. */
  readonly since?: BarPosition;
}

/** The answer to the end of a stream. */
export type BarUnsubscribeAck = BarUnsubscribeAckOk | BarUnsubscribeAckError;

/** There was no such stream. Nothing has changed. */
export interface BarUnsubscribeAckError {
  readonly status: 'error';
  /** The symbol as the request had it. */
  readonly symbol: string;
  /** The resolution as the request had it. */
  readonly resolution: RequestedResolution;
  /** Why, for programs. */
  readonly code: BarUnsubscribeErrorCode;
  /** Why, for people. */
  readonly message: string;
  /** Milliseconds to wait before asking again. */
  readonly retry_after_ms?: number;
}

/** The stream has ended. No update of it follows. */
export interface BarUnsubscribeAckOk {
  readonly status: 'ok';
  /** The canonical name of the instrument. */
  readonly symbol: string;
  /** The canonical resolution. */
  readonly resolution: Resolution;
  /** For people. */
  readonly message: string;
}

/** Why a stream could not be ended. */
export type BarUnsubscribeErrorCode =
  /** No instrument has this name. */
  | 'unknown_symbol'
  /** The instrument is not served at this resolution; the message lists those it is served at. */
  | 'unsupported_resolution'
  /** The connection has no such stream. */
  | 'not_subscribed'
  /** Too many requests; wait for `retry_after_ms`. */
  | 'rate_limited'
  /** The server failed. */
  | 'internal';

/** Every {@link BarUnsubscribeErrorCode}. */
export const BAR_UNSUBSCRIBE_ERROR_CODE_VALUES: readonly BarUnsubscribeErrorCode[] = [
  'unknown_symbol',
  'unsupported_resolution',
  'not_subscribed',
  'rate_limited',
  'internal',
];

/** End a stream of bars. */
export interface BarUnsubscribeRequest {
  /** The instrument, by name or ticker, in any case. */
  readonly symbol: string;
  /**
   * The span of a bar.
   * @default "1D"
   */
  readonly resolution?: RequestedResolution;
}

/** One change of a bar, or its close. */
export interface BarUpdateMessage {
  /** The canonical name of the instrument. */
  readonly symbol: string;
  /** The canonical resolution; with `symbol` the key of the stream. */
  readonly resolution: Resolution;
  /** The whole bar as it stands, not the difference to the last update. */
  readonly bar: Bar;
  /** The server's clock when it published this change. */
  readonly timestamp: EpochMillis;
  /** The memory of the source. A new one in mid-stream is a gap: fetch history again. */
  readonly epoch: string;
  /**
   * Counts the changes of this stream at the source, and only grows within an epoch. A hole is legal: a slow reader gets the newest
   * state, not each step.
   */
  readonly seq: number;
  /** Counts the closed bars of this stream, and only grows within an epoch. A hole is loss. */
  readonly closed_seq: number;
  /** Whether the bar is complete. Every closing update is delivered once, in order. */
  readonly closed: boolean;
}

/** The answer to a subscription. */
export interface BarsAckFrame {
  readonly type: 'bars.ack';
  readonly payload: BarSubscriptionAck;
  readonly id?: string;
}

/** A stream has failed. */
export interface BarsErrorFrame {
  readonly type: 'bars.error';
  readonly payload: BarStreamError;
}

/** Ask for the bars of one symbol at one resolution. */
export interface BarsSubscribeFrame {
  readonly type: 'bars.subscribe';
  readonly payload: BarSubscriptionRequest;
  readonly id?: string;
}

/** The answer to the end of a stream. */
export interface BarsUnsubscribeAckFrame {
  readonly type: 'bars.unsubscribe.ack';
  readonly payload: BarUnsubscribeAck;
  readonly id?: string;
}

/** End a stream of bars. */
export interface BarsUnsubscribeFrame {
  readonly type: 'bars.unsubscribe';
  readonly payload: BarUnsubscribeRequest;
  readonly id?: string;
}

/** One change of a bar, or its close. */
export interface BarsUpdateFrame {
  readonly type: 'bars.update';
  readonly payload: BarUpdateMessage;
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number & { readonly [unit]?: 'EpochMillis' };

/** Why a frame was not handled. */
export type ErrorCode =
  /** The frame is not JSON, or no message. */
  | 'invalid_message'
  /** No message has this type. */
  | 'unknown_type'
  /** The payload does not fit the message. */
  | 'invalid_payload'
  /** Too many requests; wait for `retry_after_ms`. */
  | 'rate_limited'
  /** The server asks for a token first. */
  | 'unauthorized'
  /** The server failed. */
  | 'internal';

/** Every {@link ErrorCode}. */
export const ERROR_CODE_VALUES: readonly ErrorCode[] = [
  'invalid_message',
  'unknown_type',
  'invalid_payload',
  'rate_limited',
  'unauthorized',
  'internal',
];

/** A frame that no declared reply can answer. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly payload: ErrorMessage;
  readonly id?: string;
}

/** A frame that no declared reply can answer. */
export interface ErrorMessage {
  /** Why, for programs. */
  readonly code: ErrorCode;
  /** Why, for people. */
  readonly message: string;
  /** The JSON Pointer (RFC 6901) of the fault from the root of the frame. */
  readonly path?: string;
  /** The type of the offending frame, where it could be read. */
  readonly received?: string;
  /** Milliseconds to wait before asking again. */
  readonly retry_after_ms?: number;
}

/** Ask whether the server is there. */
export type Ping = { readonly [key: string]: unknown };

/** Ask whether the server is there. */
export interface PingFrame {
  readonly type: 'ping';
  readonly id?: string;
  readonly payload?: Ping;
}

/** The server is there. */
export interface Pong {
  /** The server's clock. */
  readonly timestamp: EpochMillis;
}

/** The server is there. */
export interface PongFrame {
  readonly type: 'pong';
  readonly payload: Pong;
  readonly id?: string;
}

/** A resolution as a client may spell it. `D`, `W` and `M` are read as `1D`, `1W` and `1M`; what is not known is answered with `unsupported_resolution`. */
export type RequestedResolution = Resolution | 'D' | 'W' | 'M' | (string & {});

/** The span of one bar, in TradingView's notation: seconds `1S`, minutes `60`, days `1D`, weeks `1W`, months `1M`. */
export type Resolution =
  '1S' | '5S' | '15S' | '30S' | '1' | '3' | '5' | '15' | '30' | '60' | '120' | '240' | '1D' | '1W' | '1M';

/** Every {@link Resolution}. */
export const RESOLUTION_VALUES: readonly Resolution[] = [
  '1S',
  '5S',
  '15S',
  '30S',
  '1',
  '3',
  '5',
  '15',
  '30',
  '60',
  '120',
  '240',
  '1D',
  '1W',
  '1M',
];

/** What a client sends. */
export type ClientMessage = AuthFrame | BarsSubscribeFrame | BarsUnsubscribeFrame | PingFrame;

/** What a client receives. */
export type ServerMessage =
  AuthAckFrame | BarsAckFrame | BarsErrorFrame | BarsUnsubscribeAckFrame | BarsUpdateFrame | ErrorFrame | PongFrame;

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

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || fail(at, value, `one of ${JSON.stringify(values)}`);
}

function within(min: number, max: number): string {
  return max === Infinity ? (min > 0 ? ` of at least ${min}` : '') : ` of ${min} to ${max}`;
}

const pattern1 = /^[^\u0000-\u001f\u007f-\u009f]*$/u;

function checkAuthAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  switch (value['status']) {
    case 'ok':
      return checkAuthAckOk(value, at);
    case 'error':
      return checkAuthAckError(value, at);
    default:
      return fail(to(at, 'status'), value['status'], '"ok" or "error"');
  }
}

function checkAuthAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'error', to(at, 'status'));
  ok = checkAuthErrorCode(value['code'], to(at, 'code')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  return ok;
}

function checkAuthAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'auth.ack', to(at, 'type'));
  ok = checkAuthAck(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkAuthAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'ok', to(at, 'status'));
  ok = (value['expires'] === undefined || checkEpochMillis(value['expires'], to(at, 'expires'))) && ok;
  return ok;
}

function checkAuthErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, AUTH_ERROR_CODE_VALUES, at);
}

function checkAuthFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'auth', to(at, 'type'));
  ok = checkAuthRequest(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkAuthRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isString(value['token'], to(at, 'token'));
}

function checkBar(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = checkEpochMillis(value['time'], to(at, 'time'));
  ok = isNumber(value['open'], to(at, 'open')) && ok;
  ok = isNumber(value['high'], to(at, 'high')) && ok;
  ok = isNumber(value['low'], to(at, 'low')) && ok;
  ok = isNumber(value['close'], to(at, 'close')) && ok;
  ok = (value['volume'] === undefined || isNumber(value['volume'], to(at, 'volume'))) && ok;
  return ok;
}

function checkBarPosition(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['epoch'], to(at, 'epoch'), 1, 64);
  ok = isInteger(value['closed_seq'], to(at, 'closed_seq'), 0, 9007199254740991) && ok;
  return ok;
}

function checkBarStreamError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1);
  ok = checkResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = checkBarStreamErrorCode(value['code'], to(at, 'code')) && ok;
  ok = isString(value['error'], to(at, 'error')) && ok;
  ok = isBoolean(value['retry'], to(at, 'retry')) && ok;
  return ok;
}

function checkBarStreamErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_STREAM_ERROR_CODE_VALUES, at);
}

function checkBarSubscriptionAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  switch (value['status']) {
    case 'ok':
      return checkBarSubscriptionAckOk(value, at);
    case 'error':
      return checkBarSubscriptionAckError(value, at);
    default:
      return fail(to(at, 'status'), value['status'], '"ok" or "error"');
  }
}

function checkBarSubscriptionAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'error', to(at, 'status'));
  ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1) && ok;
  ok = checkRequestedResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = checkBarSubscriptionErrorCode(value['code'], to(at, 'code')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  ok =
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], to(at, 'retry_after_ms'), 0, 9007199254740991)) &&
    ok;
  return ok;
}

function checkBarSubscriptionAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'ok', to(at, 'status'));
  ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1) && ok;
  ok = checkResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  ok = isString(value['epoch'], to(at, 'epoch'), 1, 64) && ok;
  ok = isInteger(value['seq'], to(at, 'seq'), 0, 9007199254740991) && ok;
  ok = isInteger(value['closed_seq'], to(at, 'closed_seq'), 0, 9007199254740991) && ok;
  ok = (value['recovered'] === undefined || isBoolean(value['recovered'], to(at, 'recovered'))) && ok;
  return ok;
}

function checkBarSubscriptionErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_SUBSCRIPTION_ERROR_CODE_VALUES, at);
}

function checkBarSubscriptionRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1);
  ok = (value['resolution'] === undefined || checkRequestedResolution(value['resolution'], to(at, 'resolution'))) && ok;
  ok = (value['since'] === undefined || checkBarPosition(value['since'], to(at, 'since'))) && ok;
  return ok;
}

function checkBarUnsubscribeAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  switch (value['status']) {
    case 'ok':
      return checkBarUnsubscribeAckOk(value, at);
    case 'error':
      return checkBarUnsubscribeAckError(value, at);
    default:
      return fail(to(at, 'status'), value['status'], '"ok" or "error"');
  }
}

function checkBarUnsubscribeAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'error', to(at, 'status'));
  ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1) && ok;
  ok = checkRequestedResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = checkBarUnsubscribeErrorCode(value['code'], to(at, 'code')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  ok =
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], to(at, 'retry_after_ms'), 0, 9007199254740991)) &&
    ok;
  return ok;
}

function checkBarUnsubscribeAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'ok', to(at, 'status'));
  ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1) && ok;
  ok = checkResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  return ok;
}

function checkBarUnsubscribeErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_UNSUBSCRIBE_ERROR_CODE_VALUES, at);
}

function checkBarUnsubscribeRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1);
  ok = (value['resolution'] === undefined || checkRequestedResolution(value['resolution'], to(at, 'resolution'))) && ok;
  return ok;
}

function checkBarUpdateMessage(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['symbol'], to(at, 'symbol'), 1, 64, pattern1);
  ok = checkResolution(value['resolution'], to(at, 'resolution')) && ok;
  ok = checkBar(value['bar'], to(at, 'bar')) && ok;
  ok = checkEpochMillis(value['timestamp'], to(at, 'timestamp')) && ok;
  ok = isString(value['epoch'], to(at, 'epoch'), 1, 64) && ok;
  ok = isInteger(value['seq'], to(at, 'seq'), 0, 9007199254740991) && ok;
  ok = isInteger(value['closed_seq'], to(at, 'closed_seq'), 0, 9007199254740991) && ok;
  ok = isBoolean(value['closed'], to(at, 'closed')) && ok;
  return ok;
}

function checkBarsAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.ack', to(at, 'type'));
  ok = checkBarSubscriptionAck(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkBarsErrorFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.error', to(at, 'type'));
  ok = checkBarStreamError(value['payload'], to(at, 'payload')) && ok;
  return ok;
}

function checkBarsSubscribeFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.subscribe', to(at, 'type'));
  ok = checkBarSubscriptionRequest(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkBarsUnsubscribeAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.unsubscribe.ack', to(at, 'type'));
  ok = checkBarUnsubscribeAck(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkBarsUnsubscribeFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.unsubscribe', to(at, 'type'));
  ok = checkBarUnsubscribeRequest(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkBarsUpdateFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'bars.update', to(at, 'type'));
  ok = checkBarUpdateMessage(value['payload'], to(at, 'payload')) && ok;
  return ok;
}

function checkEpochMillis(value: unknown, at?: At): boolean {
  return isInteger(value, at, 0, 9007199254740991);
}

function checkErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, ERROR_CODE_VALUES, at);
}

function checkErrorFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'error', to(at, 'type'));
  ok = checkErrorMessage(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkErrorMessage(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = checkErrorCode(value['code'], to(at, 'code'));
  ok = isString(value['message'], to(at, 'message')) && ok;
  ok = (value['path'] === undefined || isString(value['path'], to(at, 'path'))) && ok;
  ok = (value['received'] === undefined || isString(value['received'], to(at, 'received'))) && ok;
  ok =
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], to(at, 'retry_after_ms'), 0, 9007199254740991)) &&
    ok;
  return ok;
}

function checkPing(value: unknown, at?: At): boolean {
  return isObject(value) || fail(at, value, 'an object');
}

function checkPingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'ping', to(at, 'type'));
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  ok = (value['payload'] === undefined || checkPing(value['payload'], to(at, 'payload'))) && ok;
  return ok;
}

function checkPong(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return checkEpochMillis(value['timestamp'], to(at, 'timestamp'));
}

function checkPongFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'pong', to(at, 'type'));
  ok = checkPong(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkRequestedResolution(value: unknown, at?: At): boolean {
  return (
    checkResolution(value) ||
    value === 'D' ||
    value === 'W' ||
    value === 'M' ||
    isString(value, undefined, 1, 16) ||
    fail(at, value, 'one of 3 alternatives')
  );
}

function checkResolution(value: unknown, at?: At): boolean {
  return isOneOf(value, RESOLUTION_VALUES, at);
}

/** Validates {@link AuthAck}. */
export const AuthAckSchema: Schema<AuthAck> = /* @__PURE__ */ schema(checkAuthAck);
/** Validates {@link AuthAckError}. */
export const AuthAckErrorSchema: Schema<AuthAckError> = /* @__PURE__ */ schema(checkAuthAckError);
/** Validates {@link AuthAckFrame}. */
export const AuthAckFrameSchema: Schema<AuthAckFrame> = /* @__PURE__ */ schema(checkAuthAckFrame);
/** Validates {@link AuthAckOk}. */
export const AuthAckOkSchema: Schema<AuthAckOk> = /* @__PURE__ */ schema(checkAuthAckOk);
/** Validates {@link AuthErrorCode}. */
export const AuthErrorCodeSchema: Schema<AuthErrorCode> = /* @__PURE__ */ schema(checkAuthErrorCode);
/** Validates {@link AuthFrame}. */
export const AuthFrameSchema: Schema<AuthFrame> = /* @__PURE__ */ schema(checkAuthFrame);
/** Validates {@link AuthRequest}. */
export const AuthRequestSchema: Schema<AuthRequest> = /* @__PURE__ */ schema(checkAuthRequest);
/** Validates {@link Bar}. */
export const BarSchema: Schema<Bar> = /* @__PURE__ */ schema(checkBar);
/** Validates {@link BarPosition}. */
export const BarPositionSchema: Schema<BarPosition> = /* @__PURE__ */ schema(checkBarPosition);
/** Validates {@link BarStreamError}. */
export const BarStreamErrorSchema: Schema<BarStreamError> = /* @__PURE__ */ schema(checkBarStreamError);
/** Validates {@link BarStreamErrorCode}. */
export const BarStreamErrorCodeSchema: Schema<BarStreamErrorCode> = /* @__PURE__ */ schema(checkBarStreamErrorCode);
/** Validates {@link BarSubscriptionAck}. */
export const BarSubscriptionAckSchema: Schema<BarSubscriptionAck> = /* @__PURE__ */ schema(checkBarSubscriptionAck);
/** Validates {@link BarSubscriptionAckError}. */
export const BarSubscriptionAckErrorSchema: Schema<BarSubscriptionAckError> =
  /* @__PURE__ */ schema(checkBarSubscriptionAckError);
/** Validates {@link BarSubscriptionAckOk}. */
export const BarSubscriptionAckOkSchema: Schema<BarSubscriptionAckOk> =
  /* @__PURE__ */ schema(checkBarSubscriptionAckOk);
/** Validates {@link BarSubscriptionErrorCode}. */
export const BarSubscriptionErrorCodeSchema: Schema<BarSubscriptionErrorCode> =
  /* @__PURE__ */ schema(checkBarSubscriptionErrorCode);
/** Validates {@link BarSubscriptionRequest}. */
export const BarSubscriptionRequestSchema: Schema<BarSubscriptionRequest> =
  /* @__PURE__ */ schema(checkBarSubscriptionRequest);
/** Validates {@link BarUnsubscribeAck}. */
export const BarUnsubscribeAckSchema: Schema<BarUnsubscribeAck> = /* @__PURE__ */ schema(checkBarUnsubscribeAck);
/** Validates {@link BarUnsubscribeAckError}. */
export const BarUnsubscribeAckErrorSchema: Schema<BarUnsubscribeAckError> =
  /* @__PURE__ */ schema(checkBarUnsubscribeAckError);
/** Validates {@link BarUnsubscribeAckOk}. */
export const BarUnsubscribeAckOkSchema: Schema<BarUnsubscribeAckOk> = /* @__PURE__ */ schema(checkBarUnsubscribeAckOk);
/** Validates {@link BarUnsubscribeErrorCode}. */
export const BarUnsubscribeErrorCodeSchema: Schema<BarUnsubscribeErrorCode> =
  /* @__PURE__ */ schema(checkBarUnsubscribeErrorCode);
/** Validates {@link BarUnsubscribeRequest}. */
export const BarUnsubscribeRequestSchema: Schema<BarUnsubscribeRequest> =
  /* @__PURE__ */ schema(checkBarUnsubscribeRequest);
/** Validates {@link BarUpdateMessage}. */
export const BarUpdateMessageSchema: Schema<BarUpdateMessage> = /* @__PURE__ */ schema(checkBarUpdateMessage);
/** Validates {@link BarsAckFrame}. */
export const BarsAckFrameSchema: Schema<BarsAckFrame> = /* @__PURE__ */ schema(checkBarsAckFrame);
/** Validates {@link BarsErrorFrame}. */
export const BarsErrorFrameSchema: Schema<BarsErrorFrame> = /* @__PURE__ */ schema(checkBarsErrorFrame);
/** Validates {@link BarsSubscribeFrame}. */
export const BarsSubscribeFrameSchema: Schema<BarsSubscribeFrame> = /* @__PURE__ */ schema(checkBarsSubscribeFrame);
/** Validates {@link BarsUnsubscribeAckFrame}. */
export const BarsUnsubscribeAckFrameSchema: Schema<BarsUnsubscribeAckFrame> =
  /* @__PURE__ */ schema(checkBarsUnsubscribeAckFrame);
/** Validates {@link BarsUnsubscribeFrame}. */
export const BarsUnsubscribeFrameSchema: Schema<BarsUnsubscribeFrame> =
  /* @__PURE__ */ schema(checkBarsUnsubscribeFrame);
/** Validates {@link BarsUpdateFrame}. */
export const BarsUpdateFrameSchema: Schema<BarsUpdateFrame> = /* @__PURE__ */ schema(checkBarsUpdateFrame);
/** Validates {@link EpochMillis}. */
export const EpochMillisSchema: Schema<EpochMillis> = /* @__PURE__ */ schema(checkEpochMillis);
/** Validates {@link ErrorCode}. */
export const ErrorCodeSchema: Schema<ErrorCode> = /* @__PURE__ */ schema(checkErrorCode);
/** Validates {@link ErrorFrame}. */
export const ErrorFrameSchema: Schema<ErrorFrame> = /* @__PURE__ */ schema(checkErrorFrame);
/** Validates {@link ErrorMessage}. */
export const ErrorMessageSchema: Schema<ErrorMessage> = /* @__PURE__ */ schema(checkErrorMessage);
/** Validates {@link Ping}. */
export const PingSchema: Schema<Ping> = /* @__PURE__ */ schema(checkPing);
/** Validates {@link PingFrame}. */
export const PingFrameSchema: Schema<PingFrame> = /* @__PURE__ */ schema(checkPingFrame);
/** Validates {@link Pong}. */
export const PongSchema: Schema<Pong> = /* @__PURE__ */ schema(checkPong);
/** Validates {@link PongFrame}. */
export const PongFrameSchema: Schema<PongFrame> = /* @__PURE__ */ schema(checkPongFrame);
/** Validates {@link RequestedResolution}. */
export const RequestedResolutionSchema: Schema<RequestedResolution> = /* @__PURE__ */ schema(checkRequestedResolution);
/** Validates {@link Resolution}. */
export const ResolutionSchema: Schema<Resolution> = /* @__PURE__ */ schema(checkResolution);

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
    case 'auth.ack':
      return checkAuthAckFrame;
    case 'bars.ack':
      return checkBarsAckFrame;
    case 'bars.error':
      return checkBarsErrorFrame;
    case 'bars.unsubscribe.ack':
      return checkBarsUnsubscribeAckFrame;
    case 'bars.update':
      return checkBarsUpdateFrame;
    case 'error':
      return checkErrorFrame;
    case 'pong':
      return checkPongFrame;
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
export interface BarsProtocol {
  readonly name: 'bars';
  readonly version: '1.0.0';
  /** The path of the WebSocket. */
  readonly address: '/api/v1/ws';
  /** Whether a message of an unknown type is ignored or a fault. */
  readonly unknownMessages: 'ignore';
  /** The reply to each request; `null` where there is none. */
  readonly requests: {
    readonly auth: 'auth.ack';
    readonly 'bars.subscribe': 'bars.ack';
    readonly 'bars.unsubscribe': 'bars.unsubscribe.ack';
    readonly ping: 'pong';
  };
  /** The message that answers what no declared reply can. */
  readonly error: 'error';
  /** What opens, closes, feeds and fails each stream, and the members that tell one from another. */
  readonly streams: {
    readonly bars: {
      readonly opens: 'bars.subscribe';
      readonly closes: 'bars.unsubscribe';
      readonly key: readonly ['symbol', 'resolution'];
      readonly update: 'bars.update';
      readonly failed: 'bars.error';
    };
  };
  /** Reads and validates a frame from the server. */
  readonly parse: (frame: string) => Parsed<ServerMessage>;
  /** For the type checker alone: never there at run time. */
  readonly types?: { readonly client: ClientMessage; readonly server: ServerMessage };
}

/** {@link BarsProtocol}, for the client's runtime. */
export const barsProtocol: BarsProtocol = {
  name: 'bars',
  version: '1.0.0',
  address: '/api/v1/ws',
  unknownMessages: 'ignore',
  requests: {
    auth: 'auth.ack',
    'bars.subscribe': 'bars.ack',
    'bars.unsubscribe': 'bars.unsubscribe.ack',
    ping: 'pong',
  },
  error: 'error',
  streams: {
    bars: {
      opens: 'bars.subscribe',
      closes: 'bars.unsubscribe',
      key: ['symbol', 'resolution'],
      update: 'bars.update',
      failed: 'bars.error',
    },
  },
  parse: parseServerMessage,
};
