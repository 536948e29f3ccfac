/** Subscriptions: one listener. */

import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { test } from 'node:test';
import {
  AbortedError,
  OverflowError,
  type ProtocolError,
  RefusedError,
  RequestError,
  StreamError,
  TimeoutError,
} from '@barwire/client';
import { failure, pair, update } from './fake-server.js';

test('subscribe, iterate, break: the stream ends on the wire', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'aapl', resolution: 'D' });
  // In one segment: the ack and the updates right behind it.
  const request = await server.accept(update(1), update(2), update(3));
  assert.deepEqual(request, { type: 'bars.subscribe', id: '1', payload: { symbol: 'aapl', resolution: 'D' } });
  const acknowledged = await subscription.ready;
  assert.deepEqual([acknowledged.symbol, acknowledged.resolution], ['AAPL', '1D']);

  const closes: number[] = [];
  const released = server.next().then((frame) => {
    server.send({ type: 'bars.unsubscribe.ack', id: frame.id, payload: { ...acknowledged, message: 'ended' } });
    return frame;
  });
  for await (const { bar } of subscription) {
    closes.push(bar.close);
    if (closes.length === 2) break;
  }
  assert.deepEqual(closes, [2, 3]);
  const closing = await released;
  // The key is that of the ack: `D` in, `1D` out.
  assert.deepEqual(closing, { type: 'bars.unsubscribe', id: '2', payload: { symbol: 'AAPL', resolution: '1D' } });
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'closing twice sends one request');
});

test('updates go to the stream of their key', async (t) => {
  const { server, client } = await pair(t);
  const apple = client.subscribe('bars', { symbol: 'AAPL', resolution: '1D' });
  const weekly = client.subscribe('bars', { symbol: 'AAPL', resolution: '1W' });
  await server.accept();
  await server.accept();
  server.send(update(1, 'AAPL', '1W'), update(2, 'MSFT', '1D'), update(3, 'AAPL', '1D'));
  assert.equal((await apple.next()).value?.seq, 3);
  assert.equal((await weekly.next()).value?.seq, 1);
});

test('a refusal rejects with the ack', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'INVALID' });
  const { id } = await server.next();
  const payload = {
    status: 'error',
    symbol: 'INVALID',
    resolution: '1D',
    code: 'unknown_symbol',
    message: 'no INVALID',
  };
  server.send({ type: 'bars.ack', id, payload: { ...payload, retry_after_ms: 5 } });
  const isRefusal = (error: unknown): boolean => {
    assert.ok(error instanceof RefusedError);
    assert.equal(error.message, 'bars was refused: no INVALID');
    assert.deepEqual([error.code, error.retryAfterMs], ['unknown_symbol', 5]);
    assert.deepEqual(error.payload, { ...payload, retry_after_ms: 5 });
    return true;
  };
  await assert.rejects(subscription.ready, isRefusal);
  await assert.rejects(subscription.next(), isRefusal);
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'nothing to end');
});

test('an error message instead of an ack rejects too', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: '' });
  const { id } = await server.next();
  server.send({
    type: 'error',
    id,
    payload: { code: 'invalid_payload', message: 'too short', path: '/payload/symbol' },
  });
  await assert.rejects(subscription.ready, RequestError);
  await assert.rejects(subscription.next(), RequestError);
});

test('a subscription without an ack times out; a late ack is followed by the closing request', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 300 });
  const late = client.subscribe('bars', { symbol: 'AAPL' });
  await assert.rejects(late.ready, TimeoutError);
  await assert.rejects(late.next(), TimeoutError);
  const messages: string[] = [];
  client.on('message', (message) => messages.push(message.type));
  await server.accept(update(1));
  assert.equal((await server.release()).type, 'bars.unsubscribe');
  // The same request again asks again.
  const again = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(2));
  assert.equal((await again.next()).value?.seq, 2);
});

test('a signal ends the subscription, before the ack or after', async (t) => {
  const { server, client } = await pair(t);
  const abort = new AbortController();
  const early = client.subscribe('bars', { symbol: 'AAPL' }, { signal: abort.signal });
  abort.abort('gone');
  await assert.rejects(early.ready, (error: unknown) => error instanceof AbortedError && error.cause === 'gone');
  assert.equal((await early.next()).done, true);
  await server.accept(update(1));
  await server.release();

  const never = client.subscribe('bars', { symbol: 'AAPL' }, { signal: abort.signal });
  await assert.rejects(never.ready, AbortedError);
  assert.ok(await server.isQuiet(client), 'an aborted signal sends nothing');

  const second = new AbortController();
  const open = client.subscribe('bars', { symbol: 'AAPL' }, { signal: second.signal });
  await server.accept();
  await open.ready;
  const iteration = open.next();
  second.abort();
  assert.equal((await iteration).done, true);
  await server.release();
});

