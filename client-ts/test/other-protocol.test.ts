/** The runtime on a protocol that is not `bars`: what differs is in its descriptor. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BadFrame, createClient, type Frame, type Parsed } from '@barwire/client';
import { WebSocket } from 'ws';
import { FakeServer } from './support/fake-server.js';

type Sent =
  | { readonly type: 'say'; readonly id?: string; readonly payload: { readonly text: string } }
  | { readonly type: 'clock.watch'; readonly id?: string };
type Received =
  | { readonly type: 'clock.watched'; readonly id?: string }
  | { readonly type: 'clock.tick'; readonly payload: { readonly time: number } }
  | { readonly type: 'said'; readonly payload: { readonly text: string } };

interface Chat {
  readonly name: 'chat';
  readonly version: '2.0.0';
  readonly address: '/chat';
  readonly unknownMessages: 'reject';
  readonly requests: { readonly say: null; readonly 'clock.watch': 'clock.watched' };
  readonly error: null;
  readonly streams: {
    readonly clock: {
      readonly opens: 'clock.watch';
      readonly closes: null;
      readonly key: readonly [];
      readonly update: 'clock.tick';
      readonly failed: null;
    };
  };
  readonly parse: (frame: string) => Parsed<Received>;
  readonly types?: { readonly client: Sent; readonly server: Received };
}

const chat: Chat = {
  name: 'chat',
  version: '2.0.0',
  address: '/chat',
  unknownMessages: 'reject',
  requests: { say: null, 'clock.watch': 'clock.watched' },
  error: null,
  streams: { clock: { opens: 'clock.watch', closes: null, key: [], update: 'clock.tick', failed: null } },
  parse(frame) {
    const message = JSON.parse(frame) as Frame;
    const known = ['clock.watched', 'clock.tick', 'said'].includes(message.type);
    if (known) return { ok: true, message: message as Received };
    return { ok: false, reason: 'unknown-type', type: message.type, issues: [] };
  },
};

test('a request without a reply, a stream that nothing closes, and plain events', async (t) => {
  const server = await FakeServer.start(t);
  const client = createClient(chat, { url: server.url, WebSocket });
  t.after(() => client.close());

  const sent: void = await client.request('say', { text: 'hello' });
  assert.equal(sent, undefined);
  assert.deepEqual(server.paths, ['/chat']);
  assert.deepEqual(await server.next(), { type: 'say', id: '1', payload: { text: 'hello' } });

  const heard: string[] = [];
  client.on('message', (message) => heard.push(message.type));
  const clock = client.subscribe('clock', {});
  const { id } = await server.next();
  server.send({ type: 'said', payload: { text: 'hi' } }, { type: 'clock.watched', id });
  server.send({ type: 'clock.tick', payload: { time: 1 } });
  assert.deepEqual(await clock.ready, {});
  assert.deepEqual(await clock.next(), { done: false, value: { kind: 'live', ack: {} } });
  assert.deepEqual(await clock.next(), { done: false, value: { kind: 'update', update: { time: 1 } } });
  await clock.close();
  server.send({ type: 'clock.tick', payload: { time: 2 } });

  const invalid = new Promise<BadFrame>((resolve) => client.on('invalid', resolve));
  server.send({ type: 'news' });
  assert.equal((await invalid).type, 'news');
  assert.deepEqual(heard, ['said', 'clock.tick']);
});

test('a stream that does not resume has a gap wherever the connection was lost', async (t) => {
  const server = await FakeServer.start(t);
  const client = createClient(chat, { url: server.url, WebSocket, backoff: { minMs: 1 } });
  t.after(() => client.close());
  const clock = client.subscribe('clock', {});
  const kinds: unknown[] = [];
  for (let connection = 0; connection < 2; connection++) {
    const { id, payload } = await server.next();
    assert.deepEqual(payload, {}, 'nothing is said about where to go on');
    server.send({ type: 'clock.watched', id });
    kinds.push((await clock.next()).value?.kind);
    if (connection === 0) server.cut();
  }
  kinds.push((await clock.next()).value?.kind);
  assert.deepEqual(kinds, ['live', 'gap', 'live']);
});

test('a protocol without a ping has no watchdog, and none without auth takes a token', async (t) => {
  const server = await FakeServer.start(t);
  const heartbeat = { intervalMs: 1, timeoutMs: 1 };
  const client = createClient(chat, { url: server.url, WebSocket, heartbeat });
  t.after(() => client.close());
  await client.request('say', { text: 'hello' });
  client.reconnectNow();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await client.request('say', { text: 'still there' });
  assert.deepEqual([(await server.next()).type, (await server.next()).type], ['say', 'say']);
  assert.equal(server.connections, 1);
  assert.throws(() => createClient(chat, { url: server.url, WebSocket, token: () => 'secret' }), TypeError);
});
