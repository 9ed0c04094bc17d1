import { CLIENTS, HEADERS, pagePath, readPage, startHostPages, startPeer } from '../host-page.js';
import { loadServer, type LoadResult } from '../load.js';
import { ratio, type Figure, type Row } from '../row.js';

const MAX_AGE_S = 3_600;

export const cachedPage: Row = {
  id: 'P6',
  work: `One server's ports from the cache, ${CLIENTS} clients on ${CLIENTS} servers`,
  reference: 'Nest + Fastify "hello"; Fastify that writes the same bytes from memory',
  async run(order) {
    const { cloud, portolan, pages, clients, rounds, warmLoads, ms, stop } = await startHostPages(order);
    const hello = await startPeer('hello', 'hello.js', '/hello');
    const writer = await startPeer('the byte writer', 'proxy.js', '/bytes', { UPSTREAM: cloud.url });
    const figures: Figure[] = [];
    let rowsEqual = true;
    try {
      for (const { rows, hosts } of pages) {
        const paths = hosts.map((host) => pagePath(host, MAX_AGE_S));
        for (const path of paths) {
          const first = await readPage(portolan.url + path);
          const again = await readPage(portolan.url + path);
          rowsEqual &&= first.check === again.check && first.check.startsWith(`${rows}:`);
        }
        await writer.child.ask((await readPage(portolan.url + (paths[0] as string))).text);
        await cloud.clear();
        const sides = {
          portolan: { peer: portolan, paths, results: [] as LoadResult[] },
          hello: { peer: hello, paths: ['/hello'], results: [] as LoadResult[] },
          writer: { peer: writer, paths: ['/bytes'], results: [] as LoadResult[] },
        };
        for (let round = 0; round < warmLoads + rounds; round++) {
          for (const { peer, paths: asked, results } of Object.values(sides)) {
            const { child, port } = peer;
            const load = { port, paths: asked, headers: HEADERS, clients, ms };
            const result = await loadServer(child, load);
            if (round >= warmLoads) results.push(result);
          }
        }
        if ((await cloud.calls()) > 0) throw new Error('a page was not answered from the cache');
        const speed = (side: keyof typeof sides): number[] =>
          sides[side].results.map(({ perSecond }) => perSecond);
        const cpu = (side: keyof typeof sides): number[] => sides[side].results.map(({ cpuUs }) => cpuUs);
        figures.push(
          ratio(
            `requests/s against hello, ${rows} rows`,
            speed('portolan'),
            speed('hello'),
            '/s',
            rows === 17 ? { atLeast: 0.3 } : {},
          ),
          ratio(
            `requests/s against the bytes, ${rows} rows`,
            speed('portolan'),
            speed('writer'),
            '/s',
            rows === 200 ? { atLeast: 0.5 } : {},
          ),
          ratio(`CPU a request against hello, ${rows} rows`, cpu('portolan'), cpu('hello'), 'µs'),
        );
      }
      return { figures, rowsEqual };
    } finally {
      await hello.child.stop();
      await writer.child.stop();
      await stop();
    }
  },
};
