import { PassThrough, pipeline, type Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { Pool } from 'undici';
import { Child } from './child.js';

const KEY = 'portolan-demo-key';
const ITEM = '{"type":"item"';
const LINE_FEED = 10;

/** One streamed answer, as its client sees it. */
export interface StreamRun {
  readonly wallMs: number;
  readonly firstByteMs: number;
  readonly firstRowMs: number;
  readonly rows: number;
  /** As sent, so compressed where the answer was. */
  readonly bytes: number;
  /** Upstream calls, as the summary reports them. */
  readonly upstreamCalls: number;
}

/** Starts Portolan in a process of its own, on the emulator at `upstream`. */
export async function startPortolan(port: number, upstream: string): Promise<{ child: Child; pool: Pool }> {
  const url = `http://127.0.0.1:${port}`;
  const child = Child.start('Portolan', 'dist/main.js', {
    NODE_ENV: 'production',
    PORTOLAN_CONFIG: 'config/demo.yaml',
    HOST: '127.0.0.1',
    PORT: String(port),
    EMULATOR_PORT: new URL(upstream).port,
    HSS_ENDPOINT: upstream,
    IAM_ENDPOINT: upstream,
    REDIS_URL: '',
    LOG_LEVEL: 'warn',
    PORTOLAN_DEMO_KEY: KEY,
  });
  await child.answers(`${url}/health/ready`);
  return { child, pool: clientOf(port) };
}

/** Returns a pool of one connection, without timeouts that would cut a long stream. */
export function clientOf(port: number): Pool {
  return new Pool(`http://127.0.0.1:${port}`, { connections: 1, bodyTimeout: 0, headersTimeout: 0 });
}

const DECODERS = {
  identity: () => new PassThrough(),
  gzip: () => createGunzip(),
  br: () => createBrotliDecompress(),
} satisfies Record<string, () => Duplex>;
/** Content codings of a stream that this client can decode. */
export type Coding = keyof typeof DECODERS;

/** Streams the ports of the whole fleet and counts the rows with as little work as possible. */
export async function streamFleet(pool: Pool, coding?: Coding): Promise<StreamRun> {
  const started = performance.now();
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: '/v1/ports/query',
    headers: {
      'x-api-key': KEY,
      'content-type': 'application/json',
      accept: 'application/x-ndjson',
      ...(coding === undefined ? {} : { 'accept-encoding': coding }),
    },
    body: JSON.stringify({ hosts: { all: true }, plan: 'per-host', max_age: 0, timeout_ms: 300_000 }),
  });
  if (statusCode !== 200) throw new Error(`stream: ${statusCode} ${await body.text()}`);
  const given = String(headers['content-encoding'] ?? 'identity');
  if (given !== (coding ?? 'identity')) throw new Error(`stream: coding ${given}`);
  let firstByteMs = 0;
  let firstRowMs = 0;
  let rows = 0;
  let bytes = 0;
  let summary: { complete: boolean; items: number; upstream_calls: number } | undefined;
  let rest = Buffer.alloc(0);
  body.on('data', (part: Buffer) => {
    if (firstByteMs === 0) firstByteMs = performance.now() - started;
    bytes += part.length;
  });
  const decoded = coding === undefined ? body : pipeline(body, DECODERS[coding](), () => {});
  for await (const part of decoded as AsyncIterable<Buffer>) {
    const chunk = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      if (chunk.toString('latin1', from, from + ITEM.length) === ITEM) rows++;
      else {
        const line = JSON.parse(chunk.toString('utf8', from, end)) as {
          type: string;
          summary?: typeof summary;
        };
        if (line.type === 'summary') summary = line.summary;
      }
      from = end + 1;
    }
    if (firstRowMs === 0 && rows > 0) firstRowMs = performance.now() - started;
    rest = Buffer.from(chunk.subarray(from));
  }
  if (summary?.complete !== true || summary.items !== rows)
    throw new Error('the stream was cut or incomplete');
  return {
    wallMs: performance.now() - started,
    firstByteMs,
    firstRowMs,
    rows,
    bytes,
    upstreamCalls: summary.upstream_calls,
  };
}
