import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/server.js';
import { readStream, type StreamAnswer } from '../support/answers.js';
import { NO_NAME, startBrokenUpstreams, type BrokenUpstreams } from '../support/broken-upstreams.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import { rowText, truePorts } from '../support/truth.js';

const HOSTS = size(60, 500);
const SEEDS = size(1, 50);
/** Kinds at work at a time. */
const AT_ONCE = size(5, 3);
const TIMEOUT_MS = size(10_000, 30_000);
const PORTS = '/asset/ports';
/** Share of all answers that a fault hits. */
const SHARE = 0.2;
/** Hosts that it hits every time. */
const VICTIMS = 2;

interface Kind {
  readonly name: string;
  /** Scripted in the emulator; or the whole upstream of the project is broken. */
  readonly faults?: readonly Record<string, unknown>[];
  readonly upstream?: keyof Omit<BrokenUpstreams, 'close'>;
  /** Hits so many answers at most, besides the victims. */
  readonly times?: number;
}

const status = (code: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'status',
  status: code,
  ...more,
});

/** The 29 of the promise; those of one number together. */
const KINDS: readonly Kind[] = [
  { name: 'connection refused', upstream: 'refused' },
  { name: 'connection into a black hole', upstream: 'blackHole' },
  { name: 'no such name', upstream: 'noName' },
  { name: 'untrusted certificate', upstream: 'untrusted' },
  { name: 'reset before headers', faults: [{ kind: 'reset' }] },
  { name: 'reset in the body', faults: [{ kind: 'reset_mid_body' }] },
  { name: 'end in the body', faults: [{ kind: 'fin' }, { kind: 'cut' }] },
  { name: 'no headers in time', faults: [{ kind: 'header_timeout' }, { kind: 'hang' }] },
  { name: 'a byte a second', faults: [{ kind: 'drip' }] },
  { name: 'fewer bytes than promised', faults: [{ kind: 'truncated' }] },
  { name: 'garbage for chunks', faults: [{ kind: 'chunk_garbage' }] },
  { name: 'bad gzip', faults: [{ kind: 'bad_gzip' }] },
  { name: 'malformed JSON', faults: [{ kind: 'malformed' }] },
  { name: 'a web page with 200', faults: [{ kind: 'html' }] },
  { name: 'nothing with 200', faults: [{ kind: 'empty_body' }] },
  { name: 'no list', faults: [{ kind: 'absent_list' }, { kind: 'null_list' }] },
  {
    name: 'wrong or moving totals',
    faults: [{ kind: 'total_big' }, { kind: 'total_small' }, { kind: 'drift' }],
  },
  { name: 'empty pages', faults: [{ kind: 'empty_page' }] },
  { name: 'rows twice over pages', faults: [{ kind: 'duplicate_rows' }] },
  { name: '401', faults: [status(401, { body: { error_code: 'APIGW.0301', error_msg: 'no' } })], times: 3 },
  { name: '403', faults: [status(403, { body: { error_code: 'APIGW.0302', error_msg: 'no' } })] },
  { name: '404', faults: [status(404, { body: { error_code: 'APIGW.0101', error_msg: 'no' } })] },
  { name: '409', faults: [status(409, { body: { error_code: 'HSS.1003', error_msg: 'no' } })] },
  { name: '429 with seconds', faults: [status(429, { retry_after_s: 1 })], times: 2 },
  {
    name: '429 with a date',
    faults: [status(429, { retry_after_s: 1, retry_after_form: 'date' })],
    times: 2,
  },
  { name: '500', faults: [status(500)] },
  { name: '502, 503, 504', faults: [status(502), status(503), status(504, { body: 'late' })] },
  { name: 'a redirect elsewhere', faults: [{ kind: 'redirect', location: 'http://127.0.0.2:1/' }] },
  { name: 'a body of 50 MB', faults: [{ kind: 'oversize' }], times: 2 },
];

interface Outcome {
  lost: number;
  doubled: number;
  foreign: number;
  unnamed: string[];
  failed: number;
  hosts: number;
  codes: Set<string>;
  slowestMs: number;
}

let emulator: Emulator;
let app: Omit<Stack, 'emulator'>;
let broken: BrokenUpstreams;
const outcomes = new Map<string, Outcome>();

beforeAll(
  async () => {
    broken = await startBrokenUpstreams();
    emulator = await startEmulator({
      projects: KINDS.map(({ name }) => ({
        id: idOf(name),
        region: 'ap-southeast-3',
        hosts: HOSTS,
        seed: name,
      })),
    });
    // A project for each kind: breakers, windows and quotas are theirs alone.
    app = await startApp(emulator.url, {
      config: {
        upstream: { attempt_timeout_ms: 1_500, attempts: 5, plain_http_hosts: [NO_NAME], cache_mib: 0 },
        projects: KINDS.map(({ name, upstream }) => ({
          alias: aliasOf(name),
          region: 'ap-southeast-3',
          project_id: idOf(name),
          hss_endpoint: upstream === undefined ? emulator.url : broken[upstream],
          iam_endpoint: emulator.url,
          credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
        })),
      },
    });
    // Cold code is slow enough to look like a fault of its own.
    const last = KINDS.at(-1) as Kind;
    await readStream(await ask(last, emulator.hostIds(idOf(last.name))));
    const waiting = [...KINDS];
    const worker = async (): Promise<void> => {
      for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift())
        outcomes.set(kind.name, await run(kind));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  },
  size(90_000, 7_200_000),
);
afterAll(async () => {
  await app?.close();
  await emulator?.close();
  await broken?.close();
});

