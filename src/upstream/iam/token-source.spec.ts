import { setMaxListeners } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import { CredentialFault } from './credential-fault.js';
import { MemoryTokenStore } from './memory-token-store.js';
import type { IssuedToken } from './token-client.js';
import type { TokenEvent } from './token-events.js';
import { TokenSource, type TokenSourceOptions } from './token-source.js';
import type { TokenStore } from './token-store.js';

const HOUR_MS = 3_600_000;
const SLOT = { iam: 'https://iam.example', account: 'a', user: 'u', project: 'id:p' };
const never = new AbortController().signal;
setMaxListeners(0, never);

/** Time that moves when told to. */
class HandClock implements Clock {
  wall = Date.UTC(2026, 8, 1);
  mono = 1_000;
  now = (): number => this.wall;
  monotonic = (): number => this.mono;
  advance(ms: number): void {
    this.wall += ms;
    this.mono += ms;
  }
}

/** IAM as a source sees it: each call costs, the script says what it gives. */
class Iam {
  calls = 0;
  lifeMs = 24 * HOUR_MS;
  skewMs = 0;
  script: (Error | string)[] = [];
  gate: Promise<void> | undefined;

  constructor(private readonly clock: Clock) {}

  issue = async (): Promise<IssuedToken> => {
    this.calls++;
    const askedAt = this.clock.monotonic();
    const scripted = this.script.shift();
    await (this.gate ?? Promise.resolve());
    if (scripted instanceof Error) throw scripted;
    const issuedAt = this.clock.now() + this.skewMs;
    const value = scripted ?? `token-${this.calls}`;
    return { value, issuedAt, expiresAt: issuedAt + this.lifeMs, lifeMs: this.lifeMs, askedAt };
  };
}

const sources: TokenSource[] = [];
afterEach(() => sources.splice(0).forEach((source) => source.close()));

function rig(more: Partial<TokenSourceOptions> = {}) {
  const clock = new HandClock();
  const iam = new Iam(clock);
  const store: TokenStore = more.store ?? new MemoryTokenStore(clock);
  const events: TokenEvent[] = [];
  const create = (own: Partial<TokenSourceOptions> = {}): TokenSource => {
    const source = new TokenSource({
      slot: SLOT,
      credential: 'hash',
      issue: iam.issue,
      store,
      clock,
      observe: (event) => events.push(event),
      ...more,
      ...own,
    });
    sources.push(source);
    return source;
  };
  return { clock, iam, store, events, create, source: create() };
}

