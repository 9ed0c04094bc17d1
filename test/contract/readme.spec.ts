import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';

const root = process.cwd();
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Record<string, string>;
  readonly overrides: Record<string, string | Record<string, string>>;
};

/** Each `curl` of the page with the answer that stands below it. */
const samples = [...readme.matchAll(/```sh\ncurl (.+)\n```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, command = '', answer = '']) => ({
    path: /\$PORTOLAN([^"]+)"/.exec(command)?.[1] ?? '',
    stream: command.includes('x-ndjson'),
    answer,
  }),
);

/** The objects that a sample shows whole. */
function shown(answer: string): object[] {
  return answer.split('\n').flatMap((line) => {
    const bare = line.trim().replace(/,$/, '');
    if (!bare.startsWith('{') || bare.includes('…')) return [];
    try {
      return [JSON.parse(bare) as object];
    } catch {
      return [];
    }
  });
}

describe('the README', () => {
  it('names commands that are there, and so does the page for contributors', () => {
    const pages = ['README.md', 'CONTRIBUTING.md'].map((name) => readFileSync(join(root, name), 'utf8'));
    const named = pages.flatMap((page) =>
      [...page.matchAll(/npm run ([a-z]+(?::[a-z]+)?)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('gives a reason for each override', () => {
    const wanted = Object.entries(manifest.overrides).map(([name, version]) =>
      typeof version === 'string'
        ? `| \`${name}\` ${version} |`
        : `| \`${name}\` › \`${Object.keys(version).join()}\` ${Object.values(version).join()} |`,
    );
    const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const rows = contributing
      .slice(contributing.indexOf('## Dependencies'))
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replace(/ +/g, ' '));
    expect(rows.map((row) => row.split('|').slice(0, 2).join('|') + '|').sort()).toEqual(wanted.sort());
  });
});

describe('the questions of the README', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 1_000 } });
  }, 60_000);
  afterAll(() => stack.close());

  it('are four', () => {
    expect(samples.map(({ path }) => path.split('?', 1)[0])).toEqual([
      '/v1/ports',
      '/v1/hosts/b9ea1429-1c0c-4ec9-af55-66b2b60b69ff/ports',
      '/v1/ports',
      '/v1/ports',
    ]);
  });

  it.each(samples)('are answered as it says: $path', async ({ path, stream, answer }) => {
    const response = await stack.get(path, stream ? { accept: 'application/x-ndjson' } : {});
    const text = await response.text();
    const expected = shown(answer);
    expect(expected.length).toBeGreaterThan(1);
    if (stream) {
      const lines = new Set(text.split('\n'));
      for (const line of expected) expect(lines).toContain(JSON.stringify(line));
      const rows = /… ([\d ]+) lines with a row each/.exec(answer)?.[1]?.replaceAll(' ', '');
      expect(text.match(/"type":"item"/g)).toHaveLength(Number(rows));
      return;
    }
    const body = JSON.parse(text) as {
      items?: object[];
      errors?: object[];
      summary?: Record<string, unknown>;
    };
    if (answer.includes('"summary":{"complete"'))
      for (const name of ['hosts', 'items', 'plan', 'upstream_calls'])
        expect(answer).toContain(`"${name}":${JSON.stringify(body.summary?.[name])}`);
    const given = body.items ?? body.errors ?? [];
    for (const object of expected) expect(given).toContainEqual(object);
    const left = /… (\d+) more …/.exec(answer)?.[1];
    expect(given).toHaveLength(expected.length + Number(left ?? 0));
  });
});
