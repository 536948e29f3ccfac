/** Opening and closing the connection. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { AbortedError, ClosedError, connect, TimeoutError } from '@barwire/client';
import { barsProtocol } from '@barwire/client/bars';
import { WebSocket } from 'ws';
import { FakeServer, pair, update } from './fake-server.js';

test('the protocol gives the path where the URL has none', async (t) => {
  const server = await FakeServer.start(t);
  const http = server.url.replace('ws:', 'http:');
  for (const url of [server.url, http, new URL(`${http}/?ticket=1`), `${server.url}/elsewhere`, `${server.url}/#top`]) {
    const client = await connect(barsProtocol, { url, WebSocket });
    await client.close();
  }
  assert.deepEqual(server.paths, ['/api/v1/ws', '/api/v1/ws', '/api/v1/ws?ticket=1', '/elsewhere', '/api/v1/ws']);
});

test('a server that is not there is a ClosedError with the reason', async () => {
  await assert.rejects(connect(barsProtocol, { url: 'ws://127.0.0.1:1', WebSocket }), (error: unknown) => {
    assert.ok(error instanceof ClosedError);
    assert.equal(error.code, 'closed');
    assert.equal(error.close.code, 1006);
    assert.match(error.message, /connecting to ws:\/\/127\.0\.0\.1:1\/api\/v1\/ws.*ECONNREFUSED/);
    return true;
  });
});

test('a WebSocket that says error and never close, as that of Node 22 does, is a ClosedError too', async () => {
  class Failing extends EventTarget {
    constructor() {
      super();
      setTimeout(() => this.dispatchEvent(new Event('error')));
    }
    send(): void {}
    close(): void {}
  }
  const connecting = connect(barsProtocol, {
    url: 'ws://127.0.0.1:1',
    WebSocket: Failing as unknown as typeof WebSocket,
  });
  await assert.rejects(connecting, { name: 'ClosedError', close: { code: 1006, reason: '', wasClean: false } });
});

test('a server that does not answer is a TimeoutError', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1');
  t.after(() => silent.close());
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const options = { url: `ws://127.0.0.1:${port}`, WebSocket };
  await assert.rejects(connect(barsProtocol, { ...options, requestTimeoutMs: 20 }), TimeoutError);

  const abort = new AbortController();
  const connecting = connect(barsProtocol, { ...options, signal: abort.signal });
  abort.abort('enough');
  await assert.rejects(connecting, (error: unknown) => error instanceof AbortedError && error.cause === 'enough');
  await assert.rejects(connect(barsProtocol, { ...options, signal: AbortSignal.abort() }), AbortedError);
});

test('without a WebSocket, or with a URL that is none, connecting is a TypeError', async (t) => {
  const given = globalThis as { WebSocket?: unknown };
  const original = given.WebSocket;
  t.after(() => (given.WebSocket = original));
  given.WebSocket = undefined;
  await assert.rejects(connect(barsProtocol, { url: 'ws://127.0.0.1:1' }), /no global WebSocket/);
  for (const url of ['nowhere', 'ftp://127.0.0.1:1', 'file:///ws', 'mailto:http']) {
    await assert.rejects(connect(barsProtocol, { url, WebSocket }), TypeError, url);
  }
});

test('the server closes: everything under way fails with its code and reason', async (t) => {
  const { server, client } = await pair(t);
  const pong = client.request('ping');
  const iteration = client.subscribe('bars', { symbol: 'AAPL' }).next();
  await server.next();
  await server.accept();
  const expected = { code: 1012, reason: 'restart', wasClean: true };
  const isExpected = (error: unknown): boolean => {
    assert.ok(error instanceof ClosedError);
    assert.deepEqual(error.close, expected);
    assert.match(error.message, /1012: restart/);
    return true;
  };
  server.hangUp(1012, 'restart');
  await assert.rejects(pong, isExpected);
  await assert.rejects(iteration, isExpected);
  assert.deepEqual(await client.closed, expected);
  await assert.rejects(client.request('ping'), isExpected);
  const late = client.subscribe('bars', { symbol: 'AAPL' });
  await assert.rejects(late.ready, isExpected);
  await assert.rejects(late.next(), isExpected);
  await late.close();
  await client.close();
});

test('the client closes: iterations end quietly, requests fail', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const waiting = client.subscribe('bars', { symbol: 'MSFT' });
  const iteration = subscription.next();
  const pong = client.request('ping');
  const heard: string[] = [];
  client.on('message', (message) => heard.push(message.type));
  const closing = client.close();
  server.send(update(1));
  await assert.rejects(pong, ClosedError);
  await assert.rejects(waiting.ready, AbortedError);
  assert.deepEqual(await iteration, { done: true, value: undefined });
  await closing;
  assert.equal((await client.closed).code, 1000);
  assert.deepEqual(heard, [], 'what still comes is for nobody');
  await subscription.close();
});

test('a server that does not finish the closing handshake is given up', async (t) => {
  const { server, client } = await pair(t);
  server.freeze();
  await client.close();
  assert.deepEqual(await client.closed, { code: 1006, reason: '', wasClean: false });
});

test('the signal closes an open client, and so does the end of its scope', async (t) => {
  const abort = new AbortController();
  const { client } = await pair(t, { signal: abort.signal });
  abort.abort();
  assert.equal((await client.closed).code, 1000);

  const { client: scoped } = await pair(t);
  // `await using` calls this; the syntax needs a newer target than the one that is compiled for here.
  await (scoped as unknown as AsyncDisposable)[Symbol.asyncDispose]();
  assert.equal((await scoped.closed).code, 1000);
});
