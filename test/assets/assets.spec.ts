import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, walk } from '../support/answers.js';
import { difference, trueAssets, type Row } from '../support/truth/assets.js';
import { size } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';

const TYPES = [
  'users', 'auto_launch', 'database', 'web_cms', 'web_service', 'jar_package', 'process', 'web_framework', 'web_site',
  'app', 'kernel_module', 'ai_component',
] as const; // prettier-ignore

interface CatalogueType {
  readonly type: string;
  readonly members: { name: string; type: string; format?: string; nullable: boolean; description: string }[];
  readonly filters: { name: string; kind: string }[];
  readonly collectable: boolean;
  readonly changes: boolean;
}

/** Members that only the vendor's list over all servers has. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  jar_package: ['name', 'size_bytes', 'gid', 'package_path', 'is_embedded'],
  web_framework: ['is_embedded'],
};

/** More servers than one page of the list of servers holds. */
const HOSTS = size(300, 1_000);

let stack: Stack;
let catalogue: CatalogueType[];
const truths = new Map<string, Row[]>();
let fleet: { host_id: string; host_name: string; private_ip: string }[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: HOSTS } });
  catalogue = ((await (await stack.get('/v1/assets')).json()) as { items: CatalogueType[] }).items;
  const hosts = await (await fetch(`${stack.emulator.url}/__emulator/fleet/hosts`)).text();
  fleet = hosts
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as (typeof fleet)[number]);
}, 60_000);

afterAll(() => stack.close());

const ask = async (type: string, body: object, headers = {}): Promise<Response> => {
  const response = await stack.post(`/v1/assets/${type}/query`, body, headers);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response;
};

/** Returns the true rows. Processes name their server by name and address; where servers share both, `host_id` is null. */
async function truthOf(type: string): Promise<Row[]> {
  const known = truths.get(type) ?? (await readTruthOf(type));
  truths.set(type, known);
  return known;
}

async function readTruthOf(type: string): Promise<Row[]> {
  const truth = await trueAssets(stack.emulator.url, type);
  if (type !== 'process') return truth;
  const hosts = new Map<string, Set<unknown>>();
  const placeOf = (row: Row) => JSON.stringify([row['host_name'], row['host_ip']]);
  for (const host of fleet) {
    const place = JSON.stringify([host.host_name, host.private_ip]);
    hosts.set(place, (hosts.get(place) ?? new Set()).add(host.host_id));
  }
  return truth.map((row) => ((hosts.get(placeOf(row))?.size ?? 0) > 1 ? { ...row, host_id: null } : row));
}

/** Returns the members that answer and truth both have: the project's alias and the kind as a word exist only in the answer. */
function membersOf(type: string): string[] {
  return (catalogue.find((each) => each.type === type)?.members ?? [])
    .map(({ name }) => name)
    .filter((name) => !['project', 'kind', 'host_name', 'host_ip'].includes(name));
}

describe(`every fingerprint of a fleet of ${HOSTS} servers`, () => {
  it('is in the catalogue', () => {
    expect(catalogue.map(({ type }) => type).sort()).toEqual([...TYPES, 'port'].sort());
    for (const { members } of catalogue) expect(members.length).toBeGreaterThan(8);
  });

  it.each(TYPES)('streams %s exactly as they are', async (type) => {
    const truth = await truthOf(type);
    expect(truth.length).toBeGreaterThan(HOSTS / 25);
    const members = membersOf(type);
    const answer = await readStream(
      await ask(type, { hosts: { all: true } }, { accept: 'application/x-ndjson' }),
    );
    const rows = answer.items as unknown as Row[];
    expect(difference(rows, truth, members)).toEqual({ missing: [], surplus: [], rows: truth.length });
    expect(answer.summary).toMatchObject({ complete: true, items: truth.length });
    expect(answer.summary?.hosts).toEqual({ requested: HOSTS, read: HOSTS, answered: HOSTS, failed: 0 });
  });

  it.each(TYPES)('gives %s by pages exactly as they are', async (type) => {
    const truth = await truthOf(type);
    const members = membersOf(type);
    const pages = await walk((cursor) =>
      ask(type, { hosts: { all: true }, limit: 1000, ...(cursor === undefined ? {} : { cursor }) }),
    );
    const rows = pages.flatMap((page) => page.items) as unknown as Row[];
    expect(difference(rows, truth, members)).toEqual({ missing: [], surplus: [], rows: truth.length });
    expect(pages.every((page) => page.complete)).toBe(true);
  });

  it.each(TYPES)(
    'gives the same %s on every plan, but for what the list of one server lacks',
    async (type) => {
      const members = membersOf(type).filter((name) => LACKING[type]?.includes(name) !== true);
      const ids = fleet.slice(0, size(25, 60)).map(({ host_id }) => host_id);
      const truth = (await truthOf(type)).filter((row) => ids.includes(String(row['host_id'])));
      for (const plan of ['per-host', 'by-port'] as const) {
        const answer = await readStream(
          await ask(type, { host_ids: ids, plan, max_age: 0, format: 'ndjson' }),
        );
        const rows = (answer.items as unknown as Row[]).filter((row) => row['host_id'] !== null);
        expect({ plan, ...difference(rows, truth, members) }).toEqual({
          plan,
          missing: [],
          surplus: [],
          rows: truth.length,
        });
      }
    },
  );

  it.each(['jar_package', 'web_framework'] as const)(
    'gives every member of %s also on the first small page of a selection',
    async (type) => {
      const fresh = await startStack({ emulator: { hosts: 50 } });
      try {
        const response = await fresh.get(`/v1/assets/${type}?hosts=all&limit=20`);
        const page = (await response.json()) as { items: Row[]; summary: { plan: string } };
        expect(page.summary.plan).toBe('by-port');
        expect(page.items.every((row) => typeof row['is_embedded'] === 'boolean')).toBe(true);
      } finally {
        await fresh.close();
      }
    },
  );

  it('places no process by guess: servers that share name and address have rows without host_id, or fail by name', async () => {
    const places = new Map<string, string[]>();
    for (const { host_id, host_name, private_ip } of fleet) {
      const place = JSON.stringify([host_name, private_ip]);
      places.set(place, [...(places.get(place) ?? []), host_id]);
    }
    const [place, twins] = [...places].find(([, ids]) => ids.length > 1) ?? ['', []];
    expect(twins.length).toBeGreaterThan(1);
    const answer = await readStream(await ask('process', { hosts: { all: true }, format: 'ndjson' }));
    const unplaced = (answer.items as unknown as Row[]).filter((row) => row['host_id'] === null);
    expect(unplaced.map((row) => JSON.stringify([row['host_name'], row['host_ip']]))).toContain(place);
    const named = await readStream(await ask('process', { host_ids: twins, format: 'ndjson' }));
    expect(named.items).toEqual([]);
    expect(named.failures.map(({ host_id, code }) => [host_id, code]).sort()).toEqual(
      twins.map((id) => [id, 'rejected']).sort(),
    );
  });
});
