/** Cases of series and of HTTP that are easily got wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Api, type Client, createApi, NetworkError, ProtocolError } from '@barwire/client';
import type { BarsProtocol } from '@barwire/client/bars';
import { type DatafeedApi, datafeedApi } from '@barwire/client/datafeed';
import { createSeries } from '@barwire/client/series';
import { createDatafeed } from '@barwire/client/tradingview';
import { days, Fake } from './support/series.js';

test('a series that is closed as bars go missing has no more of them', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, symbol: 'aapl', resolution: '1D', countBack: 3 });
  (await fake.request(0)).answer(days(1, 3));
  const { callbacks } = await fake.subscription(0);
  series.subscribe(({ state }) => {
    if (state === 'stale') series.close();
  });
  callbacks.onGap?.('lost');
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(await series.loadMore(), false);
});

test('a server that asks to wait for months is not asked again at once', async () => {
  const fake = new Fake();
  const series = createSeries({ ...fake, symbol: 'aapl', resolution: '1D', backoff: { minMs: 1 } });
  const datafeed = createDatafeed({ client: fake.client as Client<BarsProtocol>, api: fake.api as Api<DatafeedApi> });
  datafeed.subscribeBars(
    { name: 'aapl' },
    '1D',
    () => assert.fail(),
    'guid',
    () => assert.fail(),
  );
  const payload = { retry_after_ms: Number.MAX_SAFE_INTEGER };
  (await fake.request(0)).answer(days(1, 3));
  for (const number of [0, 1]) {
    (await fake.subscription(number)).callbacks.onError(new ProtocolError('rate_limited', 'later', { payload }));
  }
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual([fake.asked.length, fake.listening.length], [1, 2]);
  series.close();
  datafeed.close();
});

test('headers that never come: the time is limited, and the caller may give up', { timeout: 5000 }, async () => {
  let asked = 0;
  const fetch = (): never => assert.fail('asked without its headers');
  const headers = (): Promise<Record<string, string>> => {
    asked++;
    return new Promise(() => {});
  };
  const api = createApi(datafeedApi, { url: 'http://nowhere', fetch, headers, requestTimeoutMs: 20 });
  await assert.rejects(api.getConfig(), { code: 'timeout' });
  const stop = new AbortController();
  const config = api.getConfig({ timeoutMs: Infinity, signal: stop.signal });
  stop.abort();
  await assert.rejects(config, { code: 'aborted' });
  assert.equal(asked, 2);
});

test('headers that cannot be made are no reply', async () => {
  const cause = new Error('no token');
  const api = createApi(datafeedApi, {
    url: 'http://nowhere',
    headers() {
      throw cause;
    },
  });
  await assert.rejects(api.getConfig(), (error) => error instanceof NetworkError && error.cause === cause);
});
