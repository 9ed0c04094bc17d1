import { connect } from 'node:net';
import { issueToken, PROJECT_ID, startCloud } from './cloud.js';

const ROWS = 30;
/** Servers in the fleet. Few servers have 30 rows or more: a few dozen in a fleet of this size. */
const HOSTS = 10_000;
const SOCKETS = 16;
/** Requests in flight on each socket. With one at a time the bench would measure the client, not the emulator. */
const AHEAD = 16;
const SECONDS = 4;
const GOOD = Buffer.from('HTTP/1.1 200');

export interface EmulatorSpeed {
  readonly pages: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Measures how many pages of 30 port rows the emulator serves without latency. The client hardly parses the answers. */
export async function measureEmulator(port: number): Promise<EmulatorSpeed> {
  const cloud = await startCloud(port, HOSTS, 0);
  try {
    const token = await issueToken(cloud.url);
    const paths = await fullPages(cloud.url, token);
    const requests = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Auth-Token: ${token}\r\n\r\n`),
    );
    await ask(port, requests, 500);
    const cpu = cloud.child.cpuMs();
    const started = performance.now();
    const pages = await ask(port, requests, SECONDS * 1_000);
    return { pages, wallMs: performance.now() - started, cpuMs: cloud.child.cpuMs() - cpu };
  } finally {
    await cloud.child.stop();
  }
}

/** Returns a request for a page of exactly 30 rows for each server that has at least 30. */
async function fullPages(url: string, token: string): Promise<string[]> {
  const truth = await (await fetch(`${url}/__emulator/fleet/ports`)).text();
  const counts = new Map<string, number>();
  for (const line of truth.split('\n')) {
    if (line === '') continue;
    const { host_id: id } = JSON.parse(line) as { host_id: string };
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const paths = [...counts]
    .filter(([, count]) => count >= ROWS)
    .map(
      ([id]) =>
        `/v5/${PROJECT_ID}/asset/ports?host_id=${id}&enterprise_project_id=all_granted_eps&limit=${ROWS}&offset=0`,
    );
  const sample = await fetch(url + (paths[0] ?? ''), { headers: { 'x-auth-token': token } });
  const page = (await sample.json()) as { data_list: unknown[] };
  if (paths.length < 20 || page.data_list.length !== ROWS)
    throw new Error(`the fleet has too few full pages: ${paths.length}, ${page.data_list.length} rows`);
  return paths;
}

/** Keeps `AHEAD` requests in flight on every socket for the given time, and counts the answers. */
async function ask(port: number, requests: readonly Buffer[], forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let at = 0;
  const one = (): Promise<number> =>
    new Promise((resolve, reject) => {
      let answers = 0;
      let ahead = 0;
      const socket = connect(port, '127.0.0.1');
      const send = (count: number): void => {
        const batch: Buffer[] = [];
        for (let each = 0; each < count; each++) batch.push(requests[at++ % requests.length] as Buffer);
        ahead += count;
        socket.write(Buffer.concat(batch));
      };
      socket.on('connect', () => send(AHEAD));
      socket.on('error', reject);
      socket.setTimeout(5_000, () => reject(new Error('the emulator stopped answering, or not with 200')));
      let tail = Buffer.alloc(0);
      socket.on('data', (part: Buffer) => {
        const chunk = Buffer.concat([tail, part]);
        let found = 0;
        for (let from = chunk.indexOf(GOOD); from >= 0; from = chunk.indexOf(GOOD, from + 1)) found++;
        // A status line may arrive in two chunks. The bytes kept here are too few for a whole one, so none is counted twice.
        tail = Buffer.from(chunk.subarray(-GOOD.length + 1));
        answers += found;
        ahead -= found;
        if (performance.now() < until) {
          if (found > 0) send(found);
        } else if (ahead <= 0) {
          socket.destroy();
          resolve(answers);
        }
      });
    });
  const counts = await Promise.all(Array.from({ length: SOCKETS }, one));
  return counts.reduce((sum, count) => sum + count, 0);
}
