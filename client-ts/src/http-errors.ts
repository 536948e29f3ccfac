/** Everything that can go wrong with an operation over HTTP, beside what the base class says. */

import { invalidError, ProtocolError } from './errors.js';
import type { Issue } from './protocol.js';

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
export class InvalidAnswerError extends ProtocolError {
  override readonly name: string = 'InvalidAnswerError';
  /** The operation. */
  readonly operation: string;
  /** The status of the reply. */
  readonly status: number;
  /** The reply as it came. */
  readonly body: string;
  declare readonly issues: readonly Issue[];

  constructor(operation: string, status: number, body: string, what: string, issues: readonly Issue[]) {
    super('invalid', invalidError(what, issues).message, { issues });
    this.operation = operation;
    this.status = status;
    this.body = body;
  }
}

/**
 * No reply came over HTTP: the server cannot be reached, the connection broke, or the headers could not be made. Code
 * `network`; `cause` is why.
 */
export class NetworkError extends ProtocolError {
  override readonly name: string = 'NetworkError';

  constructor(operation: string, cause: unknown) {
    const { message, cause: inner } = Object(cause) as { readonly message?: unknown; readonly cause?: unknown };
    const deeper = inner instanceof Error && inner.message !== '' ? `: ${inner.message}` : '';
    super('network', `${operation}: no reply: ${String(message ?? cause)}${deeper}`, { cause });
  }
}
