import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { ALL, PROJECT, Rig, type Body, type Reply, type Row } from './emulator-rig.js';

const PATH = '/asset/ports';

describe('scripted faults', () => {
  let rig: Rig;
  let token: string;
  let host: string;
  let other: string;
  let rows: Row[];

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 60 });
    token = await rig.token();
    // Server 11 is the one with more than a thousand rows.
    [host, other] = [rig.emulator.hostIds()[11] ?? '', rig.emulator.hostIds()[0] ?? ''];
    rows = await rig.truth(`/fleet/ports?host_id=${host}`);
  });
  afterAll(() => rig.close());
  afterEach(() => rig.emulator.clearFaults());

  const script = async (fault: unknown, more: Record<string, unknown> = {}): Promise<string> => {
    const reply = await rig.call('POST', '/__emulator/faults', {}, { match: { path: PATH }, fault, ...more });
    expect(reply.status).toBe(201);
    return String(reply.body.id);
  };
  const ask = (parameters: Record<string, string | number> = {}): Promise<Reply> =>
    rig.hss(token, PATH, { ...ALL, host_id: host, limit: 200, ...parameters });

  it('answers with the scripted status, headers and body, so many times', async () => {
    const id = await script(
      { kind: 'status', status: 503, headers: { 'x-odd': '1' }, body: { a: 1 } },
      { times: 2 },
    );
    for (let i = 0; i < 2; i += 1) {
      const { status, headers, body } = await ask();
      expect([status, headers['x-odd'], body]).toEqual([503, '1', { a: 1 }]);
    }
    expect((await ask()).status).toBe(200);
    expect((await rig.call('GET', `/__emulator/faults/${id}`)).body).toMatchObject({
      hits: 2,
      remaining: 0,
      times: 2,
    });
  });

  it('says what the gateway says when a script names no body', async () => {
    for (const [status, code] of [
      [401, 'APIGW.0307'],
      [403, 'APIGW.0302'],
      [404, 'APIGW.0101'],
      [429, 'APIGW.0308'],
      [500, 'APIGW.0601'],
      [502, 'APIGW.0201'],
      [503, 'APIGW.0613'],
      [504, 'APIGW.0201'],
    ] as const) {
      await script({ kind: 'status', status }, { times: 1 });
      const reply = await ask();
      expect([reply.status, reply.body.error_code]).toEqual([status, code]);
      expect(reply.body.request_id).toBe(reply.headers['x-request-id']);
    }
  });

  it('adds unknown members to every row and to the answer, errors too', async () => {
    const before = await ask();
    await script({ kind: 'unknown_members' });
    const { status, body } = await ask();
    expect(status).toBe(200);
    const names = (value: object): string[] =>
      Object.keys(value).filter((name) => /^emulator_new_/.test(name));
    expect(names(body)).toHaveLength(5);
    expect(body.data_list).toHaveLength(before.body.data_list.length);
    body.data_list.forEach((row, place) => {
      expect(names(row)).toHaveLength(5);
      expect(row).toMatchObject(before.body.data_list[place] as Row);
    });
    const refused = await ask({ limit: 9 });
    expect([refused.status, refused.body.error_code]).toEqual([400, 'HSS.0001']);
    expect(names(refused.body)).toHaveLength(5);
  });

  it('adds Retry-After in either form', async () => {
    await script({ kind: 'status', status: 429, retry_after_s: 7 }, { times: 1 });
    expect((await ask()).headers['retry-after']).toBe('7');
    await script({ kind: 'status', status: 429, retry_after_s: 7, retry_after_form: 'date' }, { times: 1 });
    const wait = Date.parse((await ask()).headers['retry-after'] ?? '') - Date.now();
    expect(wait).toBeGreaterThan(3000);
    expect(wait).toBeLessThanOrEqual(7000);
  });

  it('meets only the calls that match, after as many as told', async () => {
    const fault = { kind: 'status', status: 500 };
    await script(fault, { match: { path: PATH, host_id: host, method: 'get', offset: 200 } });
    expect((await ask()).status).toBe(200);
    expect((await ask({ offset: 200 })).status).toBe(500);
    expect((await rig.hss(token, PATH, { ...ALL, host_id: other, offset: 200 })).status).toBe(200);
    rig.emulator.clearFaults();
    await script(fault, { match: { path: '/asset/ports/detail', port: 22 } });
    expect((await ask()).status).toBe(200);
    expect((await rig.hss(token, '/asset/ports/detail', { port: 22 })).status).toBe(500);
    expect((await rig.hss(token, '/asset/ports/detail', { port: 23 })).status).toBe(200);
    rig.emulator.clearFaults();
    await script(fault, { match: { path: '/asset/*', user: 'demo', query: { limit: '200' } }, after: 1 });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(500);
    expect((await ask({ limit: 100 })).status).toBe(200);
    rig.emulator.clearFaults();
    await script(fault, { match: { user: 'somebody else' } });
    expect((await ask()).status).toBe(200);
  });

  it('meets IAM too', async () => {
    await script({ kind: 'status', status: 503 }, { match: { path: '/v3/auth/tokens' }, times: 1 });
    expect((await rig.login()).status).toBe(503);
    expect((await rig.login()).status).toBe(201);
  });

  it('strikes with the given probability, the same calls for the same seed', async () => {
    const strikes = async (seed: number): Promise<string> => {
      const own = await Rig.start({ hosts: 5 });
      await own.call(
        'POST',
        '/__emulator/faults',
        {},
        { fault: { kind: 'status', status: 500 }, probability: 0.5, seed },
      );
      let text = '';
      for (let i = 0; i < 40; i += 1) text += (await own.hss('x', PATH)).status === 500 ? 'x' : '.';
      await own.close();
      return text;
    };
    const first = await strikes(1);
    expect(first).toMatch(/x.*\..*x/);
    expect(await strikes(1)).toBe(first);
    expect(await strikes(2)).not.toBe(first);
  });

  it('delays, and lets later faults strike as well', async () => {
    await script({ kind: 'delay', delay_ms: 80 });
    await script({ kind: 'status', status: 500 });
    const start = performance.now();
    expect((await ask()).status).toBe(500);
    expect(performance.now() - start).toBeGreaterThan(70);
  });

  it.each(['reset', 'reset_mid_body', 'cut', 'fin', 'truncated', 'chunk_garbage'])(
    'breaks the answer off: %s',
    async (kind) => {
      await script({ kind }, { times: 1 });
      await expect(ask()).rejects.toThrow();
      expect((await ask()).body.data_list).toEqual(rows.slice(0, 200));
    },
  );

  it.each(['hang', 'header_timeout'])('never answers: %s', async (kind) => {
    await script({ kind });
    const url = `${rig.emulator.url}/v5/${PROJECT}${PATH}?host_id=${host}`;
    const asked = request(url, { headers: { 'x-auth-token': token }, signal: AbortSignal.timeout(150) });
    await expect(asked).rejects.toThrow(/abort|timeout/i);
  });

  it('lets the body be broken JSON, bad gzip, a page of HTML or nothing', async () => {
    for (const kind of ['malformed', 'bad_gzip', 'html', 'empty_body']) {
      rig.emulator.clearFaults();
      await script({ kind });
      const { status, headers, text } = await ask();
      expect(status).toBe(200);
      if (kind === 'malformed') expect(() => JSON.parse(text) as unknown).toThrow();
      if (kind === 'bad_gzip') expect(headers['content-encoding']).toBe('gzip');
      if (kind === 'html') expect(headers['content-type']).toContain('text/html');
      if (kind === 'empty_body') expect(text).toBe('');
    }
  });

  it('lets the body drip', async () => {
    await script({ kind: 'drip', interval_ms: 5, bytes: 40 });
    const url = `${rig.emulator.url}/v5/${PROJECT}${PATH}?host_id=${other}&enterprise_project_id=all_granted_eps`;
    const reply = await request(url, { headers: { 'x-auth-token': token } });
    let pieces = 0;
    for await (const _ of reply.body) pieces += 1;
    expect(pieces).toBeGreaterThan(5);
  });

  it('redirects, and floods with as much as told', async () => {
    await script({ kind: 'redirect', location: 'http://127.0.0.2/' }, { times: 1 });
    const { status, headers } = await ask();
    expect([status, headers.location]).toEqual([302, 'http://127.0.0.2/']);
    await script({ kind: 'oversize', bytes: 1_000_000 });
    expect((await ask()).text.length).toBeGreaterThan(1_000_000);
  });

  it('nulls, drops, empties and repeats rows', async () => {
    const once = async (kind: string, parameters = {}): Promise<Body> => {
      await script({ kind }, { times: 1 });
      return (await ask(parameters)).body;
    };
    expect(await once('null_list')).toEqual({ total_num: rows.length, data_list: null });
    expect(await once('absent_list')).toEqual({ total_num: rows.length });
    expect(await once('empty_page', { offset: 200 })).toEqual({ total_num: rows.length, data_list: [] });
    expect((await once('total_big')).total_num).toBeGreaterThan(rows.length);
    expect((await once('total_small')).total_num).toBeLessThan(rows.length);
    await script({ kind: 'duplicate_rows' });
    const seen = await rig.walk(token, PATH, { ...ALL, host_id: host });
    expect(seen).toHaveLength(rows.length + 3);
    expect(new Set(seen.map((row) => JSON.stringify(row)))).toEqual(
      new Set(rows.map((row) => JSON.stringify(row))),
    );
  });

  it('moves rows and totals between pages, but never loses a real row for good', async () => {
    await script({ kind: 'drift' });
    const totals: number[] = [];
    const seen = new Set<string>();
    for (let i = 0; i < 8; i += 1) {
      for (let offset = 0; offset < rows.length + 5; offset += 200) {
        const { body } = await ask({ offset });
        totals.push(body.total_num);
        for (const row of body.data_list) seen.add(JSON.stringify(row));
      }
    }
    expect(new Set(totals)).toEqual(new Set([0, 1, 2, 3].map((more) => rows.length + more)));
    for (const row of rows) expect(seen).toContain(JSON.stringify(row));
    const phantoms = [...seen].filter((row) => row.includes('/tmp/drift-'));
    expect(seen.size).toBe(rows.length + phantoms.length);
    expect(phantoms.length).toBeGreaterThan(0);
  });

  it('lists, shows and removes scripts', async () => {
    const [first, second] = [await script({ kind: 'hang' }), await script({ kind: 'reset' })];
    const listed = (await rig.call('GET', '/__emulator/faults')).body.faults as Row[];
    expect(listed.map((entry) => entry.id)).toEqual([first, second]);
    expect((await rig.call('DELETE', `/__emulator/faults/${first}`)).status).toBe(204);
    expect((await rig.call('GET', `/__emulator/faults/${first}`)).status).toBe(404);
    expect((await rig.call('DELETE', `/__emulator/faults/${first}`)).status).toBe(404);
    expect((await rig.call('DELETE', '/__emulator/faults')).status).toBe(204);
    expect((await rig.call('GET', '/__emulator/faults')).body.faults).toEqual([]);
  });

  it('refuses scripts that make no sense and names everything wrong with them', async () => {
    const post = (body: unknown): Promise<Reply> => rig.call('POST', '/__emulator/faults', {}, body);
    const bad = await post({
      match: { hots: 'x', offset: -1 },
      fault: { kind: 'status' },
      times: 0,
      sometimes: true,
    });
    expect(bad.status).toBe(400);
    expect(bad.headers['content-type']).toBe('application/problem+json');
    expect(bad.body.errors).toHaveLength(5);
    for (const body of [
      {},
      [],
      { fault: {} },
      { fault: { kind: 'melt' } },
      { fault: { kind: 'delay' } },
      { fault: { kind: 'hang', ms: 1 } },
    ]) {
      expect((await post(body)).status).toBe(400);
    }
    expect((await rig.call('GET', '/__emulator/faults')).body.faults).toEqual([]);
  });

  it('counts a call whose client hung up as unanswered, and forgets its timer', async () => {
    rig.emulator.clearCalls();
    rig.emulator.patch({ latency_ms: 60_000 });
    const socket = connect(rig.emulator.port, '127.0.0.1');
    socket.write('GET /v3/projects HTTP/1.1\r\nHost: x\r\n\r\n');
    const report = async (): Promise<Body> => (await rig.call('GET', '/__emulator/calls')).body;
    while ((await report()).in_flight !== 1);
    socket.destroy();
    while ((await report()).in_flight !== 0);
    rig.emulator.patch({ latency_ms: 0 });
    expect(await report()).toMatchObject({ total: 1, unanswered: 1, by_status: {} });
  });
});
