/** Series of bars, and what a client is doing, in React 18 and later. */

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { createSeries, type Series, type SeriesOptions, type SeriesState } from './series.js';
import type { Status, Store } from './status.js';

/** A series at one moment, and what loads more of it. */
export interface BarsState extends SeriesState {
  /**
   * Fetches bars from before the first one; how many: `countBack` without a count. Resolves with `false` if there are
   * none. Rejects with a `ProtocolError` if it does not succeed.
   */
  readonly loadMore: (count?: number) => Promise<boolean>;
}

/** A series, and how many components use it. */
interface Shared {
  readonly series: Series;
  users: number;
}

const IDLE: Status = { state: 'idle' };
/** The series that are in use, by client. */
const used = new WeakMap<object, Map<string, Shared>>();

/**
 * The bars of a symbol, as they change. Components that ask the same of one client share one series, which is closed
 * when none uses it any more. The client is made outside of components. On a server it is `loading`, and nothing is
 * asked for.
 */
export function useBars({ client, api, symbol, resolution, countBack, backoff }: SeriesOptions): BarsState {
  const store = useMemo(() => {
    const options = {
      client,
      api,
      symbol,
      resolution,
      ...(countBack !== undefined && { countBack }),
      ...(backoff && { backoff }),
    };
    return shared(options);
    // What is left out changes nothing while the series is in use: an API or an object that is made anew in each render.
  }, [client, symbol, resolution, countBack]);
  const state = useSyncExternalStore(store.subscribe, store.get, store.getLoading);
  const { loadMore } = store;
  return useMemo(() => ({ ...state, loadMore }), [state, loadMore]);
}

/** What a client is doing, as it changes. On a server it is `idle`. */
export function useStatus(client: { readonly status: Store<Status> }): Status {
  const { status } = client;
  const subscribe = useCallback((changed: () => void) => status.subscribe(changed), [status]);
  return useSyncExternalStore(subscribe, status.get, () => IDLE);
}

/** The series that has these options while anybody listens. */
function shared(options: SeriesOptions): {
  readonly get: () => SeriesState;
  readonly getLoading: () => SeriesState;
  readonly subscribe: (changed: () => void) => () => void;
  readonly loadMore: (count?: number) => Promise<boolean>;
} {
  const { client, symbol, resolution, countBack } = options;
  const key = JSON.stringify([symbol, resolution, countBack]);
  const loading: SeriesState = { symbol, resolution, bars: [], state: 'loading', hasMore: false };
  const find = (): Shared | undefined => used.get(client)?.get(key);
  return {
    get: () => find()?.series.get() ?? loading,
    getLoading: () => loading,
    subscribe(changed) {
      const all = used.get(client) ?? new Map<string, Shared>();
      used.set(client, all);
      const there = all.get(key);
      // One that has failed, and that nobody has seen since, may succeed now.
      const isOver = there?.users === 0 && there.series.get().state === 'failed';
      const mine = !there || isOver ? { series: createSeries(options), users: 0 } : there;
      all.set(key, mine);
      mine.users++;
      const stop = mine.series.subscribe(changed);
      return () => {
        stop();
        mine.users--;
        // A moment later: a component that is drawn anew leaves, and is back at once.
        setTimeout(() => {
          if (mine.users > 0 || all.get(key) !== mine) return;
          all.delete(key);
          mine.series.close();
        });
      };
    },
    loadMore: async (count) => (await find()?.series.loadMore(count)) ?? false,
  };
}
