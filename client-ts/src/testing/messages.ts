/** The messages of a protocol from the server's side. */

import type { ClientMessage, Frame, ProtocolDescriptor, ServerMessage } from '../protocol.js';

/** The message of type `T` among `M`. Of a protocol whose types are not known, any message is one. */
type MessageOf<M extends Frame, T> = string extends M['type'] ? M : Extract<M, { readonly type: T }>;

/** The payload of the message of type `T` among `M`. */
type PayloadOf<M extends Frame, T> = Exclude<MessageOf<M, T>['payload'], undefined>;

/** The types of all requests of a protocol, those of its streams included. */
export type AnyRequestType<P extends ProtocolDescriptor> = keyof P['requests'] & string;

/** The payload of any request. */
export type AnyRequestPayload<P extends ProtocolDescriptor, T extends AnyRequestType<P>> = PayloadOf<
  ClientMessage<P>,
  T
>;

/** The payload of the declared reply to any request. `void` where none is declared. */
export type AnyReplyPayload<P extends ProtocolDescriptor, T extends AnyRequestType<P>> = P['requests'][T] extends string
  ? PayloadOf<ServerMessage<P>, P['requests'][T]>
  : void;

/** The types of what the server sends. */
export type ServerMessageType<P extends ProtocolDescriptor> = ServerMessage<P>['type'];

/** The payload of a message that the server sends. */
export type ServerPayload<P extends ProtocolDescriptor, T extends ServerMessageType<P>> = PayloadOf<
  ServerMessage<P>,
  T
>;
