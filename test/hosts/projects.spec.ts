import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readStream, walk } from '../support/answers.js';
import { startEmulator } from '../support/emulator.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';

const NORTH = '11111111111111111111111111111111';
const SOUTH = '22222222222222222222222222222222';
const NARROW_KEY = 'a-key-that-sees-the-south-only';

let stack: Stack;
let north: TruePort[];
let south: TruePort[];

beforeAll(async () => {
  const probe = await startEmulator();
  await probe.close();
  stack = await startStack({
    emulator: {
      port: probe.port,
      projects: [
        { id: NORTH, region: 'cn-north-4', hosts: 40, seed: 'north' },
        { id: SOUTH, region: 'eu-west-101', hosts: 60, seed: 'south' },
      ],
    },
    config: {
      projects: [
        project('north', 'cn-north-4', NORTH, probe.url),
        // No id, so it is looked up by the region's name.
        project('south', 'eu-west-101', undefined, probe.url),
      ],
      auth: {
        api_keys: [
          {
            name: 'narrow',
            sha256: createHash('sha256').update(NARROW_KEY).digest('hex'),
            scopes: ['ports:read'],
            projects: ['south'],
          },
        ],
      },
    },
  });
  const truth = async (id: string) => {
    const rows = await truePorts(stack.emulator.url, undefined, id);
    return rows;
  };
  north = await truth(NORTH);
  south = await truth(SOUTH);
});
afterAll(() => stack.close());

function project(alias: string, region: string, id: string | undefined, url: string): object {
  return {
    alias,
    region,
    ...(id === undefined ? {} : { project_id: id }),
    hss_endpoint: url,
    iam_endpoint: url,
    credentials: [
      {
        kind: 'ak-sk',
        access_key: 'DEMOACCESSKEY0000001',
        secret_key: 'demo-secret-access-key-not-a-real-one',
      },
    ],
  };
}

const stream = async (body: object, headers = {}) =>
  readStream(await stack.post('/v1/ports/query', { ...body, format: 'ndjson' }, headers));
const inProject = (answer: { items: readonly TruePort[] }, alias: string) =>
  answer.items.filter((row) => (row as TruePort & { project: string }).project === alias);

describe('several projects', () => {
  it('are asked one at a time, by default the first', async () => {
    expect(asSet((await stream({ hosts: { all: true } })).items)).toEqual(asSet(north));
    expect(asSet((await stream({ hosts: { all: true }, project: 'south' })).items)).toEqual(asSet(south));
  });

  it('are asked together with *, over pages too', async () => {
    const answer = await stream({ hosts: { all: true }, project: '*' });
    expect(asSet(inProject(answer, 'north'))).toEqual(asSet(north));
    expect(asSet(inProject(answer, 'south'))).toEqual(asSet(south));
    const pages = await walk((cursor) =>
      stack.post('/v1/ports/query', {
        hosts: { all: true },
        project: '*',
        limit: 150,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    expect(asSet(pages.flatMap((page) => page.items))).toEqual(asSet([...north, ...south]));
  });

  it('find named hosts wherever they are', async () => {
    const ids = [south[0]?.host_id, north[0]?.host_id];
    const answer = await stream({ host_ids: ids, project: '*' });
    expect(asSet(answer.items)).toEqual(
      asSet([...north, ...south].filter((row) => ids.includes(row.host_id))),
    );
  });

  it('say which one is missing when one cannot be listed', async () => {
    stack.emulator.addFault({
      match: { path: '/host-management/hosts', project_id: SOUTH },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302' } },
    });
    try {
      const answer = await stream({ hosts: { all: true }, project: '*', max_age: 0 });
      expect(asSet(answer.items)).toEqual(asSet(north));
      expect(answer.failures).toEqual([
        expect.objectContaining({ project: 'south', host_id: '*', code: 'forbidden' }),
      ]);
      expect(answer.summary?.complete).toBe(false);
    } finally {
      stack.emulator.clearFaults();
    }
  });

  it('look like none at all to a caller that may not see them, and cost no upstream call', async () => {
    const headers = { 'x-api-key': NARROW_KEY };
    stack.emulator.clearCalls();
    for (const alias of ['north', 'nowhere']) {
      const response = await stack.get(`/v1/ports?hosts=all&project=${alias}`, headers);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        type: '/problems/not-found',
        detail: 'There is no such project',
      });
    }
    expect((stack.emulator.calls() as { total: number }).total).toBe(0);
    const answer = await stream({ hosts: { all: true }, project: '*' }, headers);
    expect(asSet(answer.items)).toEqual(asSet(south));
  });

  it('keep cursors apart: of another caller they are refused', async () => {
    const first = (await (await stack.get('/v1/ports?hosts=all&project=south&limit=5')).json()) as {
      next_cursor: string;
    };
    const replay = await stack.get(`/v1/ports?hosts=all&project=south&limit=5&cursor=${first.next_cursor}`, {
      'x-api-key': NARROW_KEY,
    });
    expect(replay.status).toBe(400);
    expect(await replay.json()).toMatchObject({ type: '/problems/invalid-cursor' });
  });
});
