import { describe, expect, it } from '@jest/globals';
import { sdkDate, signatureOf, type SignableRequest } from './signature.js';

const PUBLISHED = { host: 'service.endpoint.myhuaweicloud.com', 'x-sdk-date': '20200608T023900Z' };
const OURS = {
  Host: 'hss.ap-southeast-3.myhuaweicloud.com',
  'Content-Type': 'application/json',
  'X-Project-Id': '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
  'X-Sdk-Date': '20260901T080000Z',
};
const HSS = '/v5/0f3c1b7a5d9e4c6fa2b8e1d407936c55';

// Source: the vendor's own signer tests (first two); computed with that signer and again independently (last two).
const VECTORS: [string, SignableRequest, string, string][] = [
  [
    'published GET',
    { method: 'GET', path: '/resources?size=1', headers: PUBLISHED },
    'host;x-sdk-date',
    'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
  ],
  [
    'published POST',
    { method: 'POST', path: '/resources?size=1', headers: PUBLISHED, body: '{"name":"test","id":1}' },
    'host;x-sdk-date',
    '436b1ac0a1ae03705934bb70ef2f2e09f7bfed2117d731a38235053199323a1f',
  ],
  [
    'ports of a host, parameters in another order',
    {
      method: 'get',
      path: `${HSS}/asset/ports?offset=0&limit=100&host_id=6d1c9d2e-8f0b-4c57-9a41-2f6b0c8e7d13&enterprise_project_id=all_granted_eps`,
      headers: OURS,
    },
    'content-type;host;x-project-id;x-sdk-date',
    '21002f962e23e0c528747ab2e0fbc19a78562628bf9ac2fb5f15cb81fbc2bc10',
  ],
  [
    'export',
    {
      method: 'POST',
      path: `${HSS}/asset/export?asset_type=port&category=host`,
      headers: OURS,
      body: '{"export_headers":[["host_name","Server name"],["port","Port"]]}',
    },
    'content-type;host;x-project-id;x-sdk-date',
    '4cdc544a344f64179c703af8784de93e9eeccfa8a13c42299c74a2f53f12fbeb',
  ],
];

describe('signatureOf', () => {
  it.each(VECTORS)('signs the vector: %s', (_name, request, names, signature) => {
    expect(signatureOf(request, 'AccessKey', 'SecretKey')).toBe(
      `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  it('signs a path and a query by their meaning, not by how they were encoded', () => {
    const headers = PUBLISHED;
    const plain = signatureOf({ method: 'GET', path: '/a~b/%E4%B8%AD?x=1%2B1&y=%2A', headers }, 'A', 'S');
    expect(signatureOf({ method: 'GET', path: '/a%7Eb/%e4%b8%ad?y=*&x=1%2b1', headers }, 'A', 'S')).toBe(
      plain,
    );
    expect(signatureOf({ method: 'GET', path: '/a~b/%E4%B8%AD?x=1%201&y=*', headers }, 'A', 'S')).not.toBe(
      plain,
    );
  });

  it('needs the date', () => {
    expect(() => signatureOf({ method: 'GET', path: '/', headers: { host: 'h' } }, 'A', 'S')).toThrow(
      RangeError,
    );
  });
});

describe('sdkDate', () => {
  it('writes an instant as the vendor wants it', () => {
    expect(sdkDate(Date.UTC(2026, 8, 1, 8, 0, 0, 123))).toBe('20260901T080000Z');
  });
});
