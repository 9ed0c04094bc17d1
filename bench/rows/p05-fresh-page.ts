import { CLIENTS, HEADERS, pagePath, readPage, startHostPages, startPeer, type Pages } from '../host-page.js';
import { loadServer, type LoadResult } from '../load.js';
import { startNginx } from '../peers/nginx.js';
import { difference, ratio, type Figure, type Row } from '../row.js';

export const freshPage: Row = {
  id: 'P5',
  work: `One server's ports fresh (max_age=0), ${CLIENTS} clients on ${CLIENTS} servers and one client; upstream answers at once`,
  reference:
    'bare Fastify + undici that fetches the same pages, parses and maps; nginx proxy_pass where installed',
  async run(order) {
    const { cloud, portolan, pages, clients, rounds, warmLoads, ms, stop } = await startHostPages(order);
    const proxy = await startPeer('the proxy', 'proxy.js', '/bytes', { UPSTREAM: cloud.url });
    const nginx = await startNginx(cloud.url);
    const figures: Figure[] = [];
    const notes: string[] = nginx === undefined ? ['nginx is not installed: not compared.'] : [];
    let rowsEqual = true;
    const measure = async ({ rows, hosts }: Pages): Promise<void> => {
      const paths = {
        portolan: hosts.map((host) => pagePath(host, 0)),
        proxy: hosts.map((host) => `/proxy/${host}`),
        nginx: hosts.map((host) => `/proxy/${host}`),
      };
      for (const [at, path] of paths.portolan.entries()) {
        const ours = await readPage(portolan.url + path);
        const theirs = await readPage(`http://127.0.0.1:${proxy.port}${paths.proxy[at]}`);
        rowsEqual &&= rows === 200 ? sameCount(ours.check, theirs.check) : ours.check === theirs.check;
      }
      await cloud.clear();
      const load = (side: keyof typeof paths, count: number): Promise<LoadResult> => {
        const peer = { portolan, proxy, nginx: nginx ?? proxy }[side];
        return loadServer(peer.child, {
          port: peer.port,
          paths: paths[side],
          headers: HEADERS,
          clients: count,
          ms,
        });
      };
      const many = { portolan: [] as LoadResult[], proxy: [] as LoadResult[], nginx: [] as LoadResult[] };
      const one = { portolan: [] as number[], proxy: [] as number[] };
      const warm = await load('portolan', clients);
      const calls = (await cloud.calls()) / warm.requests;
      if (calls > 1.1) notes.push(`${rows} rows: ${calls.toFixed(1)} upstream calls a request.`);
      for (let at = 1; at < warmLoads; at++) await load('portolan', clients);
      for (let at = 0; at < warmLoads; at++) await load('proxy', clients);
      for (let round = 0; round < rounds; round++) {
        for (const side of ['portolan', 'proxy'] as const) {
          many[side].push(await load(side, clients));
          one[side].push((await load(side, 1)).medianMs);
        }
        if (nginx !== undefined) many.nginx.push(await load('nginx', clients));
      }
      const cpu = (results: readonly LoadResult[]): number[] => results.map(({ cpuUs }) => cpuUs);
      const speed = (results: readonly LoadResult[]): number[] => results.map(({ perSecond }) => perSecond);
      figures.push(
        ratio(`CPU a request, ${rows} rows`, cpu(many.portolan), cpu(many.proxy), 'µs', { atMost: 2 }),
        difference(`median of one client, ${rows} rows`, one.portolan, one.proxy, 'ms', { atMost: 0.4 }),
        ratio(`requests/s, ${rows} rows`, speed(many.portolan), speed(many.proxy), '/s'),
      );
      if (nginx !== undefined)
        figures.push(
          ratio(`requests/s against nginx, ${rows} rows`, speed(many.portolan), speed(many.nginx), '/s', {
            atLeast: 0.15,
          }),
        );
    };
    try {
      for (const each of pages) await measure(each);
      return { figures, rowsEqual, notes };
    } finally {
      await nginx?.child.stop();
      await proxy.child.stop();
      await stop();
    }
  },
};

/** Our first page has the first 200 rows in our fixed order, the reference's the first 200 by port alone. */
function sameCount(ours: string, theirs: string): boolean {
  return ours.split(':')[0] === theirs.split(':')[0];
}
