/**
 * What the runtime has to know of a protocol, and the types that follow from it.
 * A generated file fits these by its shape. It imports nothing from here.
 */

/** One message as it is on the wire. */
export interface Frame {
  readonly type: string;
  /** Chosen by the client, repeated by the reply. */
  readonly id?: string;
  readonly payload?: unknown;
}

/** The payload of a message. */
export type Payload = Readonly<Record<string, unknown>>;

/** What is wrong with a value, and where. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** A frame that was read, or why it could not be. */
export type Parsed<M> =
  | { readonly ok: true; readonly message: M }
  | {
      readonly ok: false;
      readonly reason: 'not-json' | 'not-a-message' | 'unknown-type' | 'invalid';
      readonly type?: string;
      /** The frame, where it is JSON. */
      readonly value?: unknown;
      readonly issues: readonly Issue[];
    };

/** What opens, feeds, fails and closes a stream. The values are message types. */
export interface StreamDescriptor {
  readonly opens: string;
  /** `null`: nothing closes it. */
  readonly closes: string | null;
  /** The payload members that tell one stream of this kind from another. */
  readonly key: readonly string[];
  readonly update: string;
  /** `null`: it does not fail. */
  readonly failed: string | null;
  /** How it makes up for what was missed. `null`: it does not. */
  readonly resume?: ResumeDescriptor | null;
  /** Where in its payload an update says what it is about: one about the same thing says all that the earlier one said. */
  readonly latest?: readonly string[] | null;
}

/** How a stream makes up for what its client has missed. All are members of payloads. */
export interface ResumeDescriptor {
  /** Of the request: where to go on, as an object with `epoch` and `count`. */
  readonly since: string;
  /** Of the answer and of updates: another one is another memory of the source. */
  readonly epoch: string;
  /** Of the answer and of updates: the number of the last update that is counted. */
  readonly count: string;
  /** Of updates: whether it is counted. Of those none may be missed. */
  readonly counted: string;
  /** Of the answer: whether everything since follows. */
  readonly recovered: string;
}

/** A generated protocol, such as `barsProtocol` of `@barwire/client/bars`. */
export interface ProtocolDescriptor {
  readonly name: string;
  readonly version: string;
  /** The path of the WebSocket. */
  readonly address: string;
  /** `'ignore'`: a message of an unknown type is no fault. */
  readonly unknownMessages: string;
  /** The reply of each request, by type. `null`: none is declared. */
  readonly requests: Readonly<Record<string, string | null>>;
  /** The message that answers what no declared reply can. `null`: the protocol has none. */
  readonly error: string | null;
  readonly streams: Readonly<Record<string, StreamDescriptor>>;
  readonly parse: (frame: string) => Parsed<Frame>;
  /** Types only; never there at run time. */
  readonly types?: { readonly client: Frame; readonly server: Frame };
}

/** What a client of the protocol sends. */
export type ClientMessage<P extends ProtocolDescriptor> = NonNullable<P['types']>['client'];

/** What a client of the protocol receives. */
export type ServerMessage<P extends ProtocolDescriptor> = NonNullable<P['types']>['server'];

/** What opens and closes the protocol's streams. */
type StreamRequestType<P extends ProtocolDescriptor> = P['streams'][StreamName<P>]['opens' | 'closes'];

/**
 * The types of the requests that `request` sends: all but those that open or close a stream. Subscriptions share
 * streams, so a closing request from elsewhere would silence them without an error, and what an opening one brings
 * would reach nobody. Of a protocol that is known as no more than a `ProtocolDescriptor`, any string is one.
 */
export type RequestType<P extends ProtocolDescriptor> =
  string extends StreamRequestType<P>
    ? keyof P['requests'] & string
    : Exclude<keyof P['requests'] & string, StreamRequestType<P>>;

/** The names of the protocol's streams. */
export type StreamName<P extends ProtocolDescriptor> = keyof P['streams'] & string;

/** The message of type `T` among the messages `M`. */
type MessageOf<M extends Frame, T> = Extract<M, { readonly type: T }>;

/** The payload of the message of type `T`. */
type PayloadOf<M extends Frame, T> = Exclude<MessageOf<M, T>['payload'], undefined>;

/** The payload of a request. */
export type RequestPayload<P extends ProtocolDescriptor, T extends RequestType<P>> = PayloadOf<ClientMessage<P>, T>;

/** Whether a request may go without a payload. */
export type PayloadIsOptional<P extends ProtocolDescriptor, T extends RequestType<P>> =
  MessageOf<ClientMessage<P>, T> extends { readonly payload: unknown } ? false : true;

/** The payload of the declared reply to any message that a client sends. `void` where none is declared. */
type AnswerPayload<P extends ProtocolDescriptor, T extends string> = P['requests'][T] extends string
  ? PayloadOf<ServerMessage<P>, P['requests'][T]>
  : void;

/** The payload of a request's declared reply. `void` where none is declared. */
export type ReplyPayload<P extends ProtocolDescriptor, T extends RequestType<P>> = AnswerPayload<P, T>;

/** The request payload that opens a stream. */
export type StreamRequest<P extends ProtocolDescriptor, S extends StreamName<P>> = PayloadOf<
  ClientMessage<P>,
  P['streams'][S]['opens']
>;

/** What a stream delivers. */
export type StreamUpdate<P extends ProtocolDescriptor, S extends StreamName<P>> = PayloadOf<
  ServerMessage<P>,
  P['streams'][S]['update']
>;

/** What says that a stream has failed. */
export type StreamFailure<P extends ProtocolDescriptor, S extends StreamName<P>> = PayloadOf<
  ServerMessage<P>,
  P['streams'][S]['failed']
>;

/** The answer to the request that opens a stream, without the refusals. */
export type StreamAck<P extends ProtocolDescriptor, S extends StreamName<P>> = Exclude<
  AnswerPayload<P, P['streams'][S]['opens']>,
  { readonly status: 'error' }
>;
