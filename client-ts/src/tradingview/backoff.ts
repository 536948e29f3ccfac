/** How long to pause before something is tried again. */

import type { Backoff } from '../link.js';
import { longestPauseMs } from '../pause.js';

/** The pauses between attempts, in milliseconds. The longest one doubles with each attempt that fails. */
export type Pauses = Pick<Backoff, 'minMs' | 'maxMs'>;

/** The pause after `failures` attempts in a row, in milliseconds: half of the longest one, and a random part of the rest. */
export function pauseMs({ minMs = 1_000, maxMs = 30_000 }: Pauses, failures: number): number {
  return longestPauseMs(minMs, maxMs, failures - 1) * (0.5 + Math.random() / 2);
}
