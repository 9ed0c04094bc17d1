import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startIam, type IamPeer } from '../support/iam-peer.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startReplica, type ReplicaOptions, type TokenReplica } from '../support/token-replica.js';

const OLD = { id: 'old', value: 'the-old-secret-of-more-than-32-characters' };
const NEW = { id: 'new', value: 'the-new-secret-of-more-than-32-characters' };

let server: RedisServer;
let iam: IamPeer;
const replicas: TokenReplica[] = [];

beforeEach(async () => {
  [server, iam] = await Promise.all([startRedis(), startIam()]);
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map((replica) => replica.close()));
  await Promise.all([server.stop(), iam.close()]);
});

describe('what is in Redis', () => {
  it('shows no token, password or name of an account in any encoding', async () => {
    await works(await replica());
    await (await replica({ password: 'wrong-password', project: 'other' })).calls(1);
    const dumped = await dump();
    expect(dumped.size).toBeGreaterThanOrEqual(3);
    const text = [...dumped].flat().join('\n');
    const secrets = [...iam.tokens, 'right-password', 'wrong-password', 'example-account', 'bff-reader'];
    for (const secret of secrets) {
      const bytes = Buffer.from(secret);
      for (const form of [
        secret,
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
      ]) {
        expect(text).not.toContain(form.replace(/=+$/, ''));
      }
    }
  });

  it('is of no use under the key of another project', async () => {
    await works(await replica({ project: 'one' }));
    const [mine] = await keys('value');
    const value = await get(mine ?? '');
    await works(await replica({ project: 'two' }));
    expect(iam.issued).toBe(2);
    const theirs = (await keys('value')).find((key) => key !== mine) ?? '';
    await server.command('SET', theirs, value, 'PX', '60000');
    const victim = await replica({ project: 'two' });
    await works(victim);
    expect(iam.issued).toBe(3);
    expect(victim.events.map(({ kind }) => kind)).toContain('poisoned');
    expect(iam.service.refused).toBe(0);
  });

  it('is fetched anew when one bit of it was changed', async () => {
    await works(await replica());
    const [key = ''] = await keys('value');
    const value = await get(key);
    const other = value.at(-3) === 'A' ? 'B' : 'A';
    await server.command('SET', key, value.slice(0, -3) + other + value.slice(-2), 'PX', '60000');
    const late = await replica();
    await works(late);
    expect(late.events.map(({ kind }) => kind)).toContain('poisoned');
    expect(iam.issued).toBe(2);
  });

  it('survives a change of keys while replicas run, one after the other', async () => {
    const [first, second] = [await replica({ secrets: [OLD] }), await replica({ secrets: [OLD] })];
    await works(first);
    await works(second);
    expect(iam.issued).toBe(1);

    first.cipher.useSecrets([NEW, OLD]);
    iam.revoke();
    await works(first);
    // The second replica cannot read the new token yet. It leaves it in Redis and gets a token of its own.
    await works(second);
    expect(second.events.map(({ kind }) => kind)).toContain('foreign_key');
    second.cipher.useSecrets([NEW, OLD]);
    const before = iam.issued;
    iam.revoke();
    await works(second);
    await works(first);
    expect(iam.issued).toBe(before + 1);
    first.cipher.useSecrets([NEW]);
    await works(await replica({ secrets: [NEW] }));
    expect(iam.issued).toBe(before + 1);
  });
});

async function replica(more: Partial<ReplicaOptions> = {}): Promise<TokenReplica> {
  const started = await startReplica({ redisUrl: server.url, iamOrigin: iam.origin, ...more });
  replicas.push(started);
  return started;
}

async function works(one: TokenReplica): Promise<void> {
  expect(await one.calls(5)).toMatchObject({ ok: 5, failed: [] });
}

/** All keys with their values, whatever their type. */
async function dump(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const key of await keys('')) all.set(key, await server.command('GET', key));
  return all;
}

async function keys(suffix: string): Promise<string[]> {
  const reply = await server.command('KEYS', `*${suffix}`);
  return reply.split('\r\n').filter((line) => line.startsWith('portolan:'));
}

async function get(key: string): Promise<string> {
  return (await server.command('GET', key)).split('\r\n')[1] ?? '';
}
