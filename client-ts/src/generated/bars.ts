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

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

const pattern1 = /^[^\u0000-\u001f\u007f-\u009f]*$/u;

function checkAuthAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['status'] === 'ok') return checkAuthAckOk(value, at);
  if (value['status'] === 'error') return checkAuthAckError(value, at);
  return fail(at, '"ok" or "error"', value, 'status');
}

function checkAuthAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'error' || fail(at, '"error"', value, 'status')) &&
    isOneOf(value['code'], AUTH_ERROR_CODE_VALUES, at && to(at, 'code')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message'))
  );
}

function checkAuthAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'auth.ack' || fail(at, '"auth.ack"', value, 'type')) &&
    checkAuthAck(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkAuthAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'ok' || fail(at, '"ok"', value, 'status')) &&
    (value['expires'] === undefined || checkEpochMillis(value['expires'], at && to(at, 'expires')))
  );
}

function checkAuthErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, AUTH_ERROR_CODE_VALUES, at);
}

function checkAuthFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'auth' || fail(at, '"auth"', value, 'type')) &&
    checkAuthRequest(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkAuthRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['token'] === 'string' || fail(at, 'a string', value, 'token');
}

function checkBar(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    checkEpochMillis(value['time'], at && to(at, 'time')) &&
    (Number.isFinite(value['open']) || fail(at, 'a number', value, 'open')) &&
    (Number.isFinite(value['high']) || fail(at, 'a number', value, 'high')) &&
    (Number.isFinite(value['low']) || fail(at, 'a number', value, 'low')) &&
    (Number.isFinite(value['close']) || fail(at, 'a number', value, 'close')) &&
    (value['volume'] === undefined || Number.isFinite(value['volume']) || fail(at, 'a number', value, 'volume'))
  );
}

function checkBarPosition(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (isText(value['epoch'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'epoch')) &&
    (isInteger(value['closed_seq'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'closed_seq'))
  );
}

function checkBarStreamError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    isOneOf(value['resolution'], RESOLUTION_VALUES, at && to(at, 'resolution')) &&
    isOneOf(value['code'], BAR_STREAM_ERROR_CODE_VALUES, at && to(at, 'code')) &&
    (typeof value['error'] === 'string' || fail(at, 'a string', value, 'error')) &&
    (typeof value['retry'] === 'boolean' || fail(at, 'a boolean', value, 'retry'))
  );
}

function checkBarStreamErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_STREAM_ERROR_CODE_VALUES, at);
}

function checkBarSubscriptionAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['status'] === 'ok') return checkBarSubscriptionAckOk(value, at);
  if (value['status'] === 'error') return checkBarSubscriptionAckError(value, at);
  return fail(at, '"ok" or "error"', value, 'status');
}

function checkBarSubscriptionAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'error' || fail(at, '"error"', value, 'status')) &&
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    checkRequestedResolution(value['resolution'], at && to(at, 'resolution')) &&
    isOneOf(value['code'], BAR_SUBSCRIPTION_ERROR_CODE_VALUES, at && to(at, 'code')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'retry_after_ms'))
  );
}

function checkBarSubscriptionAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'ok' || fail(at, '"ok"', value, 'status')) &&
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    isOneOf(value['resolution'], RESOLUTION_VALUES, at && to(at, 'resolution')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    (isText(value['epoch'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'epoch')) &&
    (isInteger(value['seq'], 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value, 'seq')) &&
    (isInteger(value['closed_seq'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'closed_seq')) &&
    (value['recovered'] === undefined ||
      typeof value['recovered'] === 'boolean' ||
      fail(at, 'a boolean', value, 'recovered'))
  );
}

function checkBarSubscriptionErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_SUBSCRIPTION_ERROR_CODE_VALUES, at);
}

function checkBarSubscriptionRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    (value['resolution'] === undefined || checkRequestedResolution(value['resolution'], at && to(at, 'resolution'))) &&
    (value['since'] === undefined || checkBarPosition(value['since'], at && to(at, 'since')))
  );
}

function checkBarUnsubscribeAck(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['status'] === 'ok') return checkBarUnsubscribeAckOk(value, at);
  if (value['status'] === 'error') return checkBarUnsubscribeAckError(value, at);
  return fail(at, '"ok" or "error"', value, 'status');
}

function checkBarUnsubscribeAckError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'error' || fail(at, '"error"', value, 'status')) &&
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    checkRequestedResolution(value['resolution'], at && to(at, 'resolution')) &&
    isOneOf(value['code'], BAR_UNSUBSCRIBE_ERROR_CODE_VALUES, at && to(at, 'code')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'retry_after_ms'))
  );
}

function checkBarUnsubscribeAckOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'ok' || fail(at, '"ok"', value, 'status')) &&
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    isOneOf(value['resolution'], RESOLUTION_VALUES, at && to(at, 'resolution')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message'))
  );
}

function checkBarUnsubscribeErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, BAR_UNSUBSCRIBE_ERROR_CODE_VALUES, at);
}

function checkBarUnsubscribeRequest(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    (value['resolution'] === undefined || checkRequestedResolution(value['resolution'], at && to(at, 'resolution')))
  );
}

