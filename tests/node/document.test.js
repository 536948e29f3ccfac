// The official parser says nothing at all about our documents: no error, warning, info or hint.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import { document, documents } from './support.js';

for (const name of Object.keys(documents)) {
  test(`the document of ${name} passes the official parser without a word`, async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(document(name).text);
    assert.deepEqual(diagnostics, []);
    assert.ok(parsed);
  });

  test(`the official parser finds the replies and messages of ${name}`, async () => {
    const { document: parsed } = await new Parser().parse(document(name).text);
    for (const operation of parsed.operations().filterByReceive()) {
      assert.ok(operation.reply().messages().all().length > 0, `${operation.id()} has a reply`);
    }
    for (const message of parsed.messages()) assert.ok(message.examples().all().length > 0, `${message.id()} has an example`);
  });
}

test('the parser would say something of a fault', async () => {
  const text = document('bars').text.replace("- $ref: '#/channels/bars/messages/ping'", "- $ref: '#/components/messages/ping'");
  const { diagnostics } = await new Parser().parse(text);
  assert.notEqual(diagnostics.length, 0);
});
