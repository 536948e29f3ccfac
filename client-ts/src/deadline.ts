/** How long the runtime waits: until the time is over or the caller gives up. */

import { AbortedError, type ProtocolError, TimeoutError } from './errors.js';

/** The longest time that `setTimeout` can wait, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

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
  const abort = (): void => over(new AbortedError(what, signal?.reason));
  const timer =
    timeoutMs > LONGEST_MS ? undefined : setTimeout(() => over(new TimeoutError(what, timeoutMs)), timeoutMs);
  const cancel = (): void => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  const over = (error: ProtocolError): void => {
    cancel();
    fail(error);
  };
  if (signal?.aborted === true) abort();
  else signal?.addEventListener('abort', abort);
  return cancel;
}
