// The generated validators and Ajv agree on every message: on the examples, and on examples with one fault.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import * as bars from '../../client-ts/dist/generated/bars.js';
import { document, path } from './support.js';

/** What stands in the place of a value: of every type, and around every bound. */
const OTHERS = [
  null, true, false, 0, -1, 1.5, 2 ** 53 - 1, 2 ** 53, 1e300, '', 'x', '1D', 'D', 'ok', 'error', '\u0000', '𝄞', '𝄞'.repeat(64),
  'x'.repeat(16), 'x'.repeat(17), 'x'.repeat(64), 'x'.repeat(65), [], [1], {}, { epoch: 'e', closed_seq: 0 },
];

/** Every value that differs from `value` in one place. */
function* faults(value) {
  yield* OTHERS;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const { [key]: member, ...rest } = value;
    yield rest;
    for (const fault of faults(member)) yield { ...value, [key]: fault };
  }
  yield { ...value, added_later: null };
}

const { value: described } = document('bars');
// Members are an object's own: without the option Ajv finds `constructor` in every object.
const ajv = new Ajv({ strict: false, validateFormats: false, ownProperties: true });

/** `bars.unsubscribe.ack` is `BarsUnsubscribeAckFrame`. */
const frameName = (name) => `${name.replace(/(^|\.)(.)/g, (_, __, first) => first.toUpperCase())}Frame`;

for (const [name, message] of Object.entries(described.components.messages)) {
  test(`${name}: the generated validator and Ajv agree`, () => {
    const judge = ajv.compile({ ...message.payload, components: described.components });
    const schema = bars[`${frameName(name)}Schema`];
    let [accepted, refused] = [0, 0];
    for (const { payload: example } of message.examples) {
      assert.ok(schema.is(example), JSON.stringify(example));
      for (const frame of faults(example)) {
        assert.equal(schema.is(frame), judge(frame), JSON.stringify(frame));
        const { issues } = schema['~standard'].validate(frame);
        if (issues === undefined) accepted++;
        else {
          refused++;
          assert.ok(issues.length > 0 && issues.every(({ message, path }) => message && Array.isArray(path)));
        }
      }
    }
    assert.ok(accepted > 0 && refused > 0, `${accepted} accepted, ${refused} refused`);
  });
}

// The same for a document with a schema of every kind, whose names and texts meet each other.

const { transpileModule } = createRequire(path('client-ts/package.json'))('typescript');
const source = readFileSync(path('codegen/tests/generated/kinds.snap.ts'), 'utf8');
const { outputText } = transpileModule(source, { compilerOptions: { target: 'ES2022', module: 'ES2022' } });
const kinds = await import(`data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`);
const { components } = parse(readFileSync(path('codegen/tests/documents/kinds.yaml'), 'utf8'));

const everything = { text: 'ab/c', count: 1, 'a-key': true, "it's": null };
const INSTANCES = {
  Clashes: [{}, { a_b: 'x', aB: "it's", api_key: 'one', apiKey: 'two', constructor: 'x', status: null, tags: ['x', true], toString: 'one' }],
  Count: [1],
  Everything: [
    everything,
    { ...everything, anything: {}, price: 0.5, version: 1, mixed: null, list: [1, 2], objects: [{ x: 1 }], choices: ['red'] },
    { ...everything, map: { a: 1 }, closed: { y: 'y' }, both: { n: 1, m: 2 }, nullable: null, either: 1, level: 'low', shape: { kind: 'square', side: 2 } },
  ],
  Level: ['high'],
  OpenLevel: ['middle'],
  Shape: [{ kind: 'circle', radius: 1 }],
  Told: [{ type: 'told', node: { children: [{ children: [] }] }, at: 0, open: 'low', name: 'x' }],
};

for (const [name, instances] of Object.entries(INSTANCES)) {
  test(`${name} of the kinds: the generated validator and Ajv agree`, () => {
    const judge = ajv.compile({ ...components.schemas[name], components });
    const schema = kinds[`${name}Schema`];
    for (const instance of instances) {
      assert.ok(judge(instance) && schema.is(instance), JSON.stringify(instance));
      for (const value of faults(instance)) assert.equal(schema.is(value), judge(value), JSON.stringify(value));
    }
  });
}

test('a fault is named with its path', () => {
  const [{ payload: example }] = described.components.messages['bars.update'].examples;
  const frame = structuredClone(example);
  frame.payload.bar.close = '283.75';
  delete frame.payload.epoch;
  const { ok, reason, issues } = bars.parseServerMessage(JSON.stringify(frame));
  assert.deepEqual({ ok, reason }, { ok: false, reason: 'invalid' });
  assert.deepEqual(issues, [
    { message: 'expected a number, got "283.75"', path: ['payload', 'bar', 'close'] },
    { message: 'expected a string of 1 to 64 characters, got nothing', path: ['payload', 'epoch'] },
  ]);
});

test('what is no message, and what is of a newer protocol, are told apart', () => {
  assert.equal(bars.parseServerMessage('{').reason, 'not-json');
  assert.equal(bars.parseServerMessage('[]').reason, 'not-a-message');
  assert.equal(bars.parseServerMessage('{"type":"bars.later","payload":{}}').reason, 'unknown-type');
  assert.equal(bars.parseServerMessage('{"type":"toString"}').reason, 'unknown-type');
});
