import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { startBetween, type Between } from '../support/between.js';
import { measured } from '../support/figures.js';
import { startApp } from '../support/stack.js';

/** Invalid ids that the vendor might send; none of them may reach a caller, a URL or a cursor. */
const ODD_IDS = ['../../x', 'a'.repeat(2_000), 'with blank', 'a.b', 'a/b?c#d', 'é', '?', 'x\u0000y', '..'];

let emulator: Emulator;
let between: Between;
let app: Awaited<ReturnType<typeof startApp>>;
const asked: string[] = [];

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 3 });
  const list = (ids: readonly string[], more: (id: string) => object): string =>
    JSON.stringify({ total_num: ids.length, data_list: ids.map(more) });
  between = await startBetween(emulator.url, (url) => {
    asked.push(url.pathname + url.search);
    if (url.pathname.endsWith('/host-management/hosts'))
      return list([...emulator.hostIds(), ...ODD_IDS], (id) => ({ host_id: id, host_name: 'name' }));
    if (url.pathname.endsWith('/host-management/groups'))
      return list(['a-group', ...ODD_IDS], (id) => ({ group_id: id, host_id_list: ODD_IDS }));
    return undefined;
  });
  app = await startApp(between.url);
}, 60_000);
afterAll(async () => {
  await app?.close();
  await between?.close();
  await emulator?.close();
});

interface Answer {
  readonly items: { host_id?: string; group_id?: string }[];
  readonly failures: { host_id: string; code: string }[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
}

const get = async (path: string): Promise<Answer> => {
  const response = await app.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
};

describe('ids from the vendor that cannot be used', () => {
  const lists: [string, number][] = [
    ['/v1/hosts', 3],
    ['/v1/hosts?limit=1', 1],
    ['/v1/host-groups', 1],
  ];
  it.each(lists)('are failures of their own in %s, and the other rows stand', async (path, rows) => {
    const { items, failures, complete } = await get(path);
    expect(items).toHaveLength(rows);
    expect(complete).toBe(false);
    expect(failures.map(({ code }) => code)).toEqual(ODD_IDS.map(() => 'bad_payload'));
    expect(new Set(failures.map(({ host_id }) => host_id)).size).toBe(ODD_IDS.length);
  });

  it.each([
    '/v1/ports?hosts=all&plan=per-host&limit=1000',
    '/v1/ports?hosts=all&plan=by-port&limit=1000',
    '/v1/ports?hosts=all&plan=per-host&sort=-port&limit=1000',
    '/v1/assets/web_site?hosts=all&plan=per-host&limit=1000',
    '/v1/assets/users?hosts=all&plan=per-host&limit=1000',
  ])('%s answers for the other hosts', async (path) => {
    const { items } = await get(path);
    for (const { host_id } of items) expect(emulator.hostIds()).toContain(host_id);
  });

  it('never reach an address or a cursor', async () => {
    const { next_cursor } = await get('/v1/ports?hosts=all&plan=per-host&limit=1');
    const texts = [...asked, Buffer.from(next_cursor ?? '', 'base64url').toString()];
    const inAddresses = ODD_IDS.filter((id) => id.length > 1).flatMap((id) => [id, encodeURIComponent(id)]);
    for (const text of texts) for (const id of inAddresses) expect(text.includes(id)).toBe(false);
    measured(
      'S45',
      `lists of servers and of groups with ${ODD_IDS.length} ids outside of the pattern, read by every plan`,
      `0 answers of 500; ${ODD_IDS.length} failures; 0 of ${asked.length} calls and 0 cursors with such an id; the other rows complete`,
      'such ids never reach a URL, a key or a cursor; the row is a failure, not a 500',
    );
  });
});
