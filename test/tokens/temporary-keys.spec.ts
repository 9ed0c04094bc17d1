import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../src/kernel/clock.js';
import { MemoryTokenStore } from '../../src/upstream/iam/memory-token-store.js';
import type { ManagedAuthorizer } from '../../src/upstream/iam/credential-state.js';
import { createAuthorizer, type CredentialConfig } from '../../src/upstream/iam/credentials/registry.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { plainWire } from '../support/plain-wire.js';
import { until } from '../support/wait.js';

const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';
const SESSION = 'PUT /meta-data/latest/api/token';
const KEYS = 'GET /openstack/latest/securitykey';
const HOUR_MS = 3_600_000;

let cloud: Emulator;
let wire: ReturnType<typeof plainWire>;
let clock: Clock & { ahead: number };
let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  cloud = await startEmulator({ hosts: 3 });
  wire = plainWire();
  folder = await mkdtemp(join(tmpdir(), 'portolan-keys-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await wire.close();
  await cloud.close();
});
beforeEach(() => {
  // Ours and the vendor's clock go forward together when a test says so.
  clock = {
    ahead: 0,
    now() {
      return Date.now() + this.ahead;
    },
    monotonic() {
      return performance.now() + this.ahead;
    },
  };
  cloud.patch({ metadata_service: 'session', clock_offset_ms: 0 });
});
afterEach(() => {
  cloud.clearFaults();
  cloud.clearCalls();
});

function pass(ms: number): void {
  clock.ahead += ms;
  cloud.patch({ clock_offset_ms: clock.ahead });
}

function credential(config: CredentialConfig): ManagedAuthorizer {
  const scope = { iamOrigin: cloud.url, project: { id: PROJECT } };
  return createAuthorizer(config, scope, {
    wire,
    store: new MemoryTokenStore(),
    clock,
    random: () => 0.5,
  });
}

const agency = (metadataEndpoint = cloud.url): ManagedAuthorizer =>
  credential({ kind: 'ecs-agency', id: 'ecs-agency-1', metadataEndpoint });

/** Makes one signed call. Like the pipeline, it reports the outcome and tries once more after a 401. */
async function call(authorizer: ManagedAuthorizer): Promise<number> {
  const path = `/v5/${PROJECT}/asset/ports?host_id=${cloud.hostIds()[0]}&limit=10`;
  for (let attempt = 1; ; attempt++) {
    const asked = { method: 'GET', origin: cloud.url, path, headers: {} } as const;
    const authorized = await authorizer.authorize(asked, signal);
    const response = await wire.send(authorized.request, signal);
    if (response.status < 400) authorized.accepted?.();
    if (response.status !== 401 || !authorized.refused(response) || attempt > 1) return response.status;
  }
}

function count(api: string): number {
  return (cloud.calls() as { by_path: Record<string, number> }).by_path[api] ?? 0;
}

