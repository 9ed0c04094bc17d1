import { describe, expect, it } from '@jest/globals';
import { proxyFor, shownProxy } from './outbound-proxy.js';

const PROXY = 'http://user:secret@proxy.example:3128';

describe('the choice of an outbound proxy', () => {
  const settings = { proxy: PROXY, httpProxy: 'http://plain.example:8080', noProxy: [] };

  it('takes one proxy for https and the other for plain http', () => {
    expect(proxyFor('https://hss.cn-north-4.myhuaweicloud.com', settings)?.host).toBe('proxy.example:3128');
    expect(proxyFor('http://vendor.example', settings)?.host).toBe('plain.example:8080');
    expect(proxyFor('http://vendor.example', { ...settings, httpProxy: '' })).toBeUndefined();
    expect(proxyFor('https://vendor.example', { ...settings, proxy: '' })).toBeUndefined();
  });

  it.each(['http://127.0.0.1:4010', 'https://localhost', 'http://[::1]:80'])(
    'calls %s directly, because it is this machine',
    (origin) => {
      expect(proxyFor(origin, settings)).toBeUndefined();
    },
  );

  it.each([
    ['*', true],
    ['myhuaweicloud.com', true],
    ['.myhuaweicloud.com', true],
    ['*.myhuaweicloud.com', true],
    ['HSS.cn-north-4.myhuaweicloud.com', true],
    ['myhuaweicloud.com:443', true],
    ['myhuaweicloud.com:8443', false],
    ['huaweicloud.com', false],
    ['', false],
    ['.', false],
  ])('reads the exemption %j', (entry, exempt) => {
    const found = proxyFor('https://hss.cn-north-4.myhuaweicloud.com', { ...settings, noProxy: [entry] });
    expect(found === undefined).toBe(exempt);
  });

  it('shows neither user nor password', () => {
    expect(shownProxy(new URL(PROXY))).toBe('http://proxy.example:3128');
  });
});
