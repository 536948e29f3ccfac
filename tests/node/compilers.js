// The TypeScript compilers that users have, under the strictest flags.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { path } from './support.js';

/** What the generated files are compiled with: the flags of the client, and those of the strictest users. */
const FLAGS = {
  ...JSON.parse(readFileSync(path('client-ts/tsconfig.base.json'), 'utf8')).compilerOptions,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  noUncheckedSideEffectImports: true,
  isolatedDeclarations: true,
  declaration: true,
  noEmit: true,
  lib: ['ES2022'],
  types: [],
};

/** Flags that TypeScript 5.4 does not know. */
const LATER = ['erasableSyntaxOnly', 'isolatedDeclarations', 'noUncheckedSideEffectImports'];

const without = (flags, names) => Object.fromEntries(Object.entries(flags).filter(([name]) => !names.includes(name)));

/** The compilers by name: where they are, and their flags. */
export const COMPILERS = {
  'TypeScript 5.4': { folder: 'tests/node/node_modules/typescript54', flags: without(FLAGS, LATER) },
  'TypeScript 5.9': { folder: 'client-ts/node_modules/typescript', flags: FLAGS },
  'TypeScript 7': { folder: 'client-ts/node_modules/typescript7', flags: FLAGS },
};

/** Type-checks files of a folder as one program: the exit code, and what the compiler says, a fault a line. */
export function check(compiler, folder, files) {
  const { folder: home, flags } = COMPILERS[compiler];
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: flags, files }));
  const arguments_ = [path(`${home}/bin/tsc`), '-p', folder, '--pretty', 'false'];
  const { status, stdout } = spawnSync(process.execPath, arguments_, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { status, stdout };
}
