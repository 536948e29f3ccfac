// The examples of the client, as pages in Chromium, against the real server.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { launch, open, screenshot, serve, skip } from './browser.js';

const titled = (page, pattern) => page.waitForFunction((text) => new RegExp(text).test(document.title), pattern);

/** How many connections a server has, and how many subscriptions. */
async function load(url) {
  const { connections, subscriptions } = await (await fetch(`${url}/api/v1/health`)).json();
  return [connections, subscriptions];
}

test('a plain page shows a live chart, also after its server has begun anew', { skip }, async (t) => {
  const { url, child } = await serve(t);
  const page = await open(t, await launch(t), 'client-ts/examples/plain', { url, parameters: { server: url }, expected: /ERR_CONNECTION_REFUSED/ });
  await titled(page, '^AAPL live: 30[2-9] bars');
  assert.ok((await page.locator('canvas').count()) > 0);
  await screenshot(t, page, 'plain');
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  await titled(page, '^AAPL stale: 30');
  await page.waitForEvent('console', (message) => message.text().includes('ERR_CONNECTION_REFUSED'));
  await serve(t, new URL(url).host);
  await titled(page, '^AAPL live: 30');
  await screenshot(t, page, 'plain-again');
});

test('a React app shows bars as they come, of the symbol that is picked, over one connection', { skip }, async (t) => {
  const { url } = await serve(t);
  const page = await open(t, await launch(t), 'client-ts/examples/react', { url, parameters: { server: url }, expected: /404/ });
  await page.getByText('AAPL is live, the connection open').waitFor();
  await page.locator('li').nth(21).waitFor();
  assert.deepEqual(await load(url), [1, 1], 'one connection and one subscription, although the effects ran twice');
  await page.getByRole('combobox').selectOption('IBM');
  await page.getByText('IBM is live, the connection open').waitFor();
  await page.locator('li').nth(20).waitFor();
  await screenshot(t, page, 'react');
  await page.getByRole('combobox').selectOption('NONE');
  await page.getByText(/NONE is failed, .*no instrument is named NONE/).waitFor();
  assert.equal(await page.locator('li').count(), 0);
  assert.deepEqual(await load(url), [1, 0]);
});
