import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { TruePort } from '../../test/support/truth/ports.js';
import { Child } from '../child.js';
import type { Cloud } from '../cloud.js';
import { environmentOf, KEY, PROGRAM } from '../portolan.js';

/** How often the calls of a run with a budget are counted, in milliseconds. */
const LOOK_EVERY_MS = 60;
/** Calls have stopped when this many counts in a row saw no new one. */
const QUIET_LOOKS = 3;

export interface Explained {
  readonly reason: string;
  readonly plans: readonly {
    readonly plan: string;
    readonly calls: number | null;
    readonly reason: string | null;
  }[];
}

export interface Summary {
  readonly complete: boolean;
  readonly plan: string;
  readonly estimated_calls: number;
  readonly upstream_calls: number;
  readonly explanation?: Explained;
}

/** One query that was answered, refused or stopped. */
export interface Run {
  readonly kind: 'answered' | 'refused' | 'broken off';
  /** HSS calls as the emulator counted them. */
  readonly calls: number;
  readonly rows: readonly TruePort[];
  readonly failures: number;
  readonly summary: Summary | undefined;
  readonly wallMs: number;
}

/** Cache and quota settings of the measured service. */
export interface Keeping {
  readonly cacheMib?: number;
  readonly hostsMaxAgeS?: number;
  /** The configured quota, in calls a minute for each API; 0: it learns the quota by itself. */
  readonly quota?: number;
}

/** Runs Portolan in a process of its own, sends it queries, and counts their calls at the emulator. */
export class PlannerRig {
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

  private constructor(
    readonly child: Child,
    private readonly url: string,
    private readonly cloud: Cloud,
  ) {}

  static async start(port: number, cloud: Cloud, keeping: Keeping = {}): Promise<PlannerRig> {
    const url = `http://127.0.0.1:${port}`;
    const upstream = {
      ...(keeping.cacheMib === undefined ? {} : { cache_mib: keeping.cacheMib }),
      ...(keeping.hostsMaxAgeS === undefined ? {} : { hosts_max_age_s: keeping.hostsMaxAgeS }),
      quota: { calls_per_minute: keeping.quota ?? 0 },
    };
    const child = Child.start('Portolan', PROGRAM, environmentOf(port, cloud.url, { upstream }));
    await child.answers(`${url}/health/ready`);
    return new PlannerRig(child, url, cloud);
  }

  async stop(): Promise<void> {
    await this.agent.close();
    await this.child.stop();
  }

  /**
   * Sends a query for rows and counts the calls; streams unless the body has a `limit`.
   *
   * @param budget the query is stopped when it has made more calls than this.
   */
  async ask(
    body: Readonly<Record<string, unknown>>,
    budget = Infinity,
    path = '/v1/ports/query',
  ): Promise<Run> {
    await this.cloud.clear();
    const started = performance.now();
    const stop = new AbortController();
    const watch = budget === Infinity ? undefined : this.watch(budget, stop);
    try {
      const streams = body['limit'] === undefined;
      const response = await request(`${this.url}${path}`, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ timeout_ms: 3_600_000, ...body, ...(streams ? { format: 'ndjson' } : {}) }),
        signal: stop.signal,
      });
      const text = await response.body.text();
      if (response.statusCode === 400 && text.includes('plan-not-exact')) {
        return { kind: 'refused', calls: 0, rows: [], failures: 0, summary: undefined, wallMs: 0 };
      }
      if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`);
      const answer = streams ? fromLines(text) : fromPage(text);
      const wallMs = performance.now() - started;
      return { kind: 'answered', calls: await this.cloud.calls(), ...answer, wallMs };
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      return {
        kind: 'broken off',
        calls: await this.untilQuiet(),
        rows: [],
        failures: 0,
        summary: undefined,
        wallMs: performance.now() - started,
      };
    } finally {
      stop.abort();
      await watch;
    }
  }

  /** Returns one page of changes since a time. */
  async changes(search: string): Promise<ChangesPage> {
    const response = await request(`${this.url}/v1/ports/changes?${search}`, {
      dispatcher: this.agent,
      headers: { 'x-api-key': KEY },
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`changes: ${response.statusCode} ${text}`);
    return JSON.parse(text) as ChangesPage;
  }

  private async watch(budget: number, stop: AbortController): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      if (!stop.signal.aborted && (await this.cloud.calls()) > budget) stop.abort();
    }
  }

  /** Waits until a stopped run makes no more calls, which would count for the next one. Returns the calls so far. */
  private async untilQuiet(): Promise<number> {
    let quiet = 0;
    for (let before = -1; ;) {
      // The service answers this only after the work that it has already begun.
      const alive = await request(`${this.url}/health/live`, { dispatcher: this.agent });
      await alive.body.dump();
      const calls = await this.cloud.calls();
      quiet = calls === before ? quiet + 1 : 0;
      if (quiet === QUIET_LOOKS) return calls;
      before = calls;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

export interface ChangesPage {
  readonly items: readonly (TruePort & { readonly change: string; readonly status_before: string | null })[];
  readonly next_cursor: string | null;
  readonly summary: {
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly upstream_calls: number;
  };
}

type Answer = Pick<Run, 'rows' | 'failures' | 'summary'>;

function fromLines(text: string): Answer {
  const rows: TruePort[] = [];
  let failures = 0;
  let summary: Summary | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const event = JSON.parse(line) as { type: string; item?: TruePort; summary?: Summary };
    if (event.type === 'item') rows.push(event.item as TruePort);
    else if (event.type === 'failure') failures++;
    else if (event.type === 'summary') summary = event.summary;
  }
  if (summary === undefined) throw new Error('the stream was cut');
  return { rows, failures, summary };
}

function fromPage(text: string): Answer {
  const page = JSON.parse(text) as { items: TruePort[]; failures: unknown[]; summary: Summary };
  return { rows: page.items, failures: page.failures.length, summary: page.summary };
}
