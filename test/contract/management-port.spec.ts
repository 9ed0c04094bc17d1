import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as application from '../../src/app.js';
import type * as configuration from '../../src/platform/config/config.js';
import type * as management from '../../src/platform/http/management/management-port.js';
import type * as logging from '../../src/platform/logging/logger.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { outside } from '../support/outside.js';
import { exchange } from '../support/raw-http.js';
import { KEY, startApp, type Stack } from '../support/stack.js';

const { createApp } = await outside<typeof application>('src/app.ts');
const { AppConfig } = await outside<typeof configuration>('src/platform/config/config.ts');
const { Logger } = await outside<typeof logging>('src/platform/logging/logger.ts');
const { ManagementPort } = await outside<typeof management>(
  'src/platform/http/management/management-port.ts',
);

let emulator: Emulator;
let app: Omit<Stack, 'emulator'>;
let operators: string;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 3 });
  app = await startApp(emulator.url, {
    config: { server: { management_port: 0, management_host: '127.0.0.1' } },
    log: { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const port = app.app.get(ManagementPort);
  await port.open(app.app.getHttpAdapter().getInstance());
  operators = `http://127.0.0.1:${port.address?.port}`;
});
afterAll(async () => {
  await app.close();
  await emulator.close();
});

const key = { 'x-api-key': KEY };
const statusOf = async (url: string, headers: Record<string, string> = key) =>
  (await fetch(url, { headers })).status;

describe('the management port', () => {
  it.each(['/health/live', '/health/ready', '/health/startup', '/metrics', '/v1/auth/upstream'])(
    'serves %s, and the main port no longer does',
    async (path) => {
      expect(await statusOf(operators + path)).toBe(200);
      const elsewhere = await app.get(path);
      expect(elsewhere.status).toBe(404);
      expect(elsewhere.headers.get('content-type')).toContain('problem+json');
    },
  );

  it('refreshes credentials there only', async () => {
    const refresh = { method: 'POST', headers: key };
    expect((await fetch(`${operators}/v1/auth/upstream/refresh`, refresh)).status).toBe(200);
    expect((await fetch(`${app.url}/v1/auth/upstream/refresh`, refresh)).status).toBe(404);
  });

  it.each(['/v1/ports?hosts=all', '/v1/auth/whoami', '/docs', '/openapi.json', '/', '/nowhere'])(
    'does not serve %s',
    async (path) => {
      expect(await statusOf(operators + path)).toBe(404);
    },
  );

  it('asks for the same rights as the main port, and takes a key as a bearer token', async () => {
    expect(await statusOf(`${operators}/metrics`, {})).toBe(401);
    expect(await statusOf(`${operators}/metrics`, { authorization: 'Bearer not-a-key' })).toBe(401);
    expect(await statusOf(`${operators}/metrics`, { authorization: `Bearer ${KEY}` })).toBe(200);
  });

  it('names projects in readiness without a key', async () => {
    const ready = await fetch(`${operators}/health/ready`);
    expect(await ready.json()).toMatchObject({ projects: { demo: expect.any(String) as unknown } });
  });

  it('answers what is not HTTP with a problem', async () => {
    const { answers } = await exchange(operators, 'NONSENSE\r\n\r\n', 200);
    expect(answers.map(({ status }) => status)).toEqual([400]);
  });

  it('says that the process is starting until the main port listens', async () => {
    const config = app.app.get(AppConfig);
    const starting = await createApp(config, app.app.get<logging.Logger>(Logger));
    const port = starting.get(ManagementPort);
    await port.open(starting.getHttpAdapter().getInstance());
    const probe = () => fetch(`http://127.0.0.1:${port.address?.port}/health/startup`);
    expect((await probe()).status).toBe(503);
    await starting.listen(0, '127.0.0.1');
    expect((await probe()).status).toBe(200);
    await starting.close();
  });

  it('logs probes and the reads of metrics at debug, and calls at info', async () => {
    lines.length = 0;
    await fetch(`${operators}/health/live`);
    await fetch(`${operators}/metrics`, { headers: key });
    await app.get('/v1/auth/whoami');
    const levels = lines.filter(({ msg }) => msg === 'request').map(({ path, level }) => [path, level]);
    expect(levels).toEqual([
      ['/health/live', 20],
      ['/metrics', 20],
      ['/v1/auth/whoami', 30],
    ]);
  });
});
