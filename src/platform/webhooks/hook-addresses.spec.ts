import { describe, expect, it } from '@jest/globals';
import { HookAddresses } from './hook-addresses.js';

const REFUSED = 'the host has an address that is not public';

describe('addresses that webhooks are sent to', () => {
  it.each([
    ...[
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f.1/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
    ],
    ...[
      'http://10.0.0.1/',
      'http://169.254.169.254/',
      'http://[fd00::1]/',
      'http://[fe80::1]/',
      'http://0.0.0.0/',
    ],
    ...['http://[64:ff9b::a00:1]/', 'http://[2002:a00:1::]/', 'http://localhost/'],
  ])('are not %s', async (url) => {
    await expect(new HookAddresses([], []).of(new URL(url))).rejects.toThrow(REFUSED);
  });

  it('are public ones, and those that are listed', async () => {
    const addresses = new HookAddresses(['10.0.0.1'], ['192.168.0.0/16']);
    for (const host of ['93.184.216.34', '10.0.0.1', '192.168.7.7'])
      expect(await addresses.of(new URL(`https://${host}/`))).toEqual({ address: host, family: 4 });
    const v6 = await addresses.of(new URL('https://[2606:4700::1111]/'));
    expect(v6).toEqual({ address: '2606:4700::1111', family: 6 });
    await expect(addresses.of(new URL('https://10.0.0.2/'))).rejects.toThrow(REFUSED);
  });
});
