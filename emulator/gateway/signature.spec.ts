import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { canonicalRequest, parseAuthorization, sameSignature, sign, signatureTime } from './signature.js';

/** Vectors of the vendor's public SDK tests, and two computed with that signer. */
const SECRET = 'SecretKey';
const PLAIN = { host: 'service.endpoint.myhuaweicloud.com', 'x-sdk-date': '20200608T023900Z' };
const HSS = {
  'content-type': 'application/json',
  host: 'hss.ap-southeast-3.myhuaweicloud.com',
  'x-project-id': '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
  'x-sdk-date': '20260901T080000Z',
};

const VECTORS = [
  {
    name: 'GET with a query',
    request: { method: 'GET', path: '/resources', rawQuery: 'size=1', headers: PLAIN, body: '' },
    hash: 'de94dd1e1ccdb730b403ce35d7e14f7c7b04337f6def1c3a3a2ba936852b133f',
    signature: 'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
  },
  {
    name: 'POST with a body',
    request: {
      method: 'POST',
      path: '/resources',
      rawQuery: 'size=1',
      headers: PLAIN,
      body: '{"name":"test","id":1}',
    },
    hash: '2b1b2515e48cb55e043ff2ec5b93d3f13ec287e1da1d7a2e4e14b0611a341969',
    signature: '436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
  },
  {
    name: 'ports of a server',
    request: {
      method: 'GET',
      path: '/v5/0f3c1b7a5d9e4c6fa2b8e1d407936c55/asset/ports',
      rawQuery:
        'offset=0&limit=100&host_id=6d1c9d2e-8f0b-4c57-9a41-2f6b0c8e7d13&enterprise_project_id=all_granted_eps',
      headers: HSS,
      body: '',
    },
    hash: '762210a2ff567caf974e03210c6863e56cf629aaf102da6f18c303066bb6219f',
    signature: '21002f962e23e0c528747ab2e0fbc19a78562628bf9ac2fb5f15cb81fbc2bc10',
  },
  {
    name: 'an export',
    request: {
      method: 'POST',
      path: '/v5/0f3c1b7a5d9e4c6fa2b8e1d407936c55/asset/export',
      rawQuery: 'asset_type=port&category=host',
      headers: HSS,
      body: '{"export_headers":[["host_name","Server name"],["port","Port"]]}',
    },
    hash: 'd65d59342deac72fb8fb57bd42b775a122237909a69baf55b60c40b6c286cc90',
    signature: '4cdc544a344f64179c703af8784de93e9eeccfa8a13c42299c74a2f53f12fbeb',
  },
];

describe('signature of the vendor', () => {
  it.each(VECTORS)('agrees with the published vector: $name', ({ request, hash, signature }) => {
    const canonical = canonicalRequest(
      { ...request, body: Buffer.from(request.body) },
      Object.keys(request.headers),
    );
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(hash);
    expect(sign(canonical, request.headers['x-sdk-date'], SECRET)).toBe(signature);
  });

  it('sorts and encodes the query again, whatever the order and escapes it came with', () => {
    const base = { method: 'get', path: '/a%2fb/%7e', headers: PLAIN, body: Buffer.alloc(0) };
    const one = canonicalRequest({ ...base, rawQuery: 'b=%c3%bc&a=2&a=1&c' }, ['x-sdk-date']);
    expect(one.split('\n').slice(0, 3)).toEqual(['GET', '/a%2Fb/~/', 'a=1&a=2&b=%C3%BC&c=']);
  });

  it('takes the payload hash from the header when there is one', () => {
    const headers = { ...PLAIN, 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' };
    const request = { method: 'POST', path: '/', rawQuery: '', headers, body: Buffer.from('anything') };
    expect(canonicalRequest(request, ['x-sdk-date'])).toMatch(/\nUNSIGNED-PAYLOAD$/);
  });

  it('reads only well-formed headers and dates', () => {
    const text = `SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;X-Sdk-Date, Signature=${'a'.repeat(64)}`;
    expect(parseAuthorization(text)).toEqual({
      accessKey: 'AK',
      signedHeaders: ['host', 'x-sdk-date'],
      signature: 'a'.repeat(64),
    });
    for (const bad of ['', 'Bearer x', text.slice(0, -1), text.replace('SHA256', 'SM3')]) {
      expect(parseAuthorization(bad)).toBeUndefined();
    }
    expect(signatureTime('20260901T080000Z')).toBe(Date.UTC(2026, 8, 1, 8));
    expect(signatureTime('2026-09-01T08:00:00Z')).toBeNaN();
    expect(sameSignature('ab', 'abc')).toBe(false);
  });
});
