import { describe, expect, it } from '@jest/globals';
import { optionsFromEnvironment } from './environment.js';

describe('environment of the emulator', () => {
  it('has the demo account, 1 000 servers and port 4010 when nothing is set', () => {
    expect(optionsFromEnvironment({ EMULATOR_HOSTS: '' })).toEqual({
      options: {
        host: '127.0.0.1',
        port: 4010,
        hosts: 1000,
        seed: 1,
        projects: [{ id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55', region: 'ap-southeast-3' }],
        users: [
          {
            domain: 'portolan',
            name: 'demo',
            password: 'demo-password',
            accessKey: 'DEMOACCESSKEY0000001',
            secretKey: 'demo-secret-access-key-not-a-real-one',
          },
        ],
        settings: { latency_ms: { median: 0, p99: 0 }, quota_per_minute: 0 },
      },
    });
  });

  it('takes what is set', () => {
    const read = optionsFromEnvironment({
      EMULATOR_PORT: '0',
      EMULATOR_HOSTS: '7',
      EMULATOR_SEED: 'a word',
      EMULATOR_LATENCY_MS: '20:80',
      EMULATOR_QUOTA: '5',
      HSS_REGION: 'eu-west-101',
      HSS_PROJECT_ID: 'abc',
      IAM_USER: 'someone',
    });
    expect(read).toMatchObject({
      options: {
        port: 0,
        hosts: 7,
        seed: 'a word',
        projects: [{ id: 'abc', region: 'eu-west-101' }],
        users: [{ name: 'someone' }],
        settings: { latency_ms: { median: 20, p99: 80 }, quota_per_minute: 5 },
      },
    });
  });

  it('passes over what Kubernetes sets for a Service of that name', () => {
    expect(optionsFromEnvironment({ EMULATOR_PORT: 'tcp://10.0.0.7:4010' })).toMatchObject({
      options: { port: 4010 },
    });
  });

  it('names every variable that makes no sense', () => {
    const read = optionsFromEnvironment({
      EMULATOR_PORT: '65536',
      EMULATOR_HOSTS: '0',
      EMULATOR_LATENCY_MS: 'fast',
      EMULATOR_QUOTA: '-1',
      HSS_PROJECT_ID: '../x',
      HSS_REGION: 'Mars!',
    });
    const faults = 'faults' in read ? read.faults : [];
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual([
      'EMULATOR_HOSTS',
      'EMULATOR_LATENCY_MS',
      'EMULATOR_PORT',
      'EMULATOR_QUOTA',
      'HSS_PROJECT_ID',
      'HSS_REGION',
    ]);
  });
});
