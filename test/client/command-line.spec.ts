import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { QUICK } from '../support/exports.js';
import { readCsv } from '../support/read-csv.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { until } from '../support/wait.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';
import {
  onScreen,
  runPortolan,
  runShell,
  startPortolan,
  type Ended,
  type RunOptions,
} from './run-portolan.js';

let stack: Stack;
let truth: TruePort[];
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  // As many servers as the demo has, because the examples of the README come from the demo.
  stack = await startStack({
    emulator: { hosts: 1_000, settings: { export_polls: 0 } },
    config: { exports: QUICK },
  });
  truth = await truePorts(stack.emulator.url);
  folder = mkdtempSync(join(tmpdir(), 'portolan-cli-'));
  env = { PORTOLAN_URL: stack.url, PORTOLAN_KEY: KEY };
}, 60_000);

afterEach(() => stack.emulator.clearFaults());
afterAll(async () => {
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});

const portolan = (args: string, options: RunOptions = {}): Promise<Ended> =>
  runPortolan(args.split(' '), { ...options, cwd: folder, env: { ...env, ...options.env } });
/** The same in a process of its own. */
const started = (args: string, options: RunOptions = {}): Promise<Ended> =>
  startPortolan(args.split(' '), { ...options, cwd: folder, env: { ...env, ...options.env } });
const rowsIn = (text: string): TruePort[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as TruePort);
const clean = { code: 0, stderr: '' };

/** Makes one host unreadable and gives its id. */
function failOneHost(): string {
  const [id = ''] = stack.emulator.hostIds();
  stack.emulator.addFault({ match: { host_id: id }, fault: { kind: 'status', status: 400 }, times: 1_000 });
  return id;
}

interface ExportList {
  readonly items: { readonly id: string; readonly status: string }[];
}