describe('keys of the agency of this machine', () => {
  it('sign calls: one session and one fetch for all of an hour', async () => {
    const member = agency();
    expect(await Promise.all([call(member), call(member), call(member)])).toEqual([200, 200, 200]);
    expect([count(SESSION), count(KEYS)]).toEqual([1, 1]);
    expect(member.state()).toMatchObject({ kind: 'ecs-agency', condition: 'ready' });
    expect((member.state().keyExpiresAt ?? 0) - clock.now()).toBeGreaterThan(0.9 * HOUR_MS);
  });

  it('are fetched without a session from an older service', async () => {
    cloud.patch({ metadata_service: 'plain' });
    expect(await call(agency())).toBe(200);
    expect([count(SESSION), count(KEYS)]).toEqual([1, 1]);
  });

  it('are renewed before they end, while calls go on with the old ones', async () => {
    const member = agency();
    await call(member);
    pass(50 * 60_000);
    expect(await call(member)).toBe(200);
    expect(count(KEYS)).toBe(1);
    pass(4 * 60_000);
    const end = (): number => member.state().keyExpiresAt ?? 0;
    const first = end();
    cloud.addFault({
      match: { path: '/openstack/latest/securitykey' },
      fault: { kind: 'delay', delay_ms: 300 },
    });
    expect(await call(member)).toBe(200);
    expect(end()).toBeLessThan(first + 60_000);
    await until(() => end() > first + 30 * 60_000);
    pass(10 * 60_000);
    expect(await call(member)).toBe(200);
    expect(count('GET /v5/{project_id}/asset/ports')).toBe(4);
  });

  it('are used to their end while the metadata service fails, and an hour later a failure names the reason', async () => {
    const member = agency();
    await call(member);
    cloud.addFault({
      match: { path: '/openstack/latest/securitykey' },
      fault: { kind: 'status', status: 500 },
    });
    pass(55 * 60_000);
    for (let n = 0; n < 3; n++) expect(await call(member)).toBe(200);
    expect(member.usable()).toBe(true);
    pass(10 * 60_000);
    await expect(call(member)).rejects.toMatchObject({ kind: 'unavailable', status: 500 });
    expect(member.usable()).toBe(false);
    cloud.clearFaults();
    pass(10_000);
    expect(await call(member)).toBe(200);
  });

  it('are fetched with a new session when the service has forgotten the old one', async () => {
    const member = agency();
    await call(member);
    pass(HOUR_MS + 1_000);
    expect(await call(member)).toBe(200);
    expect([count(SESSION), count(KEYS)]).toEqual([2, 3]);
  });

  it('are fetched again at once when the vendor refuses them before their end', async () => {
    const member = agency();
    await call(member);
    cloud.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'status', status: 401 }, times: 1 });
    expect(await call(member)).toBe(200);
    expect(count(KEYS)).toBe(2);
  });

  it('are missing where the machine has no agency, and the hint says what to do', async () => {
    cloud.patch({ metadata_service: 'no-agency' });
    await expect(call(agency())).rejects.toMatchObject({
      kind: 'credential',
      hint: expect.stringContaining('Give the server an agency'),
    });
  });

  it('are missing on a machine without the service, and the hint says where it works', async () => {
    const closed = createServer();
    await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    await expect(call(agency(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
      kind: 'network',
      hint: expect.stringContaining('works on servers of the vendor only'),
    });
  });
});

describe('keys of a file', () => {
  const file = (): string => join(folder, 'keys.json');

  async function issue(lifeS: number): Promise<string> {
    cloud.patch({ metadata_key_s: lifeS, metadata_service: 'plain' });
    const keys = await wire.send(
      { method: 'GET', origin: cloud.url, path: '/openstack/latest/securitykey', headers: {} },
      signal,
    );
    return keys.body.toString();
  }

  async function replaceBy(text: string): Promise<void> {
    await writeFile(`${file()}.new`, text);
    await rename(`${file()}.new`, file());
  }

  it('sign calls, and a new file is taken before the old keys end', async () => {
    await replaceBy(await issue(HOUR_MS / 1_000));
    const member = credential({ kind: 'key-file', id: 'key-file-1', file: file() });
    expect(await call(member)).toBe(200);
    const first = member.state().keyExpiresAt ?? 0;
    pass(55 * 60_000);
    await replaceBy(await issue(HOUR_MS / 1_000));
    await call(member);
    await until(() => (member.state().keyExpiresAt ?? 0) > first + 30 * 60_000);
    pass(30 * 60_000);
    expect(await call(member)).toBe(200);
  });

  it.each([
    ['is missing', undefined, 'credential'],
    ['holds no JSON', 'access: A', 'bad_payload'],
    ['holds no secret', '{"credential":{"access":"A"}}', 'bad_payload'],
    ['has expired', '{"access":"A","secret":"S","expires_at":"2020-01-08T03:50:07.574000Z"}', 'credential'],
  ])('are refused with the reason when it %s, and nothing of it is told', async (_what, text, kind) => {
    await rm(file(), { force: true });
    if (text !== undefined) await replaceBy(text);
    const member = credential({ kind: 'key-file', id: 'key-file-1', file: file() });
    const fault = (await call(member).catch((error: unknown) => error)) as Error;
    expect(fault).toMatchObject({ kind, message: expect.stringContaining('key file') });
    expect(`${fault.message}${JSON.stringify(member.state())}`).not.toMatch(/access: A|"S"/);
    expect(count('GET /v5/{project_id}/asset/ports')).toBe(0);
  });
});
