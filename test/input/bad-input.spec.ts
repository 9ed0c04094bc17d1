import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PageAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';

interface ProblemAnswer {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  correlation_id: string;
  errors?: { parameter?: string; pointer?: string; detail: string }[];
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 20 } });
});
afterAll(() => stack.close());
beforeEach(() => stack.emulator.clearCalls());

async function problem(response: Response, status: number): Promise<ProblemAnswer> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = (await response.json()) as ProblemAnswer;
  expect(body).toMatchObject({ status, type: expect.stringMatching(/^\/problems\/[a-z-]+$/) });
  expect(response.status).toBe(status);
  expect(body.correlation_id).toBe(response.headers.get('x-request-id'));
  expect((stack.emulator.calls() as { total: number }).total).toBe(0);
  return body;
}

const places = (body: ProblemAnswer) => (body.errors ?? []).map((error) => error.parameter ?? error.pointer);

describe('bad input, which costs no upstream call,', () => {
  it.each([
    ['all hosts and a name', '?hosts=all&host_name=a', 'hosts'],
    ['hosts by id and by name', '?host_ids=a&host_name=a', 'host_name'],
    ['an empty host', '?host_ids=', 'host_ids'],
    ['two dots', '?host_ids=..', 'host_ids'],
    ['a climbing path', '?host_ids=..%2F..%2Fetc', 'host_ids'],
    ['an encoded climb', '?host_ids=%252e%252e', 'host_ids'],
    ['a slash', '?host_ids=a%2Fb', 'host_ids'],
    ['a question mark', '?host_ids=a%3Fb', 'host_ids'],
    ['a control character', '?host_ids=a%00b', 'host_ids'],
    ['a line feed', '?host_ids=a%0Ab', 'host_ids'],
    ['dots from elsewhere', '?host_ids=%E2%80%A5', 'host_ids'],
    ['129 characters', `?host_ids=${'a'.repeat(129)}`, 'host_ids'],
    ['port 0', '?hosts=all&port=0', 'port'],
    ['port 65536', '?hosts=all&port=65536', 'port'],
    ['two ports in one', '?hosts=all&port=22%3B23', 'port'],
    ['a range backwards', '?hosts=all&port=90-80', 'port'],
    ['a port in hexadecimal', '?hosts=all&port=0x16', 'port'],
    ['an unknown parameter', '?hosts=all&prot=22', 'prot'],
    ['a scalar twice', '?hosts=all&limit=1&limit=9', 'limit'],
    ['limit 0', '?hosts=all&limit=0', 'limit'],
    ['limit 1001', '?hosts=all&limit=1001', 'limit'],
    ['limit of half a row', '?hosts=all&limit=1.5', 'limit'],
    ['limit in words', '?hosts=all&limit=ten', 'limit'],
    ['a status nobody has', '?hosts=all&status=wild', 'status'],
    ['an unknown sort', '?hosts=all&sort=colour', 'sort'],
    ['a sort twice', '?hosts=all&sort=port,-port', 'sort'],
    ['hosts and host_ids', '?hosts=all&host_ids=a', 'hosts'],
    ['hosts=some', '?hosts=some', 'hosts'],
    ['a plan nobody has', '?hosts=all&plan=guess', 'plan'],
    ['a deadline in the past', '?hosts=all&timeout_ms=-1', 'timeout_ms'],
    ['a format nobody has', '?hosts=all&format=xml', 'format'],
    ['a forged cursor', '?hosts=all&cursor=AAAA', 'cursor'],
  ])('is refused by name in a query: %s', async (_name, search, parameter) => {
    const body = await problem(await stack.get(`/v1/ports${search}`), 400);
    expect(places(body)).toContain(parameter);
  });

  it('has all its faults named at once in a query', async () => {
    const body = await problem(
      await stack.get('/v1/ports?limit=0&port=0&colour=red&sort=x&status=bad&host_ids=..'),
      400,
    );
    expect(new Set(places(body))).toEqual(new Set(['limit', 'port', 'colour', 'sort', 'status', 'host_ids']));
  });

  it('has all its faults named at once in a body, by JSON pointer', async () => {
    const body = await problem(
      await stack.post('/v1/ports/query', {
        host_ids: ['ok', '..', 'a/b', 7],
        limit: 0,
        port: ['22', 70_000],
        colour: 'red',
      }),
      400,
    );
    expect(new Set(places(body))).toEqual(
      new Set(['/host_ids/1', '/host_ids/2', '/host_ids/3', '/limit', '/port', '/colour']),
    );
  });

  it.each([
    ['100 001 hosts', { host_ids: Array.from({ length: 100_001 }, (_, at) => `h-${at}`) }, '/host_ids'],
    ['hosts by id and by selection', { host_ids: ['a'], hosts: { name: ['a'] } }, '/hosts'],
    ['all hosts and a name', { hosts: { all: true, name: ['a'] } }, '/hosts'],
    ['a filter without its value', { hosts: { group: null } }, '/hosts'],
    ['hosts as a list', { hosts: [] }, '/hosts'],
    ['a filter of hosts outside of hosts', { host_name: 'a' }, '/host_name'],
    ['an empty list', { host_ids: [] }, '/host_ids'],
    ['hosts that are no list', { host_ids: 'a' }, '/host_ids'],
    ['nobody', { hosts: { all: false } }, '/hosts/all'],
    ['an unknown selection', { hosts: { colour: 'red' } }, '/hosts/colour'],
    ['a port as an object', { hosts: { all: true }, port: { from: 1 } }, '/port'],
    ['a limit as text', { hosts: { all: true }, limit: '10' }, '/limit'],
  ])('is refused by name in a body with %s', async (_name, given, pointer) => {
    const body = await problem(await stack.post('/v1/ports/query', given), 400);
    expect(places(body)).toContain(pointer);
  });

  it.each([
    ['that is broken', '{"hosts":', 400],
    ['that is empty', '', 400],
    ['that is null', 'null', 400],
    ['that is a list', '[]', 400],
    ['that is text', '"all"', 400],
    ['with __proto__', '{"hosts":{"all":true},"__proto__":{"limit":1}}', 400],
    ['with an escaped __proto__', '{"hosts":{"all":true},"\\u005f_proto__":{"limit":1}}', 400],
    ['with a constructor', '{"hosts":{"all":true},"constructor":{"prototype":{"limit":1}}}', 400],
    ['nested 5 000 deep', `{"hosts":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 400],
    ['nested 100 000 deep', `{"hosts":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, 400],
    ['with 100 000 members', `{${Array.from({ length: 100_000 }, (_, at) => `"m${at}":1`).join(',')}}`, 400],
    ['of 8 MB', `{"host_ids":["${'a'.repeat(8_000_000)}"]}`, 413],
  ])('is refused as JSON %s', async (_name, text, status) => {
    await problem(await stack.post('/v1/ports/query', text), status);
    expect(({} as Record<string, unknown>)['limit']).toBeUndefined();
  });

  it('is refused as another media type, an unknown address or an unknown method', async () => {
    await problem(await stack.post('/v1/ports/query', '<x/>', { 'content-type': 'text/xml' }), 415);
    await problem(await stack.get('/v1/nothing'), 404);
    await problem(await stack.get('/v1/ports?hosts=all', { accept: 'image/png' }), 406);
    await problem(await stack.get('/v1/hosts/..%2Fx/ports'), 400);
    await problem(await stack.get(`/v1/hosts/${'a'.repeat(129)}/ports`), 400);
    await problem(await stack.get('/v1/ports?hosts=all&project=elsewhere'), 404);
  });

  it('refuses a wrong and a missing key', async () => {
    await problem(await stack.get('/v1/ports?hosts=all', { 'x-api-key': 'wrong' }), 401);
    await problem(await fetch(`${stack.url}/v1/ports?hosts=all`), 401);
    await problem(await fetch(`${stack.url}/v1/ports?hosts=all&api_key=a-key-for-tests-only`), 401);
  });
});

describe('a word of a filter', () => {
  it('is taken in any case, and in the spelling of the vendor, in a query and in a body', async () => {
    const rows = async (response: Response) => {
      expect(response.status).toBe(200);
      return ((await response.json()) as { items: object[] }).items;
    };
    const wanted = await rows(await stack.get('/v1/ports?hosts=all&protocol=udp&status=unknown'));
    expect(wanted.length).toBeGreaterThan(0);
    expect(await rows(await stack.get('/v1/ports?hosts=all&protocol=UDP&status=unknow'))).toEqual(wanted);
    const body = { hosts: { all: true }, protocol: ['Udp'], status: 'UNKNOW' };
    expect(await rows(await stack.post('/v1/ports/query', body))).toEqual(wanted);
    const { errors } = (await (await stack.get('/v1/ports?status=wild')).json()) as ProblemAnswer;
    expect(errors).toMatchObject([{ parameter: 'status' }]);
  });
});

describe('a cursor', () => {
  const first = async (search: string) =>
    (await (await stack.get(`/v1/ports?${search}`)).json()) as PageAnswer;

  it('works for its own query only', async () => {
    const { next_cursor: cursor } = await first('hosts=all&limit=3');
    expect(cursor).not.toBeNull();
    stack.emulator.clearCalls();
    for (const search of [
      'hosts=all&port=22',
      'hosts=all&sort=port',
      'hosts=all&include=host',
      'host_name=a',
    ]) {
      const response = await stack.get(`/v1/ports?${search}&cursor=${cursor}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as ProblemAnswer).type).toBe('/problems/invalid-cursor');
    }
  });

  it('is refused when any character of it is changed', async () => {
    const { next_cursor: cursor } = await first('hosts=all&limit=3');
    const text = cursor as string;
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      const response = await stack.get(`/v1/ports?hosts=all&limit=3&cursor=${changed}`);
      expect(response.status).toBe(400);
      await response.arrayBuffer();
    }
  });
});

describe('a very long list of hosts', () => {
  it('accepts 100 000 hosts, named by nobody before', async () => {
    const response = await stack.post('/v1/ports/query', {
      host_ids: Array.from({ length: 100_000 }, (_, at) => `host-${at}`),
      limit: 1,
      timeout_ms: 300,
    });
    expect([200, 504]).toContain(response.status);
    await response.arrayBuffer();
  });
});
