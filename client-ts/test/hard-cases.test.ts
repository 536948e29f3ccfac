/** Cases that are easily got wrong: what is done in a callback, at the wrong moment, or twice. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Client, createClient, type WebSocketLike } from '@barwire/client';
import { type BarsProtocol, barsProtocol } from '@barwire/client/bars';
import { WebSocket } from 'ws';
import { clientOf, FakeServer, pair, reaches, refusal, update } from './support/fake-server.js';

test('close() of who hears that the client closes leaves no connection behind', async (t) => {
  const { server, client } = await pair(t);
  const pong = client.request('ping');
  server.pong(await server.next());
  await pong;
  let inner: Promise<void> | undefined;
  client.status.subscribe(({ state }) => {
    if (state === 'closed') inner ??= client.close();
  });
  await client.close();
  await inner;
  await server.gone();
});

test('a subscription that is aborted from the beginning asks for nothing', async (t) => {
  const { server, client } = await pair(t);
  const reason = new Error('too late');
  const subscription = client.subscribe('bars', { symbol: 'AAPL' }, { signal: AbortSignal.abort(reason) });
  await assert.rejects(subscription.ready, { code: 'aborted', cause: reason });
  assert.deepEqual(await subscription.next(), { done: true, value: undefined });
  await subscription.close();
  assert.equal(client.status.get().state, 'idle');
  assert.deepEqual(server.paths, []);
});

test('a callback that closes another subscription: that one hears nothing more', async (t) => {
  const { server, client } = await pair(t);
  const heard: string[] = [];
  const onError = assert.fail;
  const one = client.subscribe(
    'bars',
    { symbol: 'AAPL' },
    {
      onUpdate() {
        heard.push('one');
        void other.close();
      },
      onError,
    },
  );
  const other = client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate: () => heard.push('other'), onError });
  await server.accept();
  await server.accept();
  await Promise.all([one.ready, other.ready]);
  server.send(update(1));
  assert.ok(await server.isQuiet(client));
  assert.deepEqual(heard, ['one']);
});

test('a callback that closes the client: nobody hears anything more', async (t) => {
  const { server, client } = await pair(t);
  const heard: string[] = [];
  const subscribe = (name: string): Promise<unknown> => {
    const onUpdate = (): void => {
      heard.push(name);
      void client.close();
    };
    return client.subscribe('bars', { symbol: 'AAPL' }, { onUpdate, onError: assert.fail }).ready;
  };
  const iterated = client.subscribe('bars', { symbol: 'AAPL' });
  const all = [subscribe('one'), subscribe('other'), iterated.ready];
  for (const _ of all) await server.accept();
  await Promise.all(all);
  server.send(update(1));
  await server.gone();
  await pause(10);
  assert.deepEqual(heard, ['one']);
  assert.equal((await iterated.next()).done, true);
});

test('a listener that replaces itself is called once for each event', async (t) => {
  const { server, client } = await pair(t);
  let heard = 0;
  const listen = (): void => {
    const stop = client.on('message', () => {
      stop();
      assert.ok(++heard <= 2, 'called over and over');
      listen();
    });
  };
  listen();
  const pong = client.request('ping');
  const { id } = await server.next();
  server.send(update(1), update(2), { type: 'pong', id, payload: { timestamp: 1 } });
  await pong;
  assert.equal(heard, 2);
});

test('a listener that another one removes is not called any more', async (t) => {
  const { server, client } = await pair(t);
  client.on('message', () => stop());
  const stop = client.on('message', () => assert.fail());
  const pong = client.request('ping');
  const { id } = await server.next();
  server.send(update(1), { type: 'pong', id, payload: { timestamp: 1 } });
  await pong;
});

test('the token of an attempt that was given up is not that of the next', async (t) => {
  const server = await FakeServer.start(t);
  const tokens: ((token: string) => void)[] = [];
  const client = clientOf(t, server, {
    requestTimeoutMs: 300,
    token: () => new Promise((resolve) => tokens.push(resolve)),
    url: server.url,
  });
  client.subscribe('bars', { symbol: 'AAPL' });
  await reaches(client, 'waiting');
  while (tokens.length < 2) await pause(1);
  tokens[1]?.('new');
  tokens[0]?.('old');
  const { payload } = await server.next();
  assert.deepEqual(payload, { token: 'new' });
});

test('a url function that closes the client', async (t) => {
  const server = await FakeServer.start(t);
  const url = (): string => {
    void client.close();
    return server.url;
  };
  const client: Client<BarsProtocol> = createClient(barsProtocol, { url, WebSocket });
  await assert.rejects(client.request('ping'), { code: 'closed' });
  assert.equal(client.status.get().state, 'closed');
});

test('a url function that asks for the next attempt is asked once', async (t) => {
  const server = await FakeServer.start(t);
  let asked = 0;
  const client: Client<BarsProtocol> = clientOf(t, server, {
    url() {
      if (asked++ < 5) client.reconnectNow();
      if (asked === 1) throw new Error('not now');
      return server.url;
    },
  });
  const pong = client.request('ping');
  server.pong(await server.next());
  await pong;
  assert.equal(asked, 2);
});

test('without a pause, the attempts go on however many fail', { timeout: 20_000 }, async (t) => {
  let made = 0;
  /** Fails at once, 1100 times. */
  class Failing {
    onopen: ((event: object) => void) | null = null;
    onmessage: ((event: never) => void) | null = null;
    onerror: ((event: object) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    constructor() {
      if (++made <= 1100) queueMicrotask(() => this.onerror?.({}));
      else queueMicrotask(() => this.onopen?.({}));
    }
    send(): void {}
    close(): void {}
  }
  const client = createClient(barsProtocol, {
    url: 'ws://nowhere',
    WebSocket: Failing as unknown as new () => WebSocketLike,
    backoff: { minMs: 0 },
  });
  t.after(() => client.close());
  client.subscribe('bars', { symbol: 'AAPL' });
  await reaches(client, 'open');
  assert.equal(made, 1101);
});