describe(`every fault against the truth, ${SEEDS} seed(s) x ${HOSTS} hosts`, () => {
  it.each(KINDS.map(({ name }) => name))(
    '%s: no row lost, none doubled, every missing host named',
    (name) => {
      const { lost, doubled, foreign, unnamed, failed, hosts, codes, slowestMs } = outcomes.get(
        name,
      ) as Outcome;
      measured(
        'R1',
        name,
        `${hosts} hosts (${SEEDS} seed(s)): ${lost} rows lost, ${doubled} doubled, ${failed} hosts named in failures (${[...codes].sort().join(', ') || 'none'}), slowest answer ${Math.round(slowestMs)} ms`,
        '0 lost, 0 doubled, every missing host in failures',
      );
      expect({ lost, doubled, foreign, unnamed }).toEqual({ lost: 0, doubled: 0, foreign: 0, unnamed: [] });
      expect(slowestMs).toBeLessThan(TIMEOUT_MS + 3_000);
      const kind = KINDS.find((each) => each.name === name);
      if (kind?.upstream !== undefined) expect(failed).toBe(hosts);
      else expect(failed).toBeLessThan(hosts);
    },
  );
});

async function run(kind: Kind): Promise<Outcome> {
  const projectId = idOf(kind.name);
  const ids = emulator.hostIds(projectId);
  const truth = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const row of await truePorts(emulator.url, undefined, projectId))
    truth.get(row.host_id)?.add(rowText(row));
  const outcome: Outcome = {
    lost: 0,
    doubled: 0,
    foreign: 0,
    unnamed: [],
    failed: 0,
    hosts: 0,
    codes: new Set(),
    slowestMs: 0,
  };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const scripts = (kind.faults ?? []).flatMap((fault, at) => [
      ...Array.from({ length: VICTIMS }, (_none, nth) => ({
        match: { path: PORTS, project_id: projectId, host_id: ids[(seed * 7 + at * 3 + nth) % ids.length] },
        fault,
      })),
      {
        match: { path: PORTS, project_id: projectId },
        fault,
        probability: SHARE / (kind.faults?.length ?? 1),
        seed,
        ...(kind.times === undefined ? {} : { times: kind.times }),
      },
    ]);
    // A victim of 429 or 401 would stop the whole project, as it should: no host is a victim alone there.
    const added = scripts
      .filter(({ match }) => kind.times === undefined || !('host_id' in match))
      .map((script) => emulator.addFault(script));
    const startedAt = performance.now();
    const response = await ask(kind, ids);
    if (response.status !== 200) throw new Error(`${kind.name}: ${response.status} ${await response.text()}`);
    const answer = await readStream(response);
    outcome.slowestMs = Math.max(outcome.slowestMs, performance.now() - startedAt);
    judge(answer, truth, outcome);
    await Promise.all(
      added.map((id) => fetch(`${emulator.url}/__emulator/faults/${id}`, { method: 'DELETE' })),
    );
  }
  return outcome;
}

function ask(kind: Kind, hostIds: readonly string[]): Promise<Response> {
  return app.post('/v1/ports/query', {
    project: aliasOf(kind.name),
    host_ids: hostIds,
    plan: 'per-host',
    format: 'ndjson',
    max_age: 0,
    timeout_ms: TIMEOUT_MS,
  });
}

/** Each host: all of its rows, or a failure that names it. Each row: true, and once. */
function judge(
  answer: StreamAnswer,
  truth: ReadonlyMap<string, ReadonlySet<string>>,
  outcome: Outcome,
): void {
  const failed = new Map(answer.failures.map((failure) => [failure.host_id, failure]));
  const seen = new Set<string>();
  const rows = new Map<string, number>();
  for (const row of answer.items) {
    // Rows of the emulator's own making that were there for a moment.
    if (row.process_path?.startsWith('/tmp/drift-') === true) continue;
    const text = rowText(row);
    if (seen.has(text)) outcome.doubled++;
    seen.add(text);
    if (truth.get(row.host_id)?.has(text) !== true) outcome.foreign++;
    rows.set(row.host_id, (rows.get(row.host_id) ?? 0) + 1);
  }
  for (const [host, expected] of truth) {
    if (failed.has(host)) continue;
    const missing = expected.size - (rows.get(host) ?? 0);
    if (missing === 0) continue;
    outcome.lost += missing;
    outcome.unnamed.push(host);
  }
  for (const { code, title } of answer.failures) {
    outcome.codes.add(code);
    if (/APIGW|HSS\./.test(title)) outcome.foreign++;
  }
  outcome.failed += failed.size;
  outcome.hosts += truth.size;
  const { hosts } = answer.summary ?? { hosts: { requested: -1, answered: -1, failed: -1 } };
  if (
    hosts.requested !== truth.size ||
    hosts.answered + hosts.failed !== truth.size ||
    failed.size !== hosts.failed
  )
    outcome.unnamed.push(`the summary counts ${JSON.stringify(hosts)}`);
}

function idOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

function aliasOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '-');
}
