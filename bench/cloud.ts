import { Child } from './child.js';
import { freePort } from './free-port.js';

/** The account and project of an emulator with default settings. */
export const PROJECT_ID = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';
const USER = { name: 'demo', password: 'demo-password', domain: { name: 'portolan' } };

/** The emulator in a process of its own. */
export interface Cloud {
  readonly child: Child;
  readonly url: string;
  /** Returns the number of HSS calls since the last `clear`. */
  calls(): Promise<number>;
  /** Returns the number of calls by status since the last `clear`. */
  statuses(): Promise<Readonly<Record<string, number>>>;
  clear(): Promise<void>;
  /** Changes settings of the emulator; names as in `emulator/settings.ts`. */
  set(settings: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Starts an emulator. @param latencyMs one number, or median and 99th percentile, as in `20:80`. */
export async function startCloud(hosts: number, latencyMs: number | string, seed = 1): Promise<Cloud> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = Child.start('the emulator', 'dist-emulator/main.js', {
    HOST: '127.0.0.1',
    EMULATOR_PORT: String(port),
    EMULATOR_HOSTS: String(hosts),
    EMULATOR_LATENCY_MS: String(latencyMs),
    EMULATOR_SEED: String(seed),
  });
  await child.answers(`${url}/__emulator/settings`);
  return {
    child,
    url,
    calls: async () => {
      const book = (await (await fetch(`${url}/__emulator/calls`)).json()) as {
        by_path: Record<string, number>;
      };
      return Object.entries(book.by_path).reduce(
        (sum, [path, count]) => (path.includes('/v5/') ? sum + count : sum),
        0,
      );
    },
    statuses: async () => {
      const book = (await (await fetch(`${url}/__emulator/calls`)).json()) as {
        by_status: Record<string, number>;
      };
      return book.by_status;
    },
    clear: async () => {
      await fetch(`${url}/__emulator/calls`, { method: 'DELETE' });
    },
    set: async (settings) => {
      const response = await fetch(`${url}/__emulator/settings`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(settings),
      });
      if (!response.ok) throw new Error(`settings: ${response.status} ${await response.text()}`);
    },
  };
}

/** Returns the ids of all servers of the emulator's fleet. */
export async function hostIds({ url }: Pick<Cloud, 'url'>): Promise<string[]> {
  const text = await (await fetch(`${url}/__emulator/fleet/hosts`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { readonly host_id: string }).host_id);
}

/** Gets a token of the project from the emulator's IAM. */
export async function issueToken(url: string): Promise<string> {
  const response = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: USER } },
        scope: { project: { id: PROJECT_ID } },
      },
    }),
  });
  const token = response.headers.get('x-subject-token');
  if (token === null) throw new Error(`no token: ${response.status} ${await response.text()}`);
  return token;
}
