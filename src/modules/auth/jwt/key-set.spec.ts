import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  errors,
  exportJWK,
  generateKeyPair,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { KeySet } from './key-set.js';
import { KeysUnavailable } from './token-refused.js';

const MAX_AGE = 600_000;
const COOLDOWN = 30_000;
const STALE = 3_600_000;

let keys: Record<'a' | 'b', JWK>;

beforeAll(async () => {
  const make = async (kid: string): Promise<JWK> => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    return { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
  };
  keys = { a: await make('a'), b: await make('b') };
});

class Rig {
  now = 0;
  fetches = 0;
  answer: JSONWebKeySet | Error;
  readonly set: KeySet;

  constructor(...published: JWK[]) {
    this.answer = { keys: published };
    this.set = new KeySet({
      fetch: () => {
        this.fetches++;
        return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
      },
      maxAgeMs: MAX_AGE,
      cooldownMs: COOLDOWN,
      staleMs: STALE,
      clock: { now: () => this.now, monotonic: () => this.now },
    });
  }

  async ask(kid: string): Promise<string> {
    const token: FlattenedJWSInput = { payload: '', signature: '' };
    return this.set.find({ alg: 'ES256', kid }, token).then(
      () => 'found',
      (error: unknown) => {
        if (error instanceof KeysUnavailable) return 'unavailable';
        if (error instanceof errors.JWKSNoMatchingKey) return 'none';
        throw error;
      },
    );
  }
}

describe('the keys of an issuer', () => {
  it('are fetched once for fifty concurrent requests', async () => {
    const rig = new Rig(keys.a);
    expect(await Promise.all(Array.from({ length: 50 }, () => rig.ask('a')))).toEqual(
      Array.from({ length: 50 }, () => 'found'),
    );
    expect(rig.fetches).toBe(1);
  });

  it('are fetched at most once per pause during ten minutes of invented key ids', async () => {
    const rig = new Rig(keys.a);
    for (let at = 0; at < 6_000; at++) {
      expect(await rig.ask(`invented-${at}`)).toBe('none');
      rig.now += 100;
    }
    expect(rig.fetches).toBeGreaterThan(10);
    expect(rig.fetches).toBeLessThanOrEqual(600_000 / COOLDOWN + 1);
  });

  it('are fetched at most once per pause while the issuer is down and no keys are known', async () => {
    const rig = new Rig();
    rig.answer = new Error('down');
    for (let at = 0; at < 1_000; at++) {
      expect(await rig.ask('a')).toBe('unavailable');
      rig.now += 100;
    }
    expect(rig.fetches).toBeLessThanOrEqual(100_000 / COOLDOWN + 1);
    rig.answer = { keys: [keys.a] };
    rig.now += COOLDOWN;
    expect(await rig.ask('a')).toBe('found');
  });

  it('are renewed while requests use the old ones', async () => {
    const rig = new Rig(keys.a);
    await rig.ask('a');
    rig.now += MAX_AGE + 1;
    rig.answer = { keys: [keys.b] };
    expect(await rig.ask('a')).toBe('found');
    await new Promise(setImmediate);
    expect(rig.fetches).toBe(2);
    expect(await rig.ask('b')).toBe('found');
    expect(await rig.ask('a')).toBe('none');
  });

  it('are used during an outage for the configured time, and no longer', async () => {
    const rig = new Rig(keys.a);
    await rig.ask('a');
    rig.answer = new Error('down');
    for (; rig.now < STALE; rig.now += 60_000) expect(await rig.ask('a')).toBe('found');
    rig.now = STALE + 1;
    expect(await rig.ask('a')).toBe('unavailable');
  });

  it('are unavailable, not unknown, when the issuer cannot be reached', async () => {
    const rig = new Rig(keys.a);
    await rig.ask('a');
    rig.answer = new Error('down');
    rig.now += COOLDOWN;
    expect(await rig.ask('b')).toBe('unavailable');
    rig.now += COOLDOWN;
    rig.answer = { keys: [keys.a] };
    expect(await rig.ask('b')).toBe('none');
  });

  it.each([
    ['no set', {}],
    ['a list', []],
    ['a key that is none', { keys: ['x'] }],
    ['no keys', { keys: [] }],
    [
      'keys without their numbers',
      {
        keys: [
          { kty: 'RSA', kid: 'a' },
          { kty: 'EC', crv: 'P-256', kid: 'a' },
        ],
      },
    ],
    ['shared secrets', { keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] }],
  ])('are not replaced by %s', async (_name, nonsense) => {
    const rig = new Rig(keys.a);
    await rig.ask('a');
    rig.now += MAX_AGE + 1;
    rig.answer = nonsense as unknown as JSONWebKeySet;
    await rig.ask('a');
    await new Promise(setImmediate);
    expect(await rig.ask('a')).toBe('found');
  });
});
