// The client in a page and in a worker of it, against the real server at another origin.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch, open, screenshot, serve, skip } from './browser.js';

for (const where of ['page', 'worker']) {
  test(`history and updates arrive in a ${where}`, { skip }, async (t) => {
    const { url } = await serve(t);
    const page = await open(t, await launch(t), `tests/browser/fixtures/${where}`, { url });
    await page.getByText('closed').waitFor();
    const lines = await page.locator('li').allTextContents();
    assert.match(lines.join('\n'), /^5 bars\n(AAPL 1D [\d.]+\n){3}closed$/);
    await screenshot(t, page, where);
  });
}

test('a page reaches its server and nothing else', { skip }, async (t) => {
  const { url } = await serve(t);
  const other = await serve(t);
  const page = await open(t, await launch(t), 'tests/browser/fixtures/page', { url, expected: /Content Security Policy/ });
  await page.getByText('closed').waitFor();
  await assert.rejects(page.evaluate((address) => fetch(address), `${other.url}/api/v1/health`), /Failed to fetch/);
});