describe('in a pipe', () => {
  it('gives one row a line, all that the flags ask for and nothing else', async () => {
    const ended = await started('ports --port 22,3389 --status danger,normal');
    expect(ended).toMatchObject(clean);
    const expected = truth.filter(
      ({ port, status }) => (port === 22 || port === 3389) && status !== 'unknown',
    );
    expect(asSet(rowsIn(ended.stdout))).toEqual(asSet(expected));
  });

  it('selects hosts by what they are, and by lists of any length', async () => {
    const hosts = await portolan('hosts --group production --fields host_id');
    const ids = rowsIn(hosts.stdout).map(({ host_id: id }) => id);
    expect(ids.length).toBeGreaterThan(5);
    const expected = asSet(truth.filter(({ host_id: id }) => ids.includes(id)));
    const bySelection = await portolan('ports --group production');
    expect(asSet(rowsIn(bySelection.stdout))).toEqual(expected);
    const byList = await started('ports --host-ids-from -', { stdin: ids.join('\n') });
    expect(asSet(rowsIn(byList.stdout))).toEqual(expected);
    writeFileSync(join(folder, 'ids.txt'), ids.slice(1).join('\r\n'));
    const byFile = await portolan(`ports --host-ids-from ids.txt --host-ids ${ids[0]}`);
    expect(asSet(rowsIn(byFile.stdout))).toEqual(expected);
  });

  it('stops after as many rows as are wanted, in the fixed order', async () => {
    const { stdout, ...rest } = await portolan('ports --limit 3');
    expect(rest).toMatchObject(clean);
    const sorted = [...new Set(truth.map(({ host_id: id }) => id))].sort();
    expect(rowsIn(stdout).map(({ host_id: id }) => id)).toEqual([sorted[0], sorted[0], sorted[0]]);
  });

  it('says nothing when its reader has seen enough', async () => {
    const { code, stdout, stderr } = await runShell('set -o pipefail; portolan ports | head -n 2', { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(3);
  });

  it('answers every command', async () => {
    const answers = await Promise.all(
      ['summary --top 2', 'assets', 'assets process --limit 1', 'changes app --since 30d', 'whoami'].map(
        (args) => portolan(args),
      ),
    );
    expect(answers.map(({ code, stderr }) => ({ code, stderr }))).toEqual(answers.map(() => clean));
    const [summary, types, processes, , me] = answers.map(({ stdout }) => stdout);
    expect(rowsIn(summary ?? '')).toHaveLength(2);
    expect(rowsIn(types ?? '')).toHaveLength(13);
    expect(rowsIn(processes ?? '')).toHaveLength(1);
    expect(JSON.parse(me ?? '')).toMatchObject({ id: 'demo' });
  });
});

describe('in the background', () => {
  it('gives the rows of a question, now and later, and manages what was asked', async () => {
    const asked = await portolan('ports --background --port 22,3389 --max-age 0');
    expect(asked.code).toBe(0);
    const [, id = ''] = /^portolan: query (\S+) goes on without you/.exec(asked.stderr) ?? [];
    const wanted = truth.filter(({ port }) => port === 22 || port === 3389);
    expect(asSet(rowsIn(asked.stdout))).toEqual(asSet(wanted));

    const listed = onScreen((await portolan('queries', { columns: 120 })).stdout);
    expect(listed[0]).toMatch(/^id +status +asset_type +hosts +rows +created_at$/);
    expect(listed[1]).toContain(`${id}  succeeded  port        1000 of 1000`);
    const shown = await portolan(`queries show ${id}`);
    expect(JSON.parse(shown.stdout)).toMatchObject({ id, status: 'succeeded', summary: { complete: true } });
    const again = await portolan(`queries items ${id} --format csv --output again.csv`);
    expect(again).toMatchObject(clean);
    expect(readCsv(readFileSync(join(folder, 'again.csv'), 'utf8'))).toHaveLength(wanted.length + 1);

    expect((await portolan(`queries cancel ${id}`)).code).toBe(0);
    expect((await portolan(`queries show ${id}`)).code).toBe(1);
  });

  it('has failed hosts asked again', async () => {
    const host = failOneHost();
    const hosts = stack.emulator.hostIds().slice(0, 2).join(',');
    const asked = await portolan(`assets users --background --host-ids ${hosts} --max-age 0`);
    expect(asked.code).toBe(3);
    expect(asked.stderr).toContain('incomplete: 1 host could not be read');
    stack.emulator.clearFaults();
    const [, id = ''] = /query (\S+) goes on/.exec(asked.stderr) ?? [];
    expect(await portolan(`queries retry ${id}`)).toMatchObject(clean);
    const rows = await portolan(`queries items ${id}`);
    expect(rows).toMatchObject(clean);
    expect(rows.stdout).toContain(host);
  });
});

describe('a file', () => {
  it('begins CSV with the three bytes of a byte order mark for whoever asks, and for nobody else', async () => {
    const command = 'ports --limit 3 --fields host_id,port --format csv';
    const marked = Buffer.from((await portolan(`${command} --bom`)).stdout);
    const plain = Buffer.from((await portolan(command)).stdout);
    expect(marked).toEqual(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]));
    expect(plain.subarray(0, 13).toString()).toBe('host_id,port\r');
    expect(await portolan(`${command} --bom --output marked.csv`)).toMatchObject(clean);
    expect(readFileSync(join(folder, 'marked.csv'))).toEqual(marked);
  });

  it.each(['csv', 'ndjson', 'json'])(
    'has all rows as %s, and its name only when it is whole',
    async (format) => {
      const name = `rows.${format}`;
      expect(await portolan(`ports --port 22 --output ${name}`)).toEqual({ ...clean, stdout: '' });
      const text = readFileSync(join(folder, name), 'utf8');
      const rows =
        format === 'csv'
          ? readCsv(text).length - 1
          : format === 'json'
            ? (JSON.parse(text) as []).length
            : rowsIn(text).length;
      expect(rows).toBe(truth.filter(({ port }) => port === 22).length);
      expect(existsSync(join(folder, `${name}.part`))).toBe(false);
    },
  );

  it('is not there when the answer is an error', async () => {
    expect((await portolan('ports --output none.csv --plan nonsense')).code).toBe(2);
    expect(existsSync(join(folder, 'none.csv')) || existsSync(join(folder, 'none.csv.part'))).toBe(false);
  });

  it('comes from order to file where the service makes it', async () => {
    const expected = truth.filter(({ status }) => status === 'danger').length;
    const piped = await portolan('export port --status danger');
    expect(piped).toMatchObject(clean);
    expect(piped.stdout.split('\r\n').filter((line) => line.startsWith('demo,'))).toHaveLength(expected);
    const { code, stdout } = await portolan('export port --status danger --output danger.xlsx', {
      columns: 90,
    });
    expect(code).toBe(0);
    expect(onScreen(stdout).join('\n')).toContain(`danger.xlsx: ${expected} rows, `);
    expect(readFileSync(join(folder, 'danger.xlsx')).subarray(0, 2).toString()).toBe('PK');
  });
});

