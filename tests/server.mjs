// A server as a process of its own, for tests in Node.js.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Starts a program that says where it listens: its URL, and its process. */
export async function launch(program, ...options) {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  const url = / listening on (http:\S+)$/.exec(line ?? '')?.[1];
  assert.ok(url, `${program} ended before it listened; run \`cargo build --workspace\` before`);
  return { url, child };
}
