/** The API docs: a page for each entry of the exports map, from the doc comments of its source. */

import { existsSync, readFileSync } from 'node:fs';
import { Application, Converter, OptionDefaults, ReflectionKind } from 'typedoc';

const { name, exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** The source of what is built: `./dist/x.d.ts` is `src/x.ts` or `src/x.tsx`. */
function source({ types }) {
  const file = types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts');
  return existsSync(new URL(file, import.meta.url)) ? file : `${file}x`;
}

/** Modules have the names by which they are imported. */
function nameModules(app) {
  const names = new Map(
    Object.entries(exports).map(([key, entry]) => [
      source(entry).replace(/^src\/|\.tsx?$/g, ''),
      `${name}${key.slice(1)}`,
    ]),
  );
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) module.name = names.get(module.name);
  });
}

/** Functions that are exported have a comment. `Function` below would ask that of every method and callback too. */
function requireFunctions(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const { signatures = [] } of project.getReflectionsByKind(ReflectionKind.Function)) {
      for (const signature of signatures) {
        if (signature.hasComment()) continue;
        app.logger.validationWarning(`${signature.getFriendlyFullName()} (Function) does not have any documentation`);
      }
    }
  });
}

export default {
  plugin: [nameModules, requireFunctions],
  entryPoints: Object.values(exports).map(source),
  tsconfig: 'tsconfig.json',
  out: 'docs',
  logLevel: 'Warn',
  readme: 'README.md',
  // There is no address at which the sources could be read.
  disableSources: true,
  // Generated types say the format of a string.
  blockTags: [...OptionDefaults.blockTags, '@format'],
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  // What is exported, and not each of its members.
  requiredToBeDocumented: ['Variable', 'Class', 'Interface', 'TypeAlias', 'Enum'],
  // What the types are computed with.
  intentionallyNotExported: [
    'src/api.ts:Argument',
    'src/protocol.ts:AnswerPayload',
    'src/protocol.ts:MessageOf',
    'src/protocol.ts:PayloadOf',
    'src/protocol.ts:StreamRequestType',
    'src/testing/messages.ts:PayloadOf',
    'src/testing/server.ts:Answer',
    'src/testing/socket.ts:Handler',
    'src/testing/socket.ts:Listener',
    'src/testing/socket.ts:ListenerOptions',
    'src/tradingview/types.ts:Mutable',
  ],
};
