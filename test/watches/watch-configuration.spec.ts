import { describe, expect, it } from '@jest/globals';
import { startApp } from '../support/stack.js';
import { HOOK_SECRET } from '../support/watches.js';

const NOWHERE = 'http://127.0.0.1:9';
const secrets = [{ id: 'one', value: HOOK_SECRET }];
const webhooks = { allowed_hosts: ['hooks.example.com', '10.0.0.1'] };

/** Returns the faults of a configuration, one a line. */
async function faultsOf(config: Record<string, unknown>): Promise<string[]> {
  const refused = await startApp(NOWHERE, { config }).catch((error: unknown) => error as Error);
  if (!(refused as object).constructor.name.includes('ConfigError')) throw new Error('it was not refused');
  return (refused as unknown as { faults: string[] }).faults;
}

describe('the configuration of watches and schedules', () => {
  it('refuses webhooks to hosts that are not listed, and in plain http', async () => {
    const to = (name: string, url: string) => ({ name, webhook: { url, secrets } });
    const urls = {
      listed: 'https://hooks.example.com/a?b=c',
      unlisted: 'https://other.example.com/',
      below: 'https://a.hooks.example.com/',
      plain: 'http://hooks.example.com/',
      address: 'http://167772161/',
      user: 'https://me:secret@hooks.example.com/',
    };
    const watches = Object.entries(urls).map(([name, url]) => to(name, url));
    const unlisted = 'names a host that is not in webhooks.allowed_hosts';
    const plain = 'is plain http, which is for loopback only';
    const faults = await faultsOf({ webhooks, watches });
    expect(faults).toEqual([
      expect.stringMatching(/^watches\[5\]\.webhook\.url: must be a URL such as .*without user/),
      `watches[1].webhook.url: ${unlisted}`,
      `watches[2].webhook.url: ${unlisted}`,
      `watches[3].webhook.url: ${plain}`,
      `watches[4].webhook.url: ${plain}`,
    ]);
    expect(faults.join()).not.toContain('secret@');
  });

  it('refuses secrets that are too short, names that come twice, and projects that there are not', async () => {
    const short = [{ id: 'one', value: `whsec_${Buffer.from('short').toString('base64')}` }];
    const webhook = { url: 'https://hooks.example.com/', secrets: short };
    const watches = [{ name: 'a', webhook }, { name: 'a' }, { name: 'b', project: 'elsewhere' }];
    const schedules = [
      { name: 's', project: 'elsewhere' },
      { name: 't', every_s: 1 },
    ];
    expect((await faultsOf({ webhooks, watches, schedules })).toSorted()).toEqual([
      'schedules[0].project: names no configured project',
      'schedules[1].every_s: must not be less than 10',
      'watches: must have unique names',
      'watches[0].webhook.secrets[0].value: must be whsec_ and 24 to 64 bytes in base64',
      'watches[2].project: names no configured project',
    ]);
  });

  it('refuses what no query of the type has', async () => {
    const watches = [
      { name: 'a', query: { port: ['0-99999'], status: ['open'] } },
      { name: 'b', query: { colour: 'red', limit: 5 } },
      { name: 'c', type: 'app', tell: ['danger'] },
      { name: 'd', type: 'ships' },
      { name: 'e', query: { hosts: { colour: ['red'] } } },
      { name: 'f', interval_s: 60, query: { hosts: { agent_status: ['online'] }, process: 'sshd' } },
    ];
    expect(await faultsOf({ watches, schedules: [{ name: 's', type: 'ships' }] })).toEqual([
      expect.stringMatching(/^watches\[0\]\.query\.port: must be/),
      expect.stringMatching(/^watches\[0\]\.query\.status: must be/),
      expect.stringMatching(/^watches\[1\]\.query\.colour: is not one of hosts, host_ids, .*port/),
      expect.stringMatching(/^watches\[1\]\.query\.limit: is not one of/),
      'watches[2].tell: danger is for ports only',
      expect.stringMatching(/^watches\[3\]\.type: must be one of users, .*kernel_module, ai_component$/),
      expect.stringMatching(/^watches\[4\]\.query\.hosts\.colour: is not a known member/),
      expect.stringMatching(/^schedules\[0\]\.type: must be one of/),
    ]);
  });
});
