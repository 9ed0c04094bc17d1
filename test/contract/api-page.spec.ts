import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { startStack, type Stack } from '../support/stack.js';

const run = promisify(execFile);
const root = process.cwd();
const page = readFileSync(join(root, 'docs/API.md'), 'utf8');
const DEMO = /http:\/\/127\.0\.0\.1:3000/g;

/** The examples in one language, in the order of the page. */
const examples = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code);

describe('the page about the API', () => {
  let stack: Stack;
  let folder: string;

  beforeAll(async () => {
    stack = await startStack({
      emulator: { hosts: 60 },
      config: { watches: [{ name: 'dangerous-ports', interval_s: 86_400, full_every_s: 86_400 }] },
    });
    folder = mkdtempSync(join(tmpdir(), 'portolan-api-page-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  }, 60_000);
  afterAll(async () => {
    await stack.close();
    rmSync(folder, { recursive: true });
  });

  const here = (text: string): string =>
    text.replace(DEMO, stack.url).replaceAll('portolan-demo-key', 'a-key-for-tests-only');

  it('has an example in both languages for each part', () => {
    const parts = page.split('\n## ').slice(1);
    expect(parts.length).toBeGreaterThan(5);
    for (const part of parts) expect(part).toMatch(/```sh[\s\S]*```ts/);
  });

  it('links to files that are there', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([]);
  });

  it('has examples in curl that work', async () => {
    const [setUp = '', ...commands] = examples('sh');
    const answers = await Promise.all(
      commands.map(
        async (command) => (await run('sh', ['-c', here(setUp + command)], { maxBuffer: 1e8 })).stdout,
      ),
    );
    const [
      document = '',
      whoami = '',
      problem = '',
      rows = '',
      stream = '',
      changes = '',
      watched = '',
      order = '',
    ] = answers;
    expect(JSON.parse(document)).toMatchObject({ openapi: '3.1.0' });
    expect(whoami).toMatch(/^HTTP\/1\.1 200 /);
    expect(whoami.toLowerCase()).toContain('\nratelimit-policy:');
    expect(JSON.parse(problem)).toMatchObject({ type: '/problems/invalid-request', status: 400 });
    expect(JSON.parse(rows)).toMatchObject({ items: [{ port: 22 }, { port: 22 }], complete: true });
    expect(JSON.parse(changes)).toMatchObject({ complete: true, summary: { changed: 0 } });
    expect(JSON.parse(stream.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'summary' });
    expect(JSON.parse(watched)).toMatchObject({ items: [], complete: true });
    expect(JSON.parse(order)).toMatchObject({ asset_type: 'port' });
  }, 60_000);

  it('has examples in TypeScript that compile strictly and work', async () => {
    const file = join(folder, 'examples.ts');
    writeFileSync(file, here(examples('ts').join('\n')));
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
      types: [],
      strict: true,
      skipLibCheck: true,
    };
    const program = ts.createProgram([file], options);
    const faults = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    expect(faults).toEqual([]);
    program.emit();
    const { stdout } = await run(process.execPath, [join(folder, 'examples.js')], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d+\.\d+\.\d+ \d{2}$/);
    expect(lines.at(-1)).toMatch(/\.csv \d{4,}$/);
  }, 60_000);
});
