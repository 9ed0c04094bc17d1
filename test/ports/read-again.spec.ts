import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, type StreamAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts } from '../support/truth/ports.js';

const HOSTS = 120;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: HOSTS } });
}, 60_000);
afterAll(() => stack.close());

/** Reads the whole fleet anew, as any client does. */
async function reading(fields: object = {}): Promise<StreamAnswer> {
  const query = { hosts: { all: true }, plan: 'by-port', max_age: 0, ...fields };
  return readStream(await stack.post('/v1/ports/query', query, { accept: 'application/x-ndjson' }));
}

async function expectTruth(answers: readonly StreamAnswer[]): Promise<void> {
  const truth = await truePorts(stack.emulator.url);
  for (const { items, summary } of answers) {
    expect(asSet(items)).toEqual(asSet(truth));
    expect(summary).toMatchObject({ complete: true, plan: 'by-port', items: truth.length });
    expect(summary?.hosts).toMatchObject({ requested: HOSTS, answered: HOSTS, failed: 0 });
  }
}

describe('a fleet that is read again by port', () => {
  it('gives the same rows in the same text when nothing has changed', async () => {
    const first = await reading();
    const again = await reading();
    await expectTruth([first, again]);
    expect(JSON.stringify(again.items)).toBe(JSON.stringify(first.items));
  });

  it.each([0.01, 0.4])(
    'gives the rows that there are after a share of %d has changed, to all who read at once',
    async (fraction) => {
      await fetch(`${stack.emulator.url}/__emulator/fleet/mutate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ fraction, seed: 1 }),
      });
      await expectTruth(await Promise.all([reading(), reading(), reading()]));
    },
  );

  it('gives each row with fields, filters and a sort as it does without', async () => {
    const all = (await reading()).items;
    const fields = await reading({ fields: ['host_id', 'port', 'pid'] });
    expect(fields.items).toEqual(all.map(({ host_id, port, pid }) => ({ host_id, port, pid })));
    const sorted = await reading({ sort: 'port', status: 'danger' });
    expect(asSet(sorted.items)).toEqual(asSet(all.filter(({ status }) => status === 'danger')));
  });
});
