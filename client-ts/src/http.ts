/** Asks the operations of a generated API over HTTP: `createApi`. */

import type { Api, ApiDescriptor, OperationDescriptor, Operations, ProblemOf } from './api.js';
import { deadline } from './deadline.js';
import { ApiProblemError, InvalidAnswerError, NetworkError } from './http-errors.js';
import type { Issue } from './protocol.js';

/** The `fetch` to use, as far as it is used. */
export type FetchLike = (
  url: string,
  init: { method: string; headers: Record<string, string>; signal: AbortSignal; body?: string },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/** How to ask. */
export interface ApiOptions {
  /** Where the API is, with the path that all its paths begin with, if there is one. */
  readonly url: string | URL;
  /** Default: the global one. */
  readonly fetch?: FetchLike;
  /** Headers of every request: an object, or what makes one before each. */
  readonly headers?: HeadersOf | (() => HeadersOf | Promise<HeadersOf>);
  /**
   * How long an answer may take, in milliseconds. `Infinity`: no limit.
   * @default 10000
   */
  readonly requestTimeoutMs?: number;
}

/** Headers by name. */
export type HeadersOf = Readonly<Record<string, string>>;

/** How one request is made. */
export interface CallOptions {
  /** How long to wait for the answer, in milliseconds. Default: `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  /** Gives the request up. The server may carry it out all the same. */
  readonly signal?: AbortSignal;
  /** Headers of this request, over those of all. */
  readonly headers?: HeadersOf;
}

/**
 * An object with a method for each operation of `api`, which resolves with the answer once that is validated.
 * @throws TypeError if the URL is none
 */
export function createApi<A extends ApiDescriptor>(api: A, options: ApiOptions): Api<A> {
  const base = new URL(options.url);
  const methods = Object.entries(api.operations).map(([name, operation]) => {
    const ask = async (...args: unknown[]): Promise<unknown> => {
      const takesParameters = operation.path.includes('{') || operation.query.length > 0;
      const parameters = takesParameters ? args.shift() : undefined;
      const url = addressOf(base, operation, (parameters ?? {}) as Readonly<Record<string, unknown>>);
      const body = operation.body ? args.shift() : undefined;
      const how = (args.shift() ?? {}) as CallOptions;
      const { fetch = globalThis.fetch as FetchLike, headers, requestTimeoutMs = 10_000 } = options;
      const init = {
        method: operation.method,
        headers: {
          accept: 'application/json, application/problem+json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      const { status, text } = await within(name, how.timeoutMs ?? requestTimeoutMs, how.signal, async (signal) => {
        // In here, since it may take its time as well.
        const common = typeof headers === 'function' ? await headers() : headers;
        const response = await fetch(url, { ...init, headers: { ...init.headers, ...common, ...how.headers }, signal });
        return { status: response.status, text: await response.text() };
      });
      return answerOf(api.name, name, operation, status, text);
    };
    return [name, ask] as const;
  });
  // The API's types hold no values to check by: what its validators let through is what they say.
  return Object.fromEntries(methods) as unknown as Api<A>;
}

/** Whether an error is what an operation of `api` says where it has no answer; `operation` is the only one that is meant. */
export function isProblem<A extends ApiDescriptor, N extends keyof Operations<A> = keyof Operations<A>>(
  api: A,
  error: unknown,
  operation?: N,
): error is ApiProblemError<ProblemOf<A, N>> {
  if (!(error instanceof ApiProblemError) || error.api !== api.name) return false;
  return operation === undefined || error.operation === operation;
}

/** The address of an operation. What is `undefined` or `null` is left out of the query; a list is repeated. */
function addressOf(base: URL, operation: OperationDescriptor, parameters: Readonly<Record<string, unknown>>): string {
  const url = new URL(base);
  const path = operation.path.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = parameters[name];
    // A path has no form for these: the first is no text, and the others name the folder that they are in, or the one above.
    if (value === undefined || value === null || value === '' || value === '.' || value === '..') {
      throw new TypeError(`The parameter ${name} of ${operation.path} cannot be ${JSON.stringify(value)}`);
    }
    return encodeURIComponent(String(value));
  });
  url.pathname = url.pathname.replace(/\/$/, '') + path;
  for (const name of operation.query) {
    const value = parameters[name] ?? [];
    for (const item of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(item));
  }
  url.hash = '';
  return url.href;
}

/** Does `work` until the time is over or the caller gives up. */
function within<T>(
  name: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const cancel = deadline(name, timeoutMs, signal, (error) => {
      reject(error);
      controller.abort(error);
    });
    if (controller.signal.aborted) return;
    const failed = (cause: unknown): void => reject(new NetworkError(name, cause));
    void work(controller.signal).then(resolve, failed).finally(cancel);
  });
}

/** What a reply means: the answer, or an error that is thrown. */
function answerOf(api: string, name: string, operation: OperationDescriptor, status: number, text: string): unknown {
  const { answers, problems } = operation;
  const keys = [String(status), `${Math.trunc(status / 100)}XX`, 'default'];
  const key = keys.find((key) => Object.hasOwn(answers, key) || Object.hasOwn(problems, key));
  const isAnswer = key !== undefined && Object.hasOwn(answers, key);
  const declared = key === undefined ? undefined : (isAnswer ? answers : problems)[key];
  if (declared === null) {
    if (isAnswer) return undefined;
    throw new ApiProblemError(api, name, status, undefined);
  }
  let value: unknown;
  let issues: readonly Issue[] = [];
  try {
    value = JSON.parse(text);
    // A problem of a status that is not declared is a problem all the same.
    const validator = declared ?? Object.values(problems).find((problem) => problem?.is(value));
    if (validator?.is(value) === true) {
      if (isAnswer) return value;
      throw new ApiProblemError(api, name, status, value);
    }
    issues = declared?.['~standard'].validate(value).issues ?? [];
  } catch (error) {
    if (error instanceof ApiProblemError) throw error;
    issues = [{ message: `is no JSON: ${String(error)}`, path: [] }];
  }
  const what = `${name}: ${key === undefined ? `the status ${status} is not declared` : `a reply of status ${status}`}`;
  throw new InvalidAnswerError(name, status, text, what, key === undefined ? [] : issues);
}