test('a clock that is set back does not put the watchdog to sleep', async (t) => {
  const { server, client } = await pair(t, { heartbeat: { intervalMs: 100, timeoutMs: 100 } });
  const now = Date.now;
  t.after(() => (Date.now = now));
  const pong = client.request('ping');
  server.pong(await server.next());
  await pong;
  Date.now = () => now() - 3_600_000;
  assert.equal((await server.next()).type, 'ping');
});

test('who subscribes as a frame goes out asks once', async (t) => {
  const { server, client } = await pair(t);
  const one = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await one.ready;
  let isDone = false;
  client.on('frame', ({ direction }) => {
    if (direction === 'in' || isDone) return;
    isDone = true;
    client.subscribe('bars', { symbol: 'MSFT' });
  });
  server.cut();
  const asked = [await server.next(), await server.next()].map(({ payload }) => (payload as { symbol: string }).symbol);
  assert.deepEqual(asked.sort(), ['AAPL', 'MSFT']);
  assert.ok(await server.isQuiet(client));
});

test('who closes the client as a frame goes out', async (t) => {
  const { server, client } = await pair(t);
  const one = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await one.ready;
  client.on('frame', ({ direction }) => {
    if (direction === 'out') void client.close();
  });
  const other = client.subscribe('bars', { symbol: 'MSFT' });
  assert.equal(client.status.get().state, 'closed');
  await Promise.all([one.close(), other.close()]);
});

test('a listener may be left out', async (t) => {
  const { server, client } = await pair(t, { on: { message: undefined as never } });
  const pong = client.request('ping');
  const { id } = await server.next();
  server.send(update(1), { type: 'pong', id, payload: { timestamp: 1 } });
  await pong;
});

test('a server that asks to wait for months is not asked again at once', async (t) => {
  const { server, client } = await pair(t);
  const subscription = client.subscribe('bars', { symbol: 'AAPL' });
  await server.accept();
  await subscription.ready;
  server.cut();
  server.send(refusal(await server.next(), { code: 'rate_limited', retry_after_ms: Number.MAX_SAFE_INTEGER }));
  assert.ok(await server.isQuiet(client));
  await pause(20);
  assert.ok(await server.isQuiet(client));
});

test('a WebSocket that opens after it was given up does nothing', async (t) => {
  const { server, client } = await pair(t, {
    requestTimeoutMs: 200,
    token: () => 'secret',
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url);
        if (++made === 1) first = this as WebSocketLike;
      }
    },
  });
  let made = 0;
  let first: WebSocketLike | undefined;
  server.mood = 'hang';
  const { ready } = client.subscribe('bars', { symbol: 'AAPL' });
  ready.catch(() => {});
  await reaches(client, 'waiting');
  server.mood = 'accept';
  const { id, type } = await server.next();
  first?.onopen?.({} as never);
  assert.equal(type, 'auth');
  server.send({ type: 'auth.ack', id, payload: { status: 'ok' } });
  assert.equal((await server.next()).type, 'bars.subscribe', 'the token is sent once');
});

test('what every object has is no request and no stream', async (t) => {
  const { client } = await pair(t);
  for (const name of ['toString', 'constructor', '__proto__']) {
    await assert.rejects(client.request(name as 'ping'), TypeError);
    assert.throws(() => client.subscribe(name as 'bars', { symbol: 'AAPL' }), TypeError);
  }
});
