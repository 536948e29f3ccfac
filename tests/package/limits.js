// What each entry may take in a page, in bytes: the one place that says it.

/** What is measured by what it imports. Of an entry that is named alone it is everything. */
const PARTS = {
  'runtime and bars': `export { createClient } from '@barwire/client'; export { barsProtocol } from '@barwire/client/bars';`,
  'runtime and datafeed': `export { createApi } from '@barwire/client'; export { datafeedApi } from '@barwire/client/datafeed';`,
  'ProtocolError alone': `export { ProtocolError } from '@barwire/client';`,
};

/** The module that imports a part, or all of an entry. */
export const imports = (name) => PARTS[name] ?? `export * from '${name}';`;

export const LIMITS = {
  // The goal is 5000. ARCHITECTURE.md, "Figures", has what takes how much.
  'runtime and bars': 6800,
  'runtime and datafeed': 5200,
  'ProtocolError alone': 200,
  '@barwire/client': 6500,
  '@barwire/client/bars': 3200,
  '@barwire/client/datafeed': 4500,
  '@barwire/client/series': 2200,
  '@barwire/client/tradingview': 2500,
  '@barwire/client/lightweight-charts': 600,
  '@barwire/client/react': 2600,
  '@barwire/client/testing': 13200,
};

/** The entries that another is built on, by its name, beside the runtime. All others have no module in common that the runtime has not. */
export const MAY_IMPORT = {
  '@barwire/client/react': ['@barwire/client/series'],
  '@barwire/client/testing': ['@barwire/client/bars', '@barwire/client/datafeed'],
};
