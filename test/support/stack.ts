import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type * as loading from '../../src/platform/config/load-config.js';
import { startEmulator, type Emulator, type EmulatorOptions } from './emulator.js';
import type * as application from '../../src/app.js';
import { outside } from './outside.js';
import { witness } from './witness.js';

const { pino } = await outside<typeof import('pino')>('pino');
const { createApp } = await outside<typeof application>('src/app.ts');
const { buildConfig } = await outside<typeof loading>('src/platform/config/load-config.ts');

export const KEY = 'a-key-for-tests-only';
export const SECRET = 'a-secret-for-tests-only-of-40-characters';

type Tree = Record<string, unknown>;

export interface StackOptions {
  readonly emulator?: EmulatorOptions;
  /** Overrides the default configuration of the tests; names as in the YAML files. */
  readonly config?: Tree;
  /** Where the log goes; default nowhere. */
  readonly log?: { write(line: string): void };
}

/** The real application on a free port, on a real emulator on another. */
export interface Stack {
  readonly url: string;
  readonly emulator: Emulator;
  readonly app: NestFastifyApplication;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const emulator = await startEmulator(options.emulator);
  const app = await startApp(emulator.url, options);
  return {
    ...app,
    emulator,
    close: async () => {
      await app.close();
      await emulator.close();
    },
  };
}

/** One more application on an emulator that runs already. */
export async function startApp(
  emulatorUrl: string,
  options: Omit<StackOptions, 'emulator'> = {},
): Promise<Omit<Stack, 'emulator'>> {
  const tree = merge(
    {
      server: { host: '127.0.0.1', port: 0 },
      log: { level: options.log === undefined ? 'silent' : 'trace', format: 'json' },
      secrets: [{ id: 'test', value: SECRET }],
      projects: [
        {
          alias: 'demo',
          region: 'ap-southeast-3',
          project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
          hss_endpoint: emulatorUrl,
          iam_endpoint: emulatorUrl,
          credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
        },
      ],
      auth: { demo_key: KEY },
      docs: { public: true },
    },
    options.config ?? {},
  );
  const config = buildConfig(tree);
  const logger =
    options.log === undefined ? pino({ level: 'silent' }) : pino({ level: 'trace' }, options.log);
  const app = await createApp(config, logger);
  witness.watch(app.getHttpServer());
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    app,
    get: (path, headers = {}) => fetch(url + path, { headers: { 'x-api-key': KEY, ...headers } }),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: async () => {
      await app.close();
      witness.verify();
    },
  };
}

function merge(below: Tree, above: Tree): Tree {
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const base = merged[key];
    merged[key] = isTree(base) && isTree(value) ? merge(base, value) : value;
  }
  return merged;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