test('a payload that has no JSON form is a TypeError and leaves nothing behind', async (t) => {
  const { server, client } = await pair(t);
  const open = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await open.ready;
  const { signal } = new AbortController();
  const since = { epoch: 'e1', closed_seq: 3n as unknown as number };
  const inKey = { symbol: 3n as unknown as string };
  for (const request of [{ symbol: 'MSFT', since }, inKey]) {
    assert.throws(() => client.subscribe('bars', request, { signal }), TypeError);
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  // A request that seems to be under way would hold this up until it times out.
  const start = Date.now();
  const closing = open.close();
  await server.release();
  await closing;
  assert.ok(Date.now() - start < 1_000);
});

test('a full buffer ends the subscription, after what it holds', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { buffer: 2 });
  await server.accept(update(1), update(2), update(3), update(4));
  await server.release();
  assert.equal((await subscription.next()).value?.seq, 1);
  assert.equal((await subscription.next()).value?.seq, 2);
  await assert.rejects(subscription.next(), (error: unknown) => {
    assert.ok(error instanceof OverflowError);
    assert.equal(error.message, 'bars: ended, because 2 updates were waiting and one more came');
    return true;
  });
  assert.equal((await subscription.next()).done, true);
});

test('closing drops what is buffered', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept(update(1), update(2));
  await subscription.ready;
  const closing = subscription.close();
  assert.equal((await subscription.next()).done, true);
  await server.release();
  await closing;
});

test('a failure with retry is told and the stream goes on; one without ends it', async (t) => {
  const { server, client } = await pair(t);
  const failures: string[] = [];
  const onFailed = (failed: { readonly code: string }): void => void failures.push(failed.code);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { onFailed });
  await server.accept(failure(true), update(1), failure(false));
  assert.equal((await subscription.next()).value?.seq, 1);
  assert.deepEqual(failures, ['feed_unavailable']);
  await assert.rejects(subscription.next(), (error: unknown) => {
    assert.ok(error instanceof StreamError);
    assert.equal(error.message, 'bars failed: the feed is stale');
    assert.equal(error.code, 'feed_unavailable');
    assert.deepEqual(error.payload, failure(false).payload);
    return true;
  });
  await subscription.close();
  assert.ok(await server.isQuiet(client), 'the server has ended it already');
});

test('callbacks: updates in order, the error at the end, nothing before subscribe returns', async (t) => {
  const { server, client } = await pair(t);
  const seen: number[] = [];
  const ended = new Promise<ProtocolError>((onError) => {
    client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate: ({ seq }) => seen.push(seq), onError });
  });
  await server.accept(update(1), update(2));
  assert.ok(await server.isQuiet(client));
  let inside = true;
  const shared = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    { onUpdate: () => assert.ok(!inside), onError: () => {} },
  );
  inside = false;
  await shared.ready;
  server.send(update(3), failure(false));
  assert.ok((await ended) instanceof StreamError);
  assert.deepEqual(seen, [1, 2, 3]);
});

test('callbacks: none after close, and a closed subscription is no error', async (t) => {
  const { server, client } = await pair(t);
  const seen: number[] = [];
  const subscription = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    {
      onUpdate: ({ seq }) => {
        seen.push(seq);
        void subscription.close();
      },
      onError: assert.fail,
    },
  );
  await server.accept(update(1), update(2));
  await server.release();
  server.send(update(3));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(seen, [1]);
});

test('callbacks: an update that is on its way to the callback is dropped by close', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    { onUpdate: () => assert.fail(), onError: assert.fail, onFailed: () => void subscription.close() },
  );
  await server.accept();
  await subscription.ready;
  server.send(update(1), failure(true));
  await server.release();
  assert.ok(await server.isQuiet(client));
});

test('what a callback throws is an uncaught error, and the stream goes on', async (t) => {
  const { server, client } = await pair(t);
  const seen: number[] = [];
  const onUpdate = ({ seq }: { readonly seq: number }): void => {
    seen.push(seq);
    if (seq === 1) throw new Error('bug in the page');
  };
  client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate, onError: assert.fail });
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = once(process, 'uncaughtException');
  await server.accept(update(1), update(2));
  const [error] = (await uncaught) as [Error];
  for (const listener of listeners) process.on('uncaughtException', listener);
  assert.equal(error.message, 'bug in the page');
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(seen, [1, 2]);
});

test('a closing request without an answer is an error of close', async (t) => {
  const { server, client } = await pair(t, { requestTimeoutMs: 300 });
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  await assert.rejects(subscription.close(), TimeoutError);
});

test('a connection that closes instead of answering the closing request is none', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  const closing = subscription.close();
  await server.next();
  server.hangUp(1012, 'restart');
  await closing;
});