function checkBarUpdateMessage(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    ((isText(value['symbol'], 1, 64) && pattern1.test(value['symbol'])) ||
      fail(at, 'a string of 1 to 64 characters that matches ^[^\\u0000-\\u001f\\u007f-\\u009f]*$', value, 'symbol')) &&
    isOneOf(value['resolution'], RESOLUTION_VALUES, at && to(at, 'resolution')) &&
    checkBar(value['bar'], at && to(at, 'bar')) &&
    checkEpochMillis(value['timestamp'], at && to(at, 'timestamp')) &&
    (isText(value['epoch'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'epoch')) &&
    (isInteger(value['seq'], 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value, 'seq')) &&
    (isInteger(value['closed_seq'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'closed_seq')) &&
    (typeof value['closed'] === 'boolean' || fail(at, 'a boolean', value, 'closed'))
  );
}

function checkBarsAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.ack' || fail(at, '"bars.ack"', value, 'type')) &&
    checkBarSubscriptionAck(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkBarsErrorFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.error' || fail(at, '"bars.error"', value, 'type')) &&
    checkBarStreamError(value['payload'], at && to(at, 'payload'))
  );
}

function checkBarsSubscribeFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.subscribe' || fail(at, '"bars.subscribe"', value, 'type')) &&
    checkBarSubscriptionRequest(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkBarsUnsubscribeAckFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.unsubscribe.ack' || fail(at, '"bars.unsubscribe.ack"', value, 'type')) &&
    checkBarUnsubscribeAck(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkBarsUnsubscribeFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.unsubscribe' || fail(at, '"bars.unsubscribe"', value, 'type')) &&
    checkBarUnsubscribeRequest(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkBarsUpdateFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'bars.update' || fail(at, '"bars.update"', value, 'type')) &&
    checkBarUpdateMessage(value['payload'], at && to(at, 'payload'))
  );
}

function checkEpochMillis(value: unknown, at?: At): boolean {
  return isInteger(value, 0, 9007199254740991) || fail(at, 'an integer of 0 to 9007199254740991', value);
}

function checkErrorCode(value: unknown, at?: At): boolean {
  return isOneOf(value, ERROR_CODE_VALUES, at);
}

function checkErrorFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'error' || fail(at, '"error"', value, 'type')) &&
    checkErrorMessage(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkErrorMessage(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    isOneOf(value['code'], ERROR_CODE_VALUES, at && to(at, 'code')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message')) &&
    (value['path'] === undefined || typeof value['path'] === 'string' || fail(at, 'a string', value, 'path')) &&
    (value['received'] === undefined ||
      typeof value['received'] === 'string' ||
      fail(at, 'a string', value, 'received')) &&
    (value['retry_after_ms'] === undefined ||
      isInteger(value['retry_after_ms'], 0, 9007199254740991) ||
      fail(at, 'an integer of 0 to 9007199254740991', value, 'retry_after_ms'))
  );
}

function checkPing(value: unknown, at?: At): boolean {
  return isObject(value) || fail(at, 'an object', value);
}

function checkPingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'ping' || fail(at, '"ping"', value, 'type')) &&
    (value['id'] === undefined ||
      isText(value['id'], 1, 64) ||
      fail(at, 'a string of 1 to 64 characters', value, 'id')) &&
    (value['payload'] === undefined || checkPing(value['payload'], at && to(at, 'payload')))
  );
}

function checkPong(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return checkEpochMillis(value['timestamp'], at && to(at, 'timestamp'));
}

function checkPongFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'pong' || fail(at, '"pong"', value, 'type')) &&
    checkPong(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkRequestedResolution(value: unknown, at?: At): boolean {
  return (
    checkResolution(value) ||
    value === 'D' ||
    value === 'W' ||
    value === 'M' ||
    isText(value, 1, 16) ||
    fail(at, 'Resolution, "D", "W" or "M" or a string of 1 to 16 characters', value)
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
      /** The frame, where it is JSON. */
      readonly value?: unknown;
      /** What is wrong, and where. */
      readonly issues: readonly Issue[];
    };

function serverCheck(type: string): Check | undefined {
  if (type === 'auth.ack') return checkAuthAckFrame;
  if (type === 'bars.ack') return checkBarsAckFrame;
  if (type === 'bars.error') return checkBarsErrorFrame;
  if (type === 'bars.unsubscribe.ack') return checkBarsUnsubscribeAckFrame;
  if (type === 'bars.update') return checkBarsUpdateFrame;
  if (type === 'error') return checkErrorFrame;
  if (type === 'pong') return checkPongFrame;
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
      /** The members by which it makes up for what its client has missed; `null` where it does not. */
      readonly resume: {
        readonly since: 'since';
        readonly epoch: 'epoch';
        readonly count: 'closed_seq';
        readonly counted: 'closed';
        readonly recovered: 'recovered';
      };
      /** Of two updates that agree at this path, the later one says all that the earlier one said; `null` for none. */
      readonly latest: readonly ['bar', 'time'];
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
      resume: {
        since: 'since',
        epoch: 'epoch',
        count: 'closed_seq',
        counted: 'closed',
        recovered: 'recovered',
      },
      latest: ['bar', 'time'],
    },
  },
  parse: parseServerMessage,
};
