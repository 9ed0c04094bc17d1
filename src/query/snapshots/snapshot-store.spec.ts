import { describe, expect, it } from '@jest/globals';
import type { AssetRow } from '../question/fleet-query.js';
import { SnapshotStore, type SnapshotSubject } from './snapshot-store.js';
import { RowTable, type EarlierRows } from './row-table.js';
import { Snapshot } from './snapshot.js';

interface Row extends AssetRow {
  readonly port: number;
  readonly process_path: string;
}

const subject = (project = 'demo', enterpriseProjectId = '0'): SnapshotSubject => ({
  type: 'port',
  project,
  enterpriseProjectId,
  category: 'host',
});

/** A snapshot of so many hosts with 13 rows each. */
async function reading(asOf: number, hosts = 10, basis?: EarlierRows<Row>): Promise<Snapshot<Row>> {
  const table = new RowTable<Row>({ members: [] }, basis);
  for (let host = 0; host < hosts; host++)
    for (let port = 0; port < 13; port++)
      table.add(
        {
          project: 'demo',
          host_id: `host-${host}`,
          port,
          process_path: `/usr/sbin/service-${port}`,
        },
        null,
        null,
      );
  const all = Uint32Array.from({ length: 13 * hosts }, (_, number) => number);
  return Snapshot.of(asOf, table, [all], (a, b) => a.port - b.port);
}

describe('the store of snapshots', () => {
  it('finds the newest snapshot that has the rows of a selection, its own or a whole one', async () => {
    const store = new SnapshotStore(1e9);
    const [whole, part] = [await reading(100), await reading(200)];
    store.put(subject(), '', whole);
    store.put(subject(), '[22]', part);
    expect(store.find(subject(), '[22]')).toBe(part);
    expect(store.find(subject(), '[80]')).toBe(whole);
    expect(store.find(subject(), '')).toBe(whole);
    const later = await reading(300);
    store.put(subject(), '', later);
    expect(store.find(subject(), '[22]')).toBe(later);
    expect(store.find(subject('other'), '[22]')).toBeUndefined();
    expect(store.find(subject('demo', '7'), '')).toBeUndefined();
  });

  it('keeps a history of whole snapshots, one for each time', async () => {
    const store = new SnapshotStore(1e9);
    const readings = await Promise.all([100, 200, 300].map((asOf) => reading(asOf)));
    for (const each of readings) store.put(subject(), '', each);
    store.put(subject(), '[22]', await reading(250));
    expect(store.before(subject(), 99)).toBeUndefined();
    expect(store.before(subject(), 299)).toBe(readings[1]);
    const again = await reading(200);
    store.put(subject(), '', again);
    expect(store.before(subject(), 299)).toBe(again);
    expect(store.oldest(subject())).toBe(100);
  });

  it('stays within its memory, however many snapshots of however many subjects come in, empty ones too', async () => {
    const most = 1_000_000;
    const store = new SnapshotStore(most);
    const all: Snapshot<Row>[] = [];
    const names = Array.from({ length: 300 }, (_, at) => subject('demo', String(at)));
    for (const [at, each] of names.entries()) {
      for (const asOf of [at, at + 1_000]) {
        const snapshot = await reading(asOf, at % 3 === 0 ? 40 : 0);
        all.push(snapshot);
        store.put(each, '', snapshot);
      }
    }
    const held = (find: (each: SnapshotSubject) => Snapshot<Row> | undefined): Snapshot<Row>[] =>
      names.map(find).filter((each) => each !== undefined);
    for (const kept of [held((each) => store.find(each, '')), held((each) => store.before(each, 1e9))]) {
      const bytes = kept.reduce((sum, snapshot) => sum + Math.max(1_024, snapshot.bytes), 0);
      expect(bytes).toBeLessThanOrEqual(most);
      expect(kept.length).toBeGreaterThan(100);
      expect(kept).toContain(all.at(-1));
    }
  });

  it('counts once what the readings of one fleet share, so that a fleet that does not change has a long history', async () => {
    const first = await reading(0, 40);
    const store = new SnapshotStore(2 * first.bytes);
    store.put(subject(), '', first);
    for (let asOf = 1; asOf < 8; asOf++)
      store.put(subject(), '', await reading(asOf, 40, store.newestOf<Row>(subject(), '')?.basis));
    expect(store.oldest(subject())).toBe(0);
    for (let asOf = 8; asOf < 12; asOf++) store.put(subject(), '', await reading(asOf, 40));
    expect(store.oldest(subject())).toBeGreaterThanOrEqual(10);
  });

  it('keeps nothing when it has no memory', async () => {
    const store = new SnapshotStore(0);
    store.put(subject(), '', await reading(1));
    expect(store.find(subject(), '')).toBeUndefined();
    expect(store.before(subject(), 2)).toBeUndefined();
  });
});
