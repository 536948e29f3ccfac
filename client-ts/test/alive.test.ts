/** A connection that is silent, and what wakes a client. */

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test, type TestContext } from 'node:test';
import { pair, reaches, take, update } from './support/fake-server.js';

test('a server that stops answering is noticed, and left without its goodbye', async (t) => {
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 100, timeoutMs: 150 } });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  assert.deepEqual(await take(subscription, 1), ['live']);
  server.freeze();
  const start = performance.now();
  const { close } = await reaches(client, 'waiting');
  assert.equal(close.code, 1006);
  assert.match(close.reason, /^silent for \d+ ms$/);
  const passed = performance.now() - start;
  assert.ok(passed > 200 && passed < 5_000, `${passed} ms`);
  await server.accept(update(1));
  assert.deepEqual(await take(subscription, 3), ['gap unrecovered', 'live', 1]);
});

test('whatever comes is a sign of life', async (t) => {
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 1, timeoutMs: 3_000 } });
  const start = performance.now();
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  let seq = 0;
  while (performance.now() - start < 3_500) {
    assert.equal((await server.next()).type, 'ping');
    server.send(update(++seq));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(server.connections, 1, 'no ping was answered');
});

test('a ping is sent only after a silence', async (t) => {
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 2_000 } });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const start = performance.now();
  while (performance.now() - start < 1_000) {
    server.send(update(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const last = performance.now();
  assert.equal((await server.next()).type, 'ping');
  assert.ok(performance.now() - last > 1_800, 'the silence began with the last frame');
});

test('a timer that is late says nothing about the server', async (t) => {
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 50, timeoutMs: 300 } });
  const lost: string[] = [];
  client.status.subscribe(({ state }) => state === 'waiting' && lost.push(state));
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const before = await server.next();
  assert.equal(before.type, 'ping');
  // As when a laptop sleeps: nothing runs, and then all timers are over at once.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
  const after = await server.next();
  assert.equal(after.type, 'ping', 'it asks again');
  server.pong(after);
  server.pong(await server.next());
  assert.deepEqual(lost, []);
  assert.equal(server.connections, 1);
  server.freeze();
  assert.match((await reaches(client, 'waiting')).close.reason, /^silent/, 'a timer that is not late counts');
});

/** A page, as far as the client looks at it. */
function page(t: TestContext): { window: EventTarget; document: EventTarget & { hidden: boolean } } {
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  const names = { addEventListener: window.addEventListener.bind(window), document };
  const before = Object.keys(names).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  t.after(() => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Record<string, unknown>)[name];
    }
  });
  return { window, document };
}

test('the network that is back, and a page that is seen again, end a pause', async (t) => {
  const { window, document } = page(t);
  t.mock.method(Math, 'random', () => 0.9);
  const { server, client } = await pair(t, { backoff: { minMs: 3_600_000, maxMs: 3_600_000 } });
  assert.equal(getEventListeners(window, 'online').length, 0, 'a client that is not used does not listen');
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;

  server.cut();
  await reaches(client, 'waiting');
  window.dispatchEvent(new Event('online'));
  await server.accept();
  await reaches(client, 'open');

  server.cut();
  await reaches(client, 'waiting');
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(client.status.get().state, 'waiting', 'a page that is hidden can wait');
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  await server.accept();
  await reaches(client, 'open');
  assert.equal(getEventListeners(window, 'online').length, 1);

  await client.close();
  assert.equal(getEventListeners(window, 'online').length, 0);
  assert.equal(getEventListeners(document, 'visibilitychange').length, 0);
});

test('they make sure of a connection that is open', async (t) => {
  const { document } = page(t);
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 3_600_000, timeoutMs: 200 } });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  document.dispatchEvent(new Event('visibilitychange'));
  const ping = await server.next();
  assert.equal(ping.type, 'ping');
  server.pong(ping);
  assert.ok(await server.isQuiet(client));
  server.freeze();
  document.dispatchEvent(new Event('visibilitychange'));
  assert.match((await reaches(client, 'waiting')).close.reason, /^silent/);
  await server.accept();
});
