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
const TAKEN = new Set(['b'.repeat(64)]);
const PROJECTS = new Set(['one', '007']);

function read(text: string, taken: ReadonlySet<string> = new Set()): unknown {
  writeFileSync(file, text);
  try {
    return readKeysFile(file, { names: taken, hashes: TAKEN, projects: PROJECTS }).map(
      ({ name, scopes, projects }) => ({ name, scopes, projects }),
    );
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

  it.each(['', 'api_keys:\n'])(
    'takes names, hashes and aliases of digits as they are written: %j',
    (head) => {
      const hash = `12e${'0'.repeat(61)}`;
      expect(
        read(`${head}- {name: 0017, sha256: ${hash}, projects: [007], points_per_minute: 0100}`),
      ).toEqual([{ name: '0017', scopes: ['ports:read', 'assets:read'], projects: ['007'] }]);
    },
  );

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
    [
      'one key twice',
      `- {name: a, sha256: '${HASH}'}\n- {name: b, sha256: '${HASH}'}`,
      /^\[1\]\.sha256: another key has this hash already$/,
    ],
    ['a key that is taken', `- {name: a, sha256: ${'b'.repeat(64)}}`, /\[0\]\.sha256: another key/],
    [
      'a project that is not there',
      `- {name: a, sha256: '${HASH}', projects: ['*', one, canary]}`,
      /^\[0\]\.projects\[2\]: names no configured project$/,
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
