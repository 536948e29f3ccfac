// What the generated TypeScript lets through, by the compilers that users have.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { COMPILERS, check } from './compilers.js';
import { document, path } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'barwire-types-'));
after(() => rmSync(folder, { recursive: true }));

const PROBE = `
import type { Bar } from './bars.js';
export const bar: Bar = { time: 0, open: 1, high: 2, low: 0.5, close: 1.5 };
`;

/** Every generated file that is committed: name and path. */
const snapshots = 'codegen/tests/generated';
const GENERATED = [
  ['rooms.ts', 'tests/rooms/client/rooms.ts'],
  ...readdirSync(path(snapshots)).filter((name) => name.endsWith('.ts')).map((name) => [name, `${snapshots}/${name}`]),
];

for (const compiler of Object.keys(COMPILERS)) {
  test(`${compiler} takes every generated file under the strictest flags`, () => {
    for (const [name, from] of GENERATED) writeFileSync(join(folder, name), readFileSync(path(from)));
    assert.deepEqual(check(compiler, folder, GENERATED.map(([name]) => name)), { status: 0, stdout: '' });
  });

  test(`${compiler} refuses the code that forgot a new member`, () => {
    writeFileSync(join(folder, 'bars.ts'), readFileSync(path('client-ts/src/generated/bars.ts')));
    writeFileSync(join(folder, 'probe.ts'), PROBE);
    assert.deepEqual(check(compiler, folder, ['bars.ts', 'probe.ts']), { status: 0, stdout: '' });

    const changed = document('bars').text
      .replace('      - close\n      properties:\n', '      - close\n      - trades\n      properties:\n        trades: { type: integer }\n');
    writeFileSync(join(folder, 'asyncapi.yaml'), changed);
    const barwire = path('target/debug/barwire');
    execFileSync(barwire, ['generate', 'typescript', join(folder, 'asyncapi.yaml'), '--out', join(folder, 'bars.ts')]);
    const { status, stdout } = check(compiler, folder, ['bars.ts', 'probe.ts']);
    assert.notEqual(status, 0);
    assert.match(stdout, /probe\.ts.*'trades' is missing/);
  });
}
