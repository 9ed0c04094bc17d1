import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp, startStack, type Stack } from '../support/stack.js';

interface Body {
  readonly failures: readonly Readonly<Record<string, unknown>>[];
  readonly [member: string]: unknown;
}

let stack: Stack;
let ids: string[];
const log: string[] = [];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 3 }, log: { write: (line) => void log.push(line) } });
  const hosts = (await (await stack.get('/v1/hosts')).json()) as { items: { host_id: string }[] };
  ids = hosts.items.map((host) => host.host_id);
}, 60_000);
afterAll(() => stack.close());
beforeEach(() => {
  stack.emulator.clearFaults();
  log.length = 0;
});

function refuse(
  body: unknown,
  status: number,
  headers: Record<string, string> = {},
  path = '/asset/ports',
): void {
  stack.emulator.addFault({ match: { path }, fault: { kind: 'status', status, body, headers } });
}

async function ask(path: string): Promise<Body> {
  return (await (await stack.get(path)).json()) as Body;
}

const portsOf = (...hosts: string[]): Promise<Body> =>
  ask(`/v1/ports?host_ids=${hosts.join(',')}&plan=per-host&max_age=0&partial=allow`);

describe('what the vendor said about a refusal', () => {
  it('stands in failures and in the problem: its code, its request id, and the right that is missing', async () => {
    refuse({ error_code: 'HSS.0013', error_msg: 'secret text' }, 400, { 'X-Request-Id': 'req-42' });
    const problem = await portsOf(...ids);
    const expected = {
      upstream_code: 'HSS.0013',
      hint: expect.stringMatching(/hss:ports:list.*hss:asset:listPorts.*enterprise_project_id/),
    };
    expect(problem).toMatchObject({ type: '/problems/upstream-failed', ...expected });
    expect(problem.failures).toHaveLength(3);
    for (const failure of problem.failures) {
      expect(failure).toMatchObject({ code: 'forbidden', ...expected });
      expect(failure['upstream_request_id']).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
    }
    expect(JSON.stringify(problem)).not.toContain('secret text');
  });

  it('is left out where it is not well-formed', async () => {
    refuse({ error_code: '<script>', error_msg: 'x' }, 400, {});
    const problem = await portsOf(...ids);
    expect(problem.failures).toHaveLength(3);
    for (const failure of problem.failures) expect(failure).not.toHaveProperty('upstream_code');
    expect(JSON.stringify(problem)).not.toContain('script');
  });

  it('is one line of the log for each kind, with the code, the id and the hint', async () => {
    refuse({ error_code: 'HSS.0010', error_msg: 'x' }, 400);
    await portsOf(...ids);
    await portsOf(...ids);
    const lines = log
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg, upstreamCode }) => msg === 'calls to the vendor fail' && upstreamCode === 'HSS.0010');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 40,
      endpoint: 'GET /v5/{project_id}/asset/ports',
      upstreamRequestId: expect.any(String),
      hint: expect.stringContaining('hss:ports:list'),
    });
  });

  it('is counted by code', async () => {
    refuse({ error_code: 'HSS.1007', error_msg: 'x' }, 400);
    await portsOf(...ids);
    const metrics = await (await stack.get('/metrics')).text();
    expect(metrics).toContain('portolan_upstream_errors_total{code="HSS.1007"} 3');
  });
});

describe('an answer that is not of the vendor', () => {
  it.each([
    [418, {}],
    [403, { 'Set-Cookie': 'HWWAFSESID=1; path=/', 'Content-Type': 'text/html' }],
  ])(
    'is named as the firewall where it is a web page with status %i, and is not asked for again',
    async (status, headers) => {
      refuse('<!DOCTYPE html><html><body>blocked</body></html>', status, headers);
      const problem = await portsOf(ids[0] as string);
      expect(problem).toMatchObject({ type: '/problems/upstream-unavailable' });
      expect(problem.failures).toEqual([
        expect.objectContaining({
          code: 'blocked',
          attempts: 1,
          retryable: true,
          hint: expect.stringContaining('web firewall'),
        }),
      ]);
    },
  );

  it('is named as a web page where it is a success', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'html' } });
    const problem = await portsOf(ids[0] as string);
    expect(problem.failures).toEqual([
      expect.objectContaining({ code: 'bad_payload', hint: expect.stringContaining('web page') }),
    ]);
  });
});

it('the vendor is told by each call which program asks', async () => {
  const agents = new Set<string | undefined>();
  const services = new Set<string | undefined>();
  const vendor = createServer((request, response) => {
    agents.add(request.headers['user-agent']);
    services.add(request.url?.slice(0, 3));
    response.writeHead(403).end();
  }).listen(0, '127.0.0.1');
  await once(vendor, 'listening');
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const credentials = [
    { kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' },
    { kind: 'ak-sk', access_key: 'AK', secret_key: 'secret' },
  ];
  const project = {
    alias: 'demo',
    region: 'ap-southeast-3',
    project_id: 'p',
    hss_endpoint: url,
    iam_endpoint: url,
  };
  const app = await startApp(url, { config: { projects: [{ ...project, credentials }] } });
  try {
    await app.get('/v1/hosts');
    await app.get('/v1/hosts');
    expect([...services].sort()).toEqual(['/v3', '/v5']);
    expect([...agents]).toEqual([expect.stringMatching(/^portolan\/\d+\.\d+\.\d+/)]);
  } finally {
    await app.close();
    vendor.close();
  }
}, 30_000);
