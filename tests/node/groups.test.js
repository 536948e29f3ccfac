// A small part of `make corpus`, on groups of our own: the generated validators judge as JSON Schema does, and the types take every valid
// instance under each compiler.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { COMPILERS } from './compilers.js';
import { compile, disagreements, generate, read } from './corpus/groups.js';
import { path } from './support.js';

const root = mkdtempSync(join(tmpdir(), 'barwire-groups-'));
after(() => rmSync(root, { recursive: true }));

let generated;
before(async () => {
  generated = await generate(read(path('tests/node/groups')), root);
});

test('every group is generated', () => {
  assert.deepEqual(generated.flatMap(({ group, failure }) => (failure ? [`${group.description}: ${failure.text}`] : [])), []);
});

test('the generated validators judge as JSON Schema does', async () => {
  assert.deepEqual(await disagreements(generated), []);
});

for (const compiler of Object.keys(COMPILERS)) {
  test(`the generated types take every valid instance: ${compiler}`, () => {
    assert.deepEqual(compile(generated, root, compiler), { broken: [], refused: [] });
  });
}
