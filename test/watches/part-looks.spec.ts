import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { measured } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import { truePorts, type TruePort } from '../support/truth/ports.js';
import { until } from '../support/wait.js';
import { changesOf, editPort, lookNow, watchNamed } from '../support/watches.js';

/** Looks come when a test wants them. */
const SELDOM = { interval_s: 86_400, full_every_s: 2_592_000 };
const HOSTS = 150;
/** Pages of the counts, as many as those of 10 000 servers with 200 lines a page. */
const PAGES = 9;

let emulator: Emulator;
let app: Omit<Stack, 'emulator'>;
let truth: TruePort[];

/** Lines of the counts, as the vendor makes them of the rows. */
const linesOf = (rows: readonly TruePort[]): string[] => [
  ...new Set(rows.map((row) => [row.port, row.protocol, row.ip_version, row.status].join(' '))),
];
const calls = (): number => Number(emulator.calls()['total']);

beforeAll(async () => {
  emulator = await startEmulator({ hosts: HOSTS, settings: { call_log: 1_000 } });
  truth = await truePorts(emulator.url);
  app = await startApp(emulator.url, {
    config: {
      upstream: { page_limit: Math.ceil(linesOf(truth).length / (PAGES - 0.4)) },
      watches: [
        { name: 'all', ...SELDOM },
        { name: 'two-ports', ...SELDOM, query: { port: ['22', '31999'] } },
      ],
    },
  });
  await until(async () => {
    const { items } = (await (await app.get('/v1/watches')).json()) as { items: { status: string }[] };
    return items.every(({ status }) => status === 'watching');
  });
});
afterAll(async () => {
  await app.close();
  await emulator.close();
});

/** Pages of the counts that were asked for since the last question. */
async function pagesAsked(): Promise<number[]> {
  const text = await (await fetch(`${emulator.url}/__emulator/calls/log`)).text();
  return text
    .split('\n')
    .filter((line) => line.includes('/asset/port/statistics'))
    .map((line) => Number(/offset=(\d+)/.exec(line)?.[1]));
}

describe('a look at counts of many pages', () => {
  it('makes eight calls while nothing changes, and has read all pages after two looks', async () => {
    await lookNow(app, 'all');
    const asked = new Set<number>();
    for (let look = 0; look < 2; look++) {
      emulator.clearCalls();
      expect(await lookNow(app, 'all')).toBe('unchanged');
      expect(calls()).toBe(8);
      for (const offset of await pagesAsked()) asked.add(offset);
    }
    expect(asked.size).toBe(PAGES);
    measured(
      'watches',
      'a look at unchanged counts of 9 pages, as of 10 000 servers',
      '8 calls',
      'at most 8',
    );
  });

  it('tells a port that opens at once, after at most three more calls', async () => {
    const host = truth[0]?.host_id ?? '';
    for (const port of [31_999, truth.find((row) => row.host_id !== host && row.port > 1_024)?.port ?? 0]) {
      emulator.clearCalls();
      await editPort(emulator.url, { host_id: host, port });
      expect(await lookNow(app, 'all')).toBe('changed');
      expect(calls()).toBeLessThanOrEqual(8 + 3);
      const told = (await changesOf(app, 'all')).at(-1);
      expect(told).toMatchObject({ change: 'added', seen_by: 'counts', row: { host_id: host, port } });
    }
    expect(await lookNow(app, 'all')).toBe('unchanged');
  });

  it('tells a port that becomes dangerous at once, though no row comes or goes', async () => {
    const host = truth.at(-1)?.host_id ?? '';
    await editPort(emulator.url, { host_id: host, port: 31_998 });
    expect(await lookNow(app, 'all')).toBe('changed');
    await editPort(emulator.url, { host_id: host, port: 31_998, danger: true });
    expect(await lookNow(app, 'all')).toBe('changed');
    const told = (await changesOf(app, 'all')).at(-1);
    expect(told).toMatchObject({
      change: 'changed',
      seen_by: 'counts',
      row: { port: 31_998, status: 'danger' },
    });
  });

  it('tells what leaves the number of rows as it was when its page has its turn', async () => {
    const rows = await truePorts(emulator.url);
    const hosts = [...new Set(rows.map(({ host_id: host }) => host))];
    const isPlain = ({ protocol, ip_version: version, status }: TruePort): boolean =>
      protocol === 'tcp' && version === 4 && status === 'normal';
    const on = (port: number, host?: string): TruePort[] =>
      rows.filter((row) => row.port === port && (host === undefined || row.host_id === host));
    // Lines that are there before and after: no line comes or goes.
    const common = [...new Set(rows.map(({ port }) => port))]
      .filter((port) => on(port).filter(isPlain).length > 2)
      .sort((x, y) => x - y);
    const low = common.find((port) => hosts.some((host) => on(port, host).length === 0)) ?? 0;
    const opening = hosts.find((host) => on(low, host).length === 0) ?? '';
    const single = (host: string, port: number): boolean =>
      on(port, host).length === 1 && on(port, host).every(isPlain);
    const high = common.findLast((port) => hosts.some((host) => single(host, port))) ?? 0;
    const closing = hosts.find((host) => single(host, high)) ?? '';
    expect(high).toBeGreaterThan(low);
    await editPort(emulator.url, { host_id: closing, port: high, open: false });
    await editPort(emulator.url, { host_id: opening, port: low });
    const { changes } = await watchNamed(app, 'all');
    for (let look = 0; look < 2; look++) await lookNow(app, 'all');
    const told = (await changesOf(app, 'all')).slice(changes);
    expect(told.map(({ change, seen_by: by, row }) => [change, by, row['port']]).sort()).toEqual([
      ['added', 'counts', low],
      ['removed', 'counts', high],
    ]);
  });

  it('asks for the lines of its ports alone', async () => {
    emulator.clearCalls();
    expect(await lookNow(app, 'two-ports')).toBe('changed');
    expect(await lookNow(app, 'two-ports', true)).toBe('whole');
    emulator.clearCalls();
    expect(await lookNow(app, 'two-ports')).toBe('unchanged');
    expect(calls()).toBe(2);
    await editPort(emulator.url, { host_id: truth.at(-1)?.host_id ?? '', port: 31_999 });
    emulator.clearCalls();
    expect(await lookNow(app, 'two-ports')).toBe('changed');
    expect(calls()).toBe(3);
  });
});