describe('the exit code', () => {
  it('is 3 when hosts could not be read, and they are named', async () => {
    const id = failOneHost();
    const hosts = stack.emulator.hostIds().slice(0, 3).join(',');
    const rows = await portolan(`ports --host-ids ${hosts} --max-age 0 --plan per-host`);
    expect(rows.code).toBe(3);
    expect(rows.stderr).toMatch(
      new RegExp(`^portolan: incomplete: 1 host could not be read\n  ${id}  \\w+: .+\n$`),
    );
    expect(new Set(rowsIn(rows.stdout).map((row) => row.host_id)).size).toBe(2);
    const file = await portolan(`export port --host-ids ${hosts} --max-age 0 --output part.csv`);
    expect(file.code).toBe(3);
    expect(file.stderr).toContain(id);
    expect(existsSync(join(folder, 'part.csv'))).toBe(true);
  });

  it.each([
    ['', 'Usage: portolan <command>'],
    ['prts', 'there is no command "prts"'],
    ['ports --colour red', "Unknown option '--colour'"],
    ['ports danger', 'ports takes flags only, not "danger"'],
    ['assets portt', 'assets takes one of users, '],
    ['ports --limit many', '--limit takes a whole number from 1'],
    ['ports --max-age soon', '--max-age takes a whole number'],
    ['ports --format xml', '--format takes table, ndjson, csv, json'],
    ['ports --format ndjson --bom', '--bom goes with --format csv only, not with ndjson'],
    ['export', 'export takes one of users, '],
    ['ports --port 22;23 --status wild', '--port must be'],
    ['whoami --url nowhere', '"nowhere" is no address'],
    ['queries show', 'queries show takes the id of a query'],
    ['queries forget', 'queries takes one of list, show, items, retry, cancel'],
    ['ports --background --limit 3', '--limit does not go with --background'],
    ['assets --background', '--background goes with a type'],
  ])('is 2 for wrong usage: %s', async (args, message) => {
    const { code, stdout, stderr } = await runPortolan(args === '' ? [] : args.split(' '), { env });
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('is the code of the process', async () => {
    const { code, stderr } = await started('ports --limit many');
    expect([code, stderr.includes('--limit takes a whole number from 1')]).toEqual([2, true]);
  });

  it('is 2 for a file that would go to a terminal, which its texts could steer', async () => {
    const { code, stdout } = await portolan('export port --output -', { columns: 90 });
    expect([code, stdout.includes('a file does not go to a terminal')]).toEqual([2, true]);
  });

  it('is 130 after Ctrl-C, and an order that is under way is taken back', async () => {
    stack.emulator.patch({ latency_ms: '1500' });
    try {
      const under = async (): Promise<string[]> => {
        const { items } = (await (await stack.get('/v1/exports')).json()) as ExportList;
        return items.filter(({ status }) => status === 'running').map(({ id }) => id);
      };
      const interruptWhen = until(async () => (await under()).length > 0);
      const { code, stderr } = await started('export app --max-age 0 --output never.csv', { interruptWhen });
      expect([code, stderr]).toEqual([130, '']);
      await until(async () => (await under()).length === 0);
      expect(existsSync(join(folder, 'never.csv'))).toBe(false);
    } finally {
      stack.emulator.patch({ latency_ms: '0' });
    }
  });

  it('is 1 for anything else, with a hint', async () => {
    const key = await portolan('whoami', { env: { PORTOLAN_KEY: 'wrong' } });
    expect([key.code, key.stderr.includes('PORTOLAN_KEY')]).toEqual([1, true]);
    const changes = await portolan('changes --since 1h');
    expect([changes.code, changes.stderr.includes('Nothing to compare with')]).toEqual([1, true]);
  });
});

describe('on a terminal', () => {
  it('shows a table with progress before it and a count after it', async () => {
    const { code, stdout } = await started('ports --port 23,3389 --max-age 0', { columns: 100 });
    expect(code).toBe(0);
    expect(stdout).toContain('\r\x1b[K0 of 1000 hosts, 0 rows');
    expect(stdout).toContain('\x1b[31mdanger');
    const lines = onScreen(stdout);
    expect(lines[0]).toMatch(/^host_name +host_ip +port +protocol +exposure +status +process_path$/);
    const expected = truth.filter(({ port }) => port === 23 || port === 3389).length;
    expect(lines.at(-2)).toBe(`${expected} rows of 1000 hosts`);
    expect(lines).toHaveLength(expected + 3);
    const plain = await portolan('ports --port 23,3389 --quiet', { columns: 100, env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\x1b');
    expect(plain.stdout.replaceAll('\r', '').split('\n')).toEqual([...lines.slice(0, -2), '']);
  });

  it('keeps columns straight where names are Chinese', async () => {
    const { stdout } = await portolan(
      'hosts --group 核心业务,production --fields group_name,host_name,status',
      { columns: 80 },
    );
    const lines = onScreen(stdout).slice(0, -2);
    expect(
      lines.some((line) => line.startsWith('核心业务')) &&
        lines.some((line) => line.startsWith('production')),
    ).toBe(true);
    // Each of these characters takes two cells.
    const starts = lines.map((line) => line.replace(/[^\x20-\x7e]/g, '##').search(/\S+\s+\S+$/));
    expect(new Set(starts).size).toBe(1);
  });

  it('shows of each host what people look for first', async () => {
    const lines = onScreen((await portolan('hosts --limit 2', { columns: 200 })).stdout);
    expect(lines[0]?.split(/ +/)).toEqual(
      'host_name host_ip os_name status agent_status protect_status group_name host_id'.split(' '),
    );
  });

  it('says who I am on lines', async () => {
    const lines = onScreen((await portolan('whoami', { columns: 80 })).stdout);
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^limits\.points\.limit +\d+$/)]));
  });

  describe('before a service that sends what a terminal would obey', () => {
    const EVIL = 'x\x1b]0;owned\x07\x9b31m\u202Eexe.\r\n\tend';
    let evil: Server;

    beforeAll(async () => {
      evil = createServer((asked, answer) => {
        asked.resume();
        if (asked.url?.includes('whoami')) {
          answer.writeHead(403, { 'content-type': 'application/problem+json' });
          answer.end(JSON.stringify({ type: '/problems/forbidden', title: EVIL, detail: EVIL, status: 403 }));
          return;
        }
        const lines = [
          { type: 'item', item: { host_id: 'h', host_name: EVIL, [EVIL]: EVIL } },
          { type: 'failure', failure: { host_id: EVIL, code: EVIL, title: EVIL } },
          { type: 'summary', summary: { complete: false } },
        ];
        answer.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      });
      await new Promise<void>((done) => evil.listen(0, '127.0.0.1', done));
    });
    afterAll(() => void evil.close());

    it.each(['table', 'csv', 'ndjson', 'json'])('shows it instead, as %s', async (format) => {
      const url = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
      const { code, stdout } = await portolan(`ports --format ${format} --url ${url}`, { columns: 200 });
      expect(code).toBe(3);
      const ours = onScreen(stdout).join('');
      // No control character is left, but the text shows which ones there were.
      expect(ours).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(ours).toContain('owned');
      expect(ours).toMatch(/\\x1b|\\u001b/);
      const refused = await portolan(`whoami --url ${url}`, { columns: 200 });
      expect(refused.stdout.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  });
});

describe('help and completion', () => {
  it('teach', async () => {
    const general = await portolan('--help');
    expect(general).toMatchObject(clean);
    for (const word of ['PORTOLAN_URL', 'PORTOLAN_KEY', 'Exit codes', 'completion'])
      expect(general.stdout).toContain(word);
    const ports = await portolan('ports --help');
    expect(await portolan('help ports')).toEqual(ports);
    expect(ports.stdout).toMatch(/--status <a,b,…>\n.*normal, danger, unknown/);
    expect(ports.stdout).toContain('--group <a,b,…>');
    const users = await portolan('assets users --help');
    expect(users.stdout).toContain('--[no-]');
  });

  it('come from bash itself', async () => {
    const asked = [
      ['p'],
      ['assets', 'web_s'],
      ['ports', '--stat'],
      ['ports', '--status', 'danger,un'],
      ['ports', '--out'],
    ];
    const lines = asked.map((words) => {
      const list = ['portolan', ...words].map((word) => `'${word}'`).join(' ');
      return `COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _portolan; echo "\${COMPREPLY[*]}"`;
    });
    const { stderr, stdout } = await runShell(['source <(portolan completion bash)', ...lines].join('\n'));
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'ports',
      'web_service web_site',
      '--status',
      'danger,unknown',
      '--output',
    ]);
    for (const shell of ['zsh', 'fish'])
      expect((await portolan(`completion ${shell}`)).stdout).toContain('__complete');
  });
});

describe('the examples of the pages (scripts/write-examples.mjs)', () => {
  const examplesOf = (page: string) =>
    [...readFileSync(page, 'utf8').matchAll(/```console\n\$ (portolan .+)\n([\s\S]*?)```/g)].map(
      ([, line = '', shown = '']) => ({ line, shown: shown.split('\n').slice(0, -1) }),
    );
  const examples = ['client/README.md', 'README.md'].flatMap(examplesOf);

  it('are five at least', () => {
    expect(examples.length).toBeGreaterThanOrEqual(5);
  });

  it.each(examples)('answer as they say: $line', async ({ line, shown }) => {
    const { code, stdout } = await portolan(line.replace('portolan ', ''), { columns: 100 });
    expect(code).toBe(0);
    const lines = onScreen(stdout).slice(0, -1);
    const gap = shown.findIndex((each) => each.startsWith('…'));
    if (gap < 0) {
      expect(shown).toEqual(lines);
      return;
    }
    const after = shown.slice(gap + 1);
    expect(shown.slice(0, gap)).toEqual(lines.slice(0, gap));
    expect(after).toEqual(lines.slice(lines.length - after.length));
    expect(shown[gap]).toBe(`… ${lines.length - gap - after.length} more rows …`);
  });
});
