/** Bars of the past: `getBars`. */

import type { Api } from '../api.js';
import { ProtocolError } from '../errors.js';
import type { Bar, BarPosition, DatafeedApi, EpochMillis } from '../generated/datafeed.js';
import type { ChartBar, PeriodParams } from './types.js';

/** How many bars the server answers at most. */
const MOST_BARS = 100_000;
const DAY_MS = 86_400_000;

/** What was asked for. */
export interface History {
  /** From early to late. */
  readonly bars: ChartBar[];
  /** Whether there are no bars, and none earlier either. */
  readonly noData: boolean;
  /** Where the stream goes on; absent where the bars do not reach the newest one. */
  readonly since?: BarPosition;
}

/** Gets the bars of a period. */
export async function getHistory(
  api: Api<DatafeedApi>,
  symbol: string,
  resolution: string,
  { from, to, countBack }: PeriodParams,
): Promise<History> {
  // The server has no bar before 1970, and no negative time.
  if (to <= 0) return { bars: [], noData: true };
  const count = Math.min(Math.ceil(countBack), MOST_BARS);
  const answer = await api.getBars({
    symbol,
    resolution,
    from_time: Math.max(0, Math.floor(from)),
    to_time: Math.ceil(to),
    // The same holds where the library gives no number.
    ...(count > 0 && { count_back: count }),
  });
  // A bar at `to` opens the next period, and the library refuses two bars of one time ("Datafeed issues").
  const byTime = new Map(answer.bars.filter(({ time }) => time < to * 1000).map((bar) => [bar.time, bar]));
  if (byTime.size === 0 && answer.bars.length > 0) {
    // Told as an empty period, the library would ask for it for ever.
    throw new ProtocolError(
      'invalid',
      `getBars: no bar opens before ${new Date(to * 1000).toISOString()}, as all must`,
    );
  }
  return {
    bars: [...byTime.values()].sort((a, b) => a.time - b.time).map(copyOf),
    noData: byTime.size === 0 && answer.no_data,
    ...(answer.since && { since: answer.since }),
  };
}

/** A bar for the library, which may change it. */
export function copyOf(bar: Bar): ChartBar {
  return { ...bar };
}

/**
 * What is wrong with a time at a resolution: bars of days and longer open at 00:00:00 UTC of the trading day
 * ("Time and sessions"). The library shows others on a wrong day.
 */
export function faultOf(time: EpochMillis, symbol: string, resolution: string): ProtocolError | undefined {
  if (!/[DWM]$/.test(resolution) || time % DAY_MS === 0) return undefined;
  const text = `${symbol} at ${resolution}: a bar opens at ${new Date(time).toISOString()} and not at 00:00:00 UTC`;
  return new ProtocolError('invalid', text);
}

/** A resolution as the server writes it: the library also leaves out the 1 of `1D` ("Resolution"). */
export function canonical(resolution: string): string {
  return /^[SDWM]$/.test(resolution) ? `1${resolution}` : resolution;
}
