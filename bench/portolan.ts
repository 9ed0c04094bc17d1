import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { Child } from './child.js';
import { PROJECT_ID, type Cloud } from './cloud.js';
import { freePort } from './free-port.js';
import { RowCheck, type RowIdentity } from './measure.js';

/** Variable of the environment that names another program than the one built here, to measure an earlier commit. */
export const PROGRAM_VARIABLE = 'BENCH_PROGRAM';
/** The program that is measured. */
export const PROGRAM = process.env[PROGRAM_VARIABLE] ?? 'dist/bundle/main.js';

export const KEY = 'portolan-demo-key';
const ITEM = '{"type":"item"';
const LINE_FEED = 10;

/** Portolan in a process of its own. */
export interface Portolan {
  readonly child: Child;
  readonly port: number;
  readonly url: string;
  /** A client of one connection, without timeouts that would cut a long stream. */
  readonly pool: Pool;
  stop(): Promise<void>;
}

/** What may differ between the services that are measured. Names as in the configuration. */
export interface Settings {
  readonly upstream?: Readonly<Record<string, unknown>>;
  readonly redisUrl?: string;
  /** A wrong one makes every upstream call fail. */
  readonly password?: string;
}

/** Starts Portolan on an emulator and waits until it is ready. */
export async function startPortolan(
  cloud: Pick<Cloud, 'url'>,
  settings: Settings = {},
  waitFor = '/health/ready',
): Promise<Portolan> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = Child.start('Portolan', PROGRAM, environmentOf(port, cloud.url, settings));
  await child.answers(url + waitFor);
  const pool = clientOf(port);
  const stop = async (): Promise<void> => {
    await pool.destroy();
    await child.stop();
  };
  return { child, port, url, pool, stop };
}

/** Returns the environment of a service that serves on `port`; its configuration is a file of its own. */
export function environmentOf(port: number, upstream: string, settings: Settings): Record<string, string> {
  const file = join(mkdtempSync(join(tmpdir(), 'portolan-bench-')), 'config.yaml');
  // Every JSON text is a YAML text.
  const config = {
    server: { host: '127.0.0.1', port, max_requests: 100_000 },
    secrets: [{ id: 'bench', value: 'a-secret-for-benches-only-of-40-characters' }],
    projects: [
      {
        alias: 'demo',
        region: 'ap-southeast-3',
        project_id: PROJECT_ID,
        hss_endpoint: upstream,
        iam_endpoint: upstream,
        credentials: [
          {
            kind: 'password',
            domain: 'portolan',
            user: 'demo',
            password: settings.password ?? 'demo-password',
          },
        ],
      },
    ],
    auth: { demo_key: KEY },
    query: { max_timeout_ms: 3_600_000 },
    // The limits for one caller are not what is measured.
    limits: { points_per_minute: 1_000_000_000, concurrent_requests: 100_000, concurrent_streams: 10_000 },
    upstream: settings.upstream ?? {},
  };
  writeFileSync(file, JSON.stringify(config));
  return {
    NODE_ENV: 'production',
    PORTOLAN_CONFIG: file,
    REDIS_URL: settings.redisUrl ?? '',
    LOG_LEVEL: 'fatal',
  };
}

/** Returns a pool of one connection, without timeouts that would cut a long stream. */
export function clientOf(port: number): Pool {
  return new Pool(`http://127.0.0.1:${port}`, { connections: 1, bodyTimeout: 0, headersTimeout: 0 });
}

/** One streamed answer, as its client sees it. */
export interface StreamRun {
  readonly wallMs: number;
  readonly firstRowMs: number;
  readonly rows: number;
  readonly failures: number;
  readonly bytes: number;
  /** As the summary reports them. */
  readonly upstreamCalls: number;
  readonly plan: string;
  /** Of the rows, where they were asked to be checked. */
  readonly check: string | undefined;
}

interface Summary {
  readonly complete: boolean;
  readonly items: number;
  readonly upstream_calls: number;
  readonly plan?: string;
}

interface Line {
  readonly type: string;
  readonly summary?: Summary;
}

/** How a stream is read. */
export interface Reading {
  /** Parse every row and add up their hashes. It costs the client much time. */
  readonly check?: boolean;
  /** Failures are expected; otherwise the stream has to be complete. */
  readonly partial?: boolean;
}

/** Asks for rows as NDJSON and counts them with as little work as possible. @throws Error when the stream is cut. */
export async function streamRows(
  pool: Pool,
  query: Readonly<Record<string, unknown>>,
  reading: Reading = {},
): Promise<StreamRun> {
  const started = performance.now();
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/ports/query',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify({ timeout_ms: 600_000, ...query }),
  });
  if (statusCode !== 200) throw new Error(`stream: ${statusCode} ${await body.text()}`);
  const check = reading.check === true ? new RowCheck() : undefined;
  const lines = new LineCounter(check);
  let firstRowMs = 0;
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    lines.take(part);
    if (firstRowMs === 0 && lines.rows > 0) firstRowMs = performance.now() - started;
  }
  const { rows, failures, summary } = lines;
  if (summary?.items !== rows) throw new Error('the stream was cut');
  if (!summary.complete && reading.partial !== true) throw new Error('the stream was not complete');
  return {
    wallMs: performance.now() - started,
    firstRowMs,
    rows,
    failures,
    bytes,
    upstreamCalls: summary.upstream_calls,
    plan: summary.plan ?? '',
    check: check?.text,
  };
}

/** Splits the bytes of a stream into lines, counts the rows without parsing them, and keeps the summary. */
class LineCounter {
  rows = 0;
  failures = 0;
  summary: Summary | undefined;
  private rest = Buffer.alloc(0);

  constructor(private readonly check: RowCheck | undefined) {}

  take(part: Buffer): void {
    const chunk = this.rest.length === 0 ? part : Buffer.concat([this.rest, part]);
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      if (chunk.toString('latin1', from, from + ITEM.length) === ITEM) {
        this.rows++;
        if (this.check !== undefined) {
          const line = JSON.parse(chunk.toString('utf8', from, end)) as { readonly item: RowIdentity };
          this.check.add(line.item);
        }
      } else this.other(JSON.parse(chunk.toString('utf8', from, end)) as Line);
      from = end + 1;
    }
    this.rest = Buffer.from(chunk.subarray(from));
  }

  private other(line: Line): void {
    if (line.type === 'failure') this.failures++;
    else if (line.type === 'summary') this.summary = line.summary;
  }
}
