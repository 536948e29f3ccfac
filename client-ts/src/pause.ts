/** Pauses before something is tried again, in milliseconds. */

import { LONGEST_MS } from './deadline.js';

/** The longest pause after `failed` attempts before the last one: `minMs`, which doubles with each, up to `maxMs`. */
export function longestPauseMs(minMs: number, maxMs: number, failed: number): number {
  // 2 to the power of 1024 is infinite, and 0 times that no number.
  return Math.min(maxMs, minMs * 2 ** Math.min(failed, 99));
}

/** How long the server asks to wait before the next attempt, where it says so with an error. */
export function retryAfterMs(error: unknown): number | undefined {
  const { payload } = Object(error) as { readonly payload?: { readonly retry_after_ms?: number } | null };
  return payload?.retry_after_ms;
}

/** Calls back after a pause. One that is longer than a timer can wait is as long as it can. */
export function afterPause(ms: number, then: () => unknown): ReturnType<typeof setTimeout> {
  return setTimeout(then, Math.min(ms, LONGEST_MS - 1));
}
