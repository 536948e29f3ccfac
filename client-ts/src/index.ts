/** The runtime of `@barwire/client`: everything that is public, except the generated protocols. */

export { type Client, connect, type ConnectOptions, type RequestArguments } from './client.js';
export type { WebSocketConstructor, WebSocketLike } from './connection.js';
export type { MaybeAsyncDisposable } from './dispose.js';
export {
  AbortedError,
  ClosedError,
  type CloseInfo,
  InvalidMessageError,
  OverflowError,
  ProtocolError,
  RefusedError,
  RequestError,
  StreamError,
  TimeoutError,
} from './errors.js';
export type { BadFrame, ClientEvents } from './events.js';
export type {
  ClientMessage,
  Frame,
  Issue,
  Parsed,
  PayloadIsOptional,
  ProtocolDescriptor,
  ReplyPayload,
  RequestPayload,
  RequestType,
  ServerMessage,
  StreamAck,
  StreamDescriptor,
  StreamFailure,
  StreamName,
  StreamRequest,
  StreamUpdate,
} from './protocol.js';
export type { RequestOptions } from './requests.js';
export type { SubscribeCallbacks, SubscribeOptions, Subscription, SubscriptionHandle } from './subscription.js';
