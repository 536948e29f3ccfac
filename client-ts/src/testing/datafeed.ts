/** The datafeed of a mock market, as a `fetch`. */

import {
  type BarsAnswer,
  datafeedApi,
  type DatafeedOperations,
  type ProblemCode,
  type Quote,
  QuotesRequestSchema,
  type RequestedResolution,
} from '../generated/datafeed.js';
import type { Catalog, Instrument } from './catalog.js';

import { type Given, givenOf, problemOf, Refusal } from './given.js';
import type { Series } from './series.js';
import type { Streams } from './streams.js';

/** How a request is made. */
export interface MockRequestInit {
  readonly method?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | null;
}

/** A response, as far as it is one. */
export interface MockResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  json(): Promise<unknown>;
}

/** A `fetch` without a network. */
export type MockFetch = (url: string | URL, init?: MockRequestInit) => Promise<MockResponse>;

/** What goes wrong: there is no network, no reply ever comes, or it is a problem. */
export type MockFetchFault = 'network' | 'silence' | ProblemCode;

/** A datafeed. */
export interface Datafeed {
  readonly fetch: MockFetch;
  /** Lets the next requests fail. */
  refuse(requests: number, fault: MockFetchFault): void;
}

/** What answers each operation. */
type Answers = { readonly [N in keyof DatafeedOperations]: (given: Given) => DatafeedOperations[N]['answer'] };

/** The datafeed of a market. */
export function createDatafeed(catalog: Catalog, streams: Streams): Datafeed {
  const answers = answersOf(catalog, streams);
  let left = 0;
  let fault: MockFetchFault = 'network';
  const answer = (url: string, method: string, body: unknown): MockResponse => {
    try {
      const [name, given] = operationOf(new URL(url), method, body);
      return response(200, 'application/json', answers[name](given));
    } catch (error) {
      return refused(error);
    }
  };
  return {
    // As over a network, the answer comes later. Then it is that of then.
    fetch: async (url, { method = 'GET', body, signal } = {}) => {
      await Promise.resolve();
      if (signal?.aborted === true) throw signal.reason;
      if (left <= 0) return answer(String(url), method.toUpperCase(), body);
      left--;
      if (fault === 'network') throw new TypeError('fetch failed');
      if (fault === 'silence') return silence(signal);
      return refused(new Refusal(fault, 'this request was to fail'));
    },
    refuse: (requests, how) => {
      left = requests;
      fault = how;
    },
  };
}

/** The operation that a request means, and what it gives. The path may begin with that of a base. */
function operationOf({ pathname, searchParams }: URL, method: string, body: unknown): [keyof Answers, Given] {
  let allowed = false;
  for (const [name, operation] of Object.entries(datafeedApi.operations)) {
    const pattern = operation.path.replace(/\{[^}]*\}/g, '([^/]+)');
    const [match, inPath] = new RegExp(`${pattern}$`).exec(pathname) ?? [];
    if (match === undefined) continue;
    if (operation.method === method) return [name as keyof Answers, givenOf(searchParams, inPath, body)];
    allowed = true;
  }
  if (allowed) throw new Refusal('method_not_allowed', `${pathname} does not take ${method}`);
  throw new Refusal('not_found', `nothing is at ${pathname}`);
}

