// What the package costs in a page: bundled with esbuild as an ES module for ES2022, minified, and compressed with gzip at level 9.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { imports, LIMITS, MAY_IMPORT } from './limits.js';
import { entries, install, peers } from './support.js';

let project;
before(() => {
  project = install();
});

/** Bundles a module: its bytes compressed, and the files of the package that are in it. */
async function bundle(module) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: module, resolveDir: project.folder },
    absWorkingDir: project.folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: peers,
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output.inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  return { bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length, files };
}

test('each entry has a limit', () => {
  for (const name of Object.values(entries)) assert.ok(name in LIMITS, `${name} is not in limits.js`);
});

for (const [name, limit] of Object.entries(LIMITS)) {
  test(`${name} takes at most ${limit} bytes`, async (t) => {
    const { bytes } = await bundle(imports(name));
    t.diagnostic(`${name}: ${bytes} of ${limit} bytes`);
    assert.ok(bytes <= limit, `${bytes} bytes`);
  });
}

const RUNTIME = '@barwire/client';

for (const name of Object.values(entries).filter((name) => name !== RUNTIME)) {
  test(`${name} brings nothing of another entry along`, async () => {
    const common = (await bundle(imports(RUNTIME))).files;
    const files = (await bundle(imports(name))).files.filter((file) => !common.includes(file));
    for (const other of Object.values(entries)) {
      if (other === name || MAY_IMPORT[name]?.includes(other) || MAY_IMPORT[other]?.includes(name)) continue;
      const theirs = (await bundle(imports(other))).files;
      assert.deepEqual(files.filter((file) => theirs.includes(file)), [], `they are also in ${other}`);
    }
  });
}
