// The command `barwire`, many times at once.

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { path } from './support.js';

/** What a run may cost. More is a loop that does not end. */
const LIMITS = { timeout: 60_000, maxBuffer: 2 ** 28 };

/** How many processes run at once. */
const WORKERS = availableParallelism();

/** Runs the command: its exit code, what it printed, and whether it crashed (a panic, a signal, a run without an end). */
export function barwire(...arguments_) {
  return new Promise((resolve) => {
    execFile(path('target/debug/barwire'), arguments_, LIMITS, (error, stdout, stderr) => {
      const status = error ? error.code : 0;
      resolve({ status, stdout, stderr, crashed: ![0, 1, 2].includes(status) });
    });
  });
}

/** Calls `work` with each item, a few at a time: the results, in the order of the items. */
export async function each(items, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return results;
}
