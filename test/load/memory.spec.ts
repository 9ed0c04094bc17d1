import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { PageAnswer } from '../support/answers.js';
import { startBetween, type Between } from '../support/between.js';
import { startCloud, type CloudProcess } from '../support/cloud-process.js';
import { finished, order, QUICK, settled } from '../support/exports.js';
import { FULL, measured, size } from '../support/figures.js';
import { startReplica, type Replica, type ReplicaOptions } from '../support/replicas.js';

/** Heap limit of every replica here, in MiB. The small fleet gets a smaller heap. */
const HEAP_MIB = size(96, 256);
const ENDLESS = 'endless-server';
const MOST_ROWS = size(2_000, 100_000);

let cloud: CloudProcess;
let between: Between | undefined;
let replica: Replica | undefined;

afterEach(async () => {
  await replica?.stop();
  await between?.close();
  replica = between = undefined;
});
afterAll(async () => {
  await cloud?.stop();
});

/** Files without a name that a process has open. */
function spools(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((name) => {
    try {
      return readlinkSync(join(folder, name));
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.includes('portolan-export-')).length;
}

async function start(options: Partial<ReplicaOptions> = {}): Promise<Replica> {
  const { config = {}, ...rest } = options;
  replica = await startReplica({
    emulatorUrl: cloud.url,
    means: { heapMib: HEAP_MIB },
    config: {
      limits: { points_per_minute: 1_000_000_000 },
      query: { default_timeout_ms: 1_800_000, max_timeout_ms: 1_800_000 },
      ...config,
    },
    ...rest,
  });
  return replica;
}

describe('a replica with a small heap', () => {
  const hosts = size(1_000, 9_000);
  beforeAll(async () => {
    cloud = await startCloud({ hosts });
  }, 120_000);
  afterAll(async () => {
    await cloud.stop();
  });

  it(
    'outlives lists of servers by hundreds of different filters',
    async () => {
      // The vendor ignores conditions, so that every list has all servers.
      between = await startBetween(cloud.url, (url) => void url.searchParams.delete('host_name'));
      const caller = await start({ emulatorUrl: between.url });
      const filters = size(15, 200);
      for (let nth = 0; nth < filters; nth++) {
        const response = await caller.get(`/v1/hosts?limit=1&max_age=86400&host_name=part-${nth}`);
        expect(response.status).toBe(200);
        await response.arrayBuffer();
      }
      measured(
        'R26',
        `lists of servers by different filters, ${HEAP_MIB} MB of heap`,
        `${filters} filters over ${hosts} servers: 0 deaths, ${Math.round((await caller.rss()) / 1e6)} MB resident`,
        '0 deaths',
      );
    },
    size(120_000, 1_800_000),
  );

  it(
    'hands out more files of exports than it may have descriptors',
    async () => {
      const kept = size(3, 64);
      const orders = size(8, 300);
      const caller = await start({
        means: { heapMib: HEAP_MIB, descriptors: 256 },
        config: { exports: { ...QUICK, ...(FULL ? {} : { cache_files: kept }), per_caller: 20 } },
      });
      const one = async (): Promise<void> => {
        const { id } = await finished(caller, { asset_type: 'web_site', category: 'host' });
        const file = await caller.get(`/v1/exports/${id}/file`);
        expect(file.status).toBe(200);
        expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(0);
      };
      const before = spools(caller.pid);
      for (let done = 0; done < orders; done += 4) await Promise.all([one(), one(), one(), one()]);
      const held = spools(caller.pid) - before;
      expect(held).toBeLessThanOrEqual(kept);
      measured(
        'R26',
        'descriptors of files of exports, ulimit -n 256',
        `${orders} exports handed out: 0 refused, ${held} files kept open`,
        `at most ${kept} open, 0 refused`,
      );
    },
    size(60_000, 600_000),
  );

  it(
    'reads so many rows of one server and no more, and only that server fails',
    async () => {
      const calls = { endless: 0 };
      between = await startBetween(cloud.url, (url) => {
        const { searchParams: asked } = url;
        if (!url.pathname.includes('/asset/ports') || asked.get('host_id') !== ENDLESS) return undefined;
        calls.endless++;
        const offset = Number(asked.get('offset') ?? 0);
        const limit = Number(asked.get('limit') ?? 10);
        const row = (_none: unknown, at: number): object => ({
          host_id: ENDLESS,
          laddr: '0.0.0.0',
          status: 'normal',
          port: ((offset + at) % 65_535) + 1,
          type: 'TCP',
          pid: Math.floor((offset + at) / 65_535) + 1,
          path: `/usr/bin/service-${offset + at}`,
          agent_id: 'agent',
          container_id: '',
        });
        return JSON.stringify({
          total_num: offset + limit + 1,
          data_list: Array.from({ length: limit }, row),
        });
      });
      const caller = await start({
        emulatorUrl: between.url,
        config: { upstream: { max_rows_per_host: MOST_ROWS } },
      });
      const ids = [cloud.hostIds[0] as string, ENDLESS, cloud.hostIds[1] as string];
      const page = (await (
        await caller.post('/v1/ports/query', { host_ids: ids, limit: 1000 })
      ).json()) as PageAnswer;
      expect(page.failures).toEqual([
        expect.objectContaining({ host_id: ENDLESS, code: 'too_many_rows', retryable: false }),
      ]);
      expect(new Set(page.items.map((item) => item.host_id))).toEqual(new Set([ids[0], ids[2]]));
      const most = Math.ceil(MOST_ROWS / 199) + 1;
      expect(calls.endless).toBeLessThanOrEqual(most);
      measured(
        'R29',
        'one server whose total grows with every page',
        `${calls.endless} calls for a bound of ${MOST_ROWS} rows, then too_many_rows for that server alone, ${Math.round((await caller.rss()) / 1e6)} MB resident`,
        `at most ${most} calls, 0 deaths`,
      );
    },
    size(60_000, 300_000),
  );
});

describe('a replica with a small heap and a large fleet', () => {
  const hosts = size(200, 100_000);
  beforeAll(async () => {
    cloud = await startCloud({ hosts });
  }, 300_000);
  afterAll(async () => {
    await cloud.stop();
  });

  it(
    'sorts it by pages, sums it by host and by port, and exports it',
    async () => {
      const caller = await start({ config: { exports: { ...QUICK, deadline_s: 3_600 } } });
      const page = async (path: string): Promise<PageAnswer> => {
        const response = await caller.get(path);
        if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
        return (await response.json()) as PageAnswer;
      };
      const sorted = await page('/v1/ports?hosts=all&sort=-port&limit=1');
      expect(sorted).toMatchObject({ complete: true, summary: { items: 1, hosts: { requested: hosts } } });
      const byHost = await page('/v1/ports/summary?hosts=all&group_by=host&top=5');
      expect(byHost).toMatchObject({ complete: true, summary: { items: 5 } });
      const byPort = await page('/v1/ports/summary?hosts=all&group_by=port&top=5');
      expect(byPort).toMatchObject({ complete: true, summary: { items: 5 } });
      const { id } = await order(caller, { asset_type: 'port', hosts: { all: true }, format: 'csv' });
      let file = await settled(caller, id);
      while (file.finished_at === null) file = await settled(caller, id);
      expect(file).toMatchObject({ status: 'succeeded', complete: true });
      // Whether this answer fits depends on the fleet. If it does not, a problem must say so.
      const whole = await caller.get('/v1/ports?hosts=all&sort=-port&format=ndjson');
      const lines = await lastLineOf(whole);
      expect(lines.last).toMatchObject({ type: 'summary', summary: { complete: !lines.refused } });
      measured(
        'R26',
        `sorted, summed by host and by port, exported, ${HEAP_MIB} MB of heap`,
        `${hosts} servers: 0 deaths, ${Math.round((await caller.rss()) / 1e6)} MB resident; all rows in one sorted stream ${lines.refused ? 'refused in words' : 'came'}`,
        '0 deaths; what does not fit is refused with a problem that says how to get it',
      );
    },
    size(120_000, 7_200_000),
  );
});

/** Reads a stream of any length, and keeps its end. */
async function lastLineOf(
  response: Response,
): Promise<{ readonly last: unknown; readonly refused: boolean }> {
  let rest = '';
  let refused = false;
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    refused ||= lines.some((line) => line.includes('"answer_too_large"'));
    rest = lines.slice(-2).join('\n');
  }
  return { last: JSON.parse(rest.trimEnd().split('\n').at(-1) ?? '{}'), refused };
}
