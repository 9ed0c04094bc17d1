import helmet from '@fastify/helmet';
import { expect, it } from '@jest/globals';
import fastify from 'fastify';
import { SECURITY_HEADERS } from './security-headers.js';

it('are those that helmet gives for the same policy', async () => {
  const app = fastify();
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  app.get('/helmet', (_request, reply) => reply.send());
  const { headers } = await app.inject('/helmet');
  const others = new Set(['content-length', 'date', 'connection']);
  const given = Object.entries(headers).filter(([name]) => !others.has(name));
  const policy = (all: Record<string, unknown>): Record<string, unknown> => ({
    ...all,
    'content-security-policy': String(all['content-security-policy']).split(';').sort(),
  });
  expect(policy(Object.fromEntries(given))).toEqual(policy(SECURITY_HEADERS));
  await app.close();
});
