import { gunzipSync } from 'node:zlib';
import { startCloud } from '../cloud.js';
import { KEY, startPortolan, type Portolan } from '../portolan.js';
import { ratio, type Row } from '../row.js';

interface Read {
  readonly ms: number;
  readonly bytes: number;
  readonly rows: number;
  readonly compressed: boolean;
}

export const compressed: Row = {
  id: 'P15',
  work: 'NDJSON of 1 000 servers fresh with `Accept-Encoding: gzip`; upstream 50 ms',
  reference: 'the same without compression',
  async run({ quick, seed }) {
    const cloud = await startCloud(quick ? 100 : 1_000, 50, seed);
    const portolan = await startPortolan(cloud);
    const packed: Read[] = [];
    const plain: Read[] = [];
    try {
      const rounds = quick ? 1 : 5;
      for (let round = 0; round <= rounds; round++) {
        const [one, other] = [await read(portolan, 'gzip'), await read(portolan, 'identity')];
        if (round === 0) continue;
        packed.push(one);
        plain.push(other);
      }
    } finally {
      await portolan.stop();
      await cloud.child.stop();
    }
    const pick = (reads: readonly Read[], name: 'ms' | 'bytes'): number[] => reads.map((each) => each[name]);
    return {
      figures: [
        ratio('wall', pick(packed, 'ms'), pick(plain, 'ms'), 'ms', { atMost: 1.1 }),
        ratio('bytes', pick(packed, 'bytes'), pick(plain, 'bytes'), 'bytes', { atMost: 0.125 }),
      ],
      rowsEqual: [...packed, ...plain].every(({ rows }) => rows === plain[0]?.rows),
      notes: packed.every((each) => each.compressed) ? [] : ['Not compressed: streams are sent as they are.'],
    };
  },
};

async function read({ pool }: Portolan, encoding: string): Promise<Read> {
  const started = performance.now();
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: '/v1/ports/query',
    headers: {
      'x-api-key': KEY,
      'content-type': 'application/json',
      accept: 'application/x-ndjson',
      'accept-encoding': encoding,
    },
    body: JSON.stringify({ hosts: { all: true }, plan: 'per-host', max_age: 0 }),
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  const ms = performance.now() - started;
  if (statusCode !== 200) throw new Error(`${statusCode} ${bytes.toString()}`);
  const isPacked = headers['content-encoding'] === 'gzip';
  const text = (isPacked ? gunzipSync(bytes) : bytes).toString();
  const rows = text.split('\n').filter((line) => line.startsWith('{"type":"item"')).length;
  return { ms, bytes: bytes.length, rows, compressed: isPacked };
}
