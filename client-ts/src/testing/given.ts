/** What a request over HTTP gives, and how it is refused. */

import type { Problem, ProblemCode } from '../generated/datafeed.js';

/** The status and the title of each problem. */
const STATUSES: Readonly<Record<ProblemCode, readonly [number, string]>> = {
  invalid_request: [400, 'Bad Request'],
  unsupported_resolution: [400, 'Bad Request'],
  unknown_symbol: [404, 'Not Found'],
  not_found: [404, 'Not Found'],
  method_not_allowed: [405, 'Method Not Allowed'],
  too_large: [413, 'Content Too Large'],
  unsupported_media_type: [415, 'Unsupported Media Type'],
  internal: [500, 'Internal Server Error'],
  unavailable: [503, 'Service Unavailable'],
};

/** Why a request has no answer. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly parameter: string | undefined;

  constructor(code: ProblemCode, detail: string, parameter?: string) {
    super(detail);
    this.code = code;
    this.parameter = parameter;
  }
}

/** What is said of it. */
export function problemOf({ code, message, parameter }: Refusal): Problem {
  const [status, title] = STATUSES[code];
  return { type: 'about:blank', title, status, detail: message, code, ...(parameter !== undefined && { parameter }) };
}

/** The parameters and the body of a request. What is wrong is refused. */
export interface Given {
  inPath(name: string): string;
  required(name: string, min: number, max: number): string;
  text(name: string, min: number, max: number): string | undefined;
  integer(name: string, min: number, max?: number): number | undefined;
  json(): unknown;
}

/** What a request gives. `inPath` is the parameter of its path, if there is one. */
export function givenOf(query: URLSearchParams, inPath: string | undefined, body: unknown): Given {
  const invalid = (name: string, reason: string): Refusal => new Refusal('invalid_request', `${name}: ${reason}`, name);
  const checked = (name: string, value: string, min: number, max: number): string => {
    const { length } = [...value];
    if (length < min || length > max) throw invalid(name, `expected ${min} to ${max} characters, got ${length}`);
    if (/[\u0000-\u001f\u007f-\u009f]/.test(value)) throw invalid(name, 'control characters are not allowed');
    return value;
  };
  const text = (name: string, min: number, max: number): string | undefined => {
    const [value, ...others] = query.getAll(name);
    if (others.length > 0) throw invalid(name, 'expected it once, got it more often');
    return value === undefined ? undefined : checked(name, value, min, max);
  };
  return {
    inPath: (name) => {
      let value: string;
      try {
        value = decodeURIComponent(inPath ?? '');
      } catch {
        throw invalid(name, 'expected UTF-8');
      }
      return checked(name, value, 1, 64);
    },
    text,
    required: (name, min, max) => {
      const value = text(name, min, max);
      if (value === undefined) throw new Refusal('invalid_request', `${name} is missing`, name);
      return value;
    },
    integer: (name, min, max = Number.MAX_SAFE_INTEGER) => {
      const value = text(name, 0, Infinity);
      if (value === undefined) return undefined;
      const quoted = JSON.stringify(value);
      if (!/^\d+$/.test(value)) throw invalid(name, `expected an integer in decimal digits, got ${quoted}`);
      const number = Number(value);
      if (number < min || number > max) throw invalid(name, `expected an integer from ${min} to ${max}, got ${value}`);
      return number;
    },
    json: () => {
      try {
        return JSON.parse(String(body)) as unknown;
      } catch {
        throw new Refusal('invalid_request', 'the body: expected a JSON object');
      }
    },
  };
}
