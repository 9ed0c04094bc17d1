import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer, type Server } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/doctor/report.js';
import { readStream } from '../support/answers.js';
import { selfSigned } from '../support/certificate.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { startForwardProxy, type ForwardProxy } from '../support/forward-proxy.js';
import { startApp } from '../support/stack.js';
import { truePorts } from '../support/truth/ports.js';

const VENDOR = 'vendor.invalid';

let emulator: Emulator;
let secure: Server;
let proxy: ForwardProxy;
let plainProxy: ForwardProxy;
const directory = mkdtempSync(join(tmpdir(), 'portolan-doctor-'));
const authority = join(directory, 'authority.pem');

beforeAll(async () => {
  emulator = await startEmulator({ hosts: 20 });
  const certificate = selfSigned(VENDOR);
  writeFileSync(authority, certificate.cert);
  const { hostname, port } = new URL(emulator.url);
  secure = createTlsServer(certificate, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => secure.listen(0, '127.0.0.1', done));
  proxy = await startForwardProxy(`https://127.0.0.1:${(secure.address() as AddressInfo).port}`);
  plainProxy = await startForwardProxy(emulator.url);
});
afterAll(async () => {
  await Promise.all([proxy.close(), plainProxy.close()]);
  secure.closeAllConnections();
  await new Promise((done) => secure.close(done));
  await emulator.close();
  rmSync(directory, { recursive: true, force: true });
});

function doctor(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env['PATH'], ...environment };
    execFile(process.execPath, ['dist/bundle/doctor.js', ...args], { env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

const account = {
  HSS_ENDPOINT: `https://${VENDOR}`,
  IAM_ENDPOINT: `https://${VENDOR}`,
  HSS_REGION: 'ap-southeast-3',
  HSS_PROJECT_ID: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
  HSS_AK: 'DEMOACCESSKEY0000001',
  HSS_SK: 'demo-secret-access-key-not-a-real-one',
};

describe('the command of the doctor', () => {
  it('reaches the vendor by TLS through the proxy of the environment, and reports in JSON with exit code 0', async () => {
    const config = join(directory, 'config.yaml');
    writeFileSync(config, `upstream: {allowed_hosts: [${VENDOR}]}\n`);
    const { code, stdout, stderr } = await doctor(['--json'], {
      ...account,
      PORTOLAN_CONFIG: config,
      https_proxy: proxy.url,
      NODE_EXTRA_CA_CERTS: authority,
    });
    expect(stderr).toBe('');
    const report = JSON.parse(stdout) as Report;
    expect(report.findings.filter(({ outcome }) => outcome === 'trouble')).toEqual([]);
    expect({ code, ok: report.ok }).toEqual({ code: 0, ok: true });
    expect(stdout).not.toMatch(/proxy-password|demo-secret/);
    expect(new Set(proxy.tunnels)).toEqual(new Set([`${VENDOR}:443`]));
    // The proxy sees neither requests nor their tokens.
    expect(proxy.requests).toEqual([]);
  });

  it('says what is wrong with exit code 2 for the configuration, and 1 for an account that does not work', async () => {
    const endpoints = { HSS_ENDPOINT: emulator.url, IAM_ENDPOINT: emulator.url };
    const [unknown, option, refused] = await Promise.all([
      doctor(['--project', 'nobody'], { ...account, ...endpoints }),
      doctor(['--colour'], {}),
      doctor([], { ...account, ...endpoints, HSS_SK: 'not-the-key' }),
    ]);
    expect(unknown).toMatchObject({ code: 2, stderr: 'No project nobody. Configured: default\n' });
    expect(option.code).toBe(2);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/TROUBLE +servers .*(refuses the token or the signature|do not verify)/);
    expect(refused.stdout).toContain('checks ask for action');
  });
});

describe('the service behind an outbound proxy', () => {
  it('reads rows, exports and lists through it, and says so in its readiness', async () => {
    const app = await startApp(`http://${VENDOR}`, {
      config: { upstream: { plain_http_hosts: [VENDOR], http_proxy: plainProxy.url } },
    });
    try {
      const stream = await readStream(await app.get('/v1/ports?plan=per-host&max_age=0&format=ndjson'));
      expect(stream.summary).toMatchObject({ complete: true });
      expect(stream.items).toHaveLength((await truePorts(emulator.url)).length);
      const whole = await readStream(await app.get('/v1/ports?plan=export&max_age=0&format=ndjson'));
      expect(whole.items).toHaveLength(stream.items.length);
      expect(plainProxy.requests.map(({ url }) => new URL(url).host)).toContain(VENDOR);
      expect(plainProxy.requests.some(({ url }) => url.includes('/download/'))).toBe(true);
      expect(await (await app.get('/health/ready')).json()).toMatchObject({ proxy: 'used' });
    } finally {
      await app.close();
    }
  });
});
