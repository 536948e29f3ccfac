/**
 * A chart that uses a datafeed as TradingView's charting library does, and says what that says where the datafeed breaks
 * the contract. What it says is from the library's pages "Datafeed issues" and "Datafeed API: required methods".
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { ChartBar, ChartSymbolInfo, Datafeed } from '@barwire/client/tradingview';

/** After so many requests without an end, the chart will never have one. */
const MOST_REQUESTS = 40;

/** The bars that a chart shows. */
export interface View {
  readonly info: ChartSymbolInfo<string, string>;
  readonly resolution: string;
  readonly guid: string;
  readonly bars: Map<number, ChartBar>;
  /** The newest bar, in milliseconds. */
  last: number;
  ticks: number;
  /** How many times the cache was thrown away. */
  resets: number;
}

export class FakeChart {
  readonly datafeed: Datafeed;
  /** What the library has thrown. */
  readonly faults: string[] = [];
  view: View | undefined;
  requests = 0;
  #views = 0;

  constructor(datafeed: Datafeed) {
    this.datafeed = datafeed;
  }

  /** Shows a symbol: resolves it, gets history back to its begin, or as many requests as `most` says, and subscribes. */
  async open(symbol: string, resolution: string, most: number = MOST_REQUESTS): Promise<View> {
    const { datafeed } = this;
    const info = await this.call<ChartSymbolInfo<string, string>>((ok, err) => datafeed.resolveSymbol(symbol, ok, err));
    const [, unit = ''] = /^\d*([SDWM]?)$/.exec(resolution) ?? [];
    const flags = { '': 'has_intraday', S: 'has_seconds', D: 'has_daily', W: 'has_weekly_and_monthly' } as const;
    // Without the flag the library shows days instead, and says nothing.
    const has = info[flags[unit as 'D'] ?? 'has_weekly_and_monthly'];
    if (!has) this.fault(`${symbol} at ${resolution} is shown at 1D`);
    const guid = `${symbol}_#_${resolution}_#_${++this.#views}`;
    const view = { info, resolution, guid, bars: new Map<number, ChartBar>(), last: -Infinity, ticks: 0, resets: 0 };
    await this.load(view, most);
    this.view = view;
    this.subscribe(view);
    return view;
  }

  subscribe(view: View): void {
    let isInCall = true;
    this.datafeed.subscribeBars(
      view.info,
      view.resolution,
      (bar) => this.#tick(view, bar),
      view.guid,
      () => {
        if (isInCall) this.fault('an eager reset');
        view.resets++;
      },
    );
    isInCall = false;
  }

  /** Shows another symbol. The old one is let go of `lateMs` later, as the library does after some ten seconds. */
  async switchTo(symbol: string, resolution: string, lateMs: number): Promise<View> {
    const old = this.view;
    const view = await this.open(symbol, resolution, 1);
    if (old) setTimeout(() => this.datafeed.unsubscribeBars(old.guid), lateMs);
    return view;
  }

  /** Gets history from now on backwards, as `resetData()` does as well. */
  async load(view: View, most: number = MOST_REQUESTS): Promise<void> {
    const all = new Map<number, ChartBar>();
    let to = Math.ceil(Date.now() / 1000) + 60;
    let firstDataRequest = true;
    for (let count = 0; count < most; count++) {
      const period = { from: to - 300 * 86_400, to, countBack: 700, firstDataRequest };
      const { bars, noData } = await this.history(view, period);
      if (bars.length === 0 && noData) break;
      if (count === MOST_REQUESTS - 1) this.fault('getBars without an end');
      let last = -Infinity;
      for (const bar of bars) {
        if (all.has(bar.time) || bar.time === last) this.fault('data must have unique times');
        if (bar.time < last) this.fault('data must be in order of time');
        last = bar.time;
        all.set(bar.time, { ...bar });
        bar.close = NaN; // The library may change them.
      }
      to = bars[0] ? bars[0].time / 1000 : period.from;
      firstDataRequest = false;
    }
    view.bars.clear();
    for (const time of [...all.keys()].sort((a, b) => a - b)) view.bars.set(time, all.get(time) as ChartBar);
    view.last = Math.max(...all.keys());
  }

  /** One request for history. */
  history(
    { info, resolution }: Pick<View, 'info' | 'resolution'>,
    period: Parameters<Datafeed['getBars']>[2],
  ): Promise<{ bars: ChartBar[]; noData: boolean }> {
    this.requests++;
    return this.call((ok, err) =>
      this.datafeed.getBars(info, resolution, period, (bars, { noData }) => ok({ bars, noData }), err),
    );
  }

  /** Calls a method, and sees to it that it calls back once, later, and with a string where it has failed. */
  call<T>(method: (ok: (value: T) => void, err: (reason: string) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let isSameTask = true;
      let isCalled = false;
      setTimeout(() => (isSameTask = false));
      const once = (): void => {
        if (isSameTask) this.fault('Maximum call stack size exceeded');
        if (isCalled) this.fault('callback is already called');
        isCalled = true;
      };
      method(
        (value) => {
          once();
          resolve(value);
        },
        (reason) => {
          once();
          if (typeof (reason as { split?: unknown }).split !== 'function') this.fault('e.split is not a function');
          reject(new Error(reason));
        },
      );
    });
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  #tick(view: View, bar: ChartBar): void {
    if (bar.time < view.last) return this.fault('putToCacheNewBar: time violation');
    view.last = bar.time;
    view.ticks++;
    view.bars.set(bar.time, { ...bar });
    bar.close = NaN;
  }
}

/** Waits until something holds. */
export async function until(what: () => unknown, patienceMs = 5_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!what()) {
    if (Date.now() > end) throw new Error(`not in ${patienceMs} ms: ${what}`);
    await sleep(10);
  }
}
