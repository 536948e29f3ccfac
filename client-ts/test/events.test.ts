/** What a client tells beside replies and updates. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { BadFrame, PassingFrame, ServerMessage } from '@barwire/client';
import type { BarsProtocol } from '@barwire/client/bars';
import { clientOf, FakeServer, pair, update } from './support/fake-server.js';

test('frames that do not fit are events, and the console is the last to hear of them', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  server.send('{');
  assert.ok(await server.isQuiet(client));
  assert.equal(warn.mock.callCount(), 1);

  const invalid: BadFrame[] = [];
  client.on('invalid', (frame) => invalid.push(frame));
  const broken = JSON.stringify({ type: 'bars.update', payload: {} });
  server.send('{', '[]', 'null', broken, Buffer.from('{}'));
  assert.ok(await server.isQuiet(client));
  const reasons = invalid.map((frame) => frame.reason);
  assert.deepEqual(reasons, ['not-json', 'not-a-message', 'not-a-message', 'invalid', 'not-a-message']);
  assert.equal(invalid[3]?.type, 'bars.update');
  assert.equal(invalid[3].data, broken);
  assert.ok(invalid[3].issues.length > 0);
  assert.equal(warn.mock.callCount(), 1);
});

test('unknown types are ignored where the protocol says so, and can be seen', async (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const invalid: BadFrame[] = [];
  const { server, client } = await pair(t, { on: { invalid: (frame) => invalid.push(frame) } });
  assert.ok(await server.isQuiet(client));
  server.send({ type: 'bars.news', payload: { headline: 'x' } });
  assert.ok(await server.isQuiet(client), 'nobody has to listen');
  const unknown: BadFrame[] = [];
  client.on('unknown', (frame) => unknown.push(frame));
  server.send({ type: 'bars.news', payload: { headline: 'x' } });
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(
    unknown.map((frame) => [frame.type, frame.reason]),
    [['bars.news', 'unknown-type']],
  );
  assert.deepEqual(invalid, []);
  assert.equal(warn.mock.callCount(), 0);
});

test('a listener hears of messages that nothing waits for, from the first frame on', async (t) => {
  const greeting = { type: 'error', payload: { code: 'rate_limited', message: 'slow down' } };
  const server = await FakeServer.start(t, greeting);
  const heard: string[] = [];
  const on = { message: (message: { readonly type: string }): void => void heard.push(message.type) };
  const client = clientOf(t, server, { on });
  assert.ok(await server.isQuiet(client));
  server.send(update(1));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(heard, ['error', 'bars.update']);
});

test('an inspector sees each frame, in and out, and what is wrong with it', async (t) => {
  const frames: PassingFrame<ServerMessage<BarsProtocol>>[] = [];
  const { server, client } = await pair(t, {
    token: () => 'secret',
    on: { invalid: () => {}, frame: (frame) => frames.push(frame) },
  });
  const pong = client.request('ping');
  const auth = await server.next();
  server.send({ type: 'auth.ack', id: auth.id, payload: { status: 'ok' } });
  const ping = await server.next();
  server.send('{', { type: 'pong', id: ping.id, payload: { timestamp: 'now' } });
  await assert.rejects(pong, { code: 'invalid' });
  assert.deepEqual(
    frames.map(({ direction }) => direction),
    ['out', 'in', 'out', 'in', 'in'],
  );
  const [sent, answer, , noJson, wrong] = frames;
  assert.deepEqual(JSON.parse(sent?.data as string), { type: 'auth', id: auth.id, payload: { token: 'secret' } });
  assert.ok(answer?.direction === 'in' && answer.parsed.ok && answer.parsed.message.type === 'auth.ack');
  assert.ok(noJson?.direction === 'in' && !noJson.parsed.ok && noJson.parsed.reason === 'not-json');
  assert.equal(noJson.data, '{');
  assert.ok(wrong?.direction === 'in' && !wrong.parsed.ok);
  assert.deepEqual(wrong.parsed.issues[0]?.path, ['payload', 'timestamp']);
});

test('the frame is told before anything is made of it', async (t) => {
  const order: string[] = [];
  const { server, client } = await pair(t);
  client.on('message', () => order.push('message'));
  client.on('frame', ({ direction }) => direction === 'in' && order.push(direction));
  assert.ok(await server.isQuiet(client));
  server.send(update(1));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(order, ['in', 'in', 'message', 'in']);
});

test('what a listener throws is an uncaught error, and stops no other', async (t) => {
  const { server, client } = await pair(t);
  const heard: string[] = [];
  client.on('message', () => {
    throw new Error('bug in the inspector');
  });
  client.on('message', ({ type }) => heard.push(type));
  assert.ok(await server.isQuiet(client));
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = once(process, 'uncaughtException');
  server.send(update(1));
  const [error] = (await uncaught) as [Error];
  for (const listener of listeners) process.on('uncaughtException', listener);
  assert.equal(error.message, 'bug in the inspector');
  assert.deepEqual(heard, ['bars.update']);
});
