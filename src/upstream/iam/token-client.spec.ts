import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../kernel/fault.js';
import type { WireRequest, WireResponse } from '../transport/wire.js';
import { CredentialFault } from './credential-fault.js';
import { TokenClient } from './token-client.js';

const LOGIN = { account: 'example-account', user: 'bff-reader', password: 'not-a-real-password' };
const never = new AbortController().signal;

/** A token as the vendor's page describes it. */
const TOKEN = {
  catalog: [],
  issued_at: '2026-09-01T08:00:00.000000Z',
  expires_at: '2026-09-02T08:00:00.000000Z',
  methods: ['password'],
  project: { id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55', name: 'ap-southeast-3' },
};
const ISSUED = answer(201, { token: TOKEN }, { 'x-subject-token': 'MIIEtoken' });

function answer(status: number, body: unknown, headers: Record<string, string> = {}): WireResponse {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

/** IAM's end of the wire: gives the answers in turn, the last one for ever. */
function rig(...answers: (WireResponse | Error)[]) {
  const requests: WireRequest[] = [];
  const send = (request: WireRequest): Promise<WireResponse> => {
    const next = answers[Math.min(requests.length, answers.length - 1)] as WireResponse | Error;
    requests.push(request);
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
  const client = new TokenClient({ wire: { send }, origin: 'https://iam.example', backoffMs: 1 });
  return { requests, client };
}

describe('TokenClient', () => {
  it('asks as the vendor documents, and reads header and body', async () => {
    const { client, requests } = rig(ISSUED);
    const issued = await client.issue(LOGIN, { name: 'ap-southeast-3' }, never);
    expect(issued).toMatchObject({
      value: 'MIIEtoken',
      issuedAt: Date.UTC(2026, 8, 1, 8),
      expiresAt: Date.UTC(2026, 8, 2, 8),
      lifeMs: 86_400_000,
      projectId: TOKEN.project.id,
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'POST',
      origin: 'https://iam.example',
      path: '/v3/auth/tokens?nocatalog=true',
      headers: { 'content-type': 'application/json;charset=utf8' },
    });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: {
              domain: { name: 'example-account' },
              name: 'bff-reader',
              password: 'not-a-real-password',
            },
          },
        },
        scope: { project: { name: 'ap-southeast-3' } },
      },
    });
  });

  it.each([
    [401, { error: { code: 401, message: '用户名或密码错误', title: 'Unauthorized' } }, 'wrong_password'],
    [401, { error_code: 'IAM.0062', error_msg: '' }, 'wrong_password'],
    [401, { error_code: 'IAM.0061', error_msg: 'Account locked.' }, 'locked'],
    [403, { error_code: 'IAM.0081', error_msg: '' }, 'console_only'],
    [403, { error_code: 'IAM.0082', error_msg: '' }, 'disabled'],
    [403, { error: { code: 403, message: 'You are not authorized', title: 'Forbidden' } }, 'denied'],
    [404, { error_code: 'IAM.0004', error_msg: 'Could not find project' }, 'project_unknown'],
    [400, { error_code: 'IAM.1109', error_msg: '' }, 'project_unknown'],
    [
      400,
      { error: { code: 400, message: 'The request body is invalid', title: 'Bad Request' } },
      'request_invalid',
    ],
    [
      404,
      { error_code: 'APIGW.0101', error_msg: 'The API does not exist', request_id: 'x' },
      'request_invalid',
    ],
    [405, '', 'request_invalid'],
  ])('does not repeat %d %j: %s', async (status, body, problem) => {
    const { client, requests } = rig(answer(status, body, { 'x-request-id': 'r1' }));
    const fault: unknown = await client.issue(LOGIN, { id: 'p' }, never).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(CredentialFault);
    expect(fault).toMatchObject({
      kind: 'credential',
      retryable: false,
      problem,
      status,
      upstreamRequestId: 'r1',
    });
    expect(requests).toHaveLength(1);
  });

  it.each([
    [answer(500, { error_code: 'IAM.0006', error_msg: '' }), 'unavailable'],
    [answer(503, { error: { code: 503, message: '', title: '' } }), 'unavailable'],
    [answer(410, { error_code: 'IAM.0020', error_msg: '' }), 'unavailable'],
    [answer(502, '<html>'), 'unavailable'],
    [answer(429, { error_code: 'IAM.0012', error_msg: '' }), 'throttled'],
    [new Fault('network', 'reset'), 'network'],
    [answer(201, 'not json', { 'x-subject-token': 't' }), 'bad_payload'],
    [answer(201, { token: TOKEN }), 'bad_payload'],
    [answer(201, { token: TOKEN }, { 'x-subject-token': 'a b\u00e9' }), 'bad_payload'],
    [answer(201, { token: TOKEN }, { 'x-subject-token': 'x'.repeat(32_769) }), 'bad_payload'],
    [answer(201, { token: null }, { 'x-subject-token': 't' }), 'bad_payload'],
    [answer(201, { token: { ...TOKEN, expires_at: 'soon' } }, { 'x-subject-token': 't' }), 'bad_payload'],
    [
      answer(201, { token: { ...TOKEN, expires_at: TOKEN.issued_at } }, { 'x-subject-token': 't' }),
      'bad_payload',
    ],
    [answer(200, '<html>'), 'bad_payload'],
    [answer(302, ''), 'bad_payload'],
  ])('tries three times at most, then gives the fault (case %#)', async (failure, kind) => {
    const failing = rig(failure);
    await expect(failing.client.issue(LOGIN, { id: 'p' }, never)).rejects.toMatchObject({
      kind,
      retryable: true,
      attempts: 3,
    });
    expect(failing.requests).toHaveLength(3);
    const recovering = rig(failure, failure, ISSUED);
    expect((await recovering.client.issue(LOGIN, { id: 'p' }, never)).value).toBe('MIIEtoken');
  });

  it('does not wait out a long Retry-After but passes it on', async () => {
    const { client, requests } = rig(answer(429, '', { 'retry-after': '60' }));
    const failed = client.issue(LOGIN, { id: 'p' }, never);
    await expect(failed).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
    expect(requests).toHaveLength(1);
  });

  it('stops between attempts when it is told to', async () => {
    const stop = new AbortController();
    const send = (): Promise<WireResponse> => {
      stop.abort(new Error('enough'));
      return Promise.resolve(answer(503, ''));
    };
    const client = new TokenClient({ wire: { send }, origin: 'https://iam.example' });
    await expect(client.issue(LOGIN, { id: 'p' }, stop.signal)).rejects.toThrow('enough');
  });

  it('never shows password or token in a fault', async () => {
    for (const failure of [answer(401, LOGIN), answer(201, LOGIN, { 'x-subject-token': 'MIIEtoken' })]) {
      const fault: unknown = await rig(failure)
        .client.issue(LOGIN, { id: 'p' }, never)
        .catch((error: unknown) => error);
      const { message, stack, cause } = fault as Fault;
      expect(JSON.stringify([fault, message, stack, cause])).not.toMatch(/not-a-real-password|MIIEtoken/);
    }
  });

  it('finds the one project of a name', async () => {
    const list = (projects: unknown[]): WireResponse => answer(200, { projects });
    const sign = (request: WireRequest): WireRequest => ({
      ...request,
      headers: { authorization: 'signed' },
    });
    const one = rig(
      list([
        { id: 'p1', name: 'ap-southeast-3' },
        { id: 'p2', name: 'MOS' },
      ]),
    );
    expect(await one.client.findProject('ap-southeast-3', sign, never)).toBe('p1');
    expect(one.requests[0]).toMatchObject({
      path: '/v3/projects?name=ap-southeast-3',
      headers: { authorization: 'signed' },
    });
    const twice = list([
      { id: 'p1', name: 'r' },
      { id: 'p2', name: 'r' },
    ]);
    for (const several of [list([]), twice, list([{ name: 'r' }, null])]) {
      const found = rig(several).client.findProject('r', sign, never);
      await expect(found).rejects.toMatchObject({ kind: 'credential', problem: 'project_unknown' });
    }
    const broken = rig(answer(200, { projects: 'none' })).client.findProject('r', sign, never);
    await expect(broken).rejects.toMatchObject({ kind: 'bad_payload' });
  });
});
