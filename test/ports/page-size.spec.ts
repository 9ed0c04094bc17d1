import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startEmulator } from '../support/emulator.js';
import { startApp, startStack, type Stack } from '../support/stack.js';

interface Answer {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly failures: readonly unknown[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
  readonly summary: { readonly upstream_calls: number };
}

const HOSTS = 40;
const PORTS = '/asset/ports';

let stack: Stack;
let truth: string[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: HOSTS } });
  truth = (await rows('/v1/ports?plan=per-host&max_age=0&limit=1000')).map((row) => JSON.stringify(row));
}, 60_000);
afterAll(() => stack.close());
beforeEach(() => {
  stack.emulator.clearFaults();
  stack.emulator.clearCalls();
});

async function rows(path: string): Promise<Answer['items']> {
  const all: Answer['items'][number][] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`;
    const page = (await (await stack.get(next)).json()) as Answer;
    expect(page).toMatchObject({ complete: true, failures: [] });
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

function refuse(query: Record<string, string>): void {
  const body = { error_code: 'HSS.0001', error_msg: 'Invalid parameter.' };
  stack.emulator.addFault({ match: { path: PORTS, query }, fault: { kind: 'status', status: 400, body } });
}

it('does not become smaller where the vendor refuses something else', async () => {
  const { host_id: id } = JSON.parse(truth[0] as string) as { readonly host_id: string };
  refuse({ host_id: id });
  const answer = await stack.get(`/v1/ports?host_ids=${id}&plan=per-host&max_age=0`);
  expect(answer.status).toBe(502);
  // The list has taken 200 rows before, so a refusal is not about the size: one call.
  expect(stack.emulator.calls()).toMatchObject({ by_status: { 400: 1 } });
});

it.each([100, 10])(
  'steps down to %i without a hole or a duplicate, and is remembered',
  async (size) => {
    const fresh = await startStack({ emulator: { hosts: HOSTS, settings: { max_limit: size } } });
    const before = stack;
    stack = fresh;
    try {
      const streamed = await fresh.get('/v1/ports?plan=per-host&max_age=0', {
        accept: 'application/x-ndjson',
      });
      const lines = (await streamed.text()).trimEnd().split('\n');
      expect(JSON.parse(lines.at(-1) as string)).toMatchObject({
        summary: { complete: true, items: truth.length },
      });
      const found = (await rows('/v1/ports?plan=per-host&max_age=0&limit=1000')).map((row) =>
        JSON.stringify(row),
      );
      expect(found).toEqual(truth);
      const byPort = await rows('/v1/ports?plan=by-port&max_age=0&limit=1000');
      expect(byPort.map((row) => JSON.stringify(row))).toEqual(truth);
      const refused = refusals(fresh);
      expect(refused).toBeGreaterThan(0);
      fresh.emulator.clearCalls();
      await rows('/v1/ports?plan=per-host&max_age=0&limit=1000');
      expect(refusals(fresh)).toBe(0);
    } finally {
      stack = before;
      await fresh.close();
    }
  },
  60_000,
);

it('begins at the size that the project names', async () => {
  const emulator = await startEmulator({ hosts: 3, settings: { max_limit: 20 } });
  const app = await startApp(emulator.url, { config: { projects: [projectOn(emulator.url)] } });
  try {
    const answer = (await (await app.get('/v1/ports?plan=per-host')).json()) as Answer;
    expect(answer.complete).toBe(true);
    expect(emulator.calls()['by_status']).not.toHaveProperty('400');
  } finally {
    await app.close();
    await emulator.close();
  }
}, 60_000);

function refusals({ emulator }: Stack): number {
  const { by_status: statuses } = emulator.calls() as { readonly by_status: Record<string, number> };
  return statuses['400'] ?? 0;
}

function projectOn(url: string): Record<string, unknown> {
  return {
    alias: 'demo',
    region: 'ap-southeast-3',
    project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
    hss_endpoint: url,
    iam_endpoint: url,
    page_size: 20,
    credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
  };
}
