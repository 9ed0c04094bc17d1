import { expect, it } from '@jest/globals';
import { WebhookSender } from './send-webhook.js';

it('an attempt ends in time when the name of its host is not answered', async () => {
  const silentNames = { of: () => new Promise<never>(() => undefined) };
  const message = { url: 'https://hooks.example/', secrets: [], id: 'one', body: '{}' };
  const sent = new WebhookSender(silentNames, 50).send(message, new AbortController().signal);
  expect(await sent).toEqual({ kind: 'failed', reason: 'timeout' });
});
