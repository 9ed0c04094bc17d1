import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl, RedisUrlError } from './redis-url.js';

describe('parseRedisUrl', () => {
  it.each([
    [
      'redis://localhost',
      { mode: 'single', nodes: [{ host: 'localhost', port: 6379 }], tls: false, database: 0 },
    ],
    [
      'rediss://app:p%40ss%2Fw%3Ard@10.0.0.1:6380/3',
      {
        mode: 'single',
        nodes: [{ host: '10.0.0.1', port: 6380 }],
        tls: true,
        username: 'app',
        password: 'p@ss/w:rd',
        database: 3,
      },
    ],
    [
      'redis://:secret@[::1]:6379',
      { mode: 'single', nodes: [{ host: '::1', port: 6379 }], tls: false, password: 'secret', database: 0 },
    ],
    [
      'rediss+sentinel://app:pw@s1,s2:26380/mymaster/2?sentinel_username=su&sentinel_password=s%26p',
      {
        mode: 'sentinel',
        nodes: [
          { host: 's1', port: 26379 },
          { host: 's2', port: 26380 },
        ],
        tls: true,
        username: 'app',
        password: 'pw',
        master: 'mymaster',
        database: 2,
        sentinelUsername: 'su',
        sentinelPassword: 's&p',
      },
    ],
    [
      'redis+cluster://n1:7000,n2:7001',
      {
        mode: 'cluster',
        nodes: [
          { host: 'n1', port: 7000 },
          { host: 'n2', port: 7001 },
        ],
        tls: false,
        database: 0,
      },
    ],
  ])('reads %s', (url, target) => {
    expect(parseRedisUrl(url)).toEqual(target);
  });

  it.each([
    'http://app:hunter2@localhost',
    'localhost:6379',
    'redis://app:hunter2@',
    'redis://app:hunter2@a,b',
    'redis://app:hunter2@host:0',
    'redis://app:hunter2@host:65536',
    'redis://app:hunter2@host/db',
    'redis://app:hunter2@host/1/2',
    'redis://app:hunter2%ZZ@host',
    'redis://app:hunter2@host/0?family=6',
    'redis+sentinel://app:hunter2@s1,s2',
    'redis+cluster://app:hunter2@n1/1',
    'redis://app:hunter2@ho st',
  ])('refuses %s without repeating its password', (url) => {
    let message = '';
    try {
      parseRedisUrl(url);
    } catch (error) {
      expect(error).toBeInstanceOf(RedisUrlError);
      message = String(error);
    }
    expect(message).not.toBe('');
    expect(message).not.toContain('hunter2');
  });
});
