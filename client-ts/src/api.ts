/**
 * What the runtime has to know of an API over HTTP, and the types that follow from it.
 * A generated file fits these by its shape. It imports nothing from here.
 */

import type { CallOptions } from './http.js';
import type { Issue } from './protocol.js';

/** What says whether a value is as it must be, and if not, why. */
export interface Validator {
  is(value: unknown): boolean;
  readonly '~standard': { readonly validate: (value: unknown) => { readonly issues?: readonly Issue[] | undefined } };
}

/** What replies must be, by status: `200`, the range `2XX`, or `default`. `null`: nothing is read. */
export type Replies = Readonly<Record<string, Validator | null>>;

/** How an operation is asked for, and what its replies must be. */
export interface OperationDescriptor {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  /** The parameters of the query. */
  readonly query: readonly string[];
  readonly body: boolean;
  readonly answers: Replies;
  readonly problems: Replies;
}

/** A generated API, such as the `townLibraryApi` of a document with the title "Town library". */
export interface ApiDescriptor {
  readonly name: string;
  readonly version: string;
  readonly operations: Readonly<Record<string, OperationDescriptor>>;
  /** Types only; never there at run time. */
  readonly types?: object;
}

/** What each operation takes and gives. */
export type Operations<A extends ApiDescriptor> = NonNullable<A['types']>;

/** The member `M` of `O` as an argument: optional where it may be left out, nothing where there is none. */
type Argument<O, M extends string> = M extends keyof O
  ? O extends { readonly [member in M]: infer T }
    ? {} extends T
      ? [_?: T]
      : [_: T]
    : [_?: O[M]]
  : [];

/** The arguments of an operation: its parameters, its body, then how to ask. Those that it has none of are left out. */
export type OperationArguments<O> = [...Argument<O, 'parameters'>, ...Argument<O, 'body'>, options?: CallOptions];

/** A method for each operation. It rejects with a `ProtocolError`. */
export type Api<A extends ApiDescriptor> = {
  readonly [N in keyof Operations<A>]: (
    ...args: OperationArguments<Operations<A>[N]>
  ) => Promise<Operations<A>[N] extends { readonly answer: infer T } ? T : unknown>;
};

/** What the operation `N` says where it has no answer. */
export type ProblemOf<A extends ApiDescriptor, N extends keyof Operations<A> = keyof Operations<A>> = {
  [M in N]: Operations<A>[M] extends { readonly problem: infer T } ? T : never;
}[N];