describe('TokenSource', () => {
  it('asks IAM once for two hundred callers', async () => {
    const { iam, source } = rig();
    const tokens = await Promise.all(Array.from({ length: 200 }, () => source.token(never)));
    expect(iam.calls).toBe(1);
    expect(new Set(tokens.map(({ value }) => value))).toEqual(new Set(['token-1']));
    expect(source.state()).toMatchObject({ condition: 'ready', token: { source: 'iam' } });
    expect(JSON.stringify(source.state())).not.toContain('token-1');
  });

  it('renews once for twenty concurrent refusals, and late ones cause nothing', async () => {
    const { iam, source } = rig();
    const stale = await source.token(never);
    source.accepted(stale);
    const renewed = await Promise.all(
      Array.from({ length: 20 }, async () => {
        expect(source.refused(stale)).toBe(true);
        return source.token(never);
      }),
    );
    expect(new Set(renewed.map(({ value }) => value))).toEqual(new Set(['token-2']));
    expect(source.refused(stale)).toBe(true);
    expect((await source.token(never)).value).toBe('token-2');
    expect(iam.calls).toBe(2);
  });

  it('takes over the token of another replica, never the one that was refused', async () => {
    const { iam, source, create } = rig();
    const other = create();
    const first = await source.token(never);
    expect(await other.token(never)).toEqual(first);
    source.accepted(first);
    other.accepted(first);
    source.refused(first);
    other.refused(first);
    const [mine, theirs] = await Promise.all([source.token(never), other.token(never)]);
    expect(mine).toEqual(theirs);
    expect(mine.generation).toBeGreaterThan(first.generation);
    expect(iam.calls).toBe(2);
  });

  it('lives by the life IAM gives, whatever the clocks say', async () => {
    for (const skewMs of [-600_000, 0, 600_000]) {
      const { clock, iam, source } = rig();
      iam.skewMs = skewMs;
      iam.lifeMs = HOUR_MS;
      const first = await source.token(never);
      clock.advance(HOUR_MS - 60_000);
      clock.wall -= 600_000;
      expect(await source.token(never)).toMatchObject({ value: first.value, generation: first.generation });
      clock.wall += 1_200_000;
      expect(await source.token(never)).toMatchObject({ value: first.value, generation: first.generation });
      clock.advance(60_000);
      expect((await source.token(never)).value).toBe('token-2');
    }
  });

  it('gives a token that another replica fetched only what is left of its life', async () => {
    const { clock, iam, source, create } = rig();
    iam.lifeMs = HOUR_MS;
    await source.token(never);
    clock.advance(HOUR_MS / 2);
    const other = create();
    expect((await other.token(never)).value).toBe('token-1');
    clock.advance(HOUR_MS / 2);
    expect((await other.token(never)).value).toBe('token-2');
  });

  it('renews in the background, so that callers neither wait nor get a dead token', async () => {
    const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const iam = new Iam(clock);
    iam.lifeMs = 1_000;
    const { create } = rig();
    const source = create({ clock, store: new MemoryTokenStore(clock), issue: iam.issue });
    await source.token(never);
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      await source.token(never);
      await new Promise((done) => setTimeout(done, 10));
    }
    // 850 to 900 ms each: nobody but the background asked, and it asked ahead of the end.
    expect(iam.calls).toBeGreaterThanOrEqual(3);
    expect(iam.calls).toBeLessThanOrEqual(5);
  });

  it('tries a wrong password once for a thousand calls, until it is told to refresh', async () => {
    const { clock, iam, source } = rig();
    iam.script = [new CredentialFault('wrong_password', { status: 401 })];
    for (let call = 0; call < 1_000; call++) {
      clock.advance(HOUR_MS / 100);
      await expect(source.token(never)).rejects.toMatchObject({
        kind: 'credential',
        problem: 'wrong_password',
      });
    }
    expect(iam.calls).toBe(1);
    expect(source.usable()).toBe(false);
    expect(source.state()).toMatchObject({ condition: 'refused', lastError: { problem: 'wrong_password' } });
    expect(source.state().retryAt).toBeUndefined();
    expect((await source.refresh(never)).value).toBe('token-2');
    expect(source.state().condition).toBe('ready');
  });

  it('shares a refusal with other replicas, but not with another password', async () => {
    const { clock, iam, source, create } = rig();
    iam.script = [new CredentialFault('wrong_password')];
    const same = create();
    await expect(source.token(never)).rejects.toThrow(CredentialFault);
    await expect(same.token(never)).rejects.toThrow(CredentialFault);
    expect(iam.calls).toBe(1);
    const corrected = create({ credential: 'another hash' });
    expect((await corrected.token(never)).value).toBe('token-2');
    clock.advance(1_100);
    expect((await same.token(never)).value).toBe('token-2');
    expect(iam.calls).toBe(2);
  });

  it('tries a locked user again when the lock must be over', async () => {
    const { clock, iam, source } = rig();
    iam.script = [new CredentialFault('locked')];
    await expect(source.token(never)).rejects.toMatchObject({ problem: 'locked' });
    clock.advance(30 * 60_000);
    await expect(source.token(never)).rejects.toMatchObject({ problem: 'locked' });
    expect(iam.calls).toBe(1);
    clock.advance(60_001);
    expect((await source.token(never)).value).toBe('token-2');
  });

  it('backs off when IAM fails, and says when to come again', async () => {
    const { clock, iam, source } = rig();
    iam.script = [
      new Fault('unavailable', 'down'),
      new Fault('throttled', 'slow down', { retryAfterMs: 60_000 }),
    ];
    await expect(source.token(never)).rejects.toMatchObject({ kind: 'unavailable', retryable: true });
    const again: unknown = await source.token(never).catch((error: unknown) => error);
    expect(again).toMatchObject({ kind: 'unavailable' });
    expect((again as Fault).retryAfterMs).toBeLessThanOrEqual(1_000);
    expect(iam.calls).toBe(1);
    clock.advance(1_000);
    await expect(source.token(never)).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
    clock.advance(59_000);
    await expect(source.token(never)).rejects.toMatchObject({ kind: 'throttled' });
    expect(iam.calls).toBe(2);
    clock.advance(1_000);
    expect((await source.token(never)).value).toBe('token-3');
  });

  it('gives every waiter a fault of its own', async () => {
    const { iam, source } = rig();
    iam.script = [new Fault('unavailable', 'down')];
    const faults = await Promise.all(
      [1, 2, 3].map(() => source.token(never).catch((error: unknown) => error as Fault)),
    );
    expect(new Set(faults).size).toBe(3);
  });

  it('stops renewing when every new token is refused at once, and tries rarely from then on', async () => {
    const { clock, iam, source } = rig();
    for (let round = 1; round <= 3; round++) {
      expect(source.refused(await source.token(never))).toBe(round < 3);
    }
    for (let call = 0; call < 100; call++) {
      await expect(source.token(never)).rejects.toMatchObject({ problem: 'token_not_accepted' });
    }
    expect(iam.calls).toBe(3);
    clock.advance(60_000);
    expect(source.refused(await source.token(never))).toBe(false);
    expect(iam.calls).toBe(4);
    clock.advance(60_000);
    await expect(source.token(never)).rejects.toMatchObject({ problem: 'token_not_accepted' });
    clock.advance(60_000);
    const taken = await source.token(never);
    source.accepted(taken);
    expect(source.refused(taken)).toBe(true);
    expect(iam.calls).toBe(5);
  });

  it('does not use a refused token again when IAM or the store hands it out once more', async () => {
    const { iam, store, source } = rig();
    const first = await source.token(never);
    source.accepted(first);
    source.refused(first);
    await store.write(SLOT, {
      value: first.value,
      generation: first.generation + 1,
      issuedAt: 0,
      expiresAt: 0,
      lifeMs: HOUR_MS,
      remainingMs: HOUR_MS,
    });
    expect((await source.token(never)).value).toBe('token-2');
    expect(iam.calls).toBe(2);
  });

  it('lets one caller leave while the others wait', async () => {
    const { iam, source } = rig();
    let open = (): void => undefined;
    iam.gate = new Promise((done) => (open = done));
    const leaving = new AbortController();
    const left = source.token(leaving.signal);
    const stays = source.token(never);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    open();
    expect((await stays).value).toBe('token-1');
    await expect(source.token(leaving.signal)).rejects.toThrow('gone');
  });

  it('keeps the old token in use while a refresh is under way', async () => {
    const { iam, source } = rig();
    await source.token(never);
    let open = (): void => undefined;
    iam.gate = new Promise((done) => (open = done));
    const refreshed = source.refresh(never);
    await new Promise((done) => setImmediate(done));
    expect((await source.token(never)).value).toBe('token-1');
    open();
    expect((await refreshed).value).toBe('token-2');
    expect((await source.token(never)).value).toBe('token-2');
  });

  it('rejects who waits when it is closed', async () => {
    const { source, iam } = rig();
    iam.gate = new Promise(() => undefined);
    const waiting = expect(source.token(never)).rejects.toMatchObject({ kind: 'cancelled' });
    await new Promise((done) => setImmediate(done));
    source.close();
    await waiting;
    await expect(source.token(never)).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('never asks IAM more often than there are refused generations, in any order of events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.tuple(fc.nat(2), fc.nat(3)), { minLength: 5, maxLength: 25 }),
        async (scheduler, steps) => {
          const { iam, create } = rig({ random: () => 0 });
          const issue = scheduler.scheduleFunction(iam.issue);
          const replicas = [0, 1, 2].map(() =>
            create({ issue: () => issue(), timings: { leaseMs: 60_000 } }),
          );
          const refused = new Set<number>();
          const tasks = steps.map(([replica, revoke]) =>
            scheduler.schedule(Promise.resolve()).then(async () => {
              const source = replicas[replica] as TokenSource;
              const token = await source.token(never);
              if (revoke > 0) {
                source.accepted(token);
                return;
              }
              source.accepted(token);
              refused.add(token.generation);
              source.refused(token);
              const next = await source.token(never);
              expect(next.generation).toBeGreaterThan(token.generation);
            }),
          );
          await scheduler.waitFor(Promise.all(tasks));
          expect(iam.calls).toBeLessThanOrEqual(refused.size + 1);
          replicas.forEach((source) => source.close());
        },
      ),
      { numRuns: 100 },
    );
  });
});
