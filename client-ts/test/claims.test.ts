/** What the README claims beside other clients is tested where it says so. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('each claim has a test of that title', () => {
  const root = new URL('../../', import.meta.url);
  const [, table = ''] = readFileSync(new URL('README.md', root), 'utf8').split('| Claim ');
  const [rows = ''] = table.split('\n\n');
  const titles = [...rows.matchAll(/\| (`+) ?(.+?) ?\1(, .*)? +\|$/gm)].map(([, , title = '']) => title);
  assert.ok(titles.length > 15, `${titles.length} rows`);
  const files = readdirSync(new URL('test/', root)).filter((name) => name.endsWith('.test.ts'));
  const tests = files.map((name) => readFileSync(new URL(`test/${name}`, root), 'utf8')).join('\n');
  for (const title of titles) {
    if (title.startsWith('tests/')) continue;
    assert.ok(tests.includes(`'${title}'`), `no test has the title: ${title}`);
  }
});
