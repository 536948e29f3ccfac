/** What can go wrong with a protocol: one class, told apart by `code`. */

import type { Issue } from './protocol.js';

/** How a connection ended. */
export interface CloseInfo {
  /** The WebSocket close code. 1006: the connection broke without one. */
  readonly code: number;
  /** What the closing side says, or why there is no connection. May be empty. */
  readonly reason: string;
}

/** How a connection ends that this client itself closes. */
export const OWN_CLOSE: CloseInfo = { code: 1000, reason: 'closed by this client' };

/** What an error has to say beside its code. */
export interface ErrorDetails {
  /** The signal's reason, where the caller gave up. */
  readonly cause?: unknown;
  /** What the server said: a payload. There if, and only if, the server said no. */
  readonly payload?: unknown;
  /** How the connection ended. */
  readonly close?: CloseInfo;
  /** What is wrong with a message, and where. */
  readonly issues?: readonly Issue[];
}

/** The base of all errors of this package. */
export class ProtocolError extends Error {
  /**
   * What went wrong, for programs: the server's own code where the server said no, such as `unknown_symbol`; else
   * `timeout`: no answer came in time; `aborted`: the caller gave up; `closed`: there is no connection, and will be none;
   * `invalid`: what came does not fit the protocol.
   */
  readonly code: string;
  declare readonly payload?: unknown;
  declare readonly close?: CloseInfo;
  declare readonly issues?: readonly Issue[];

  constructor(code: string, message: string, details?: ErrorDetails) {
    super(message);
    this.name = 'ProtocolError';
    this.code = code;
    Object.assign(this, details);
  }
}

/** The server said no. */
export function serverError(what: string, payload: unknown): ProtocolError {
  const { code = 'error', message, error } = payload as Readonly<Record<string, string>>;
  return new ProtocolError(code, `${what}: ${message ?? error ?? code}`, { payload });
}

/** There is no connection, and will be none. */
export function closedError(what: string, close: CloseInfo): ProtocolError {
  return new ProtocolError('closed', `${what}: closed with ${close.code} ${close.reason}`, { close });
}

/** What came does not fit the protocol. */
export function invalidError(what: string, issues: readonly Issue[]): ProtocolError {
  const [first] = issues;
  return new ProtocolError('invalid', first ? `${what}: /${first.path.join('/')} ${first.message}` : what, { issues });
}
