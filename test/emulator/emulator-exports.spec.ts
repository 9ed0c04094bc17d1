import { constants, crc32, inflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { ALL, PROJECT, REGION, Rig, type Parameters, type Reply, type Row } from './emulator-rig.js';

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Reads an archive by its central directory; written for this spec alone. */
function unzip(archive: Buffer): Entry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [method, crc] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 16)];
    const [packed, size, nameLength] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(start, start + packed);
    const bytes = method === 8 ? inflateRawSync(data) : data;
    if (bytes.length !== size || crc32(bytes) !== crc) throw new Error(`${name}: wrong size or checksum`);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return { name, bytes };
  });
}

/** Reads RFC 4180 text. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.matchAll(/(?:(?:"(?:[^"]|"")*"|[^,"\r\n]*)(?:,|\r\n))+?(?<=\r\n)/g)) {
    const fields = [...line[0].slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
  }
  return rows;
}

const COLUMNS: Readonly<Record<string, string>> = {
  users:
    'user_name login_permission root_permission user_group_name user_home_dir shell recent_scan_time first_scan_time container_id container_name',
  auto_launch: 'name type path hash run_user recent_scan_time container_id container_name',
  database:
    'name version install_path config_path uid mode pid proc_path record_time container_id container_name',
  web_cms:
    'name version install_path config_path uid mode pid proc_path record_time container_id container_name',
  web_service:
    'name version install_path config_path uid mode pid proc_path record_time container_id container_name',
  jar_package:
    'name file_name catalogue file_type version path hash uid gid mode pid proc_path is_embedded package_path record_time container_id container_name',
  port: 'port_status port type pid path laddr container_id container_name',
  process:
    'process_path launch_params launch_time run_permission process_pid hash container_id container_name',
  web_framework:
    'name file_name catalogue file_type version path hash uid gid mode pid proc_path record_time container_id container_name',
  web_site:
    'domain port url_path path mode uid record_time is_https pid cert_issuer cert_user cert_issue_time cert_expired_time container_id container_name',
  app: 'app_name version update_time recent_scan_time container_id container_name',
  kernel_module: 'name version srcversion desc path size mode uid ctime mtime hash record_time',
};

describe('emulated exports', () => {
  let rig: Rig;
  let token: string;

  beforeAll(async () => {
    rig = await Rig.start({ hosts: 60 });
    token = await rig.token();
  });
  afterAll(() => rig.close());
  afterEach(() =>
    rig.emulator.patch({
      export_polls: 2,
      export_outcome: 'success',
      export_format: 'csv',
      export_zip: 'good',
      export_range: false,
      export_max_running: 0,
      export_host_id: true,
      export_level: 6,
    }),
  );

  const columnsOf = (type: string): string[] => [
    'host_id',
    'host_name',
    'host_ip',
    ...(COLUMNS[type] ?? '').split(' '),
  ];
  const start = (
    type: string,
    fields: readonly string[],
    more: Row = {},
    parameters: Parameters = {},
  ): Promise<Reply> =>
    rig.hssPost(
      token,
      '/asset/export',
      { ...ALL, asset_type: type, category: 'host', ...parameters },
      {
        export_headers: fields.map((field) => [field, `Title "${field}"`]),
        ...more,
      },
    );
  const follow = async (task: string): Promise<{ states: unknown[]; body: Row }> => {
    const states: unknown[] = [];
    for (;;) {
      const { body } = await rig.hss(token, `/export-task/${task}`, ALL);
      states.push(body.task_status);
      if (body.task_status !== 'running') return { states, body };
    }
  };
  const fetchFile = async (file: unknown, headers: Record<string, string> = {}) => {
    const reply = await request(`${rig.emulator.url}/v5/${PROJECT}/download/${String(file)}`, {
      headers: { 'x-auth-token': token, region: REGION, ...headers },
    });
    return {
      status: reply.statusCode,
      headers: reply.headers,
      bytes: Buffer.from(await reply.body.arrayBuffer()),
    };
  };
  const archive = async (...given: globalThis.Parameters<typeof start>): Promise<Buffer> => {
    const started = await start(...given);
    const { body } = await follow(String(started.body.task_id));
    return (await fetchFile(body.file_id)).bytes;
  };
  const rowsFrom = (text: string, fields: readonly string[]): Row[] => {
    const [titles, ...rows] = cells(text);
    expect(titles).toEqual(fields.map((field) => `Title "${field}"`));
    return rows.map((row) => Object.fromEntries(fields.map((field, i) => [field, row[i]])));
  };
  const truthOf = async (type: string, fields: readonly string[], query = ''): Promise<Row[]> =>
    (await rig.truth(`/fleet/assets/${type}${query}`)).map((row) => {
      const flat: Row = {
        container_id: '',
        container_name: '',
        ...row,
        ...(row.kernel_module_info as Row | undefined),
      };
      return Object.fromEntries(
        fields.map((field) => [field, String(flat[field === 'port_status' ? 'status' : field])]),
      );
    });

  it.each(Object.keys(COLUMNS))(
    'the file of %s holds exactly the true rows, in either category',
    async (type) => {
      const fields = columnsOf(type);
      for (const category of ['host', 'container']) {
        const [entry] = unzip(await archive(type, fields, {}, { category })) as [Entry];
        expect(entry.name).toMatch(new RegExp(`^hss-asset-${type}-en-\\d{13}\\.csv$`));
        const wanted = await truthOf(type, fields, `?category=${category}`);
        expect(rowsFrom(entry.bytes.toString('utf8'), fields)).toEqual(wanted);
        if (category === 'host') expect(wanted.length).toBeGreaterThan(0);
      }
    },
  );

  it('runs for as many questions as set, by each of the three ways to ask', async () => {
    rig.emulator.patch({ export_polls: 3 });
    const task_id = String((await start('app', ['app_name'])).body.task_id);
    const states: unknown[] = [];
    for (const path of [`/export-task/${task_id}`, '/export-task', `/event/export-task/${task_id}`]) {
      states.push((await rig.hss(token, path, { ...ALL, task_id })).body.task_status);
    }
    expect(states).toEqual(['running', 'running', 'running']);
    const { body } = await follow(task_id);
    expect(body).toMatchObject({ task_id, task_status: 'success' });
  });

  it('sends the file as an attachment', async () => {
    const { body } = await follow(String((await start('app', ['app_name'])).body.task_id));
    const { status, headers, bytes } = await fetchFile(body.file_id);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toBe(`attachment; filename="${String(body.file_name)}"`);
    expect(headers['content-length']).toBe(String(bytes.length));
    expect(headers).not.toHaveProperty('accept-ranges');
    expect((await fetchFile(body.file_id)).bytes).toEqual(bytes);
  });

  it('sends parts of the file when told to', async () => {
    rig.emulator.patch({ export_range: true });
    const { body } = await follow(String((await start('app', ['app_name'])).body.task_id));
    const whole = await fetchFile(body.file_id);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    const part = await fetchFile(body.file_id, { range: 'bytes=10-19' });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 10-19/${whole.bytes.length}`]);
    expect(part.bytes).toEqual(whole.bytes.subarray(10, 20));
    expect((await fetchFile(body.file_id, { range: 'bytes=-5' })).bytes).toEqual(whole.bytes.subarray(-5));
    expect((await fetchFile(body.file_id, { range: 'bytes=20-' })).bytes).toEqual(whole.bytes.subarray(20));
    expect((await fetchFile(body.file_id, { range: 'bytes=99999999-' })).status).toBe(416);
  });

  it('fails, never ends or loses its file when told to', async () => {
    rig.emulator.patch({ export_outcome: 'failure' });
    const failed = await follow(String((await start('app', ['app_name'])).body.task_id));
    expect(failed.states).toEqual(['running', 'running', 'failure']);
    expect(failed.body).not.toHaveProperty('file_id');
    rig.emulator.patch({ export_outcome: 'endless', export_polls: 0 });
    const endless = String((await start('app', ['app_name'])).body.task_id);
    for (let i = 0; i < 10; i += 1) {
      expect((await rig.hss(token, `/export-task/${endless}`)).body.task_status).toBe('running');
    }
    rig.emulator.patch({ export_outcome: 'expired' });
    const { body } = await follow(String((await start('app', ['app_name'])).body.task_id));
    const gone = await fetchFile(body.file_id);
    expect([gone.status, JSON.parse(gone.bytes.toString()).error_code]).toEqual([400, 'HSS.1018']);
  });

  it('narrows the rows by search_param, and ignores names it does not know', async () => {
    const fields = ['host_id', 'host_name', 'port', 'type'];
    const search = async (param: unknown, type = 'port', columns = fields): Promise<Row[]> => {
      const [entry] = unzip(await archive(type, columns, { search_param: JSON.stringify(param) })) as [Entry];
      return rowsFrom(entry.bytes.toString(), columns);
    };
    const all = await truthOf('port', fields);
    expect(await search({ port: 22 })).toEqual(all.filter((row) => row.port === '22'));
    expect(await search({ port_string: '80' })).toEqual(all.filter((row) => String(row.port).includes('80')));
    expect(await search({ type: 'UDP', nonsense: 1, host_id: 'x' })).toEqual(
      all.filter((row) => row.type === 'UDP'),
    );
    const name = String(all[0]?.host_name);
    expect(await search({ host_name: name })).toEqual(
      all.filter((row) => String(row.host_name).includes(name)),
    );
    const users = ['host_id', 'user_name'];
    const host_id = String(all[0]?.host_id);
    const mine = (await truthOf('users', users)).filter((row) => row.host_id === host_id);
    expect(await search({ host_id }, 'users', users)).toEqual(mine);
  });

  it('exports only the default enterprise project unless another is named', async () => {
    const fields = ['host_id', 'app_name'];
    const started = await rig.hssPost(
      token,
      '/asset/export',
      { asset_type: 'app', category: 'host' },
      { export_headers: fields.map((field) => [field, field]) },
    );
    const { body } = await follow(String(started.body.task_id));
    const [entry] = unzip((await fetchFile(body.file_id)).bytes) as [Entry];
    const ours = new Set(
      (await rig.truth('/fleet/hosts'))
        .filter((row) => row.enterprise_project_id === '0')
        .map((row) => row.host_id),
    );
    const wanted = (await truthOf('app', fields)).filter((row) => ours.has(row.host_id));
    expect(cells(entry.bytes.toString()).slice(1)).toHaveLength(wanted.length);
  });

  it('writes the formats it is told to', async () => {
    const fields = ['host_name', 'path', 'port'];
    const wanted = await truthOf('port', fields);
    const formatted = async (format: string): Promise<Entry> => {
      rig.emulator.patch({ export_format: format });
      return (unzip(await archive('port', fields)) as [Entry])[0];
    };
    const marked = (await formatted('csv_bom')).bytes;
    expect(marked.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(rowsFrom(marked.subarray(3).toString(), fields)).toEqual(wanted);
    const gbk = (await formatted('csv_gbk')).bytes;
    expect(rowsFrom(new TextDecoder('gbk', { fatal: true }).decode(gbk), fields)).toEqual(wanted);
    for (const format of ['xlsx', 'xlsx_entities']) {
      const { name, bytes } = await formatted(format);
      expect(name).toMatch(/\.xlsx$/);
      const parts = new Map(unzip(bytes).map((part) => [part.name, part.bytes.toString()]));
      expect([...parts.keys()]).toEqual(expect.arrayContaining(['[Content_Types].xml', 'xl/workbook.xml']));
      const sheet = parts.get('xl/worksheets/sheet1.xml') ?? '';
      const plain = (text: string): string =>
        text
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
      const rows = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/g)].map(([, row]) =>
        [...(row ?? '').matchAll(/<t [^>]*>(.*?)<\/t>/g)].map(([, text]) => plain(text ?? '')),
      );
      expect(rows.slice(1)).toEqual(wanted.map((row) => fields.map((field) => row[field])));
      expect(sheet.includes('<!DOCTYPE')).toBe(format === 'xlsx_entities');
    }
  });

  it('spoils the archive in the way it is told to', async () => {
    const spoilt = async (mode: string): Promise<Buffer> => {
      rig.emulator.patch({ export_zip: mode });
      return archive('app', ['host_name', 'app_name']);
    };
    expect(await spoilt('empty')).toHaveLength(0);
    expect(unzip(await spoilt('no_entries'))).toEqual([]);
    expect((await spoilt('html')).toString()).toContain('<html>');
    expect((await spoilt('truncated')).lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))).toBe(-1);
    const bad = await spoilt('bad_checksum');
    expect(() => unzip(bad)).toThrow();
    expect(unzip(await spoilt('traversal'))[0]?.name).toMatch(/^\.\.\/\.\.\//);
    expect(unzip(await spoilt('many_entries'))).toHaveLength(20_000);
    expect((await spoilt('encrypted')).readUInt16LE(6) & 1).toBe(1);
    const [first, second] = unzip(await spoilt('two_parts')) as [Entry, Entry];
    const whole = await truthOf('app', ['host_name', 'app_name']);
    expect(cells(first.bytes.toString()).length + cells(second.bytes.toString()).length - 2).toBe(
      whole.length,
    );
    const bomb = await spoilt('bomb');
    expect(bomb.length).toBeLessThan(4_000_000);
    expect(bomb.readUInt32LE(22)).toBeGreaterThan(2_000_000_000);
    expect((await spoilt('bomb_liar')).readUInt32LE(22)).toBe(1000);
    const start = 30 + bomb.readUInt16LE(26);
    const swollen = inflateRawSync(bomb.subarray(start, start + 5000), {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    expect(swollen.length).toBeGreaterThan(2_000_000);
  });

  it('refuses what the vendor’s page does not allow', async () => {
    const code = async (reply: Promise<Reply>): Promise<unknown> => (await reply).body.error_code;
    expect(await code(start('ports', ['port']))).toBe('HSS.0001');
    expect(await code(start('port', ['status']))).toBe('HSS.0001');
    expect(await code(start('port', []))).toBe('HSS.0001');
    expect(await code(start('port', ['port'], { search_param: `{"host_name":"${'x'.repeat(120)}"}` }))).toBe(
      'HSS.0001',
    );
    expect(await code(start('port', ['port'], { search_param: '{' }))).toBe('HSS.0001');
    expect(await code(start('port', ['port'], { search_param: { port: 22 } }))).toBe('HSS.0001');
    expect(await code(start('port', ['port'], {}, { category: 'vm' }))).toBe('HSS.0001');
    expect(
      await code(rig.hssPost(token, '/asset/export', { asset_type: 'port', category: 'host' }, '[')),
    ).toBe('HSS.0002');
    expect(await code(rig.hss(token, '/export-task/nobody'))).toBe('HSS.0011');
    expect(await code(rig.hss(token, '/export-task'))).toBe('HSS.0001');
    expect(await code(rig.hss(token, '/download/nobody'))).toBe('HSS.1018');
    rig.emulator.patch({ export_host_id: false });
    expect(await code(start('port', ['host_id']))).toBe('HSS.0001');
  });

  it('lets no more exports run at once than told', async () => {
    const own = await Rig.start({ hosts: 5, settings: { export_max_running: 1 } });
    const ticket = await own.token();
    const begin = () =>
      own.hssPost(
        ticket,
        '/asset/export',
        { asset_type: 'app', category: 'host' },
        { export_headers: [['app_name', 'x']] },
      );
    expect((await begin()).status).toBe(200);
    expect((await begin()).body.error_code).toBe('HSS.0014');
    await own.close();
  });
});
