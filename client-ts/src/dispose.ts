/** `await using` for consumers whose library has it, and no trace of it for all others. */

/**
 * `AsyncDisposable` where the consumer's library declares it, else nothing.
 * Naming `AsyncDisposable` itself would break every consumer without it.
 */
export type MaybeAsyncDisposable = SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
  ? { readonly [K in S]: () => Promise<void> }
  : {};

/** Lets `await using` call `dispose`, where the runtime has the symbol. */
export function makeDisposable(target: object, dispose: () => Promise<void>): void {
  const symbol = (Symbol as { readonly asyncDispose?: symbol }).asyncDispose;
  if (symbol !== undefined) Object.defineProperty(target, symbol, { value: dispose });
}
