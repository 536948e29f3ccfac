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
export { type Client, type ClientOptions, createClient, type RequestArguments } from './client.js';
export type { MaybeAsyncDisposable } from './dispose.js';
export { ApiProblemError, InvalidAnswerError, NetworkError } from './http-errors.js';
export { type CloseInfo, type ErrorDetails, ProtocolError } from './errors.js';
export type { BadFrame, ClientEvents, PassingFrame } from './events.js';
export { type ApiOptions, type CallOptions, createApi, type FetchLike, type HeadersOf, isProblem } from './http.js';
export type { Backoff, Heartbeat, WebSocketConstructor, WebSocketLike } from './link.js';
export type { GapReason } from './position.js';
export type {
  ClientMessage,
  Frame,
  Issue,
  Parsed,
  Payload,
  PayloadIsOptional,
  ProtocolDescriptor,
  ReplyPayload,
  RequestPayload,
  RequestType,
  ResumeDescriptor,
  ServerMessage,
  StreamAck,
  StreamDescriptor,
  StreamFailure,
  StreamName,
  StreamRequest,
  StreamUpdate,
} from './protocol.js';
export type { RequestOptions } from './requests.js';
export type { Status, Store } from './status.js';
export type {
  StreamEvent,
  SubscribeCallbacks,
  SubscribeOptions,
  Subscription,
  SubscriptionHandle,
} from './subscription.js';
