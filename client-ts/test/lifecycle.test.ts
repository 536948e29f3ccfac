/** When a client connects, when it stops, and what it says of itself. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Status } from '@barwire/client';
import { FakeServer, pair, reaches, refusal } from './support/fake-server.js';

const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

test('nothing connects before it is asked for', async (t) => {
  const { server, client } = await pair(t);
  await moment();
  assert.equal(client.status.get().state, 'idle');
  assert.equal(server.paths.length, 0);
  assert.ok(await server.isQuiet(client));
  assert.equal(client.status.get().state, 'open');
});

test('a connection that is lost while nothing is asked for is not made again before it is', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  server.hangUp(1012, 'restart');
  await reaches(client, 'idle');
  await moment();
  assert.equal(server.paths.length, 1);
  assert.ok(await server.isQuiet(client));
  assert.equal(server.paths.length, 2);
});

test('a client with nothing left to do stops trying', async (t) => {
  const { server, client } = await pair(t);
  server.mood = 'refuse';
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  const request = client.request('ping', undefined, { timeoutMs: 60 });
  await server.attempts(2);
  await subscription.close();
  await assert.rejects(request, { code: 'timeout' });
  await reaches(client, 'idle');
  const { length } = server.paths;
  await moment();
  assert.equal(server.paths.length, length);

  const abort = new AbortController();
  const again = client.request('ping', undefined, { signal: abort.signal });
  await reaches(client, 'waiting');
  abort.abort();
  await assert.rejects(again, { code: 'aborted' });
  await reaches(client, 'idle');
});

test('a pause that nobody needs any more ends at once', async (t) => {
  t.mock.method(Math, 'random', () => 0.9);
  const { server, client } = await pair(t, { backoff: { minMs: 3_600_000, maxMs: 3_600_000 } });
  server.mood = 'refuse';
  const subscriptions = ['AAPL', 'MSFT'].map((symbol) => client.subscribe('bars', { symbol }));
  await reaches(client, 'waiting');
  await subscriptions[0]?.close();
  assert.equal(client.status.get().state, 'waiting', 'the other one needs it');
  await Promise.all([subscriptions[1]?.close(), client.subscribe('bars', { symbol: 'IBM' }).close()]);
  await moment();
  assert.equal(client.status.get().state, 'idle');
  assert.equal(server.paths.length, 1);
});

test('the status is a store: called at once and at each change, the same until it changes', async (t) => {
  const { server, client } = await pair(t);
  const states: Status[] = [];
  const stop = client.status.subscribe((status) => states.push(status));
  assert.deepEqual(states, [{ state: 'idle' }]);
  assert.equal(client.status.get(), states[0]);
  assert.ok(await server.isQuiet(client));
  assert.equal(client.status.get(), client.status.get(), 'React compares');
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.next();
  server.hangUp(1013, 'full');
  await reaches(client, 'waiting');
  const { length } = states;
  stop();
  await client.close();
  assert.equal(states.length, length);
  assert.deepEqual(
    states.slice(0, 4).map(({ state }) => state),
    ['idle', 'connecting', 'open', 'waiting'],
  );
  const waiting = states[3];
  assert.ok(waiting?.state === 'waiting');
  assert.deepEqual([waiting.attempt, waiting.close], [1, { code: 1013, reason: 'full' }]);
  const late: string[] = [];
  client.status.subscribe(({ state }) => late.push(state));
  assert.deepEqual(late, ['closed']);
  await assert.rejects(subscription.ready, { code: 'aborted' });
});

const SCRIPT = `
import { createClient } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { WebSocket } from 'ws';
const client = createClient(barsProtocol, { url: process.argv[1], WebSocket, backoff: { minMs: +process.argv[2], maxMs: +process.argv[2] } });
client.status.subscribe(({ state }) => console.log(state));
client.on('frame', ({ data }) => String(data).includes('rate_limited') && console.log('received'));
client.subscribe('bars', { symbol: 'AAPL' });
process.stdin.once('data', async () => {
  process.stdin.destroy();
  await client.close();
  console.log('over');
});`;

/** A program that subscribes, and closes its client when it is told to. */
function program(
  url: string,
  pauseMs = 600_000,
): { until: (line: string) => Promise<void>; close: () => void; exit: Promise<unknown> } {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, url, `${pauseMs}`], {
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  return {
    exit,
    close: () => void child.stdin.write('close\n'),
    async until(line) {
      for (;;) {
        const { value, done } = await lines.next();
        assert.ok(done !== true, `it ended before ${line}`);
        if (value === line) return;
      }
    },
  };
}

test('a client that is closed keeps no process alive', { timeout: 28_000 }, async (t) => {
  const server = await FakeServer.start(t);
  const start = performance.now();

  const open = program(server.url);
  await server.accept();
  await open.until('open');
  open.close();
  assert.deepEqual(await open.exit, [0, null]);

  server.mood = 'refuse';
  const waiting = program(server.url);
  await waiting.until('waiting');
  waiting.close();
  assert.deepEqual(await waiting.exit, [0, null]);

  server.mood = 'hang';
  const connecting = program(server.url);
  await server.attempts(3);
  connecting.close();
  assert.deepEqual(await connecting.exit, [0, null]);

  server.mood = 'accept';
  const frozen = program(server.url);
  await server.accept();
  await frozen.until('open');
  server.freeze();
  frozen.close();
  assert.deepEqual(await frozen.exit, [0, null]);
  // No timer of a client, and none of `ws` either: that waits 30 seconds for the end of a handshake.
  assert.ok(performance.now() - start < 25_000);
});

test('a retry that is still to come keeps no process alive either', { timeout: 28_000 }, async (t) => {
  const server = await FakeServer.start(t);
  const { until, close, exit } = program(server.url, 0);
  await server.accept();
  await until('open');
  server.cut();
  server.send(refusal(await server.next(), { code: 'rate_limited', retry_after_ms: 600_000 }));
  await until('received');
  close();
  assert.deepEqual(await exit, [0, null]);
});
