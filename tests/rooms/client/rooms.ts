// Rooms 0.1.0
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

/** The sensor of a room has failed. */
export interface Broken {
  /** The room. */
  readonly room: string;
  /** Why. */
  readonly message: string;
}

/** The sensor of a room has failed. */
export interface BrokenFrame {
  readonly type: 'broken';
  readonly payload: Broken;
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

/** Stop watching a room. */
export interface Leave {
  /** Its name. */
  readonly room: string;
}

/** Stop watching a room. */
export interface LeaveFrame {
  readonly type: 'leave';
  readonly payload: Leave;
  readonly id?: string;
}

/** The room is no longer watched. */
export interface Left {
  /** Its name. */
  readonly room: string;
  /** Whether it was watched. */
  readonly was_watched: boolean;
}

/** The room is no longer watched. */
export interface LeftFrame {
  readonly type: 'left';
  readonly payload: Left;
  readonly id?: string;
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

/** The temperature of a room. */
export interface Reading {
  /** The room. */
  readonly room: string;
  /** Degrees Celsius. */
  readonly celsius: number;
  /** Words for this reading. */
  readonly tags: readonly string[];
}

/** The temperature of a room. */
export interface ReadingFrame {
  readonly type: 'reading';
  readonly payload: Reading;
}

/** What a sensor reports. */
export interface Report {
  /** The room. */
  readonly room: string;
  /** Degrees Celsius. */
  readonly celsius: number;
  /**
   * Words for these readings.
   * @default []
   */
  readonly tags?: readonly string[];
}

/** What a sensor reports. */
export interface ReportFrame {
  readonly type: 'report';
  readonly payload: Report;
  readonly id?: string;
}

/** A room was reported for the first time. */
export interface RoomAdded {
  /** Its name. */
  readonly room: string;
}

/** A room was reported for the first time. */
export interface RoomAddedFrame {
  readonly type: 'room_added';
  readonly payload: RoomAdded;
}

/** Watch a room. */
export interface Watch {
  /** Its name. */
  readonly room: string;
}

/** Watch a room. */
export interface WatchFrame {
  readonly type: 'watch';
  readonly payload: Watch;
  readonly id?: string;
}

/** Whether the room is watched. */
export type Watching = WatchingOk | WatchingError;

/** It is not. */
export interface WatchingError {
  readonly status: 'error';
  /** Its name. */
  readonly room: string;
  /** Why. */
  readonly message: string;
}

/** Whether the room is watched. */
export interface WatchingFrame {
  readonly type: 'watching';
  readonly payload: Watching;
  readonly id?: string;
}

/** It is. */
export interface WatchingOk {
  readonly status: 'ok';
  /** Its name. */
  readonly room: string;
}

/** What a client sends. */
export type ClientMessage = AuthFrame | LeaveFrame | PingFrame | ReportFrame | WatchFrame;

/** What a client receives. */
export type ServerMessage =
  AuthAckFrame | BrokenFrame | ErrorFrame | LeftFrame | PongFrame | ReadingFrame | RoomAddedFrame | WatchingFrame;

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

function checkBroken(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message'))
  );
}

function checkBrokenFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'broken' || fail(at, '"broken"', value, 'type')) &&
    checkBroken(value['payload'], at && to(at, 'payload'))
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

function checkLeave(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['room'] === 'string' || fail(at, 'a string', value, 'room');
}

function checkLeaveFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'leave' || fail(at, '"leave"', value, 'type')) &&
    checkLeave(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkLeft(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room')) &&
    (typeof value['was_watched'] === 'boolean' || fail(at, 'a boolean', value, 'was_watched'))
  );
}

function checkLeftFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'left' || fail(at, '"left"', value, 'type')) &&
    checkLeft(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
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

function checkReading(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room')) &&
    (Number.isFinite(value['celsius']) || fail(at, 'a number', value, 'celsius')) &&
    checkReadingTags(value['tags'], at && to(at, 'tags'))
  );
}

function checkReadingTags(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkReadingTagsItem, at);
}

function checkReadingTagsItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkReadingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'reading' || fail(at, '"reading"', value, 'type')) &&
    checkReading(value['payload'], at && to(at, 'payload'))
  );
}

