/** The bars of one symbol at one resolution: history, and what follows it, as one. */

import type { Api } from './api.js';
import type { Client } from './client.js';
import { closedError, ProtocolError, serverError } from './errors.js';
import { callSafely, createEmitter } from './events.js';
import type { BarsProtocol } from './generated/bars.js';
import type { Bar, BarPosition, DatafeedApi, RequestedResolution } from './generated/datafeed.js';
import { ApiProblemError } from './http-errors.js';
import type { Backoff } from './link.js';
import { afterPause, longestPauseMs, retryAfterMs } from './pause.js';
import type { Store } from './status.js';

/** Which bars, and where they come from. */
export interface SeriesOptions {
  /** What follows history comes from here: `createClient(barsProtocol, …)`. */
  readonly client: Pick<Client<BarsProtocol>, 'status' | 'subscribe'>;
  /** History comes from here: `createApi(datafeedApi, …)`. */
  readonly api: Pick<Api<DatafeedApi>, 'getBars'>;
  /** The instrument, by name or ticker, in any case. */
  readonly symbol: string;
  /** The span of a bar. */
  readonly resolution: RequestedResolution;
  /**
   * How many bars of history to begin with, 1 to 100000.
   * @default 300
   */
  readonly countBack?: number;
  /** How long to pause before history is asked for again: as between attempts to connect. */
  readonly backoff?: Pick<Backoff, 'minMs' | 'maxMs'>;
}

/** A series at one moment. */
export interface SeriesState {
  /** As it was asked for; once the server has answered, its canonical name. */
  readonly symbol: string;
  /** As it was asked for; once the server has answered, the canonical one. */
  readonly resolution: RequestedResolution;
  /** From early to late, no two with one `time`. The last one is still forming, unless the market is quiet. */
  readonly bars: readonly Bar[];
  /**
   * `loading`: not live yet. `live`: up to date. `stale`: the bars are there, the newest may be missing, and the series
   * sees to it. `failed`: it is over, and `error` says why.
   */
  readonly state: 'loading' | 'live' | 'stale' | 'failed';
  /** Whether there may be bars before these. */
  readonly hasMore: boolean;
  /** Why it failed; or what is in the way of being live, as far as that is known. */
  readonly error?: Error;
}

/** What changed in the bars of a series. */
export type SeriesChange =
  /** All of them are others. */
  | { readonly kind: 'all'; readonly bars: readonly Bar[] }
  /** The last one has new values, or there is a new last one: its time says which. */
  | { readonly kind: 'last'; readonly bar: Bar }
  /** These are new, before the others. */
  | { readonly kind: 'older'; readonly bars: readonly Bar[] };

/** The bars of one symbol at one resolution. */
export interface Series extends Store<SeriesState> {
  /** Calls back with all bars once they are there, then with each change. Returns what ends that. */
  readonly follow: (listener: (change: SeriesChange) => void) => () => void;
  /**
   * Fetches bars from before the first one; how many: `countBack` without a count. Resolves with `false` if there are
   * none, or the series is over. Calls at the same time are one. Rejects with a `ProtocolError` if it does not succeed.
   */
  readonly loadMore: (count?: number) => Promise<boolean>;
  /** How many updates were about a bar before the last one. They change nothing. */
  readonly ignored: number;
  /** Ends it: nothing changes after that. */
  readonly close: () => void;
}

/** The server takes no larger count. */
const MOST_BARS = 100_000;
/** A series that was live so long starts a new row of attempts, in milliseconds. */
const STABLE_MS = 5_000;
/** What another attempt does not change. */
const FINAL = ['unknown_symbol', 'unsupported_resolution', 'forbidden', 'unauthorized', 'invalid_payload', 'closed'];
/** Statuses of 400 to 499 that another attempt may change: timeout, too early, too many requests. */
const PASSING = [408, 425, 429];

