import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-faults.js';
import { readKeysFile } from './keys-file.js';

const directory = mkdtempSync(join(tmpdir(), 'portolan-keys-'));
const file = join(directory, 'keys.yaml');
afterAll(() => rmSync(directory, { recursive: true }));

const HASH = 'a'.repeat(64);

function read(text: string, taken?: ReadonlySet<string>): unknown {
  writeFileSync(file, text);
  try {
    return readKeysFile(file, taken).map(({ name, scopes, projects }) => ({ name, scopes, projects }));
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.join('\n');
    throw error;
  }
}

describe('readKeysFile', () => {
  it.each([
    ['a list', `- {name: a, sha256: '${HASH}', scopes: [admin], projects: [one]}`],
    ['a mapping', `api_keys:\n  - {name: a, sha256: '${HASH}', scopes: [admin], projects: [one]}`],
  ])('takes %s', (_name, text) => {
    expect(read(text)).toEqual([{ name: 'a', scopes: ['admin'], projects: ['one'] }]);
  });

  it('takes an empty list for no keys', () => {
    expect(read('[]')).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /must hold a list/],
    ['another list', 'keys: []', /must hold a list/],
    ['broken YAML', '- {name: canary, sha256: [', /^is not valid YAML$/],
    ['no mapping', '- canary', /\[0\]: must be a mapping/],
    ['a null', '- null', /\[0\]: must be a mapping/],
    ['a key in clear text', '- {name: a, sha256: canary-key}', /\[0\]\.sha256: must match/],
    ['an unknown scope', `- {name: a, sha256: '${HASH}', scopes: [root]}`, /\[0\]\.scopes/],
    [
      'an unknown member',
      `- {name: a, sha256: '${HASH}', colour: canary}`,
      /\[0\]\.colour: is not a known setting/,
    ],
    [
      'one name twice',
      `- {name: a, sha256: '${HASH}'}\n- {name: a, sha256: '${HASH}'}`,
      /\[1\]\.name: another key/,
    ],
    ['a name that is taken', `- {name: taken, sha256: '${HASH}'}`, /\[0\]\.name: another key/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d]`,
      /not valid YAML|must hold a list/,
    ],
  ])('refuses %s without quoting it', (_name, text, message) => {
    const told = read(text, new Set(['taken']));
    expect(told).toMatch(message);
    expect(told).not.toContain('canary');
  });

  it('refuses a file that is not there', () => {
    expect(() => readKeysFile(join(directory, 'none.yaml'))).toThrow('cannot be read (ENOENT)');
  });
});
