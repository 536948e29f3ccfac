// A document of any number of messages: one WebSocket channel, and an operation for every two of them, a request and its reply.

import { stringify } from 'yaml';

const KINDS = ['order', 'quote', 'trade', 'account', 'position', 'alert', 'watchlist', 'chart', 'session', 'report'];
const VERBS = ['create', 'update', 'cancel', 'list', 'get', 'replace', 'confirm', 'reject', 'archive', 'watch'];

/** What every payload has, in one of these three forms. */
const FORMS = [
  {
    required: ['symbol', 'resolution'],
    properties: {
      symbol: { type: 'string', minLength: 1, maxLength: 64, description: 'As the exchange writes it.' },
      resolution: { type: 'string', enum: ['1', '5', '60', '1D', '1W'] },
      limit: { type: ['number', 'null'], description: 'None where it is null.' },
      labels: { type: 'array', items: { type: 'string' } },
    },
  },
  {
    required: ['bars', 'status'],
    properties: {
      bars: { type: 'array', items: { $ref: '#/components/schemas/Bar' }, description: 'Oldest first.' },
      status: { type: 'string', enum: ['open', 'filled'] },
      details: { type: 'object', additionalProperties: { type: 'string' } },
      price: { type: ['number', 'string'] },
    },
  },
  {
    required: ['code'],
    properties: {
      code: { type: 'string', enum: ['bad_request', 'not_found', 'internal'] },
      reason: { type: 'string', pattern: '^[A-Z].*$', description: 'For people.' },
      position: { $ref: '#/components/schemas/Position' },
      nested: { type: 'object', required: ['a'], properties: { a: { type: 'boolean' } } },
    },
  },
];

const SHARED = {
  Bar: {
    type: 'object',
    required: ['time', 'open', 'high', 'low', 'close'],
    properties: {
      time: { type: 'integer', minimum: 0, maximum: 9007199254740991, description: 'When it began, in milliseconds.' },
      open: { type: 'number' }, high: { type: 'number' }, low: { type: 'number' }, close: { type: 'number' },
      volume: { type: ['number', 'null'] },
    },
    additionalProperties: false,
  },
  Position: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, parent: { $ref: '#/components/schemas/Position' } } },
};

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** The name of a message. */
function name(index) {
  const half = index >> 1;
  const place = `${KINDS[half % 10]}.${VERBS[Math.floor(half / 10) % 10]}${Math.floor(half / 100)}`;
  return index % 2 === 0 ? place : `${place}.reply`;
}

const schemaName = (name) => name.split('.').map(capital).join('');

/** The schemas of all messages by name, and those that they share. */
function schemas(count) {
  const all = { ...SHARED };
  for (let index = 0; index < count; index++) {
    const { required, properties } = FORMS[index % FORMS.length];
    all[schemaName(name(index))] = {
      type: 'object',
      description: `The frame ${index} of this protocol.`,
      required: ['type', 'payload'],
      properties: {
        type: { type: 'string', const: name(index) },
        id: { type: 'integer', minimum: 1, maximum: 9007199254740991, description: 'Chosen by the client.' },
        payload: { type: 'object', required, properties: { ...properties, [`only_here_${index}`]: { type: 'boolean' } } },
      },
    };
  }
  return all;
}

/** The AsyncAPI document as YAML. Each part is printed by itself: the printer is slow where a document is long. */
export function largeDocument(count) {
  const indent = (value, spaces) => stringify(value, { lineWidth: 0 }).replace(/^(?=.)/gm, ' '.repeat(spaces));
  const channel = { address: '/ws', messages: {} };
  const [operations, messages] = [{}, {}];
  const text = (section) => Object.entries(section).map(([key, value]) => indent({ [key]: value }, 4)).join('');
  for (let index = 0; index < count; index++) {
    const message = name(index);
    channel.messages[message] = { $ref: `#/components/messages/${message}` };
    messages[message] = {
      summary: `What is ${index % 2 === 0 ? 'asked' : 'answered'}.`,
      correlationId: { location: '$message.payload#/id' },
      payload: { $ref: `#/components/schemas/${schemaName(message)}` },
    };
    if (index % 2 === 0) continue;
    const inChannel = (name) => [{ $ref: `#/channels/all/messages/${name}` }];
    operations[schemaName(name(index - 1))] = {
      action: 'receive',
      channel: { $ref: '#/channels/all' },
      messages: inChannel(name(index - 1)),
      reply: { channel: { $ref: '#/channels/all' }, messages: inChannel(message) },
    };
  }
  const head = { asyncapi: '3.1.0', info: { title: 'Large', version: '1.0.0' }, servers: { s: { host: 'a.example', protocol: 'wss' } } };
  return `${stringify(head)}channels:\n${indent({ all: channel }, 2)}operations:\n${text(operations)}components:\n  messages:\n${text(messages)}  schemas:\n${text(schemas(count))}`;
}

/** The same schemas as one JSON Schema: any of the messages. */
export function largeSchema(count) {
  const names = Array.from({ length: count }, (_, index) => schemaName(name(index)));
  const schema = {
    title: 'Message',
    oneOf: names.map((name) => ({ $ref: `#/definitions/${name}` })),
    definitions: schemas(count),
  };
  return JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/');
}
