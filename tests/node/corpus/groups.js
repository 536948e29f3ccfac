// Groups of JSON Schema's test suite: a schema, and instances with the verdict on each.
//
// A group becomes an AsyncAPI document that refers to its schema, and the document a TypeScript file. Then the generated validator
// judges every instance, and the compiler assigns every valid one to the generated type.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { barwire, each } from '../barwire.js';
import { check } from '../compilers.js';
import { path } from '../support.js';

const { transpileModule } = createRequire(path('client-ts/package.json'))('typescript');

const DOCUMENT = {
  asyncapi: '3.1.0',
  info: { title: 'Case', version: '1.0.0' },
  channels: { cases: { address: '/', messages: { case: { payload: { $ref: '#/components/schemas/Case' } } } } },
  operations: { send: { action: 'send', channel: { $ref: '#/channels/cases' } } },
  components: { schemas: { Case: { $ref: './schema.json' } } },
};

/** The groups of all files in a folder, each description with the name of the file before it. */
export function read(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  return files.flatMap((name) =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')).map((group) => ({
      ...group,
      description: `${basename(name, '.json')}: ${group.description}`,
    })),
  );
}

/** Generates the TypeScript of each group in a folder of its own: `{ group, folder, failure }`. */
export function generate(groups, root, ...options) {
  return each([...groups.entries()], async ([index, group]) => {
    const folder = join(root, `group${index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'schema.json'), JSON.stringify(group.schema));
    writeFileSync(join(folder, 'asyncapi.json'), JSON.stringify(DOCUMENT));
    const [document, out] = [join(folder, 'asyncapi.json'), join(folder, 'case.ts')];
    const { status, stderr, crashed } = await barwire('generate', 'typescript', document, '--out', out, ...options);
    return { group, folder, failure: status === 0 ? undefined : { crashed, text: stderr.trim() } };
  });
}

/** The instances that a generated validator judges otherwise than the suite: `{ name, says }`. */
export async function disagreements(generated) {
  const found = [];
  for (const { group, folder, failure } of generated) {
    const judge = failure ? () => failure.text : await validator(folder);
    for (const { description, data, valid } of group.tests) {
      const verdict = judge(data);
      if (verdict !== valid) found.push({ name: `${group.description} › ${description}`, says: say(verdict) });
    }
  }
  return found;
}

const say = (verdict) => (typeof verdict === 'boolean' ? (verdict ? 'accepted' : 'refused') : verdict.split('\n')[0]);

/** The validator that was generated in a folder: what it says of a value, or why it says nothing. */
async function validator(folder) {
  try {
    const { outputText } = transpileModule(readFileSync(join(folder, 'case.ts'), 'utf8'), {
      compilerOptions: { target: 'ES2022', module: 'ES2022' },
    });
    writeFileSync(join(folder, 'case.mjs'), outputText);
    const { CaseSchema } = await import(pathToFileURL(join(folder, 'case.mjs')));
    return (data) => judge(CaseSchema, data);
  } catch (error) {
    return () => String(error);
  }
}

function judge(schema, data) {
  try {
    const verdict = schema.is(data);
    const { issues } = schema['~standard'].validate(data);
    return (issues === undefined) === verdict ? verdict : '`is` and `validate` disagree';
  } catch (error) {
    return String(error);
  }
}

/**
 * What a compiler says of the generated files (`broken`), and of the valid instances as values of their types (`refused`): `{ name, says }`.
 *
 * Each instance is a binding of exactly its own type, for which JSON is the notation: a message comes from a socket. The compiler asks
 * a literal in the place of the binding to have no member that the type does not declare, which the schema does not ask.
 */
export function compile(generated, root, compiler) {
  const names = new Map();
  const files = [];
  for (const { group, folder, failure } of generated) {
    if (failure) continue;
    const here = basename(folder);
    names.set(`${here}/case.ts`, group.description);
    files.push(`${here}/case.ts`);
    const valid = group.tests.filter(({ valid }) => valid);
    if (valid.length === 0) continue;
    const lines = ["import type { Case } from './case.js';"];
    for (const { description, data } of valid) {
      const index = lines.length;
      lines.push(`declare const instance${index}: ${JSON.stringify(data)}; export const case${index}: Case = instance${index};`);
      names.set(`${here}/program.ts(${index + 1}`, `${group.description} › ${description}`);
    }
    writeFileSync(join(folder, 'program.ts'), `${lines.join('\n')}\n`);
    files.push(`${here}/program.ts`);
  }
  if (files.length === 0) return { broken: [], refused: [] };
  const faults = check(compiler, root, files).stdout.split('\n').filter((line) => line.includes(': error TS'));
  const [broken, refused] = [[], []];
  for (const says of faults) {
    const [, file, line] = says.match(/^([^(]*)\((\d+)/);
    if (names.has(file)) broken.push({ name: names.get(file), says });
    else refused.push({ name: names.get(`${file}(${line}`), says });
  }
  return { broken, refused };
}
