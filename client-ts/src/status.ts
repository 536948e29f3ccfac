/** What a client is doing, and how that is told. */

import type { CloseInfo } from './errors.js';

/** What a client is doing. */
export type Status =
  /** Nothing is asked of it. The first request or subscription connects. */
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** It pauses before the next attempt. `reconnectNow()` does not wait. */
  | {
      readonly state: 'waiting';
      /** How many attempts in a row have failed. */
      readonly attempt: number;
      /** When the next attempt begins, in milliseconds since the Unix epoch. */
      readonly retryAt: number;
      /** How the last connection ended, or why there was none. */
      readonly close: CloseInfo;
    }
  /** It is over: closed by its owner, told by the server not to come back, or out of attempts. */
  | { readonly state: 'closed'; readonly close: CloseInfo };

/** A value that changes. It is a store of Svelte, and fits `useSyncExternalStore` of React. */
export interface Store<T> {
  /** The value now. */
  readonly get: () => T;
  /** Calls back at once, and at every change. Returns what ends that. */
  readonly subscribe: (listener: (value: T) => void) => () => void;
}
