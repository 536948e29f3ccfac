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

function isArray(value: unknown, check: Check, at?: At, min = 0, max = Infinity): boolean {
  if (!Array.isArray(value)) return fail(at, value, 'an array');
  let ok = (value.length >= min && value.length <= max) || fail(at, value, `an array${within(min, max)} items`);
  for (let index = 0; index < value.length; index++) ok = check(value[index], to(at, index)) && ok;
  return ok;
}

function isOneOf(value: unknown, values: readonly unknown[], at?: At): boolean {
  return values.includes(value) || fail(at, value, `one of ${JSON.stringify(values)}`);
}

function within(min: number, max: number): string {
  return max === Infinity ? (min > 0 ? ` of at least ${min}` : '') : ` of ${min} to ${max}`;
}

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

function checkBroken(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['room'], to(at, 'room'));
  ok = isString(value['message'], to(at, 'message')) && ok;
  return ok;
}

function checkBrokenFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'broken', to(at, 'type'));
  ok = checkBroken(value['payload'], to(at, 'payload')) && ok;
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

function checkLeave(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isString(value['room'], to(at, 'room'));
}

function checkLeaveFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'leave', to(at, 'type'));
  ok = checkLeave(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkLeft(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['room'], to(at, 'room'));
  ok = isBoolean(value['was_watched'], to(at, 'was_watched')) && ok;
  return ok;
}

function checkLeftFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'left', to(at, 'type'));
  ok = checkLeft(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
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

function checkReading(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['room'], to(at, 'room'));
  ok = isNumber(value['celsius'], to(at, 'celsius')) && ok;
  ok = isArray(value['tags'], checkReadingTagsItem, to(at, 'tags')) && ok;
  return ok;
}

function checkReadingTagsItem(value: unknown, at?: At): boolean {
  return isString(value, at);
}

function checkReadingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'reading', to(at, 'type'));
  ok = checkReading(value['payload'], to(at, 'payload')) && ok;
  return ok;
}

function checkReport(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isString(value['room'], to(at, 'room'));
  ok = isNumber(value['celsius'], to(at, 'celsius')) && ok;
  ok = (value['tags'] === undefined || isArray(value['tags'], checkReportTagsItem, to(at, 'tags'))) && ok;
  return ok;
}

function checkReportTagsItem(value: unknown, at?: At): boolean {
  return isString(value, at);
}

function checkReportFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'report', to(at, 'type'));
  ok = checkReport(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkRoomAdded(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isString(value['room'], to(at, 'room'));
}

function checkRoomAddedFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'room_added', to(at, 'type'));
  ok = checkRoomAdded(value['payload'], to(at, 'payload')) && ok;
  return ok;
}

function checkWatch(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  return isString(value['room'], to(at, 'room'));
}

function checkWatchFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'watch', to(at, 'type'));
  ok = checkWatch(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkWatching(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  switch (value['status']) {
    case 'ok':
      return checkWatchingOk(value, at);
    case 'error':
      return checkWatchingError(value, at);
    default:
      return fail(to(at, 'status'), value['status'], '"ok" or "error"');
  }
}

function checkWatchingError(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'error', to(at, 'status'));
  ok = isString(value['room'], to(at, 'room')) && ok;
  ok = isString(value['message'], to(at, 'message')) && ok;
  return ok;
}

function checkWatchingFrame(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['type'], 'watching', to(at, 'type'));
  ok = checkWatching(value['payload'], to(at, 'payload')) && ok;
  ok = (value['id'] === undefined || isString(value['id'], to(at, 'id'), 1, 64)) && ok;
  return ok;
}

function checkWatchingOk(value: unknown, at?: At): boolean {
  if (!isObject(value)) return fail(at, value, 'an object');
  let ok = isLiteral(value['status'], 'ok', to(at, 'status'));
  ok = isString(value['room'], to(at, 'room')) && ok;
  return ok;
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
      /** What is wrong, and where. */
      readonly issues: readonly Issue[];
    };

function serverCheck(type: string): Check | undefined {
  switch (type) {
    case 'auth.ack':
      return checkAuthAckFrame;
    case 'broken':
      return checkBrokenFrame;
    case 'error':
      return checkErrorFrame;
    case 'left':
      return checkLeftFrame;
    case 'pong':
      return checkPongFrame;
    case 'reading':
      return checkReadingFrame;
    case 'room_added':
      return checkRoomAddedFrame;
    case 'watching':
      return checkWatchingFrame;
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
    },
  },
  parse: parseServerMessage,
};
