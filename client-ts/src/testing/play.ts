/** A market that moves by itself. */

import type { Resolution } from '../generated/bars.js';

/** How it moves. */
export interface PlayOptions {
  /**
   * Milliseconds from one tick to the next.
   * @default 250
   */
  readonly everyMs?: number;
  /**
   * After how many ticks a bar closes. `Infinity`: never.
   * @default 20
   */
  readonly ticksPerBar?: number;
}

/** One that plays. */
export interface Player {
  stop(): void;
}

/** What is played on. */
interface Playable {
  tick(symbol: string, resolution: Resolution): unknown;
  closeBar(symbol: string, resolution: Resolution): unknown;
}

/** Ticks everything that `followed` gives at that time, until it is stopped. It keeps no process alive. */
export function play(market: Playable, followed: () => readonly [string, Resolution][], options: PlayOptions): Player {
  const { everyMs = 250, ticksPerBar = 20 } = options;
  let ticks = 0;
  const timer: unknown = setInterval(() => {
    ticks++;
    for (const [symbol, resolution] of followed()) {
      market.tick(symbol, resolution);
      if (ticks % ticksPerBar === 0) market.closeBar(symbol, resolution);
    }
  }, everyMs);
  // In Node a timer is an object, in a browser a number.
  if (typeof timer === 'object') (timer as { unref?(): void }).unref?.();
  return { stop: () => clearInterval(timer as Parameters<typeof clearInterval>[0]) };
}