/** Fetches the bars of a symbol and follows them until it is closed. What was missed is made up for. */
export function createSeries(options: SeriesOptions): Series {
  const { client, api, symbol, resolution, countBack = 300, backoff: { minMs = 500, maxMs = 20_000 } = {} } = options;
  const asked = { symbol, resolution };
  const stop = new AbortController();
  const { signal } = stop;
  const changes = createEmitter<SeriesChange>();
  const states = createEmitter<void>();
  let names: Pick<SeriesState, 'symbol' | 'resolution'> = asked;
  let bars: Bar[] = [];
  let state: SeriesState['state'] = 'loading';
  let hasMore = false;
  let error: Error | undefined;
  /** All of the above, once somebody has asked. */
  let snapshot: SeriesState | undefined;
  let isLoaded = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unwatch: (() => void) | undefined;
  /** Resolves when history is there, or the series is over. Another history has another. */
  let loaded: Promise<void>;
  let settle: () => void;
  let loadingMore: Promise<boolean> | undefined;

  const get = (): SeriesState =>
    (snapshot ??= { ...names, bars: bars.slice(), state, hasMore, ...(error !== undefined && { error }) });
  const changed = (change?: SeriesChange): void => {
    snapshot = undefined;
    if (change) changes.emit(change);
    states.emit();
  };
  const set = (next: SeriesState['state'], why?: Error, change?: SeriesChange): void => {
    const isSame = state === next && error === why;
    state = next;
    error = why;
    if (!isSame || change) changed(change);
  };
  const hinder = (why?: Error): void => {
    if (!signal.aborted) set(isLoaded ? 'stale' : 'loading', why);
  };
  const end = (why?: Error): void => {
    if (signal.aborted) return;
    stop.abort();
    clearTimeout(timer);
    unwatch?.();
    if (why) set('failed', why);
    settle();
  };

  const load = async (): Promise<BarPosition | undefined> => {
    const count = Math.min(Math.max(countBack, bars.length), MOST_BARS);
    const answer = await api.getBars({ ...asked, count_back: count }, { signal });
    signal.throwIfAborted();
    names = { symbol: answer.symbol, resolution: answer.resolution };
    bars = [...answer.bars];
    hasMore = bars.length >= count;
    isLoaded = true;
    changed();
    changes.emit({ kind: 'all', bars: get().bars });
    settle();
    return answer.since;
  };
  const take = (bar: Bar): SeriesChange | undefined => {
    const last = bars.at(-1);
    if (last && bar.time < last.time) series.ignored++;
    else if (!last || !isSame(bar, last)) {
      if (bar.time === last?.time) bars.pop();
      bars.push(bar);
      return { kind: 'last', bar };
    }
    return undefined;
  };
  /** Follows the stream. Resolves when bars are missing from it. */
  const follow = (since: BarPosition | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const arrived = (bar?: Bar): void => {
        if (signal.aborted) return;
        const change = bar && take(bar);
        // What comes late, from a connection that is lost, is true, but may not be all.
        if (client.status.get().state === 'open') set('live', undefined, change);
        else if (change) changed(change);
      };
      const subscription = client.subscribe(
        'bars',
        { ...asked, ...(since && { since }) },
        {
          signal,
          onLive: () => arrived(),
          onUpdate: ({ bar }) => arrived(bar),
          onFailed: (failure) => hinder(serverError('bars failed', failure)),
          onGap() {
            void subscription.close();
            hinder();
            resolve();
          },
          onError: reject,
        },
      );
    });
  const restart = (): void => {
    if (!signal.aborted) loaded = new Promise((resolve) => (settle = resolve));
  };
  const run = async (): Promise<void> => {
    for (let failed = 0; !signal.aborted; failed++) {
      let cause: unknown;
      let openedAt = Infinity;
      try {
        const since = await load();
        openedAt = Date.now();
        await follow(since).finally(restart);
      } catch (thrown) {
        cause = thrown;
        if (isFinal(thrown)) end(thrown as Error);
      }
      if (signal.aborted) return;
      hinder(cause as Error | undefined);
      if (Date.now() - openedAt > STABLE_MS) failed = 0;
      const pauseMs = (retryAfterMs(cause) ?? 0) + Math.random() * longestPauseMs(minMs, maxMs, failed);
      await new Promise<void>((resolve) => (timer = afterPause(pauseMs, resolve)));
    }
  };

  const loadMore = async (count: number): Promise<boolean> => {
    for (;;) {
      await loaded;
      const mine = loaded;
      const [first] = bars;
      if (signal.aborted || !hasMore || !first) return false;
      try {
        const range = { to_time: Math.ceil(first.time / 1000), count_back: count };
        const answer = await api.getBars({ ...asked, ...range }, { signal });
        // Other bars are here or under way: to those, these may not belong.
        if (mine !== loaded || signal.aborted) continue;
        const older = answer.bars.filter(({ time }) => time < first.time);
        hasMore = answer.bars.length >= count && older.length > 0;
        if (older.length > 0) bars = [...older, ...bars];
        changed(older.length > 0 ? { kind: 'older', bars: older } : undefined);
        return older.length > 0;
      } catch (thrown) {
        if (mine === loaded && !signal.aborted) throw thrown;
      }
    }
  };

  const series = {
    get,
    subscribe(listener: (value: SeriesState) => void) {
      const remove = states.add(() => listener(get()));
      callSafely(listener, get());
      return remove;
    },
    follow(listener: (change: SeriesChange) => void) {
      const remove = changes.add(listener);
      if (isLoaded) callSafely(listener, { kind: 'all', bars: get().bars });
      return remove;
    },
    loadMore: (count = countBack) =>
      (loadingMore ??= loadMore(Math.min(count, MOST_BARS)).finally(() => (loadingMore = undefined))),
    ignored: 0,
    close: () => end(),
  };
  restart();
  unwatch = client.status.subscribe((status) => {
    if (status.state === 'waiting') hinder(error);
    if (status.state === 'closed') end(closedError('bars', status.close));
  });
  if (signal.aborted) unwatch();
  else void run();
  return series;
}

/** Whether another attempt would end like this one. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof ProtocolError)) return true;
  if (error instanceof ApiProblemError && Math.trunc(error.status / 100) === 4) return !PASSING.includes(error.status);
  return FINAL.includes(error.code);
}

function isSame(one: Bar, other: Bar): boolean {
  return (['time', 'open', 'high', 'low', 'close', 'volume'] as const).every((name) => one[name] === other[name]);
}
