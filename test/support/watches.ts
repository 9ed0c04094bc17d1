import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as configured from '../../src/modules/watches/configured-watches.js';
import type * as deliveries from '../../src/query/watches/deliveries.js';
import type * as stores from '../../src/query/watches/watch-store.js';
import type * as looks from '../../src/query/watches/looks.js';
import type { LookResult } from '../../src/query/watches/looks.js';
import type { WatchDto } from '../../src/modules/watches/watches.dto.js';
import { outside } from './outside.js';
import type { Stack } from './stack.js';

const { Looks } = await outside<typeof looks>('src/query/watches/looks.ts');
const { WatchStore } = await outside<typeof stores>('src/query/watches/watch-store.ts');
const { Deliveries } = await outside<typeof deliveries>('src/query/watches/deliveries.ts');
const { ConfiguredWatches } = await outside<typeof configured>('src/modules/watches/configured-watches.ts');

export const HOOK_SECRET = `whsec_${Buffer.from('a-secret-for-tests-of-hooks-only').toString('base64')}`;

/** An application with watches; its looks come when a test wants them. */
type App = Pick<Stack, 'app' | 'get'>;

/** Looks now, and sends what was found. @param whole whether everything is read. */
export async function lookNow({ app }: App, name: string, whole = false): Promise<LookResult> {
  const watch = app.get(ConfiguredWatches, { strict: false }).watches.get(name);
  if (watch === undefined) throw new Error(`there is no watch ${name}`);
  const asked = whole ? { ...watch, fullEveryMs: 0 } : watch;
  const result = await app.get(Looks, { strict: false }).look(asked, new AbortController().signal);
  await app.get(Deliveries, { strict: false }).submit(name);
  return result;
}

/** Lets the next look die before or after its changes are kept. */
export function cutNextLook({ app }: Pick<Stack, 'app'>, when: 'before' | 'after'): void {
  const store = app.get<stores.WatchStore>(WatchStore, { strict: false });
  const write = store.write.bind(store);
  store.write = async (...args) => {
    if (args[3] === undefined) return write(...args);
    store.write = write;
    if (when === 'after') await write(...args);
    throw new Error('the look was cut');
  };
}

export async function watchNamed({ get }: Pick<Stack, 'get'>, name: string): Promise<WatchDto> {
  const { items } = (await (await get('/v1/watches')).json()) as { items: WatchDto[] };
  const watch = items.find((each) => each.name === name);
  if (watch === undefined) throw new Error(`there is no watch ${name}`);
  return watch;
}

/** One change as callers see it. */
export interface ToldChange {
  readonly seq: number;
  readonly change: 'added' | 'removed' | 'changed';
  readonly seen_by: 'counts' | 'whole';
  readonly row: Readonly<Record<string, unknown>>;
  readonly before: Readonly<Record<string, unknown>> | null;
}

/** Returns all changes of a watch, oldest first. */
export async function changesOf({ get }: Pick<Stack, 'get'>, name: string): Promise<ToldChange[]> {
  const text = await (await get(`/v1/watches/${name}/changes?format=ndjson`)).text();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { item?: ToldChange });
  return lines.flatMap(({ item }) => item ?? []).reverse();
}

/** Opens or closes a port of a server of the emulator. */
export async function editPort(
  emulatorUrl: string,
  edit: {
    readonly host_id: string;
    readonly port: number;
    readonly open?: boolean;
    readonly danger?: boolean;
  },
): Promise<void> {
  const body = JSON.stringify(edit);
  const { status } = await fetch(`${emulatorUrl}/__emulator/fleet/ports`, { method: 'POST', body });
  if (status !== 204) throw new Error(`the port was not changed: ${status}`);
}

export interface HookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on a free port of this machine. */
export interface Receiver {
  readonly url: string;
  readonly requests: readonly HookRequest[];
  close(): Promise<void>;
}

/** @param answer returns the status, and headers, of the answer to a request. */
export async function startReceiver(
  answer: (request: HookRequest) => readonly [status: number, headers?: Record<string, string>],
): Promise<Receiver> {
  const requests: HookRequest[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const given = { headers: request.headers, body };
      requests.push(given);
      const [status, headers = {}] = answer(given);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
