// The generated validators and Ajv agree on values that are made at random, for a document with every assertion.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { barwire } from './barwire.js';
import { path } from './support.js';

/** How many values each schema is asked for. */
const VALUES = 4000;

const DOCUMENT = path('codegen/tests/documents/keywords.yaml');
const { components } = parse(readFileSync(DOCUMENT, 'utf8'));

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Not among them: 2 ** 53, which Ajv takes for a multiple of 1.5, and the key `toString`, at which its comparison throws.
const SCALARS = [
  null, true, false, 0, -0, 1, 2, 3, 5, 6, 7, 10, 12, 24, 145, -5, -5.5, 0.5, 1.5, 4.5, 0.07, 19.99, 1.005, 1e300, 1e15, '', 'a', 'b', 'x',
  'ab', 'abc', 'a1', 'A1', 'abcd', '𝄞', '𝄞𝄞', '𝄞𝄞𝄞𝄞',
];
const KEYS = ['a', 'b', 'c', 'd', 'e', 'x', 'y', 'v', 't', 'n', 'n_', 'k_', 'A', 'abc', 'known', 'constructor', '__proto__', 'forbidden'];

/** A value of any kind. */
function anything(next, depth) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const roll = next();
  if (depth === 0 || roll < 0.5) return pick(SCALARS);
  const count = Math.floor(next() * 4);
  if (roll < 0.7) return Array.from({ length: count }, () => anything(next, depth - 1));
  const object = {};
  for (let index = 0; index < count; index++) set(object, pick(KEYS), anything(next, depth - 1));
  return object;
}

/** Sets a member of the object itself, as `JSON.parse` does it. */
function set(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A value that is meant to fit a schema, where chance does not want it otherwise. */
function fitting(schema, next, depth) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  if (next() < 0.08 || depth === 0 || typeof schema !== 'object') return anything(next, 2);
  if (schema.$ref) return fitting(components.schemas[schema.$ref.split('/').at(-1)], next, depth - 1);
  if ('const' in schema) return structuredClone(schema.const);
  if (schema.enum) return structuredClone(pick(schema.enum));
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [schema.then, schema.else].filter(Boolean);
  if (choices.length > 0) return fitting(pick(choices), next, depth - 1);
  const kinds = [schema.type ?? guess(schema, pick)].flat();
  const kind = pick(kinds);
  if (kind === 'array') {
    const many = schema.uniqueItems && next() < 0.3 ? 20 : 4;
    const item = (index) => (Array.isArray(schema.items) ? (schema.items[index] ?? schema.additionalItems) : schema.items);
    const items = Array.from({ length: Math.floor(next() * many) }, (_, index) => fitting(item(index) ?? true, next, depth - 1));
    if (schema.items?.type === 'integer') return items.map((item, index) => (next() < 0.98 ? index : item));
    return items;
  }
  if (kind === 'object') {
    const object = {};
    for (const key of schema.required ?? []) if (next() < 0.95) set(object, key, fitting(schema.properties?.[key] ?? true, next, depth - 1));
    for (const [key, member] of Object.entries(schema.properties ?? {})) {
      if (next() < 0.4) set(object, key, fitting(member, next, depth - 1));
    }
    const others = Math.floor(next() * (schema.properties && next() < 0.7 ? 1 : 4));
    for (let index = 0; index < others; index++) set(object, pick(KEYS), anything(next, 1));
    if (schema.additionalProperties?.$ref) set(object, pick(KEYS), fitting(schema.additionalProperties, next, depth - 1));
    return object;
  }
  if (kind === 'null') return null;
  if (kind === 'boolean') return next() < 0.5;
  return pick(SCALARS.filter((scalar) => typeof scalar === (kind === 'string' ? 'string' : 'number')));
}

const guess = (schema, pick) => pick(['object', 'array', 'string', 'number']);

let generated;
before(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'barwire-keywords-'));
  const file = join(folder, 'keywords.ts');
  const { status, stderr } = await barwire('generate', 'typescript', DOCUMENT, '--out', file);
  assert.equal(status, 0, stderr);
  const { transpileModule } = createRequire(path('client-ts/package.json'))('typescript');
  const { outputText } = transpileModule(readFileSync(file, 'utf8'), { compilerOptions: { target: 'ES2022', module: 'ES2022' } });
  rmSync(folder, { recursive: true });
  generated = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
});

// Members are an object's own, and a decimal is a multiple of another as the text has it.
const ajv = new Ajv({ strict: false, validateFormats: false, ownProperties: true, multipleOfPrecision: 9 });

for (const name of Object.keys(components.schemas)) {
  test(`${name}: the generated validator and Ajv agree`, () => {
    const judge = ajv.compile({ $ref: `#/components/schemas/${name}`, components });
    const schema = generated[`${name}Schema`];
    const next = random(1);
    let [accepted, refused] = [0, 0];
    for (let count = 0; count < VALUES; count++) {
      const value = fitting({ $ref: `#/components/schemas/${name}` }, next, 8);
      const text = JSON.stringify(value);
      const fits = judge(value);
      assert.equal(schema.is(value), fits, text);
      const { issues } = schema['~standard'].validate(value);
      if (fits) {
        accepted++;
        assert.equal(issues, undefined, text);
      } else {
        refused++;
        assert.ok(issues.length > 0 && issues.every(({ message, path }) => message && Array.isArray(path)), text);
      }
    }
    assert.ok(accepted > VALUES / 50 && refused > VALUES / 50, `${accepted} accepted, ${refused} refused`);
  });
}
