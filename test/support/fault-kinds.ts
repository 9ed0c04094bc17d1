import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from './emulator.js';
import { readStream, type StreamAnswer } from './answers.js';
import { NO_NAME, startBrokenUpstreams, type BrokenUpstreams } from './broken-upstreams.js';
import { measured, size } from './figures.js';
import { startApp, type Stack } from './stack.js';
import { rowText, truePorts } from './truth/ports.js';

const HOSTS = size(60, 500);
const SEEDS = size(1, 50);
/** Kinds of faults that are tested at the same time. */
const AT_ONCE = size(5, 4);
const TIMEOUT_MS = size(10_000, 30_000);
const PORTS = '/asset/ports';
/** Share of all answers that a fault hits, 0 to 1. */
const SHARE = 0.2;
/** Hosts that it hits every time. */
const VICTIMS = 2;

/** One way in which an upstream can fail. */
export interface Kind {
  readonly name: string;
  /** Scripted in the emulator; or the whole upstream of the project is broken. */
  readonly faults?: readonly Record<string, unknown>[];
  readonly upstream?: keyof Omit<BrokenUpstreams, 'close'>;
  /** Most answers that it hits, apart from those of the victims. */
  readonly times?: number;
}

/** A fault that answers with this status. */
export function status(code: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { kind: 'status', status: code, ...more };
}

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

interface Rig {
  readonly emulator: Emulator;
  readonly app: Omit<Stack, 'emulator'>;
}

/**
 * Declares the tests of these kinds: queries while each fault is active, compared with the rows of the fleet. Each host
 * has all of its rows, or is named as a failure; each row is true, and there once.
 */
export function testFaultKinds(kinds: readonly Kind[]): void {
  let rig: Rig;
  let broken: BrokenUpstreams;
  const outcomes = new Map<string, Outcome>();

  beforeAll(
    async () => {
      broken = await startBrokenUpstreams();
      const emulator = await startEmulator({
        projects: kinds.map(({ name }) => ({
          id: idOf(name),
          region: 'ap-southeast-3',
          hosts: HOSTS,
          seed: name,
        })),
      });
      // Each kind has a project of its own, so that kinds do not share circuit breakers, windows and quotas.
      const app = await startApp(emulator.url, {
        config: {
          upstream: { attempt_timeout_ms: 1_500, attempts: 5, plain_http_hosts: [NO_NAME], cache_mib: 0 },
          projects: kinds.map(({ name, upstream }) => ({
            alias: aliasOf(name),
            region: 'ap-southeast-3',
            project_id: idOf(name),
            hss_endpoint: upstream === undefined ? emulator.url : broken[upstream],
            iam_endpoint: emulator.url,
            credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
          })),
        },
      });
      rig = { emulator, app };
      // Run everything once first: code that runs for the first time is so slow that it looks like a fault.
      const last = kinds.at(-1) as Kind;
      await readStream(await ask(rig, last, emulator.hostIds(idOf(last.name))));
      const waiting = [...kinds];
      const worker = async (): Promise<void> => {
        for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift())
          outcomes.set(kind.name, await run(rig, kind));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    size(90_000, 7_200_000),
  );
  afterAll(async () => {
    await rig?.app.close();
    await rig?.emulator.close();
    await broken?.close();
  });

  describe(`every fault against the truth, ${SEEDS} seed(s) x ${HOSTS} hosts`, () => {
    it.each(kinds.map(({ name }) => name))(
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
        const kind = kinds.find((each) => each.name === name);
        if (kind?.upstream !== undefined) expect(failed).toBe(hosts);
        else expect(failed).toBeLessThan(hosts);
      },
    );
  });
}

/** The queries of all seeds. */
async function run(rig: Rig, kind: Kind): Promise<Outcome> {
  const { emulator } = rig;
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
    // A host that always gets 429 or 401 rightly stops the whole project, so these kinds have no such host.
    const added = scripts
      .filter(({ match }) => kind.times === undefined || !('host_id' in match))
      .map((script) => emulator.addFault(script));
    const startedAt = performance.now();
    const response = await ask(rig, kind, ids);
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

function ask({ app }: Rig, kind: Kind, hostIds: readonly string[]): Promise<Response> {
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
  const failed = new Set(answer.failures.map(({ host_id }) => host_id));
  const rows = judgeRows(answer, truth, outcome);
  for (const [host, expected] of truth) {
    const missing = expected.size - (rows.get(host) ?? 0);
    if (failed.has(host) || missing === 0) continue;
    outcome.lost += missing;
    outcome.unnamed.push(host);
  }
  for (const { code, title } of answer.failures) {
    outcome.codes.add(code);
    if (/APIGW|HSS\./.test(title)) outcome.foreign++;
  }
  outcome.failed += failed.size;
  outcome.hosts += truth.size;
  const { hosts } = answer.summary ?? { hosts: undefined };
  const sums =
    hosts?.requested === truth.size &&
    hosts.answered + hosts.failed === truth.size &&
    hosts.failed === failed.size;
  if (!sums) outcome.unnamed.push(`the summary counts ${JSON.stringify(hosts)}`);
}

/** Counts rows that came twice and rows that are not true; returns how many rows each host has. */
function judgeRows(
  answer: StreamAnswer,
  truth: ReadonlyMap<string, ReadonlySet<string>>,
  outcome: Outcome,
): ReadonlyMap<string, number> {
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
  return rows;
}

function idOf(name: string): string {
  return createHash('md5').update(name).digest('hex');
}

function aliasOf(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '-');
}
