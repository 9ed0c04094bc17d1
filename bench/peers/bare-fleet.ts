// The baseline of the bench: the same calls with only an undici pool, JSON.parse and a counter. It runs in a process of its own,
// driven over the process channel, so that its code is as warm as the service's. It can also write the rows as NDJSON, without
// back-pressure, which shows what the output alone costs.
import { createServer, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { issueToken, PROJECT_ID } from '../cloud.js';

/** Rows a page, where the order does not say. */
const PAGE = 200;

export interface BareOrder {
  readonly url: string;
  readonly window: number;
  /** Servers to read; without it, all that the vendor lists. */
  readonly hosts?: readonly string[];
  readonly pageLimit?: number;
  /** Port to listen on. The work is then done for each request, and the answer to this order only says that it listens. */
  readonly serveOn?: number;
}

export interface BareAnswer {
  readonly wallMs: number;
  /** Until the first server with rows was whole: the service hands out no row before that. */
  readonly firstRowMs: number;
  readonly rows: number;
  readonly calls: number;
  /** Calls that list servers. */
  readonly listCalls: number;
  /** Pages of port rows by server, in the order of the list. */
  readonly pagesByHost: readonly number[];
}

interface List {
  readonly total_num: number;
  readonly data_list: readonly { readonly host_id: string }[];
}

type OnPage = (rows: List['data_list']) => void;

let pool: Pool | undefined;
let token: string | undefined;

async function run(
  { url, window, hosts: named, pageLimit = PAGE }: BareOrder,
  onPage?: OnPage,
): Promise<BareAnswer> {
  pool ??= new Pool(url, { connections: window, pipelining: 1 });
  token ??= await issueToken(url);
  const client = pool;
  const headers = { 'x-auth-token': token };
  const started = performance.now();
  let calls = 0;
  const get = async (path: string): Promise<List> => {
    calls++;
    const { statusCode, body } = await client.request({ method: 'GET', path, headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text}`);
    return JSON.parse(text) as List;
  };
  const scope = `enterprise_project_id=all_granted_eps&limit=${pageLimit}`;
  const hosts = named ?? (await listServers(get));
  const listCalls = calls;

  // One queue of pages for all servers: the other pages of a server go to the front as soon as their number is known.
  const queue = hosts.map((_, index) => ({ index, offset: 0 })).reverse();
  const pagesByHost = new Array<number>(hosts.length).fill(1);
  const pagesLeft = new Array<number>(hosts.length).fill(1);
  let rows = 0;
  let firstRowMs = 0;
  let working = 0;
  await new Promise<void>((resolve, reject) => {
    const pump = (): void => {
      if (queue.length === 0 && working === 0) resolve();
      while (working < window) {
        const next = queue.pop();
        if (next === undefined) return;
        working++;
        const { index, offset } = next;
        get(`/v5/${PROJECT_ID}/asset/ports?host_id=${hosts[index]}&${scope}&offset=${offset}`).then(
          (page) => {
            working--;
            rows += page.data_list.length;
            onPage?.(page.data_list);
            if (offset === 0) {
              const pages = Math.max(1, Math.ceil(page.total_num / pageLimit));
              pagesByHost[index] = pagesLeft[index] = pages;
              for (let at = pages - 1; at > 0; at--) queue.push({ index, offset: at * pageLimit });
            }
            const left = --(pagesLeft[index] as number);
            if (firstRowMs === 0 && left === 0 && page.data_list.length > 0)
              firstRowMs = performance.now() - started;
            pump();
          },
          reject,
        );
      }
    };
    pump();
  });
  return { wallMs: performance.now() - started, firstRowMs, rows, calls, listCalls, pagesByHost };
}

async function listServers(get: (path: string) => Promise<List>): Promise<string[]> {
  const page = (offset: number): Promise<List> =>
    get(
      `/v5/${PROJECT_ID}/host-management/hosts?enterprise_project_id=all_granted_eps&limit=${PAGE}&offset=${offset}`,
    );
  const first = await page(0);
  const others: Promise<List>[] = [];
  for (let offset = PAGE; offset < first.total_num; offset += PAGE) others.push(page(offset));
  const lists = [first, ...(await Promise.all(others))];
  return lists.flatMap((list) => list.data_list.map(({ host_id }) => host_id));
}

async function serve(order: BareOrder, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const { rows, calls } = await run(order, (page) => {
    let lines = '';
    for (const item of page) lines += `{"type":"item","item":${JSON.stringify(item)}}\n`;
    response.write(lines);
  });
  const summary = { complete: true, items: rows, upstream_calls: calls };
  response.end(`${JSON.stringify({ type: 'summary', summary })}\n`);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

process.on('message', (order: BareOrder) => {
  if (order.serveOn === undefined) {
    void run(order).then((answer) => process.send?.(answer), fail);
    return;
  }
  createServer((request, response) => {
    request.resume();
    serve(order, response).catch(fail);
  }).listen(order.serveOn, '127.0.0.1', () => process.send?.({}));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
