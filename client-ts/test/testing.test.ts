/** The mock server of `@barwire/client/testing`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BarsProtocol, barsProtocol } from '@barwire/client/bars';
import { createMockServer, type MockBars, type MockServer } from '@barwire/client/testing';
import { api, follow, settled, small, tap, URL } from './support/tap.js';

test('requests are answered by their handlers, in order, with their ids', async () => {
  const server = createMockServer(barsProtocol, {
    handlers: {
      auth: async ({ token }) => {
        await settled();
        return token === 'good' ? { status: 'ok' } : { status: 'error', code: 'unauthorized', message: 'no' };
      },
      ping: () => ({ timestamp: 1 }),
      'bars.unsubscribe': () => undefined,
      'bars.subscribe': () => {
        throw new Error('broken');
      },
    },
  });
  const client = await tap(server);
  const frames: [string, unknown, string?][] = [
    ['auth', { token: 'good' }, 'a'],
    ['ping', undefined, 'b'],
    ['bars.unsubscribe', { symbol: 'X' }, 'c'],
    ['bars.subscribe', { symbol: 'X' }, 'd'],
    ['auth', { token: 'bad' }],
  ];
  for (const [type, payload, id] of frames) client.socket.send(JSON.stringify({ type, payload, id }));
  await settled();
  await settled();
  await settled();
  assert.deepEqual(client.messages(), [
    { type: 'auth.ack', id: 'a', payload: { status: 'ok' } },
    { type: 'pong', id: 'b', payload: { timestamp: 1 } },
    { type: 'error', id: 'd', payload: { code: 'internal', message: 'Error: broken', received: 'bars.subscribe' } },
    { type: 'auth.ack', payload: { status: 'error', code: 'unauthorized', message: 'no' } },
  ]);
  assert.deepEqual(
    server.received.map(({ type }) => type),
    frames.map(([type]) => type),
  );
  assert.deepEqual(server.connections[0]?.received, server.received);
});

test('what no handler answers is answered with the error message', async () => {
  const market = small();
  const client = await tap(market);
  client.socket.send('{');
  client.socket.send('[]');
  client.socket.send('{"type":"ping","id":""}');
  client.socket.send('{"type":"toString","id":"1"}');
  client.socket.send('{"type":"ping","code":"not_ours","id":"2"}');
  await client.ask('bars.subscribe', { symbol: 7 }, '3');
  const answers = client.messages().map((message) => {
    assert.ok(message.type === 'error' || message.type === 'pong');
    if (message.type === 'pong') return [message.id];
    return [message.id, message.payload.code, message.payload.received, message.payload.path];
  });
  assert.deepEqual(answers, [
    [undefined, 'invalid_message', undefined, undefined],
    [undefined, 'invalid_message', undefined, undefined],
    [undefined, 'invalid_message', 'ping', '/id'],
    ['1', 'unknown_type', 'toString', '/type'],
    ['2'],
    ['3', 'invalid_payload', 'bars.subscribe', '/payload/symbol'],
  ]);
});

test('connections open, send to all, and close from either side', async () => {
  const server = createMockServer(barsProtocol, {
    onOpen: (connection) => connection.send('pong', { timestamp: 7 }),
  });
  const [one, two] = [await tap(server), await tap(server)];
  assert.equal(await server.connected(2), server.connections[1]);
  server.send('pong', { timestamp: 8 });
  server.connections[1]?.sendRaw('raw');
  await settled();
  assert.deepEqual([one.frames.length, two.frames.length], [2, 3]);
  assert.throws(() => server.send('pong', { timestamp: -1 }), /pong does not fit the protocol: \/payload\/timestamp/);

  one.socket.close(4000, 'bye');
  assert.equal(one.socket.readyState, 2);
  await settled();
  const { code, reason, wasClean } = one.closed ?? {};
  assert.deepEqual([code, reason, wasClean, one.socket.readyState], [4000, 'bye', true, 3]);
  assert.equal(server.connections.length, 1);
  // What was sent before the close comes first.
  server.send('pong', { timestamp: 9 });
  server.connections[0]?.close(1012, 'restart');
  server.send('pong', { timestamp: 10 });
  await settled();
  assert.deepEqual([two.frames.length, two.closed?.code, two.closed?.reason], [4, 1012, 'restart']);
  assert.deepEqual(two.events, ['open', 'close']);
  assert.equal(server.connections.length, 0);
});

test('a connection that hangs brings nothing, takes nothing and does not close', async () => {
  const market = small();
  const client = await follow(market);
  const before = client.frames.length;
  market.tick('AAPL', '1');
  assert.equal((await api(market).getHealth()).subscriptions, 1);
  market.halfOpen();
  assert.equal((await api(market).getHealth()).subscriptions, 0);
  market.tick('AAPL', '1');
  await client.ask('ping');
  client.socket.close();
  await settled();
  assert.equal(client.frames.length, before + 1, 'what was on its way arrives');
  assert.deepEqual([client.closed, client.socket.readyState], [undefined, 2]);
  assert.deepEqual([market.server.connections.length, market.server.received.length], [0, 1]);
});

test('attempts to connect are refused or ignored', async () => {
  const server = createMockServer(barsProtocol);
  server.refuse(2);
  const clients = [await tap(server), await tap(server), await tap(server)];
  assert.deepEqual(
    clients.map(({ events }) => events),
    [['error', 'close'], ['error', 'close'], ['open']],
  );
  assert.deepEqual([clients[0]?.closed?.code, clients[0]?.closed?.wasClean], [1006, false]);
  server.refuse(Infinity);
  assert.deepEqual((await tap(server)).events, ['error', 'close']);
  server.ignore(Infinity);
  const ignored = await tap(server);
  assert.deepEqual([ignored.events, ignored.socket.readyState], [[], 0]);
  assert.throws(() => ignored.socket.send('x'), { name: 'InvalidStateError' });
  ignored.socket.close();
  await settled();
  assert.deepEqual(ignored.events, ['error', 'close']);
  server.accept();
  assert.deepEqual((await tap(server)).events, ['open']);
  assert.equal(server.attempts, 6);
});

test('a socket is an EventTarget and refuses what a WebSocket refuses', async () => {
  const server = createMockServer(barsProtocol);
  for (const url of ['nowhere', 'ftp://mock', 'ws://mock/#there']) {
    assert.throws(() => new server.WebSocket(url), { name: 'SyntaxError' });
  }
  const socket = new server.WebSocket('http://mock');
  assert.equal(socket.url, 'ws://mock/');
  assert.ok(socket instanceof EventTarget && socket instanceof (server.WebSocket as never));
  const seen: string[] = [];
  socket.addEventListener('open', () => seen.push('listener'), { once: true });
  socket.addEventListener('close', { handleEvent: ({ code }) => void seen.push(`close ${code}`) });
  await server.connected();
  assert.deepEqual(seen, ['listener']);
  assert.throws(() => socket.close(1006), { name: 'InvalidAccessError' });
  assert.throws(() => socket.close(1000, 'x'.repeat(124)), { name: 'SyntaxError' });
  socket.close();
  socket.send('dropped');
  await settled();
  assert.deepEqual(seen, ['listener', 'close 1005']);
});

test('no timer is used where nothing plays', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const market = small();
  const client = await follow(market);
  assert.equal(client.updates().length, 1);
  market.play({ everyMs: 100, ticksPerBar: 3 });
  market.play({ everyMs: 100, ticksPerBar: 3 });
  t.mock.timers.tick(600);
  await settled();
  assert.deepEqual(
    client.updates().map(({ closed }) => closed),
    [false, false, false, false, true, false, false, false, true],
  );
  market.stop();
  t.mock.timers.tick(600);
  await settled();
  assert.equal(client.updates().length, 9);
});

/** Proofs for the type checker alone. */
export function types(server: MockServer<BarsProtocol>, market: MockBars): void {
  createMockServer(barsProtocol, {
    handlers: { ping: () => undefined, auth: async () => ({ status: 'ok', expires: 1 }) },
  });
  // @ts-expect-error a member of the reply is missing
  createMockServer(barsProtocol, { handlers: { ping: () => ({}) } });
  // @ts-expect-error a member of the reply has the wrong type
  createMockServer(barsProtocol, { handlers: { ping: async () => ({ timestamp: 'now' }) } });
  // @ts-expect-error a reply of another request
  createMockServer(barsProtocol, { handlers: { auth: () => ({ timestamp: 1 }) } });
  // @ts-expect-error no such request
  createMockServer(barsProtocol, { handlers: { 'bars.update': () => undefined } });
  // @ts-expect-error no such member of the request
  createMockServer(barsProtocol, { handlers: { auth: ({ user }) => user } });
  // @ts-expect-error no message of the server
  server.send('ping', {});
  // @ts-expect-error a payload of another message
  server.send('bars.update', { timestamp: 1 });
  // @ts-expect-error no such code
  market.fail('AAPL', '1', { retry: true, code: 'not_subscribed' });
  // @ts-expect-error no such member of a bar
  market.tick('AAPL', '1', { price: 1 });
  // A WebSocket as programs use it.
  const socket: {
    onopen: ((event: object) => void) | null;
    onmessage: ((event: { readonly data: unknown }) => void) | null;
    onclose: ((event: { readonly code: number; readonly reason: string; readonly wasClean: boolean }) => void) | null;
    onerror: ((event: object) => void) | null;
    send(data: string): void;
    close(code?: number, reason?: string): void;
  } = new market.WebSocket(URL);
  void socket;
}
