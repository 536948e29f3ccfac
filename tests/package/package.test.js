// The form of the package: what is in it, and that tools, Node.js and compilers find their way.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { before, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { entries, install, link, manifest, path, peers, run } from './support.js';

let project;
let files;
before(() => {
  project = install();
  files = readdirSync(project.installed, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(project.installed, join(file.parentPath ?? file.path, file.name)));
});

const read = (file) => readFileSync(join(project.installed, file), 'utf8');

test('the tarball has what is built, its sources, and nothing else', () => {
  const strays = files.filter((file) => !/^(package\.json|README\.md|LICENSE-(APACHE|MIT)|dist\/.+\.(js|d\.ts)(\.map)?|src\/.+\.tsx?)$/.test(file));
  assert.deepEqual(strays, []);
  assert.deepEqual(files.filter((file) => /(^|\/)(tests?|examples|docs)\/|\.test\./.test(file)), []);
  for (const licence of ['LICENSE-APACHE', 'LICENSE-MIT']) assert.equal(read(licence), readFileSync(path(licence), 'utf8'));
});

test('installing it installs nothing else', () => {
  assert.equal(manifest.dependencies, undefined);
  const modules = readdirSync(join(project.folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(modules, [manifest.name.split('/')[0]]);
});

test('every entry of the exports map is typed, and free of side effects', () => {
  assert.equal(manifest.sideEffects, false);
  for (const [key, conditions] of Object.entries(manifest.exports)) {
    assert.deepEqual(Object.keys(conditions), ['types', 'default'], key);
    for (const file of Object.values(conditions)) assert.ok(existsSync(join(project.installed, file)), `${key}: ${file}`);
  }
});

for (const name of Object.values(entries)) {
  test(`Node.js imports ${name}`, () => {
    link(project.folder, ...peers);
    const program = `console.log(Object.keys(await import(${JSON.stringify(name)})).length)`;
    const { status, stdout, text } = run(process.execPath, ['--input-type=module', '--eval', program], { cwd: project.folder });
    assert.equal(status, 0, text);
    assert.ok(Number(stdout) > 0, text);
  });
}

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: project.installed, pack: false, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test('Are the Types Wrong finds nothing', () => {
  const program = path('tests/package/node_modules/@arethetypeswrong/cli/dist/index.js');
  const { status, stdout, text } = run(process.execPath, [program, project.tarball, '--profile', 'esm-only', '--no-definitely-typed', '--format', 'json']);
  assert.equal(status, 0, text);
  assert.deepEqual(Object.keys(JSON.parse(stdout).analysis.entrypoints), Object.keys(entries));
});

test('no file speaks of the machine that it was built on', () => {
  const places = [path('.'), homedir(), 'file://'].map((place) => place.replace(/\/$/, ''));
  for (const file of files) {
    const text = read(file);
    for (const place of places) assert.ok(!text.includes(`${place}/`), `${file} has ${place}`);
    assert.doesNotMatch(text, /["'`\s(](\/(home|Users|tmp|var|opt)\/|[A-Z]:\\)/, file);
  }
});

test('every module and declaration has a source map that leads to a source in the package', () => {
  const built = files.filter((file) => /\.(js|d\.ts)$/.test(file));
  assert.ok(built.length > 0);
  for (const file of built) {
    const map = read(file).match(/\n\/\/# sourceMappingURL=(\S+)\s*$/)?.[1];
    assert.ok(map, `${file} names no source map`);
    const { sources, sourceRoot } = JSON.parse(read(join(dirname(file), map)));
    assert.ok(sources.length > 0, file);
    for (const source of sources) {
      const place = resolve(project.installed, dirname(file), sourceRoot ?? '', source);
      assert.ok(files.includes(relative(project.installed, place)), `${file}: ${source} is not in the package`);
    }
  }
});

const FLAGS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
  target: 'ES2022',
  noEmit: true,
};

/** Where users compile: for a browser with a bundler, and for Node.js. */
const PLACES = {
  'a browser': { files: ['consumer.ts', 'entries.ts'], flags: { module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM'], types: [] } },
  'Node.js, without DOM': { files: ['consumer.ts'], flags: { module: 'NodeNext', lib: ['ES2022'], types: ['node'] } },
};

for (const [compiler, version] of Object.entries({ typescript54: '5.4', typescript59: '5.9', typescript7: '7' })) {
  for (const [place, { files, flags }] of Object.entries(PLACES)) {
    test(`TypeScript ${version} compiles a consumer for ${place}`, () => {
      link(project.folder, '@types/node', ...peers, ...peers.map((name) => `@types/${name}`).filter((name) => existsSync(path(`tests/package/node_modules/${name}`))));
      const config = join(project.folder, `tsconfig.${place.slice(0, 4).trim()}.json`);
      writeFileSync(join(project.folder, 'consumer.ts'), readFileSync(path('tests/package/fixtures/consumer.ts')));
      writeFileSync(join(project.folder, 'entries.ts'), Object.values(entries).map((name, index) => `export * as e${index} from '${name}';\n`).join(''));
      writeFileSync(config, JSON.stringify({ compilerOptions: { ...FLAGS, ...flags }, files }));
      const { status, text } = run(process.execPath, [path(`tests/package/node_modules/${compiler}/bin/tsc`), '-p', config, '--pretty', 'false'], { cwd: project.folder });
      assert.equal(status, 0, text);
    });
  }
}
