/** Prices that go up and down, the same for the same seed. */

import type { Bar } from '../generated/bars.js';

/** The next number of a sequence, from 0 to below 1. */
export type Random = () => number;

/** A sequence of its own for each seed and name (mulberry32). */
export function randomOf(seed: number, name: string): Random {
  let state = seed | 0;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) + 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How a price moves. */
export class Walk {
  readonly #random: Random;
  readonly #scale: number;

  /** `scale`: how many units a price of 1 has. */
  constructor(random: Random, scale: number) {
    this.#random = random;
    this.#scale = scale;
  }

  /** The price after `price`: up to a thousandth more or less. */
  step(price: number): number {
    return this.#whole(price * (1 + (this.#random() - 0.5) / 500));
  }

  /** A volume. */
  volume(): number {
    return 1 + Math.floor(this.#random() * 100);
  }

  /** Whole bars at these times. The last closes at `price`, and each opens at the close of the one before. */
  bars(times: readonly number[], price: number): Bar[] {
    let close = this.#whole(price);
    const bars: Bar[] = [];
    for (const time of [...times].reverse()) {
      const prices = [this.step(close), this.step(close), this.step(close)] as const;
      const [open] = prices;
      const [high, low] = [Math.max(...prices, close), Math.min(...prices, close)];
      bars.push({ time, open, high, low, close, volume: this.volume() });
      close = open;
    }
    return bars.reverse();
  }

  #whole(price: number): number {
    return Math.max(1, Math.round(price * this.#scale)) / this.#scale;
  }
}
