/** The bars of one symbol at one resolution, with the numbers that the stream has for them. */

import type { Bar, Resolution } from '../generated/bars.js';
import { opening, shifted } from './times.js';
import type { Walk } from './walk.js';

/** A series after a change. */
export interface State {
  readonly bar: Bar;
  readonly seq: number;
  readonly closed_seq: number;
  readonly closed: boolean;
}

/** What changes of the bar that forms. What is left out follows from the rest. */
export interface BarChange {
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  readonly volume?: number;
}

/** The beginning of a series. */
export interface Past {
  /** How many bars have closed. Where there are none, none forms either. */
  readonly bars: number;
  /** The time that falls in the bar that forms. */
  readonly now: number;
  /** The price at that time. */
  readonly price: number;
}

export class Series {
  readonly resolution: Resolution;
  readonly #walk: Walk;
  readonly #past: Past;
  #closed: State[] = [];
  #forming: Bar | undefined;
  #seq = 0;

  constructor(resolution: Resolution, walk: Walk, past: Past) {
    this.resolution = resolution;
    this.#walk = walk;
    this.#past = past;
    const { bars, now, price } = past;
    if (bars <= 0) return;
    const last = opening(resolution, now);
    const times = Array.from({ length: bars + 1 }, (_, index) => shifted(resolution, last, index - bars));
    const all = walk.bars(
      times.filter((time) => time >= 0),
      price,
    );
    this.#forming = all.pop();
    this.#number(all);
  }

  get seq(): number {
    return this.#seq;
  }

  /** The number of the last bar that closed. */
  get closedSeq(): number {
    return this.#closed.at(-1)?.closed_seq ?? 0;
  }

  /** Every bar, the one that forms included. */
  get bars(): readonly Bar[] {
    const closed = this.#closed.map(({ bar }) => bar);
    return this.#forming === undefined ? closed : [...closed, this.#forming];
  }

  /** The series as it stands. */
  get latest(): State | undefined {
    return this.#forming === undefined ? this.#closed.at(-1) : this.#state(this.#forming, false);
  }

  /** The opening of the bar that is `by` bars after the latest one. */
  time(by: number): number {
    const { bar } = this.latest ?? {};
    if (bar === undefined) return shifted(this.resolution, opening(this.resolution, this.#past.now), by);
    return shifted(this.resolution, bar.time, by);
  }

  /** Changes the bar that forms. Where none does, one begins. */
  tick(change: BarChange = {}): State {
    const bar = this.#forming ?? this.#begin(change);
    const close = change.close ?? this.#walk.step(bar.close);
    const open = change.open ?? bar.open;
    this.#forming = {
      time: bar.time,
      open,
      high: Math.max(change.high ?? bar.high, open, close),
      low: Math.min(change.low ?? bar.low, open, close),
      close,
      volume: change.volume ?? (bar.volume ?? 0) + this.#walk.volume(),
    };
    this.#seq++;
    return this.#state(this.#forming, false);
  }

  /** Closes the bar that forms, as it is. Where none does, the next bar is flat. */
  close(): State {
    const bar = this.#forming ?? this.#begin({});
    this.#forming = undefined;
    this.#seq++;
    const closed = { bar, seq: this.#seq, closed_seq: this.closedSeq + 1, closed: true };
    this.#closed.push(closed);
    return closed;
  }

  /** The bars that closed after the number `after`; none where there are more than `limit`, or no such number. */
  closedSince(after: number, limit: number): readonly State[] | undefined {
    const missed = this.closedSeq - after;
    if (missed < 0 || missed > limit) return undefined;
    return this.#closed.slice(this.#closed.length - missed);
  }

  /** Counts anew. The bars stay. */
  restart(): void {
    this.#number(this.#closed.map(({ bar }) => bar));
  }

  /** Counts one change that is none of a bar. */
  skip(): number {
    return ++this.#seq;
  }

  #number(bars: readonly Bar[]): void {
    this.#closed = bars.map((bar, index) => ({ bar, seq: index + 1, closed_seq: index + 1, closed: true }));
    this.#seq = bars.length + (this.#forming === undefined ? 0 : 1);
  }

  #begin(change: BarChange): Bar {
    const last = this.#closed.at(-1)?.bar;
    const price = change.open ?? last?.close ?? change.close ?? this.#past.price;
    const time = last === undefined ? this.time(0) : this.time(1);
    return { time, open: price, high: price, low: price, close: price, volume: 0 };
  }

  #state(bar: Bar, closed: boolean): State {
    return { bar, seq: this.#seq, closed_seq: this.closedSeq, closed };
  }
}
