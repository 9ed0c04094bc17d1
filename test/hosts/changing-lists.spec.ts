import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { readStream } from '../support/answers.js';
import { startChangingList, type ChangingList } from '../support/changing-list.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';
import { seeded } from '../support/virtual-time.js';

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261128);

/** 155 servers with ten a page are 16 pages. */
const HOSTS = 155;
const PAGE = 10;

interface HostsAnswer {
  readonly items: { readonly host_id: string }[];
  readonly failures: { readonly host_id: string; readonly code: string; readonly title: string }[];
  readonly complete: boolean;
}

let emulator: Emulator;
let list: ChangingList;
let app: Omit<Stack, 'emulator'>;
let truth: TruePort[];
beforeAll(async () => {
  emulator = await startEmulator({ hosts: HOSTS, seed: 'changing' });
  list = await startChangingList(emulator.url, seeded(seed));
  app = await startApp(list.url, { config: { upstream: { page_limit: PAGE } } });
  truth = await truePorts(emulator.url);
});
afterAll(async () => {
  await app.close();
  await list.close();
  await emulator.close();
});

describe.each([2, 4, 8, 15])('a list of servers that changes after every %i calls', (every) => {
  const failed = { hosts: 0, missing: 0, unsaid: 0 };
  const why: string[] = [];

  it(`is answered with every server that was there all the time (seed ${seed})`, async () => {
    const answers = size(4, 60);
    let incomplete = 0;
    list.changeEvery = every;
    for (let at = 0; at < answers; at++) {
      list.begin();
      const response = await app.get('/v1/hosts?max_age=0&limit=1000');
      if (response.status !== 200) {
        failed.hosts++;
        why.push(`${response.status} ${await response.text()}`);
        continue;
      }
      const { items, failures, complete } = (await response.json()) as HostsAnswer;
      const ids = new Set(items.map(({ host_id: id }) => id));
      failed.missing += list.stable().filter((id) => !ids.has(id)).length;
      if (complete) continue;
      incomplete++;
      if (failures[0]?.host_id !== '*' || failures[0].code !== 'changed_during_read') failed.unsaid++;
    }
    measured(
      'R28',
      `lists of servers, a change after every ${every} calls`,
      `${failed.hosts} of ${answers} lost, ${failed.missing} servers missing, ${incomplete} incomplete and said so`,
      '0 lost, 0 missing',
    );
    expect(why).toEqual([]);
    expect(failed).toEqual({ hosts: 0, missing: 0, unsaid: 0 });
  }, 120_000);
});

it('a fleet whose list changes is read host by host with all rows of the servers that stay', async () => {
  list.changeEvery = 4;
  list.begin();
  const body = { hosts: { all: true }, plan: 'per-host', max_age: 0, format: 'ndjson', timeout_ms: 60_000 };
  const response = await app.post('/v1/ports/query', body);
  expect(response.status).toBe(200);
  const { items, failures, summary } = await readStream(response);
  const stable = new Set(list.stable());
  const ofStable = (rows: TruePort[]) => asSet(rows.filter(({ host_id: id }) => stable.has(id)));
  expect(ofStable(items)).toEqual(ofStable(truth));
  expect(summary?.complete).toBe(failures.length === 0);
  expect(failures.filter(({ host_id: id }) => stable.has(id))).toEqual([]);
}, 120_000);

it('a list of servers that stands still is complete, and costs no more calls than it has pages', async () => {
  list.changeEvery = 0;
  await (await app.get('/v1/hosts?max_age=0&limit=1')).text();
  emulator.clearCalls();
  const response = await app.get('/v1/hosts?max_age=0&limit=1');
  const { complete, summary } = (await response.json()) as {
    complete: boolean;
    summary: { upstream_calls: number };
  };
  expect(complete).toBe(true);
  expect(summary.upstream_calls).toBeLessThanOrEqual(20);
});
