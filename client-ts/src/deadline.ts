/** How long the runtime waits: until the time is over or the caller gives up. */

import { ProtocolError } from './errors.js';

/** `setTimeout` cannot wait as long, in milliseconds. */
export const LONGEST_MS: number = 2 ** 31;

/**
 * Calls `fail` once: after `timeoutMs` milliseconds (`Infinity`: never), or when `signal` is aborted.
 * An aborted signal fails at once. Returns what calls the deadline off.
 */
export function deadline(
  what: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  fail: (error: ProtocolError) => void,
): () => void {
  const cancel = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  const abort = (): void => {
    cancel();
    fail(new ProtocolError('aborted', `${what}: given up`, { cause: signal?.reason }));
  };
  const timer =
    timeoutMs < LONGEST_MS
      ? setTimeout(() => {
          cancel();
          fail(new ProtocolError('timeout', `${what}: no answer in ${timeoutMs} ms`));
        }, timeoutMs)
      : undefined;
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  return cancel;
}