function checkReport(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room')) &&
    (Number.isFinite(value['celsius']) || fail(at, 'a number', value, 'celsius')) &&
    (value['tags'] === undefined || checkReportTags(value['tags'], at && to(at, 'tags')))
  );
}

function checkReportTags(value: unknown, at?: At): boolean {
  if (!isArray(value)) return fail(at, 'an array', value);
  return every(value, checkReportTagsItem, at);
}

function checkReportTagsItem(value: unknown, at?: At): boolean {
  return typeof value === 'string' || fail(at, 'a string', value);
}

function checkReportFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'report' || fail(at, '"report"', value, 'type')) &&
    checkReport(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkRoomAdded(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['room'] === 'string' || fail(at, 'a string', value, 'room');
}

function checkRoomAddedFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'room_added' || fail(at, '"room_added"', value, 'type')) &&
    checkRoomAdded(value['payload'], at && to(at, 'payload'))
  );
}

function checkWatch(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return typeof value['room'] === 'string' || fail(at, 'a string', value, 'room');
}

function checkWatchFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'watch' || fail(at, '"watch"', value, 'type')) &&
    checkWatch(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkWatching(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  if (value['status'] === 'ok') return checkWatchingOk(value, at);
  if (value['status'] === 'error') return checkWatchingError(value, at);
  return fail(at, '"ok" or "error"', value, 'status');
}

function checkWatchingError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'error' || fail(at, '"error"', value, 'status')) &&
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room')) &&
    (typeof value['message'] === 'string' || fail(at, 'a string', value, 'message'))
  );
}

function checkWatchingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['type'] === 'watching' || fail(at, '"watching"', value, 'type')) &&
    checkWatching(value['payload'], at && to(at, 'payload')) &&
    (value['id'] === undefined || isText(value['id'], 1, 64) || fail(at, 'a string of 1 to 64 characters', value, 'id'))
  );
}

function checkWatchingOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, 'an object', value);
  return (
    (value['status'] === 'ok' || fail(at, '"ok"', value, 'status')) &&
    (typeof value['room'] === 'string' || fail(at, 'a string', value, 'room'))
  );
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
/** Validates {@link Broken}. */
export const BrokenSchema: Schema<Broken> = /* @__PURE__ */ schema(checkBroken);
/** Validates {@link BrokenFrame}. */
export const BrokenFrameSchema: Schema<BrokenFrame> = /* @__PURE__ */ schema(checkBrokenFrame);
/** Validates {@link EpochMillis}. */
export const EpochMillisSchema: Schema<EpochMillis> = /* @__PURE__ */ schema(checkEpochMillis);
/** Validates {@link ErrorCode}. */
export const ErrorCodeSchema: Schema<ErrorCode> = /* @__PURE__ */ schema(checkErrorCode);
/** Validates {@link ErrorFrame}. */
export const ErrorFrameSchema: Schema<ErrorFrame> = /* @__PURE__ */ schema(checkErrorFrame);
/** Validates {@link ErrorMessage}. */
export const ErrorMessageSchema: Schema<ErrorMessage> = /* @__PURE__ */ schema(checkErrorMessage);
/** Validates {@link Leave}. */
export const LeaveSchema: Schema<Leave> = /* @__PURE__ */ schema(checkLeave);
/** Validates {@link LeaveFrame}. */
export const LeaveFrameSchema: Schema<LeaveFrame> = /* @__PURE__ */ schema(checkLeaveFrame);
/** Validates {@link Left}. */
export const LeftSchema: Schema<Left> = /* @__PURE__ */ schema(checkLeft);
/** Validates {@link LeftFrame}. */
export const LeftFrameSchema: Schema<LeftFrame> = /* @__PURE__ */ schema(checkLeftFrame);
/** Validates {@link Ping}. */
export const PingSchema: Schema<Ping> = /* @__PURE__ */ schema(checkPing);
/** Validates {@link PingFrame}. */
export const PingFrameSchema: Schema<PingFrame> = /* @__PURE__ */ schema(checkPingFrame);
/** Validates {@link Pong}. */
export const PongSchema: Schema<Pong> = /* @__PURE__ */ schema(checkPong);
/** Validates {@link PongFrame}. */
export const PongFrameSchema: Schema<PongFrame> = /* @__PURE__ */ schema(checkPongFrame);
/** Validates {@link Reading}. */
export const ReadingSchema: Schema<Reading> = /* @__PURE__ */ schema(checkReading);
/** Validates {@link ReadingFrame}. */
export const ReadingFrameSchema: Schema<ReadingFrame> = /* @__PURE__ */ schema(checkReadingFrame);
/** Validates {@link Report}. */
export const ReportSchema: Schema<Report> = /* @__PURE__ */ schema(checkReport);
/** Validates {@link ReportFrame}. */
export const ReportFrameSchema: Schema<ReportFrame> = /* @__PURE__ */ schema(checkReportFrame);
/** Validates {@link RoomAdded}. */
export const RoomAddedSchema: Schema<RoomAdded> = /* @__PURE__ */ schema(checkRoomAdded);
/** Validates {@link RoomAddedFrame}. */
export const RoomAddedFrameSchema: Schema<RoomAddedFrame> = /* @__PURE__ */ schema(checkRoomAddedFrame);
/** Validates {@link Watch}. */
export const WatchSchema: Schema<Watch> = /* @__PURE__ */ schema(checkWatch);
/** Validates {@link WatchFrame}. */
export const WatchFrameSchema: Schema<WatchFrame> = /* @__PURE__ */ schema(checkWatchFrame);
/** Validates {@link Watching}. */
export const WatchingSchema: Schema<Watching> = /* @__PURE__ */ schema(checkWatching);
/** Validates {@link WatchingError}. */
export const WatchingErrorSchema: Schema<WatchingError> = /* @__PURE__ */ schema(checkWatchingError);
/** Validates {@link WatchingFrame}. */
export const WatchingFrameSchema: Schema<WatchingFrame> = /* @__PURE__ */ schema(checkWatchingFrame);
/** Validates {@link WatchingOk}. */
export const WatchingOkSchema: Schema<WatchingOk> = /* @__PURE__ */ schema(checkWatchingOk);

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
  if (type === 'broken') return checkBrokenFrame;
  if (type === 'error') return checkErrorFrame;
  if (type === 'left') return checkLeftFrame;
  if (type === 'pong') return checkPongFrame;
  if (type === 'reading') return checkReadingFrame;
  if (type === 'room_added') return checkRoomAddedFrame;
  if (type === 'watching') return checkWatchingFrame;
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
export interface RoomsProtocol {
  readonly name: 'rooms';
  readonly version: '0.1.0';
  /** The path of the WebSocket. */
  readonly address: '/rooms';
  /** Whether a message of an unknown type is ignored or a fault. */
  readonly unknownMessages: 'ignore';
  /** The reply to each request; `null` where there is none. */
  readonly requests: {
    readonly auth: 'auth.ack';
    readonly leave: 'left';
    readonly ping: 'pong';
    readonly report: null;
    readonly watch: 'watching';
  };
  /** The message that answers what no declared reply can. */
  readonly error: 'error';
  /** What opens, closes, feeds and fails each stream, and the members that tell one from another. */
  readonly streams: {
    readonly rooms: {
      readonly opens: 'watch';
      readonly closes: 'leave';
      readonly key: readonly ['room'];
      readonly update: 'reading';
      readonly failed: 'broken';
      /** The members by which it makes up for what its client has missed; `null` where it does not. */
      readonly resume: null;
      /** Of two updates that agree at this path, the later one says all that the earlier one said; `null` for none. */
      readonly latest: null;
    };
  };
  /** Reads and validates a frame from the server. */
  readonly parse: (frame: string) => Parsed<ServerMessage>;
  /** For the type checker alone: never there at run time. */
  readonly types?: { readonly client: ClientMessage; readonly server: ServerMessage };
}

/** {@link RoomsProtocol}, for the client's runtime. */
export const roomsProtocol: RoomsProtocol = {
  name: 'rooms',
  version: '0.1.0',
  address: '/rooms',
  unknownMessages: 'ignore',
  requests: {
    auth: 'auth.ack',
    leave: 'left',
    ping: 'pong',
    report: null,
    watch: 'watching',
  },
  error: 'error',
  streams: {
    rooms: {
      opens: 'watch',
      closes: 'leave',
      key: ['room'],
      update: 'reading',
      failed: 'broken',
      resume: null,
      latest: null,
    },
  },
  parse: parseServerMessage,
};
