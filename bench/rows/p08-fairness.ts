import { hostIds, startCloud } from '../cloud.js';
import { quantile } from '../measure.js';
import { clientOf, KEY, startPortolan, streamRows, type Portolan } from '../portolan.js';
import type { Figure, Row } from '../row.js';

export const fairness: Row = {
  id: 'P8',
  work: 'Small fresh queries beside a large one: ten servers beside 10 000 at 50 ms; one server beside 500 at 10 ms',
  reference: 'the same small queries with nothing beside them',
  async run({ quick, seed }) {
    const queries = quick ? 5 : 60;
    const cases = [
      { servers: quick ? 300 : 10_000, latency: 50, small: 10, share: 0.95, word: 'p95' },
      { servers: quick ? 100 : 500, latency: 10, small: 1, share: 0.5, word: 'median' },
    ];
    const figures: Figure[] = [];
    let rowsEqual = true;
    for (const { servers, latency, small, share, word } of quick ? cases.slice(1) : cases) {
      const cloud = await startCloud(servers, latency, seed);
      const portolan = await startPortolan(cloud);
      try {
        const hosts = await hostIds(cloud);
        const ask = (at: number): Promise<Timed> =>
          askFor(
            portolan,
            Array.from(
              { length: small },
              (_, each) => hosts[(at * small + each * 7) % hosts.length] as string,
            ),
          );
        for (let at = 0; at < queries; at++) await ask(at);
        const idle: Timed[] = [];
        for (let at = 0; at < queries; at++) idle.push(await ask(at));
        const end = keepBusy(portolan);
        await ask(0);
        const beside: Timed[] = [];
        for (let at = 0; at < queries; at++) beside.push(await ask(at));
        await end();
        rowsEqual &&= idle.every(({ rows }, at) => rows === beside[at]?.rows);
        const [ours, reference] = [beside, idle].map((runs) =>
          quantile(
            runs.map(({ ms }) => ms),
            share,
          ),
        ) as [number, number];
        const name = `${word}, ${small === 1 ? 'one server' : `${small} servers`} beside ${quick ? 'many' : servers}`;
        figures.push({ name, value: ours / reference, unit: '×', ours, reference, rawUnit: 'ms', atMost: 2 });
      } finally {
        await portolan.stop();
        await cloud.child.stop();
      }
    }
    return {
      figures,
      rowsEqual,
      notes: ['60 small queries one after the other; the large query is repeated.'],
    };
  },
};

interface Timed {
  readonly ms: number;
  readonly rows: number;
}

async function askFor({ pool }: Portolan, hosts: readonly string[]): Promise<Timed> {
  const started = performance.now();
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/ports/query',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ host_ids: hosts, max_age: 0, limit: 1_000 }),
  });
  const text = await body.text();
  const ms = performance.now() - started;
  if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
  return { ms, rows: (JSON.parse(text) as { readonly items: readonly unknown[] }).items.length };
}

/** Streams the whole fleet over and over until the function that it returns is called. */
function keepBusy({ port }: Portolan): () => Promise<void> {
  const pool = clientOf(port);
  let stopped = false;
  const work = async (): Promise<void> => {
    while (!stopped) await streamRows(pool, { hosts: { all: true }, plan: 'per-host', max_age: 0 });
  };
  const working = work().catch((error: unknown) => {
    if (!stopped) throw error;
  });
  return async () => {
    stopped = true;
    await pool.destroy();
    await working;
  };
}