/** Never resolves. Rejects when the signal is aborted. */
function silence(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

/** What is answered where there is no answer. What is no refusal is thrown on. */
function refused(error: unknown): MockResponse {
  if (!(error instanceof Refusal)) throw error;
  const problem = problemOf(error);
  return response(problem.status, 'application/problem+json', problem);
}

function response(status: number, type: string, value: unknown): MockResponse {
  const text = JSON.stringify(value);
  return {
    ok: status < 300,
    status,
    headers: { get: (name) => (name.toLowerCase() === 'content-type' ? type : null) },
    text: () => Promise.resolve(text),
    json: () => Promise.resolve(JSON.parse(text) as unknown),
  };
}

function answersOf(catalog: Catalog, streams: Streams): Answers {
  const began = Date.now();
  const find = (symbol: string): Instrument => {
    const found = catalog.find(symbol);
    if ('code' in found) throw new Refusal(found.code, found.message, 'symbol');
    return found;
  };
  return {
    getConfig: () => catalog.config,
    searchSymbols: (given) =>
      catalog.search({
        user_input: given.text('user_input', 0, 64) ?? '',
        exchange: given.text('exchange', 0, 64) ?? '',
        symbol_type: given.text('symbol_type', 0, 64) ?? '',
        max_results: given.integer('max_results', 1, 1000) ?? 30,
      }),
    resolveSymbol: (given) => find(given.inPath('symbol')).info,
    getBars: (given) => {
      const symbol = given.required('symbol', 1, 64);
      const resolution: RequestedResolution = given.text('resolution', 1, 16) ?? '1D';
      const range = {
        from: given.integer('from_time', 0),
        to: given.integer('to_time', 0),
        count: given.integer('count_back', 1, 100_000),
      };
      if (range.from === undefined && range.count === undefined) {
        const detail = 'from_time is missing; one of from_time and count_back must be there';
        throw new Refusal('invalid_request', detail, 'from_time');
      }
      const found = catalog.series(find(symbol).name, resolution);
      if ('code' in found) throw new Refusal(found.code, found.message, 'resolution');
      return barsOf(found.instrument, found.series, streams.epoch, range);
    },
    getQuotes: (given) => {
      const request: unknown = given.json();
      if (!QuotesRequestSchema.is(request)) {
        const [issue] = QuotesRequestSchema['~standard'].validate(request).issues ?? [];
        throw new Refusal('invalid_request', `the body: ${issue?.message}`, issue?.path.join('.') || undefined);
      }
      return request.symbols.map((symbol) => quoteOf(catalog, symbol));
    },
    getDatafeedHealth: () => {
      const instruments = catalog.instruments.length;
      return { status: 'ok', message: 'every source of bars answers', timestamp: Date.now(), instruments };
    },
    getHealth: () => ({
      status: 'ok',
      message: 'it takes connections',
      timestamp: Date.now(),
      api_version: 'v1',
      version_info: { version: 'mock' },
      connections: streams.server.connections.length,
      subscriptions: catalog.instruments
        .flatMap(({ series }) => [...series.values()])
        .reduce((sum, series) => sum + streams.count(series), 0),
      tasks: 0,
      uptime_ms: Math.max(0, Date.now() - began),
    }),
    getVersion: () => ({ version: 'mock', api_version: 'v1', protocol: { name: 'bars', version: '1.0.0' } }),
    getVersions: () => ({
      current: 'v1',
      available: [{ version: 'v1', release_date: '2026-01-01', status: 'current', breaking_changes: [] }],
      documentation: '/api/v1/docs',
    }),
  };
}

/** Which bars: in seconds. */
interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly count: number | undefined;
}

/** The bars of a range. `count` outranks `from`. */
function barsOf({ name }: Instrument, series: Series, epoch: string, { from, to, count }: Range): BarsAnswer {
  const all = series.bars;
  const before = (seconds: number): number => {
    const index = all.findIndex(({ time }) => time >= seconds * 1000);
    return index < 0 ? all.length : index;
  };
  const end = to === undefined ? all.length : before(to);
  const first = from === undefined ? end : Math.min(before(from), end);
  const start = count === undefined ? first : Math.min(first, Math.max(0, end - count));
  const bars = all.slice(start, end);
  return {
    symbol: name,
    resolution: series.resolution,
    bars,
    no_data: bars.length === 0 && start === 0,
    ...(end === all.length && { since: { epoch, closed_seq: series.closedSeq } }),
  };
}

function quoteOf(catalog: Catalog, n: string): Quote {
  const instrument = catalog.find(n);
  if ('code' in instrument) return { s: 'error', n, errmsg: instrument.message };
  const { name, info, series } = instrument;
  const lp = series.values().next().value?.latest?.bar.close;
  if (lp === undefined) return { s: 'error', n, errmsg: `${name} has no price yet` };
  const [before, day] = series.get('1D')?.bars.slice(-2) ?? [];
  const previous = day === undefined ? undefined : before?.close;
  const today = day ?? before;
  const rounded = (value: number, scale: number): number => Math.round(value * scale) / scale + 0;
  const v = {
    short_name: name,
    exchange: info.exchange,
    original_name: name,
    description: info.description,
    lp,
    ...(previous !== undefined && {
      prev_close_price: previous,
      ch: rounded(lp - previous, info.pricescale),
      chp: rounded(((lp - previous) / Math.abs(previous)) * 100, 100),
    }),
    // The series are not of one tape: the day has the last price all the same.
    ...(today !== undefined && {
      open_price: today.open,
      high_price: Math.max(today.high, lp),
      low_price: Math.min(today.low, lp),
      ...(today.volume !== undefined && { volume: today.volume }),
    }),
  };
  return { s: 'ok', n, v };
}
