/** Everything that can go wrong with a protocol, as classes to tell apart with `instanceof` or by `code`. */

import type { Issue } from './protocol.js';

/** How a connection ended. */
export interface CloseInfo {
  /** The WebSocket close code. 1006: the connection broke without one. */
  readonly code: number;
  /** What the closing side says. May be empty. */
  readonly reason: string;
  /** Whether both sides closed in order. */
  readonly wasClean: boolean;
}

/** The base of all errors of this package. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError';
  /** What went wrong, for programs. The server's own code where the server said no. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The server answered a request with the protocol's error message. `code` is the server's. */
export class RequestError extends ProtocolError {
  override readonly name: string = 'RequestError';
  /** The payload of the error message. */
  readonly payload: unknown;
  /** A JSON Pointer from the frame's root to what is wrong. */
  readonly path?: string;
  /** How long to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(request: string, payload: unknown) {
    const said = members(payload);
    super(said.code, `${request} failed: ${said.text}`);
    this.payload = payload;
    if (said.path !== undefined) this.path = said.path;
    if (said.retryAfterMs !== undefined) this.retryAfterMs = said.retryAfterMs;
  }
}

/** The server refused a subscription. `code` is the server's. */
export class RefusedError extends ProtocolError {
  override readonly name: string = 'RefusedError';
  /** The payload of the refusal. */
  readonly payload: unknown;
  /** How long to wait before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;

  constructor(stream: string, payload: unknown) {
    const said = members(payload);
    super(said.code, `${stream} was refused: ${said.text}`);
    this.payload = payload;
    if (said.retryAfterMs !== undefined) this.retryAfterMs = said.retryAfterMs;
  }
}

/** A stream failed and the server has given it up. `code` is the server's. */
export class StreamError extends ProtocolError {
  override readonly name: string = 'StreamError';
  /** The payload of the failure. */
  readonly payload: unknown;

  constructor(stream: string, payload: unknown) {
    const said = members(payload);
    super(said.code, `${stream} failed: ${said.text}`);
    this.payload = payload;
  }
}

/** No answer came in time. Code `timeout`. */
export class TimeoutError extends ProtocolError {
  override readonly name: string = 'TimeoutError';

  constructor(what: string, timeoutMs: number) {
    super('timeout', `${what}: no answer in ${timeoutMs} ms`);
  }
}

/** The caller gave up, by signal or by closing. Code `aborted`; `cause` is the signal's reason. */
export class AbortedError extends ProtocolError {
  override readonly name: string = 'AbortedError';

  constructor(what: string, reason?: unknown) {
    super('aborted', `${what}: given up`, { cause: reason });
  }
}

/** The connection is over, or was never made. Code `closed`. */
export class ClosedError extends ProtocolError {
  override readonly name: string = 'ClosedError';
  /** The close code and reason. */
  readonly close: CloseInfo;

  constructor(what: string, close: CloseInfo, detail: string = close.reason) {
    super('closed', `${what} (close code ${close.code}${detail === '' ? '' : `: ${detail}`})`);
    this.close = close;
  }
}

/** The server's answer, or an update or failure of a stream, does not fit the protocol. Code `invalid`. */
export class InvalidMessageError extends ProtocolError {
  override readonly name: string = 'InvalidMessageError';
  /** What is wrong with the message, and where. */
  readonly issues: readonly Issue[];

  constructor(what: string, issues: readonly Issue[] = []) {
    const first = issues[0];
    super('invalid', first === undefined ? what : `${what}: /${first.path.join('/')} ${first.message}`);
    this.issues = issues;
  }
}

/** The consumer of a subscription was slower than its updates. Code `overflow`. */
export class OverflowError extends ProtocolError {
  override readonly name: string = 'OverflowError';

  constructor(stream: string, buffer: number) {
    super('overflow', `${stream}: ended, because ${buffer} updates were waiting and one more came`);
  }
}

/** An operation over HTTP has no answer, and says why. `code` is the server's where the problem has one, else `problem`. */
export class ApiProblemError<P = unknown> extends ProtocolError {
  override readonly name: string = 'ApiProblemError';
  /** The API, by its name. */
  readonly api: string;
  /** The operation. */
  readonly operation: string;
  /** The status of the reply. */
  readonly status: number;
  /** What the server says; `undefined` where the status says it all. */
  readonly problem: P;

  constructor(api: string, operation: string, status: number, problem: P) {
    const { code, detail, title } = Object(problem) as Readonly<Record<string, unknown>>;
    const text = [detail, title, 'the server gives no reason'].find((text) => typeof text === 'string' && text !== '');
    super(typeof code === 'string' ? code : 'problem', `${operation}: status ${status}: ${text as string}`);
    this.api = api;
    this.operation = operation;
    this.status = status;
    this.problem = problem;
  }
}

/** A reply over HTTP does not fit the API. Code `invalid`. */
export class InvalidAnswerError extends InvalidMessageError {
  override readonly name: string = 'InvalidAnswerError';
  /** The operation. */
  readonly operation: string;
  /** The status of the reply. */
  readonly status: number;
  /** The reply as it came. */
  readonly body: string;

  constructor(operation: string, status: number, body: string, what: string, issues: readonly Issue[]) {
    super(what, issues);
    this.operation = operation;
    this.status = status;
    this.body = body;
  }
}

/** No reply came over HTTP: the server cannot be reached, or the connection broke. Code `network`; `cause` is why. */
export class NetworkError extends ProtocolError {
  override readonly name: string = 'NetworkError';

  constructor(operation: string, cause: unknown) {
    const { message, cause: inner } = Object(cause) as { readonly message?: unknown; readonly cause?: unknown };
    const deeper = inner instanceof Error && inner.message !== '' ? `: ${inner.message}` : '';
    super('network', `${operation}: no reply: ${String(message ?? cause)}${deeper}`, { cause });
  }
}

/** The members of a server's error that this package understands. */
function members(payload: unknown): { code: string; text: string; path?: string; retryAfterMs?: number } {
  const { code, message, error, path, retry_after_ms } = payload as Readonly<Record<string, unknown>>;
  const text = message ?? error ?? code;
  return {
    code: typeof code === 'string' ? code : 'error',
    text: typeof text === 'string' ? text : 'the server gives no reason',
    ...(typeof path === 'string' && { path }),
    ...(typeof retry_after_ms === 'number' && { retryAfterMs: retry_after_ms }),
  };
}
