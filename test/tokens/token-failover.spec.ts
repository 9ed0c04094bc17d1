import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../support/emulator.js';
import { measured } from '../support/figures.js';
import { startIam, type IamPeer } from '../support/iam-peer.js';
import { startCluster, startSentinel, startSentinelGroup, type RedisGroup } from '../support/redis-groups.js';
import { startRedis } from '../support/redis-server.js';
import { startReplicas } from '../support/replicas.js';
import { startReplica, type TokenReplica } from '../support/token-replica.js';
import { until } from '../support/wait.js';

const REPLICAS = 3;
const CALLERS = 25;
/**
 * How long a Redis command may take. A replica that gets no answer in time signs in by itself, as it should. All replicas
 * and servers of this file share the cores of one machine, where an answer was seen to take more than the service's 130 ms.
 */
const REDIS_TIMEOUT_MS = 2_000;
/** How often a test repeats its steps, so that a rare fault shows. */
const ROUNDS = 3;

let iam: IamPeer;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  iam = await startIam();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()));
  await iam.close();
});

describe('replicas that each signed in while Redis was away', () => {
  it.each([
    ['all of them in use', REPLICAS],
    ['none of them in use', 0],
  ])('fail no call at the next revocations and sign in once for each, %s until then', async (_how, busy) => {
    const server = await startRedis();
    open.push({ close: () => server.stop() });
    await server.kill();
    const replicas = await start(server.url);
    await Promise.all(replicas.map((replica) => signIn(replica)));
    expect(iam.issued).toBe(REPLICAS);
    await server.restart();
    await backInUse(replicas);
    await until(async () => (await server.command('KEYS', '*:value')).startsWith('*1'));

    const outcome = await revocations(replicas, busy);
    measured(
      'R6',
      `${REPLICAS} replicas x ${CALLERS} callers that each signed in while Redis was away, ${busy === 0 ? 'idle' : 'in use'} until ${ROUNDS} revocations`,
      `${outcome.failed.length} calls failed; ${outcome.signIns} sign-ins for ${ROUNDS} generations`,
      '0 failed; 1 for each generation',
    );
    expect(outcome.failed).toEqual([]);
    expect(outcome.signIns).toBe(ROUNDS);
  });
});

describe.each<[string, () => Promise<RedisGroup>]>([
  ['Sentinel', startSentinelGroup],
  ['a cluster', startCluster],
])('replicas on Redis behind %s', (name, startGroup) => {
  let group: RedisGroup;
  let replicas: TokenReplica[];
  beforeEach(async () => {
    group = await startGroup();
    open.push({ close: () => group.stop() });
    replicas = await start(group.url);
  }, 40_000);

  it('fail no call when the master is killed with the last token, nor at the revocations meanwhile and after', async () => {
    const failed = await all(replicas);
    expect(iam.issued).toBe(1);
    // The Redis replica keeps the token that is revoked now. Its connection is cut, because its kernel would still take data.
    group.replica.freeze();
    await group.master.command('CLIENT', 'KILL', 'TYPE', 'replica');
    iam.revoke();
    failed.push(...(await all(replicas)));
    expect(iam.issued).toBe(2);
    await group.master.kill();
    group.replica.thaw();
    failed.push(...(await all(replicas)));
    expect(iam.issued).toBe(2);
    iam.revoke();
    failed.push(...(await all(replicas)));
    const alone = iam.issued - 2;
    expect(alone).toBeLessThanOrEqual(REPLICAS);
    await group.promoted();
    await backInUse(replicas);
    const late = await startOne(group.url);
    open.push(late);
    failed.push(...(await all([late])));
    const after = await revocations([...replicas, late], REPLICAS);
    failed.push(...after.failed);
    measured(
      'R6',
      `${REPLICAS} replicas x ${CALLERS} callers; master behind ${name} killed, new one lacks the last token; tokens revoked while there is none, and ${ROUNDS} times after`,
      `${failed.length} calls failed; ${alone} sign-ins without a master, ${after.signIns} for ${ROUNDS} generations after`,
      '0 failed; at most 1 for each replica without a master, 1 for each generation with one',
    );
    expect(failed).toEqual([]);
    expect(after.signIns).toBe(ROUNDS);
  }, 40_000);
});

describe('replicas of the built program that start together on Redis behind Sentinel', () => {
  it('sign in once for all', async () => {
    const master = await startRedis();
    open.push({ close: () => master.stop() });
    const sentinel = await startSentinel(master);
    open.push({ close: () => sentinel.stop() });
    const emulator = await startEmulator({ hosts: 2 });
    open.push(emulator);
    const redisUrl = `redis+sentinel://127.0.0.1:${sentinel.port}/mymaster`;
    const replicas = await startReplicas(2, { emulatorUrl: emulator.url, redisUrl });
    open.push(...replicas.map((replica) => ({ close: () => replica.stop() })));
    const answers = await Promise.all(replicas.map((replica) => replica.get('/v1/hosts')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const { by_path: calls } = emulator.calls() as { by_path: Record<string, number> };
    expect(calls['POST /v3/auth/tokens']).toBe(1);
  }, 40_000);
});

function startOne(redisUrl: string): Promise<TokenReplica> {
  return startReplica({ redisUrl, iamOrigin: iam.origin, redisTimeoutMs: REDIS_TIMEOUT_MS });
}

async function start(redisUrl: string): Promise<TokenReplica[]> {
  const started = await Promise.all(Array.from({ length: REPLICAS }, () => startOne(redisUrl)));
  open.push(...started);
  return started;
}

/** Calls the first `busy` replicas, revokes the tokens, then calls all replicas; repeats this. */
async function revocations(
  replicas: readonly TokenReplica[],
  busy: number,
): Promise<{ failed: string[]; signIns: number }> {
  const failed: string[] = [];
  const before = iam.issued;
  for (let round = 0; round < ROUNDS; round++) {
    failed.push(...(await all(replicas.slice(0, busy))));
    iam.revoke();
    failed.push(...(await all(replicas)));
  }
  return { failed, signIns: iam.issued - before };
}

/** Makes `CALLERS` calls at once through every replica, and returns the failures. */
async function all(replicas: readonly TokenReplica[]): Promise<string[]> {
  const outcomes = await Promise.all(replicas.map((each) => each.calls(CALLERS)));
  return outcomes.flatMap(({ failed }) => failed);
}

/** Gets the replica a token of its own without using it. */
async function signIn(replica: TokenReplica): Promise<void> {
  await replica.credential.authorize(
    { method: 'GET', origin: iam.origin, path: '/service', headers: {} },
    new AbortController().signal,
  );
}

async function backInUse(replicas: readonly TokenReplica[]): Promise<void> {
  expect(await Promise.all(replicas.map(({ redis }) => redis.ready(10_000)))).not.toContain(false);
}
