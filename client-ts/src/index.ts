/** The runtime of `@barwire/client`: everything that is public, except the generated protocols. */

export type {
  Api,
  ApiDescriptor,
  OperationArguments,
  OperationDescriptor,
  Operations,
  ProblemOf,
  Replies,
  Validator,
} from './api.js';
export { type Client, connect, type ConnectOptions, type RequestArguments } from './client.js';
export type { WebSocketConstructor, WebSocketLike } from './connection.js';
export type { MaybeAsyncDisposable } from './dispose.js';
export {
  AbortedError,
  ApiProblemError,
  ClosedError,
  type CloseInfo,
  InvalidAnswerError,
  InvalidMessageError,
  NetworkError,
  OverflowError,
  ProtocolError,
  RefusedError,
  RequestError,
  StreamError,
  TimeoutError,
} from './errors.js';
export type { BadFrame, ClientEvents } from './events.js';
export { type ApiOptions, type CallOptions, createApi, type FetchLike, type HeadersOf, isProblem } from './http.js';
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
