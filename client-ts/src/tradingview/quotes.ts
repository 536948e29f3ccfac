/** Quotes: `getQuotes` and `subscribeQuotes`. */

import type { Api } from '../api.js';
import type { DatafeedApi } from '../generated/datafeed.js';
import { answer } from './answer.js';
import type { ChartQuote } from './types.js';

/** How many instruments the server quotes at a time. */
const MOST_SYMBOLS = 100;

/** The quotes of instruments, in their order. */
export async function getQuotes(api: Api<DatafeedApi>, symbols: readonly string[]): Promise<ChartQuote[]> {
  const parts = Array.from({ length: Math.ceil(symbols.length / MOST_SYMBOLS) }, (_, part) =>
    api.getQuotes({ symbols: symbols.slice(part * MOST_SYMBOLS, (part + 1) * MOST_SYMBOLS) }),
  );
  const byName = new Map((await Promise.all(parts)).flat().map((quote) => [quote.n, quote]));
  return symbols.map((n) => {
    const quote = byName.get(n);
    // The library reads `v` of errors too ("Trading Platform methods", `getQuotes`).
    return quote?.s === 'ok' ? { s: 'ok', n, v: { ...quote.v } } : { s: 'error', n, v: {} };
  });
}

/** Asks for quotes over and over, `intervalMs` milliseconds after each answer. Returns what ends that. */
export function pollQuotes(
  ask: () => Promise<ChartQuote[]>,
  intervalMs: number,
  onData: (quotes: ChartQuote[]) => void,
  onError: (error: unknown) => void,
): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = <T>(callback: (value: T) => void, value: T): void => {
    if (isStopped) return;
    timer = setTimeout(poll, intervalMs);
    callback(value);
  };
  const poll = (): void =>
    answer(
      ask(),
      (quotes) => next(onData, quotes),
      (_, error) => next(onError, error),
    );
  poll();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
