import { createHash, createHmac } from 'node:crypto';
import { request } from 'undici';
import { startEmulator, type Emulator, type EmulatorOptions } from '../support/emulator.js';

/** The demo account, written out here, so that the specs fail when a default changes. */
export const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';
export const REGION = 'ap-southeast-3';
export const LOGIN = { domain: 'portolan', name: 'demo', password: 'demo-password' };
export const KEYS = { accessKey: 'DEMOACCESSKEY0000001', secretKey: 'demo-secret-access-key-not-a-real-one' };
export const ALL = { enterprise_project_id: 'all_granted_eps' };

export type Row = Readonly<Record<string, unknown>>;

/** Members that answers of lists and errors may have; the spec checks which are there. */
export interface Body extends Row {
  readonly total_num: number;
  readonly data_list: readonly Row[];
  readonly error_code: string;
  readonly error_msg: string;
  readonly token: Row;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; an empty object when it is not JSON. */
  readonly body: Body;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface Login {
  readonly domain: string;
  readonly name: string;
  readonly password: string;
}

function parse(text: string): Body {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {} as Body;
  }
}

function queryText(parameters: Parameters): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** An emulator in this process, and the few calls the specs need of it. */
export class Rig {
  private constructor(readonly emulator: Emulator) {}

  static async start(options: EmulatorOptions = {}): Promise<Rig> {
    return new Rig(await startEmulator({ hosts: 60, ...options }));
  }

  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<Reply> {
    const reply = await request(`${this.emulator.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await reply.body.text();
    return {
      status: reply.statusCode,
      headers: reply.headers as Record<string, string>,
      text,
      body: parse(text),
    };
  }

  /** Asks IAM for a token; scope by project id unless given, none at all for null. */
  login(
    login: Login = LOGIN,
    scope: unknown = { project: { id: PROJECT } },
    query = '?nocatalog=true',
  ): Promise<Reply> {
    const { domain, name, password } = login;
    return this.call(
      'POST',
      `/v3/auth/tokens${query}`,
      {},
      {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { domain: { name: domain }, name, password } },
          },
          ...(scope === null ? {} : { scope }),
        },
      },
    );
  }

  async token(login: Login = LOGIN, scope?: unknown): Promise<string> {
    const reply = await (scope === undefined ? this.login(login) : this.login(login, scope));
    return reply.headers['x-subject-token'] ?? '';
  }

  /** A call of HSS with a token. */
  hss(token: string, path: string, parameters: Parameters = {}, project = PROJECT): Promise<Reply> {
    return this.call('GET', `/v5/${project}${path}${queryText(parameters)}`, {
      'x-auth-token': token,
      region: REGION,
    });
  }

  hssPost(token: string, path: string, parameters: Parameters, body?: unknown): Promise<Reply> {
    const headers = { 'x-auth-token': token, region: REGION };
    return this.call('POST', `/v5/${PROJECT}${path}${queryText(parameters)}`, headers, body);
  }

  /** All rows of a list, page by page; as many as the list says there are. */
  async walk(token: string, path: string, parameters: Parameters, limit = 200): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const { status, text, body } = await this.hss(token, path, {
        ...parameters,
        limit,
        offset: rows.length,
      });
      if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
      rows.push(...body.data_list);
      if (rows.length >= body.total_num || body.data_list.length === 0) return rows;
    }
  }

  /** NDJSON of the control plane as rows. */
  async truth(path: string): Promise<Row[]> {
    const { text } = await this.call('GET', `/__emulator${path}`);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
  }

  close(): Promise<void> {
    return this.emulator.close();
  }
}

export interface SignOptions {
  readonly keys?: typeof KEYS;
  readonly date?: Date;
  readonly method?: string;
  readonly body?: string;
}

/** Signs a request as the vendor's guide says. It shares no code with the emulator, so that a mistake in one of them shows. */
export function signed(
  url: string,
  path: string,
  parameters: Parameters,
  extra: Readonly<Record<string, string>> = {},
  options: SignOptions = {},
): Record<string, string> {
  const keys = options.keys ?? KEYS;
  const date = (options.date ?? new Date()).toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = { host: new URL(url).host, 'x-sdk-date': date, ...extra };
  const names = Object.keys(headers).sort();
  const query = queryText(parameters).slice(1).split('&').sort().join('&');
  const canonical = [
    options.method ?? 'GET',
    `${path}/`,
    query,
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    createHash('sha256')
      .update(options.body ?? '')
      .digest('hex'),
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const signature = createHmac('sha256', keys.secretKey)
    .update(`SDK-HMAC-SHA256\n${date}\n${hash}`)
    .digest('hex');
  return {
    ...headers,
    authorization: `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/** Rows as comparable texts, sorted. */
export function asSet(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
