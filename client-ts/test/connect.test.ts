/** Opening and closing connections. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { type CloseInfo, createClient, ProtocolError } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { WebSocket } from 'ws';
import { clientOf, FakeServer, pair, reaches, update } from './support/fake-server.js';

const giveUp = { attempts: 0 };
const url = 'ws://127.0.0.1:1';

test('the protocol gives the path where the URL has none', async (t) => {
  const server = await FakeServer.start(t);
  const http = server.url.replace('ws:', 'http:');
  for (const url of [server.url, http, new URL(`${http}/?ticket=1`), `${server.url}/elsewhere`, `${server.url}/#top`]) {
    const client = clientOf(t, server, { url });
    assert.ok(await server.isQuiet(client));
    await client.close();
  }
  assert.deepEqual(server.paths, ['/api/v1/ws', '/api/v1/ws', '/api/v1/ws?ticket=1', '/elsewhere', '/api/v1/ws']);
});

test('a server that is not there: closed, with the reason, where there are no more attempts', async (t) => {
  const client = createClient(barsProtocol, { url, WebSocket, backoff: giveUp });
  t.after(() => client.close());
  await assert.rejects(client.request('ping'), (error: unknown) => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.code, 'closed');
    assert.equal(error.close?.code, 1006);
    assert.match(error.message, /^ping: closed with 1006 .*ECONNREFUSED/);
    return true;
  });
  const { close } = await reaches(client, 'closed');
  assert.match(close.reason, /ECONNREFUSED/);
});

test('a WebSocket that says error and never close, as that of Node 22 does, is lost too', async () => {
  class Failing {
    onerror: ((event: Event) => void) | null = null;
    readonly onopen = null;
    readonly onmessage = null;
    readonly onclose = null;
    constructor() {
      setTimeout(() => this.onerror?.(new Event('error')));
    }
    send(): void {}
    close(): void {}
  }
  const client = createClient(barsProtocol, { url, WebSocket: Failing, backoff: giveUp });
  await assert.rejects(client.request('ping'), { code: 'closed', close: { code: 1006, reason: '' } });
});

test('a server that does not answer is given up after the time limit', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const options = { url: `ws://127.0.0.1:${port}`, WebSocket, backoff: giveUp };
  const client = createClient(barsProtocol, { ...options, requestTimeoutMs: 50 });
  await assert.rejects(client.request('ping', undefined, { timeoutMs: Infinity }), {
    code: 'closed',
    close: { code: 1006, reason: 'not open in 50 ms' },
  });

  const abort = new AbortController();
  const aborted = createClient(barsProtocol, { ...options, signal: abort.signal });
  const pong = aborted.request('ping');
  abort.abort('enough');
  await assert.rejects(pong, { code: 'closed', close: { code: 1000, reason: 'closed by this client' } });
  const never = createClient(barsProtocol, { ...options, signal: AbortSignal.abort() });
  assert.equal(never.status.get().state, 'closed');
  await assert.rejects(never.request('ping'), { code: 'closed' });
});

test('a time limit that no timer can wait for is none', async (t) => {
  const requestTimeoutMs = 2 ** 40;
  const heartbeat = { intervalMs: requestTimeoutMs };
  const { server, client } = await pair(t, { requestTimeoutMs, heartbeat, backoff: giveUp });
  assert.ok(await server.isQuiet(client));
  assert.ok(await server.isQuiet(client), 'no ping but these');
});

test('without a WebSocket a client can be made and not used; a URL that is none is an error at once', async (t) => {
  const given = globalThis as { WebSocket?: unknown };
  const original = given.WebSocket;
  t.after(() => (given.WebSocket = original));
  given.WebSocket = undefined;
  const client = createClient(barsProtocol, { url });
  assert.equal(client.status.get().state, 'idle');
  await assert.rejects(client.request('ping'), { name: 'TypeError', message: /no global WebSocket/ });
  assert.throws(() => client.subscribe('bars', { symbol: 'AAPL' }), TypeError);
  assert.equal(client.status.get().state, 'idle');
  for (const url of ['nowhere', 'ftp://127.0.0.1:1', 'file:///ws', 'mailto:http']) {
    assert.throws(() => createClient(barsProtocol, { url, WebSocket }), TypeError, url);
  }
});

test('the server closes for good: everything under way fails with its code and reason', async (t) => {
  const { server, client } = await pair(t);
  const pong = client.request('ping');
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  assert.equal((await server.next()).type, 'ping');
  await subscription.ready;
  const expected: CloseInfo = { code: 4501, reason: 'too many bad frames' };
  const isExpected = (error: unknown): boolean => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.code, 'closed');
    assert.deepEqual(error.close, expected);
    assert.match(error.message, /closed with 4501 too many bad frames/);
    return true;
  };
  assert.equal((await subscription.next()).value?.kind, 'live');
  const iteration = subscription.next();
  server.hangUp(4501, 'too many bad frames');
  await assert.rejects(pong, isExpected);
  await assert.rejects(iteration, isExpected);
  assert.deepEqual(client.status.get(), { state: 'closed', close: expected });
  await assert.rejects(client.request('ping'), isExpected);
  const late = client.subscribe('bars', { symbol: 'AAPL' });
  await assert.rejects(late.ready, isExpected);
  await assert.rejects(late.next(), isExpected);
  await late.close();
  await client.close();
});

test('a server that closes with 1000 is not this client closing', async (t) => {
  const { server, client } = await pair(t, { backoff: giveUp });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  assert.equal((await subscription.next()).value?.kind, 'live');
  server.hangUp(1000, 'good night');
  await assert.rejects(subscription.next(), { code: 'closed', close: { code: 1000, reason: 'good night' } });
});

test('the client closes: iterations end quietly, requests fail', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  assert.equal((await subscription.next()).value?.kind, 'live');
  const waiting = client.subscribe('bars', { symbol: 'MSFT' });
  const iteration = subscription.next();
  const pong = client.request('ping');
  const heard: string[] = [];
  client.on('message', (message) => heard.push(message.type));
  client.on('frame', ({ direction }) => heard.push(direction));
  const closing = client.close();
  server.send(update(1));
  await assert.rejects(pong, { code: 'closed' });
  await assert.rejects(waiting.ready, { code: 'aborted' });
  assert.deepEqual(await iteration, { done: true, value: undefined });
  await closing;
  assert.deepEqual(client.status.get(), {
    state: 'closed',
    close: { code: 1000, reason: 'closed by this client' },
  });
  assert.deepEqual(heard, [], 'what still comes is for nobody');
  await subscription.close();
  await assert.rejects(client.subscribe('bars', { symbol: 'AAPL' }).next(), { code: 'closed' });
});

test('a server that does not finish the closing handshake is given up', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  server.freeze();
  const closing = client.close();
  assert.equal(client.close(), closing, 'closing twice waits for the same');
  await closing;
});

test('a client that is closed while it asks for its token opens no connection', async (t) => {
  let give: (token: string) => void = () => {};
  let made = 0;
  class Counted extends WebSocket {
    constructor(address: string) {
      super(address);
      made++;
      this.once('close', over);
    }
  }
  let over: () => void = () => {};
  const end = new Promise<void>((resolve) => (over = resolve));
  const token = (): Promise<string> => new Promise((resolve) => (give = resolve));
  const { server, client } = await pair(t, { token, WebSocket: Counted });
  const pong = client.request('ping');
  await client.close();
  await assert.rejects(pong, { code: 'closed' });
  give('late');
  await new Promise((resolve) => setImmediate(resolve));
  if (made > 0) await end; // It was made and ended at once, without an uncaught error.
  assert.equal(server.connections, 0);
});

test('the signal closes an open client, and so does the end of its scope', async (t) => {
  const abort = new AbortController();
  const { server, client } = await pair(t, { signal: abort.signal });
  assert.ok(await server.isQuiet(client));
  abort.abort();
  assert.equal((await reaches(client, 'closed')).close.code, 1000);
  await server.gone();
});

const skip = 'asyncDispose' in Symbol ? false : 'this runtime has no Symbol.asyncDispose';
test('the end of the scope of `await using` closes a client and a subscription', { skip }, async (t) => {
  const { server, client } = await pair(t);
  {
    await using scoped = client;
    await using subscription = scoped.subscribe('bars', { symbol: 'AAPL' });
    await server.accept();
    await subscription.ready;
    void server.release();
  }
  assert.equal(client.status.get().state, 'closed');
});
