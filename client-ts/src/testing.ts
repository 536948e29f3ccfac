/** A server in memory, for tests and stories: everything that is public of `@barwire/client/testing`. */

export type { MockSymbol } from './testing/catalog.js';
export type { MockConnection } from './testing/connection.js';
export type { MockFetch, MockFetchFault, MockRequestInit, MockResponse } from './testing/datafeed.js';
export { createMockBars, type MockBars, type MockBarsOptions, type MockFailure } from './testing/market.js';
export type {
  AnyReplyPayload,
  AnyRequestPayload,
  AnyRequestType,
  ServerMessageType,
  ServerPayload,
} from './testing/messages.js';
export type { PlayOptions } from './testing/play.js';
export type { BarChange } from './testing/series.js';
export {
  createMockServer,
  type MockHandler,
  type MockHandlers,
  type MockServer,
  type MockServerOptions,
} from './testing/server.js';
export type { MockCloseEvent, MockMessageEvent, MockWebSocket, MockWebSocketConstructor } from './testing/socket.js';
