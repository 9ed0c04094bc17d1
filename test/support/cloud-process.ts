import { startProgram } from './program.js';

/** Counts of calls, as the emulator's control plane reports them. */
export interface CallBook {
  readonly total: number;
  readonly in_flight: number;
  readonly by_path: Readonly<Record<string, number>>;
  readonly by_host: Readonly<Record<string, number>>;
  readonly by_status: Readonly<Record<string, number>>;
}

/** The emulator in a process of its own, so that its work is not mistaken for the service's. */
export interface CloudProcess {
  readonly url: string;
  /** Ids of the servers in the fleet's order. */
  readonly hostIds: readonly string[];
  calls(): Promise<CallBook>;
  clearCalls(): Promise<void>;
  addFault(script: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  patch(settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

export async function startCloud(options: { hosts: number; latencyMs?: number }): Promise<CloudProcess> {
  const program = await startProgram({
    script: 'dist-emulator/main.js',
    env: {
      HOST: '127.0.0.1',
      EMULATOR_PORT: '0',
      EMULATOR_HOSTS: String(options.hosts),
      EMULATOR_LATENCY_MS: String(options.latencyMs ?? 0),
    },
    listensAt: /(http:\/\/[^\s/]+)/,
  });
  const order = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await fetch(`${program.url}/__emulator/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const hosts = (await order('GET', 'fleet/hosts')).split('\n').filter((line) => line !== '');
  return {
    url: program.url,
    hostIds: hosts.map((line) => (JSON.parse(line) as { host_id: string }).host_id),
    calls: async () => JSON.parse(await order('GET', 'calls')) as CallBook,
    clearCalls: async () => void (await order('DELETE', 'calls')),
    addFault: async (script) => void (await order('POST', 'faults', script)),
    clearFaults: async () => void (await order('DELETE', 'faults')),
    patch: async (settings) => void (await order('PATCH', 'settings', settings)),
    stop: () => program.stop(),
  };
}
