import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FAULT_KINDS, type FaultKind } from '../../kernel/fault.js';
import { ThrottledFault, toFault } from './fault-mapping.js';
import type { WireResponse } from './wire.js';

function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): WireResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: Buffer.from(text) };
}

const hss = (code: string): object => ({ error_code: code, error_description: 'text', error_msg: 'text' });
const gateway = (code: string, text = 'text'): object => ({
  error_msg: text,
  error_code: code,
  request_id: 'abc123',
});

describe('fault mapping', () => {
  it.each<[string, WireResponse, FaultKind]>([
    ['HSS bad parameter', answer(400, hss('HSS.0001')), 'rejected'],
    ['HSS unparsable', answer(400, hss('HSS.0002')), 'rejected'],
    ['HSS access denied', answer(400, hss('HSS.0010')), 'forbidden'],
    [
      'HSS access denied, bare code',
      answer(400, { error_code: '00000010', error_description: '拒绝访问' }),
      'forbidden',
    ],
    ['HSS not found', answer(400, hss('HSS.0011')), 'not_found'],
    ['HSS no permission', answer(400, hss('HSS.0013')), 'forbidden'],
    ['HSS agent offline', answer(400, hss('HSS.1007')), 'rejected'],
    ['HSS unknown group', answer(400, hss('HSS.1019')), 'not_found'],
    ['HSS unknown policy', answer(400, hss('HSS.1005')), 'not_found'],
    ['HSS query error', answer(500, hss('HSS.0041')), 'unavailable'],
    ['HSS code nobody knows', answer(400, hss('HSS.9999')), 'rejected'],
    ['gateway bad token', answer(401, gateway('APIGW.0301')), 'credential'],
    ['gateway token to renew', answer(401, gateway('APIGW.0307')), 'credential'],
    ['customer gateway bad token', answer(401, gateway('APIG.0301')), 'credential'],
    ['gateway no such path', answer(404, gateway('APIGW.0101')), 'rejected'],
    ['gateway user blocked', answer(403, gateway('APIGW.0302')), 'forbidden'],
    ['gateway body too large', answer(413, gateway('APIGW.0201')), 'rejected'],
    ['gateway backend slow', answer(504, gateway('APIGW.0201')), 'unavailable'],
    ['gateway internal', answer(500, gateway('APIGW.0601')), 'unavailable'],
    ['gateway IAM unavailable', answer(503, gateway('APIGW.0613')), 'unavailable'],
    ['gateway throttled', answer(429, gateway('APIGW.0308')), 'throttled'],
    ['throttled whatever the code', answer(429, hss('HSS.0001')), 'throttled'],
    [
      'IAM nested wrong password',
      answer(401, { error: { code: 401, message: 'no', title: 'Unauthorized' } }),
      'credential',
    ],
    [
      'IAM nested bad body',
      answer(400, { error: { code: 400, message: 'no', title: 'Bad Request' } }),
      'rejected',
    ],
    ['IAM locked', answer(401, { error_code: 'IAM.0061', error_msg: 'no' }), 'credential'],
    ['IAM console only', answer(403, { error_code: 'IAM.0081', error_msg: 'no' }), 'credential'],
    ['IAM user disabled', answer(403, { error_code: 'IAM.0082', error_msg: 'no' }), 'credential'],
    ['IAM not allowed', answer(403, { error_code: 'IAM.0002', error_msg: 'no' }), 'forbidden'],
    ['IAM throttled', answer(429, { error_code: 'IAM.0012', error_msg: 'no' }), 'throttled'],
    ['IAM failover', answer(410, { error_code: 'IAM.0020', error_msg: 'no' }), 'unavailable'],
    ['camel case shape', answer(400, { errorCode: 'HSS.0011', errorMsg: 'no' }), 'not_found'],
    ['code and message shape', answer(400, { code: 'HSS.0013', message: 'no' }), 'forbidden'],
    ['plain 403', answer(403, '<html>no</html>'), 'forbidden'],
    ['plain 404', answer(404), 'not_found'],
    ['plain 409', answer(409, 'conflict'), 'rejected'],
    ['plain 408', answer(408), 'unavailable'],
    ['plain 502', answer(502, '<html>bad gateway</html>'), 'unavailable'],
    ['server error under a caller code', answer(500, hss('HSS.0011')), 'unavailable'],
    ['redirect', answer(302, '', { location: 'http://127.0.0.2/' }), 'bad_payload'],
    ['array for a body', answer(400, [1, 2]), 'rejected'],
    ['null for a body', answer(400, 'null'), 'rejected'],
    ['a code that is a name of Object', answer(400, { error_code: 'constructor' }), 'rejected'],
  ])('reads %s', (_name, response, kind) => {
    expect(toFault(response).kind).toBe(kind);
  });

  it('keeps status, code and request id, and nothing of the text', () => {
    const fault = toFault(
      answer(401, gateway('APIGW.0301', 'verify aksk signature fail, x-auth-token:SECRET')),
    );
    expect(fault).toMatchObject({ status: 401, upstreamCode: 'APIGW.0301', upstreamRequestId: 'abc123' });
    expect(fault.message).toBe('upstream answered 401 APIGW.0301');
    expect(JSON.stringify(fault)).not.toContain('SECRET');
    expect(fault.cause).toBeUndefined();
  });

  it('takes the request id of the header before the one of the body, and neither when it is odd', () => {
    const body = gateway('APIGW.0601');
    expect(toFault(answer(500, body, { 'x-request-id': 'fromheader' })).upstreamRequestId).toBe('fromheader');
    expect(toFault(answer(500, body, { 'x-request-id': 'a\nb' })).upstreamRequestId).toBe('abc123');
    expect(toFault(answer(500, { request_id: 'x'.repeat(500) })).upstreamRequestId).toBeUndefined();
  });

  it.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['zero', { 'retry-after': '0' }, 0],
    [
      'a date against the answer date',
      { 'retry-after': 'Tue, 01 Sep 2026 08:00:30 GMT', date: 'Tue, 01 Sep 2026 08:00:00 GMT' },
      30_000,
    ],
    ['a date against our clock', { 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    ['a date that has passed', { 'retry-after': 'Thu, 01 Jan 2015 00:00:05 GMT' }, 0],
    ['more than an hour', { 'retry-after': '999999' }, 3_600_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a fraction', { 'retry-after': '1.5' }, undefined],
    ['a negative', { 'retry-after': '-5' }, undefined],
    ['nothing', {}, undefined],
  ])('reads Retry-After: %s', (_name, headers, expected) => {
    expect(toFault(answer(429, '', headers), Date.UTC(2026, 0, 1)).retryAfterMs).toBe(expected);
    expect(toFault(answer(503, '', headers), Date.UTC(2026, 0, 1)).retryAfterMs).toBe(expected);
  });

  it.each<[string, object | undefined]>([
    [
      'The throttling threshold has been reached: policy user over ratelimit,limit:5,time:1 minute',
      { calls: 5, windowMs: 60_000 },
    ],
    ['… policy user over ratelimit,limit:200,time:5 minute', { calls: 200, windowMs: 300_000 }],
    ['policy api over ratelimit,limit:600,time:1 second', { calls: 600, windowMs: 1_000 }],
    [
      'The throttling threshold has been reached. Threshold: 10 times per 60 seconds',
      { calls: 10, windowMs: 60_000 },
    ],
    ['limit:0,time:1 minute', undefined],
    ['limit:5,time:0 minute', undefined],
    ['limit:5,time:99999 day', undefined],
    ['您的请求过于频繁', undefined],
  ])('reads the limit in "%s"', (text, stated) => {
    const fault = toFault(answer(429, gateway('APIGW.0308', text)));
    expect(fault).toBeInstanceOf(ThrottledFault);
    expect((fault as ThrottledFault).stated).toEqual(stated);
  });

  it('reads anything without throwing, into a kind that is no success and a message of known parts', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          error_code: fc.oneof(fc.string(), fc.integer(), fc.jsonValue()),
          error_msg: fc.jsonValue(),
        })
        .map((one) => JSON.stringify(one)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), body, fc.string(), (status, text, retryAfter) => {
        const fault = toFault(answer(status, text, { 'retry-after': retryAfter }));
        expect(FAULT_KINDS).toContain(fault.kind);
        expect(fault.message).toMatch(/^upstream answered \d{3}( [\w.-]{1,64})?$/);
      }),
      { numRuns: 500 },
    );
  });

  it('does not parse a body larger than any error, nor a deep one, nor a slow text', () => {
    const huge = answer(400, `{"error_code":"HSS.0011","pad":"${'x'.repeat(20_000)}"}`);
    expect(toFault(huge)).toMatchObject({ kind: 'rejected', upstreamCode: undefined });
    expect(toFault(answer(400, '['.repeat(16_000))).kind).toBe('rejected');
    const startedAt = performance.now();
    toFault(answer(429, gateway('APIGW.0308', 'limit:'.repeat(2_000))));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
