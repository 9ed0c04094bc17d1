import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startProgram, type Program } from '../support/program.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/wait.js';
import {
  editPort,
  HOOK_SECRET,
  lookNow,
  startReceiver,
  watchNamed,
  type HookRequest,
  type Receiver,
} from '../support/watches.js';

const SELDOM = { interval_s: 86_400, full_every_s: 86_400, query: { port: ['31999'] } };
const secrets = [{ id: 'one', value: HOOK_SECRET }];
const NAMES = ['sample', 'redirected', 'busy', 'gone', 'by-name', 'absent'] as const;
type Name = (typeof NAMES)[number];

let sample: Program;
let receiver: Receiver;
let stack: Stack;
const toSample: HookRequest[] = [];
let passOn: Receiver;

beforeAll(async () => {
  sample = await startProgram({
    script: 'docs/webhook-receiver.mjs',
    env: { HOOK_SECRET, PORT: '0' },
    listensAt: /listening on (\d+)/,
  });
  passOn = await startReceiver((request) => (toSample.push(request), [204]));
  receiver = await startReceiver(({ body }) => {
    const { watch } = (JSON.parse(body) as { data: { watch: Name } }).data;
    if (watch === 'redirected') return [302, { location: passOn.url }];
    if (watch === 'gone') return [410];
    return watch === 'busy' ? [429, { 'retry-after': '3600' }] : [204];
  });
  const port = new URL(receiver.url).port;
  const urls: Record<Name, string> = {
    sample: passOn.url,
    redirected: receiver.url,
    busy: receiver.url,
    gone: receiver.url,
    'by-name': `http://localhost:${port}/hook`,
    absent: 'http://[::1]:9/hook',
  };
  stack = await startStack({
    emulator: { hosts: 20 },
    config: {
      webhooks: { allowed_hosts: ['127.0.0.1', 'localhost', '::1'], first_retry_ms: 10, give_up_s: 1 },
      schedules: [
        { name: 'ports', every_s: 3_600 },
        { name: 'software', type: 'app', every_s: 3_600 },
      ],
      watches: NAMES.map((name) => ({ name, ...SELDOM, webhook: { url: urls[name], secrets } })),
    },
  });
  for (const name of NAMES) await until(async () => (await watchNamed(stack, name)).status === 'watching');
  await editPort(stack.emulator.url, { host_id: stack.emulator.hostIds()[0] ?? '', port: 31_999 });
  for (const name of NAMES) expect(await lookNow(stack, name)).toBe('changed');
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
  await passOn.close();
  await sample.stop();
});

/** Waits until everything of a watch was delivered or given up. */
async function settled(name: Name) {
  await until(async () => (await watchNamed(stack, name)).webhook?.pending === 0);
  return (await watchNamed(stack, name)).webhook;
}

const send = (headers: Record<string, string>, body: string): Promise<number> =>
  fetch(`http://127.0.0.1:${sample.url}`, { method: 'POST', headers, body }).then(({ status }) => status);

describe('the receiver of the documents', () => {
  it('takes what is genuine once, and refuses what is forged, changed or old', async () => {
    expect(await settled('sample')).toMatchObject({ delivered: 1, dead: 0 });
    const { headers, body } = toSample[0] as HookRequest;
    const signed = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name])]),
    );
    // The judge of the makers of the standard agrees with us, and with the sample.
    expect(new Webhook(HOOK_SECRET).verify(body, signed)).toMatchObject({ data: { watch: 'sample' } });
    expect(await send(signed, body)).toBe(204);
    expect(await send(signed, body)).toBe(200);
    expect(sample.output().match(/sample: added/g)).toHaveLength(1);

    expect(await send(signed, body.replace('added', 'removed'))).toBe(401);
    expect(await send({ ...signed, 'webhook-id': 'msg-other' }, body)).toBe(401);
    const old = new Date(Date.now() - 3_600_000);
    const judge = new Webhook(HOOK_SECRET);
    const stale = {
      ...signed,
      'webhook-id': 'msg-old',
      'webhook-timestamp': String(Math.floor(old.getTime() / 1_000)),
    };
    expect(await send({ ...stale, 'webhook-signature': judge.sign('msg-old', old, body) }, body)).toBe(401);
    const forged = new Webhook(Buffer.from('another-secret-of-32-characters!').toString('base64'));
    const now = new Date();
    const fresh = { 'webhook-id': 'msg-new', 'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)) };
    expect(await send({ ...fresh, 'webhook-signature': forged.sign('msg-new', now, body) }, body)).toBe(401);
    expect(await send({ ...fresh, 'webhook-signature': judge.sign('msg-new', now, body) }, body)).toBe(204);
    expect(await send({}, body)).toBe(401);
  });
});

describe('a webhook', () => {
  it('follows no redirect', async () => {
    const heard = toSample.length;
    expect(await settled('redirected')).toMatchObject({ delivered: 0, dead: 1 });
    expect(toSample).toHaveLength(heard);
    const { webhook } = await watchNamed(stack, 'redirected');
    const [letter] = webhook?.dead_letters ?? [];
    expect(letter).toMatchObject({ reason: 'status 302', changes: 1 });
    expect(letter?.attempts).toBeGreaterThan(2);
    const ids = receiver.requests
      .filter(({ body }) => body.includes('"redirected"'))
      .map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids)).toEqual(new Set([letter?.id]));
  });

  it('ends at once when the receiver is gone, or busy for longer than it is tried', async () => {
    expect(await settled('gone')).toMatchObject({ dead_letters: [{ attempts: 1, reason: 'status 410' }] });
    expect(await settled('busy')).toMatchObject({ dead_letters: [{ attempts: 1, reason: 'status 429' }] });
  });

  it('does not reach addresses that are not public, unless they are listed', async () => {
    const reason = 'the host has an address that is not public';
    expect(await settled('by-name')).toMatchObject({ delivered: 0, dead_letters: [{ reason }] });
    expect(receiver.requests.some(({ body }) => body.includes('"by-name"'))).toBe(false);
    // Listed as an address, it is tried, and nobody listens there.
    expect((await settled('absent'))?.dead_letters[0]?.reason).toMatch(/^E[A-Z]+$/);
  });
});

describe('a schedule', () => {
  it('reads everything once for those who ask later', async () => {
    await until(async () =>
      /scheduled_readings_total\{result="read"\} 2/.test(await (await stack.get('/metrics')).text()),
    );
    for (const type of ['port', 'app']) {
      const response = await stack.get(`/v1/assets/${type}?hosts=all&max_age=3600&limit=5`);
      const { items, summary } = (await response.json()) as { items: unknown[]; summary: object };
      expect(items).toHaveLength(5);
      expect(summary).toMatchObject({ complete: true, plan: 'snapshot' });
    }
  });
});
