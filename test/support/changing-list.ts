import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type Server = Record<string, unknown> & { readonly host_id: string };

/** A proxy before the emulator whose list of servers changes while it is read. */
export interface ChangingList {
  readonly url: string;
  /** Number of calls for a page after which one server is added or removed; 0: never. */
  changeEvery: number;
  /** Calls for a page so far. */
  calls: number;
  /** From now on, servers that are in the list stay, and only those that came later may go. */
  begin(): void;
  /** Ids of the servers that have been there all the time since `begin`. */
  stable(): string[];
  close(): Promise<void>;
}

const LIST = '/host-management/hosts';
const PAGE = 200;

/** @param random numbers from 0 up to 1, for what changes and where. */
export async function startChangingList(emulatorUrl: string, random: () => number): Promise<ChangingList> {
  const { port: target } = new URL(emulatorUrl);
  let servers: Server[] | undefined;
  let there = new Set<string>();
  let added = 0;

  const server = createServer((near, answer) => {
    const { method, url = '', headers } = near;
    const asked = new URL(url, emulatorUrl);
    if (!asked.pathname.endsWith(LIST) || asked.searchParams.has('host_id_list')) {
      const far = ask({ host: '127.0.0.1', port: target, method, path: url, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      });
      far.on('error', () => answer.destroy());
      near.pipe(far);
      return;
    }
    near.resume();
    void page(asked, headers).then((body) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(body));
    });
  });

  async function page(asked: URL, headers: IncomingHttpHeaders): Promise<object> {
    servers ??= await readAll(new URL(asked), headers);
    if (there.size === 0) list.begin();
    const offset = Number(asked.searchParams.get('offset'));
    const limit = Number(asked.searchParams.get('limit'));
    const body = { total_num: servers.length, data_list: servers.slice(offset, offset + limit) };
    if (list.changeEvery > 0 && ++list.calls % list.changeEvery === 0) change(servers);
    return body;
  }

  function change(all: Server[]): void {
    const at = Math.floor(random() * all.length);
    if (random() < 0.5) all.splice(at, 0, { ...(all[at] as Server), host_id: `added-${++added}` });
    else for (const { host_id: id } of all.splice(at, 1)) there.delete(id);
  }

  async function readAll(asked: URL, headers: IncomingHttpHeaders): Promise<Server[]> {
    const all: Server[] = [];
    for (let total = 1; all.length < total;) {
      asked.searchParams.set('offset', String(all.length));
      asked.searchParams.set('limit', String(PAGE));
      const token = String(headers['x-auth-token']);
      const reply = await fetch(`${emulatorUrl}${asked.pathname}${asked.search}`, {
        headers: {
          'x-auth-token': token,
          region: String(headers['region']),
          'content-type': 'application/json',
        },
      });
      const { total_num, data_list } = (await reply.json()) as { total_num: number; data_list: Server[] };
      total = total_num;
      all.push(...data_list);
    }
    return all;
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const list: ChangingList = {
    url: `http://127.0.0.1:${port}`,
    changeEvery: 0,
    calls: 0,
    begin: () => (there = new Set((servers ?? []).map(({ host_id: id }) => id))),
    stable: () => [...there],
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return list;
}
