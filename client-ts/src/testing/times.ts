/** When bars open, in a market that never closes. Times are milliseconds since the epoch, UTC. */

import { type RequestedResolution, type Resolution, RESOLUTION_VALUES } from '../generated/bars.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** The resolution as it is written canonically. */
export function canonical(requested: RequestedResolution): string {
  return requested === 'D' || requested === 'W' || requested === 'M' ? `1${requested}` : requested;
}

/** The resolutions in their order, from short to long, each once. */
export function ordered(resolutions: readonly RequestedResolution[]): readonly Resolution[] {
  const wanted = resolutions.map(canonical);
  const unknown = wanted.find((resolution) => !(RESOLUTION_VALUES as readonly string[]).includes(resolution));
  if (unknown !== undefined)
    throw new TypeError(`No resolution: ${unknown}; there are ${RESOLUTION_VALUES.join(', ')}`);
  return RESOLUTION_VALUES.filter((resolution) => wanted.includes(resolution));
}

/** The opening of the bar that has `time` in its span. */
export function opening(resolution: Resolution, time: number): number {
  if (resolution === '1M') return month(time, 0);
  const length = lengthOf(resolution);
  const origin = resolution === '1W' ? FIRST_MONDAY : 0;
  return origin + Math.floor((time - origin) / length) * length;
}

/** The opening of the bar that is `by` bars after the one that opens at `time`. */
export function shifted(resolution: Resolution, time: number, by: number): number {
  return resolution === '1M' ? month(time, by) : time + by * lengthOf(resolution);
}

/** How long a bar is. Months are not all alike. */
function lengthOf(resolution: Exclude<Resolution, '1M'>): number {
  if (resolution === '1D') return DAY;
  if (resolution === '1W') return 7 * DAY;
  return resolution.endsWith('S') ? parseInt(resolution, 10) * SECOND : Number(resolution) * 60 * SECOND;
}

function month(time: number, by: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1);
}
