/** The mock market of `@barwire/client/testing`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isProblem, NetworkError } from '@barwire/client';
import { type Bar, barsProtocol, type BarUpdateMessage } from '@barwire/client/bars';
import { datafeedApi } from '@barwire/client/datafeed';
import { createMockBars } from '@barwire/client/testing';
import { api, follow, settled, small, tap } from './support/tap.js';

test('a subscription is answered by its ack, the bar as it stands, and every change', async () => {
  const market = createMockBars({ symbols: ['AAPL', { name: 'Ö & B/C', ticker: 'X:O' }], bars: 5 });
  const client = await follow(market, undefined, 'aapl', 'D');
  market.tick('AAPL', '1D', { close: 101.2 });
  market.tick('AAPL', '1');
  market.closeBar('aapl', 'D');
  await client.ask('bars.subscribe', { symbol: 'x:o', resolution: '5' }, '2');
  await client.ask('bars.subscribe', { symbol: 'AAPL' }, '3');
  const [ack, ...others] = client.messages();
  assert.ok(ack?.type === 'bars.ack' && ack.payload.status === 'ok');
  const { epoch } = market;
  const message = 'streaming AAPL at 1D';
  const expected = { status: 'ok', symbol: 'AAPL', resolution: '1D', message, epoch, seq: 6, closed_seq: 5 };
  assert.deepEqual(ack.payload, expected);
  assert.deepEqual(
    others.map((message) => {
      if (message.type === 'bars.ack') return [message.id, message.payload.symbol, message.payload.resolution];
      assert.ok(message.type === 'bars.update');
      const { seq, closed_seq, closed, resolution } = message.payload;
      return [resolution, seq, closed_seq, closed];
    }),
    [
      ['1D', 6, 5, false],
      ['1D', 7, 5, false],
      ['1D', 8, 6, true],
      ['2', 'Ö & B/C', '5'],
      ['5', 6, 5, false],
      ['3', 'AAPL', '1D'],
      ['1D', 8, 6, true],
    ],
  );
  const { close, high, time } = client.updates()[1]?.bar as Bar;
  assert.deepEqual([close, high >= 101.2, time % 86_400_000], [101.2, true, 0]);
});

test('what is not served is refused, over both ways, and is a mistake of who scripts it', async () => {
  const market = small();
  const client = await tap(market);
  const refusals = [
    ['bars.subscribe', { symbol: 'X' }, 'unknown_symbol'],
    ['bars.subscribe', { symbol: 'AAPL' }, 'unsupported_resolution'],
    ['bars.subscribe', { symbol: 'AAPL', resolution: '1h' }, 'unsupported_resolution'],
    ['bars.unsubscribe', { symbol: 'X' }, 'unknown_symbol'],
    ['bars.unsubscribe', { symbol: 'AAPL', resolution: '1' }, 'not_subscribed'],
  ] as const;
  for (const [type, payload] of refusals) await client.ask(type, payload);
  assert.deepEqual(
    client.messages().map(({ payload }) => ('code' in payload ? payload.code : payload)),
    refusals.map(([, , code]) => code),
  );
  assert.throws(() => market.tick('X', '1'), TypeError);
  assert.throws(() => createMockBars({ resolutions: ['1h'] }), TypeError);

  const refused = async (work: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await work.then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(isProblem(datafeedApi, error), String(error));
    return [error.status, error.problem.code, error.problem.parameter];
  };
  const { getBars, getQuotes, resolveSymbol, searchSymbols } = api(market);
  assert.deepEqual(await refused(getBars({ symbol: 'X', count_back: 1 })), [404, 'unknown_symbol', 'symbol']);
  assert.deepEqual(await refused(resolveSymbol({ symbol: 'X' })), [404, 'unknown_symbol', 'symbol']);
  const unsupported = [400, 'unsupported_resolution', 'resolution'];
  assert.deepEqual(await refused(getBars({ symbol: 'AAPL', count_back: 1 })), unsupported);
  for (const [work, parameter] of [
    [getBars({ symbol: 'AAPL', resolution: '1' }), 'from_time'],
    [getBars({ symbol: '', count_back: 1 }), 'symbol'],
    [getBars({ symbol: 'AAPL', count_back: 0 }), 'count_back'],
    [getBars({ symbol: 'AAPL', from_time: 1.5 }), 'from_time'],
    [searchSymbols({ max_results: 0 }), 'max_results'],
    [getQuotes({ symbols: [] }), 'symbols'],
  ] as const) {
    assert.deepEqual(await refused(work), [400, 'invalid_request', parameter]);
  }
  for (const [path, method, code] of [
    ['/api/v1/datafeed', 'GET', 'not_found'],
    ['/api/v1/datafeed/config', 'POST', 'method_not_allowed'],
    ['/api/v1/datafeed/resolve/%ff', 'GET', 'invalid_request'],
  ] as const) {
    const response = await market.fetch(`http://mock${path}`, { method });
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(((await response.json()) as { code: string }).code, code);
  }
});

test('a client that comes back gets every closed bar that it has missed, or none', async () => {
  const market = small({ memory: 3 });
  const first = await follow(market);
  const { epoch, closed_seq } = first.updates()[0] as BarUpdateMessage;
  const since = { epoch, closed_seq };
  const again = async (position: object): Promise<[unknown, number[]]> => {
    const client = await follow(market, position);
    const [ack] = client.messages();
    assert.ok(ack?.type === 'bars.ack' && ack.payload.status === 'ok');
    return [ack.payload.recovered, client.updates().map(({ closed_seq, closed }) => (closed ? closed_seq : 0))];
  };
  assert.deepEqual(await again(since), [true, [0]]);
  market.closeBar('AAPL', '1');
  assert.deepEqual(await again(since), [true, [6]], 'while none forms, the last is the current one, and comes once');
  assert.deepEqual(await again({ epoch, closed_seq: 6 }), [true, [6]]);
  market.closeBar('AAPL', '1');
  market.tick('AAPL', '1');
  assert.deepEqual(await again(since), [true, [6, 7, 0]]);
  market.gap('AAPL', '1');
  assert.deepEqual(await again(since), [true, [6, 7, 8]]);
  market.closeBar('AAPL', '1');
  market.tick('AAPL', '1');
  assert.deepEqual(await again(since), [false, [0]], 'more than are kept');
  assert.deepEqual(await again({ epoch, closed_seq: 9 }), [true, [0]]);
  assert.deepEqual(await again({ epoch, closed_seq: 10 }), [false, [0]], 'no such bar');
  assert.deepEqual(await again({ epoch: 'other', closed_seq: 9 }), [false, [0]]);
  market.restart();
  assert.deepEqual(await again({ epoch, closed_seq: 9 }), [false, [0]]);
});

test('after the ack of its end nothing comes of a stream', async () => {
  const market = small();
  const client = await follow(market);
  await client.ask('bars.unsubscribe', { symbol: 'AAPL', resolution: '1' }, '2');
  market.tick('AAPL', '1');
  await settled();
  const last = client.messages().at(-1);
  assert.ok(last?.type === 'bars.unsubscribe.ack' && last.payload.status === 'ok');
});

test('faults come as they are asked for', async () => {
  const market = small();
  const client = await follow(market);
  const other = await tap(market);
  market.gap('AAPL', '1');
  market.tick('AAPL', '1');
  await settled();
  assert.deepEqual(
    client.updates().map(({ closed_seq, closed }) => [closed_seq, closed]),
    [
      [5, false],
      [6, false],
    ],
  );
  const newest = client.updates()[1] as BarUpdateMessage;
  const late = market.lateBar('AAPL', '1');
  assert.ok(late.bar.time < newest.bar.time && late.seq > newest.seq);
  market.fail('AAPL', '1', { retry: true });
  market.tick('AAPL', '1');
  await settled();
  assert.deepEqual(
    client
      .messages()
      .slice(-3)
      .map(({ type }) => type),
    ['bars.update', 'bars.error', 'bars.update'],
  );
  market.fail('AAPL', '1', { retry: false, code: 'forbidden' });
  market.tick('AAPL', '1');
  await settled();
  const failed = client.messages().at(-1);
  assert.ok(failed?.type === 'bars.error' && !failed.payload.retry && failed.payload.code === 'forbidden');
  assert.equal(other.frames.length, 0, 'to those who follow');

  await client.ask('bars.subscribe', { symbol: 'AAPL', resolution: '1' });
  market.invalid('AAPL', '1');
  market.junk();
  await settled();
  const [invalid, junk] = client.frames.slice(-2).map((frame) => barsProtocol.parse(frame));
  assert.ok(invalid?.ok === false && invalid.reason === 'invalid' && invalid.type === 'bars.update');
  assert.deepEqual(invalid.issues[0]?.path, ['payload', 'bar', 'close']);
  assert.ok(junk?.ok === false && junk.reason === 'not-json');
  assert.equal(other.frames.length, 1);

  market.drop();
  await settled();
  assert.deepEqual([client.closed?.code, client.closed?.wasClean, client.events], [1006, false, ['open', 'close']]);
  const last = await follow(market);
  const { epoch } = market;
  market.restart({ keepConnections: true });
  await settled();
  assert.notEqual(last.updates()[1]?.epoch, epoch);
  market.restart();
  await settled();
  assert.deepEqual([last.updates().length, last.closed?.code, last.closed?.wasClean], [2, 1012, true]);
});

test('history is half open, in seconds, and a count outranks its beginning', async () => {
  const market = small({ now: 6 * 60_000 });
  const { getBars } = api(market);
  // Bars open at the minutes 1 to 6; the last forms.
  for (const [from, to, count, minutes, reaches = false] of [
    [60, 180, undefined, [1, 2]],
    [61, 181, undefined, [2, 3]],
    [0, 61, undefined, [1]],
    [300, 360, undefined, [5]],
    [300, 361, undefined, [5, 6], true],
    [300, undefined, undefined, [5, 6], true],
    [180, 240, 3, [1, 2, 3]],
    [60, 240, 1, [1, 2, 3]],
    [60, 240, 100_000, [1, 2, 3]],
    [240, 240, 2, [2, 3]],
    [300, 240, 2, [2, 3]],
    [undefined, 240, 2, [2, 3]],
    [undefined, undefined, 2, [5, 6], true],
    [9000, undefined, 2, [5, 6], true],
    [9000, undefined, undefined, [], true],
    [240, 180, undefined, []],
  ] as const) {
    const answer = await getBars({
      symbol: 'aapl',
      resolution: '1',
      ...(from !== undefined && { from_time: from }),
      ...(to !== undefined && { to_time: to }),
      ...(count !== undefined && { count_back: count }),
    });
    const what = JSON.stringify([from, to, count]);
    assert.deepEqual(
      answer.bars.map(({ time }) => time / 60_000),
      minutes,
      what,
    );
    assert.equal(answer.since !== undefined, reaches, what);
    assert.deepEqual([answer.symbol, answer.resolution, answer.no_data], ['AAPL', '1', false]);
  }
  const { bars, no_data } = await getBars({
    symbol: 'AAPL',
    resolution: '1',
    from_time: 0,
    to_time: 60,
    count_back: 5,
  });
  assert.deepEqual([bars, no_data], [[], true]);
  const blank = await api(small({ bars: 0 })).getBars({ symbol: 'AAPL', resolution: '1', count_back: 5 });
  assert.deepEqual([blank.bars, blank.no_data, blank.since?.closed_seq], [[], true, 0]);
});

test('the datafeed answers what the document says', async () => {
  const stock = { name: 'MSFT', ticker: 'X:M', description: 'Windows & Co', exchange: 'X', type: 'stock' };
  const market = createMockBars({ symbols: ['ZZ', stock], resolutions: ['M', 'W', 'D', '60', '15S'], bars: 3 });
  const datafeed = api(market);
  const { supported_resolutions, exchanges } = await datafeed.getConfig();
  assert.deepEqual(supported_resolutions, ['15S', '60', '1D', '1W', '1M']);
  assert.deepEqual(
    exchanges.map(({ value }) => value),
    ['', 'MOCK', 'X'],
  );
  const found = async (parameters: object): Promise<string[]> =>
    (await datafeed.searchSymbols(parameters)).map(({ symbol }) => symbol);
  assert.deepEqual(await found({}), ['MSFT', 'ZZ']);
  assert.deepEqual(await found({ user_input: ' windows &' }), ['MSFT']);
  assert.deepEqual(await found({ exchange: 'MOCK' }), ['ZZ']);
  assert.deepEqual(await found({ user_input: 'q' }), []);
  const info = await datafeed.resolveSymbol({ symbol: 'x:m' });
  assert.deepEqual([info.name, info.ticker, info.has_seconds, info.monthly_multipliers], ['MSFT', 'X:M', true, ['1']]);
  const quotes = await datafeed.getQuotes({ symbols: ['msft', 'nope'] });
  assert.deepEqual(
    quotes.map(({ n, s }) => [n, s]),
    [
      ['msft', 'ok'],
      ['nope', 'error'],
    ],
  );
  for (const resolution of ['15S', '60', 'D', 'W', 'M']) {
    const { bars } = await datafeed.getBars({ symbol: 'ZZ', resolution, from_time: 0 });
    assert.equal(bars.length, 4);
    if (/[DWM]/.test(resolution)) assert.ok(bars.every(({ time }) => time % 86_400_000 === 0));
  }
  const { bars: weeks } = await datafeed.getBars({ symbol: 'ZZ', resolution: 'W', count_back: 1 });
  assert.equal(new Date(weeks[0]?.time ?? 0).getUTCDay(), 1);
  assert.equal((await datafeed.getDatafeedHealth()).instruments, 2);
  assert.equal((await datafeed.getHealth()).status, 'ok');
  assert.equal((await datafeed.getVersion()).protocol.name, 'bars');
  assert.equal((await datafeed.getVersions()).current, 'v1');

  market.refuseFetch();
  await assert.rejects(datafeed.getConfig(), NetworkError);
  market.refuseFetch(1, 'silence');
  await assert.rejects(datafeed.getConfig({ timeoutMs: 5 }), { code: 'timeout' });
  market.refuseFetch(Infinity, 'unavailable');
  await assert.rejects(datafeed.getQuotes({ symbols: ['ZZ'] }), { code: 'unavailable' });
  market.accept();
  await datafeed.getConfig();
  await assert.rejects(datafeed.getConfig({ signal: AbortSignal.abort('enough') }), { code: 'aborted' });
});

test('the same seed gives the same bars', async () => {
  const bars = async (seed: number): Promise<readonly Bar[]> => {
    const market = createMockBars({ seed });
    for (let index = 0; index < 5; index++) market.tick('AAPL', '1');
    return (await api(market).getBars({ symbol: 'AAPL', resolution: '1', from_time: 0 })).bars;
  };
  const first = await bars(1);
  assert.equal(first.length, 501);
  assert.deepEqual(first, await bars(1));
  assert.notDeepEqual(first, await bars(2));
  for (const [index, { open, high, low, close }] of first.entries()) {
    assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close));
    if (index > 0) assert.equal(open, first[index - 1]?.close);
  }
});

test('whatever happens, the promises of the protocol are kept', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const market = small({ seed, bars: seed % 4, memory: 1000 });
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return (state >>> 8) % below;
    };
    let client = await follow(market);
    /** The last closed number that the client knows, and those that it was not told of. */
    let known: { epoch: string; closed: number; seq: number } | undefined;
    let lost = 0;
    const check = (since: number): void => {
      for (const update of client.updates().slice(since)) {
        if (known?.epoch !== update.epoch) {
          known = undefined;
          lost = 0;
        }
        if (known !== undefined) {
          // What follows an ack may repeat the last state.
          const repeats = since === 0 && update.seq === known.seq;
          assert.ok(repeats || update.seq > known.seq, `seed ${seed}: seq grows`);
          const step = update.closed_seq - known.closed;
          const wanted = update.closed && !repeats ? 1 + lost : lost;
          assert.equal(step, wanted, `seed ${seed}: closed_seq ${known.closed} → ${update.closed_seq}`);
          lost = 0;
        }
        known = { epoch: update.epoch, closed: update.closed_seq, seq: update.seq };
        if (update.closed) told.set(update.bar.time, update.bar);
      }
    };
    const told = new Map<number, Bar>();
    check(0);
    for (let index = 0; index < 60; index++) {
      const seen = client.updates().length;
      const what = random(10);
      if (what < 5) market.tick('AAPL', '1');
      else if (what < 8) market.closeBar('AAPL', '1');
      else if (what === 8) {
        market.gap('AAPL', '1');
        lost++;
      } else if (random(2) === 0) {
        market.restart({ keepConnections: true });
      } else {
        market.drop();
        const before = known;
        client = await follow(market, before && { epoch: before.epoch, closed_seq: before.closed });
        // It has been told of what was lost, if it could be.
        lost = 0;
        check(0);
        continue;
      }
      await settled();
      check(seen);
    }
    const { bars } = await api(market).getBars({ symbol: 'AAPL', resolution: '1', from_time: 0 });
    const history = new Map(bars.map((bar) => [bar.time, bar]));
    assert.equal(history.size, bars.length, 'no two with one time');
    for (const [time, bar] of told) assert.deepEqual(history.get(time), bar, `seed ${seed}: stream and history agree`);
  }
});

test('the client of this package works on it', async () => {
  const market = createMockBars();
  const subscribed = market.server.asked('bars.subscribe');
  const client = createClient(barsProtocol, { url: 'ws://mock', WebSocket: market.WebSocket });
  const { since } = await api(market).getBars({ symbol: 'AAPL', resolution: '1', count_back: 3 });
  assert.ok(since !== undefined);
  market.closeBar('AAPL', '1');
  market.tick('AAPL', '1', { close: 3 });
  const seen: unknown[] = [];
  for await (const event of client.subscribe('bars', { symbol: 'aapl', resolution: '1', since })) {
    if (event.kind !== 'update') continue;
    seen.push([event.update.closed_seq, event.update.closed]);
    if (seen.length === 2) break;
  }
  assert.deepEqual(seen, [
    [501, true],
    [501, false],
  ]);
  assert.deepEqual((await subscribed).payload.since, since);
  const unsubscribe = await market.server.asked('bars.unsubscribe');
  assert.equal(unsubscribe.payload.symbol, 'AAPL');
  await client.close();
  assert.equal(market.server.connections.length, 0);
});
