/** Requests and their replies, and what comes in besides. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BadFrame, ProtocolError } from '@barwire/client';
import { ack, pair } from './support/fake-server.js';

const pong = (id: string, timestamp: number): { type: string; id: string; payload: object } => ({
  type: 'pong',
  id,
  payload: { timestamp },
});

test('a reply finds its request by id, in whatever order replies come', async (t) => {
  const { server, client } = await pair(t);
  const first = client.request('ping');
  const second = client.request('ping', {});
  const [one, two] = [await server.next(), await server.next()];
  assert.deepEqual(one, { type: 'ping', id: '1' });
  assert.deepEqual(two, { type: 'ping', id: '2', payload: {} });
  server.send(pong(two.id, 2), pong(one.id, 1));
  assert.deepEqual(await first, { timestamp: 1 });
  assert.deepEqual(await second, { timestamp: 2 });
});

test('an error ack is a value', async (t) => {
  const { server, client } = await pair(t);
  const answer = client.request('auth', { token: 'old' });
  const { id } = await server.next();
  const payload = { status: 'error', code: 'unauthorized', message: 'the token is over' };
  server.send({ type: 'auth.ack', id, payload });
  assert.deepEqual(await answer, payload);
});

test('the error message rejects, with all that it says', async (t) => {
  const { server, client } = await pair(t);
  const answer = client.request('ping');
  const { id } = await server.next();
  const payload = {
    code: 'rate_limited',
    message: 'too many',
    path: '/payload',
    retry_after_ms: 250,
    received: 'ping',
  };
  server.send({ type: 'error', id, payload });
  await assert.rejects(answer, (error: unknown) => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.message, 'ping: too many');
    assert.equal(error.code, 'rate_limited');
    assert.equal(error.close, undefined);
    assert.deepEqual(error.payload, payload);
    return true;
  });
});

test('a request times out, and its late reply goes to the message event', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  const messages: unknown[] = [];
  const off = client.on('message', (message) => messages.push(message.type));
  await assert.rejects(client.request('ping', undefined, { timeoutMs: 20 }), (error: unknown) => {
    assert.ok(error instanceof ProtocolError);
    assert.equal(error.code, 'timeout');
    assert.equal(error.message, 'ping: no answer in 20 ms');
    return true;
  });
  const { id } = await server.next();
  server.send(pong(id, 1));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(messages, ['pong']);
  off();
  server.send(pong(id, 1));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(messages, ['pong']);
});

test('a request has its own time limit and its own signal', async (t) => {
  const { server, client } = await pair(t);
  assert.ok(await server.isQuiet(client));
  await assert.rejects(client.request('ping', undefined, { timeoutMs: 10 }), { code: 'timeout' });
  const patient = client.request('ping', undefined, { timeoutMs: Infinity });
  const abort = new AbortController();
  const aborted = client.request('ping', undefined, { signal: abort.signal });
  const reason = new Error('left the page');
  abort.abort(reason);
  await assert.rejects(aborted, (error: unknown) => {
    assert.ok(error instanceof ProtocolError);
    assert.deepEqual([error.code, error.cause], ['aborted', reason]);
    return true;
  });
  await assert.rejects(client.request('ping', undefined, { signal: abort.signal }), { code: 'aborted' });
  await server.next();
  server.send(pong((await server.next()).id, 7));
  assert.deepEqual(await patient, { timestamp: 7 });
  assert.equal((await server.next()).id, '4');
  assert.ok(await server.isQuiet(client), 'an aborted signal sends nothing');
});

test('an invalid reply fails its request and nothing else', async (t) => {
  const { server, client } = await pair(t);
  const invalid: BadFrame[] = [];
  client.on('invalid', (frame) => invalid.push(frame));
  const answers = [client.request('ping'), client.request('ping'), client.request('ping')];
  const [one, two, three] = [await server.next(), await server.next(), await server.next()];
  server.send(
    { type: 'pong', id: one.id, payload: { timestamp: 'now' } },
    { type: 'pong.v2', id: two.id, payload: {} },
    { ...ack({ type: 'bars.subscribe', payload: { symbol: 'AAPL' } }), id: three.id },
  );
  const [bad, unknown, wrong] = await Promise.allSettled(answers);
  assert.ok(bad?.status === 'rejected' && bad.reason instanceof ProtocolError);
  assert.match(bad.reason.message, /^the answer to ping: \/payload\/timestamp /);
  assert.equal(bad.reason.code, 'invalid');
  assert.deepEqual(bad.reason.issues?.[0]?.path, ['payload', 'timestamp']);
  assert.ok(unknown?.status === 'rejected' && unknown.reason instanceof ProtocolError);
  assert.ok(wrong?.status === 'rejected' && wrong.reason instanceof ProtocolError);
  assert.equal(wrong.reason.message, 'ping was answered by bars.ack');
  assert.deepEqual([unknown.reason.code, wrong.reason.code], ['invalid', 'invalid']);
  assert.deepEqual(invalid, []);
});

test('what opens or closes a stream is no request: a shared subscription is safe from it', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  for (const type of ['bars.subscribe', 'bars.unsubscribe'] as const) {
    // @ts-expect-error only subscriptions send these
    const request = client.request(type, { symbol: 'AAPL' });
    await assert.rejects(request, { name: 'TypeError', message: /is sent by subscriptions/ });
  }
  assert.ok(await server.isQuiet(client), 'nothing was sent');
});

test('what the protocol does not have is a TypeError', async (t) => {
  const { client } = await pair(t);
  // @ts-expect-error no such request
  await assert.rejects(client.request('bars.history', {}), TypeError);
  // @ts-expect-error no such stream
  assert.throws(() => client.subscribe('trades', { symbol: 'AAPL' }), TypeError);
});
