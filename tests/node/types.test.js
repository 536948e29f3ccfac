// What the generated TypeScript lets through, by the compilers that users have.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { document, path } from './support.js';

const folder = mkdtempSync(join(tmpdir(), 'barwire-types-'));
after(() => rmSync(folder, { recursive: true }));

/** Type-checks files of the folder under the flags of the client: what the compiler says. */
function check(compiler, ...files) {
  const options = { noEmit: true, declaration: true, isolatedDeclarations: true, lib: ['ES2022'], types: [] };
  const config = { extends: path('client-ts/tsconfig.base.json'), compilerOptions: options, files };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const tsc = path(`client-ts/node_modules/${compiler}/bin/tsc`);
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return { status, stdout };
}

const PROBE = `
import type { Bar } from './bars.js';
export const bar: Bar = { time: 0, open: 1, high: 2, low: 0.5, close: 1.5 };
`;

for (const compiler of ['typescript', 'typescript7']) {
  test(`${compiler} takes every generated file under the strictest flags`, () => {
    const files = { 'rooms.ts': 'tests/rooms/client/rooms.ts', 'kinds.ts': 'codegen/tests/generated/kinds.snap.ts' };
    for (const [name, from] of Object.entries(files)) writeFileSync(join(folder, name), readFileSync(path(from)));
    assert.deepEqual(check(compiler, ...Object.keys(files)), { status: 0, stdout: '' });
  });

  test(`${compiler} refuses the code that forgot a new member`, () => {
    writeFileSync(join(folder, 'bars.ts'), readFileSync(path('client-ts/src/generated/bars.ts')));
    writeFileSync(join(folder, 'probe.ts'), PROBE);
    assert.deepEqual(check(compiler, 'bars.ts', 'probe.ts'), { status: 0, stdout: '' });

    const changed = document('bars').text
      .replace('      - close\n      properties:\n', '      - close\n      - trades\n      properties:\n        trades: { type: integer }\n');
    writeFileSync(join(folder, 'asyncapi.yaml'), changed);
    const barwire = path('target/debug/barwire');
    execFileSync(barwire, ['generate', 'typescript', join(folder, 'asyncapi.yaml'), '--out', join(folder, 'bars.ts')]);
    const { status, stdout } = check(compiler, 'bars.ts', 'probe.ts');
    assert.notEqual(status, 0);
    assert.match(stdout, /probe\.ts.*'trades' is missing/);
  });
}
