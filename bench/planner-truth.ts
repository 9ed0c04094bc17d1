import type { Row } from './planner-rig.js';

/** A server as the emulator's list shows it. */
export interface TrueHost {
  readonly host_id: string;
  readonly host_name: string;
  readonly agent_status: string;
  readonly os_type: string;
}

/** What the emulator's fleet really holds. */
export interface Truth {
  readonly hosts: readonly TrueHost[];
  readonly rows: readonly Row[];
}

export async function readTruth(emulatorUrl: string): Promise<Truth> {
  const lines = async <T>(path: string): Promise<T[]> => {
    const text = await (await fetch(`${emulatorUrl}/__emulator/fleet/${path}`)).text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  };
  const wire = await lines<Record<string, string | number>>('ports');
  return { hosts: await lines<TrueHost>('hosts'), rows: wire.map(rowOf) };
}

function rowOf(wire: Readonly<Record<string, string | number>>): Row {
  const type = String(wire['type']).toLowerCase();
  const text = (name: string): string | null => (wire[name] === '' ? null : String(wire[name]));
  const address = text('laddr');
  const status = String(wire['status']);
  return {
    host_id: String(wire['host_id']),
    port: Number(wire['port']),
    protocol: type.slice(0, 3),
    ip_version: type.endsWith('6') || address?.includes(':') === true ? 6 : 4,
    listen_address: address,
    status: status.startsWith('unknow') ? 'unknown' : status,
    pid: Number(wire['pid']),
    process_path: text('path'),
    container_id: text('container_id'),
  };
}

/** The members that the truth knows, as one text. */
export function rowText(row: Row): string {
  return JSON.stringify([
    row.host_id,
    row.port,
    row.protocol,
    row.ip_version,
    row.listen_address,
    row.status,
    row.pid,
    row.process_path,
    row.container_id,
  ]);
}

/** Whether both hold the same rows, each once, in any order. */
export function sameRows(given: readonly Row[], wanted: readonly Row[]): boolean {
  const texts = new Set(given.map(rowText));
  if (texts.size !== given.length || given.length !== wanted.length) return false;
  return wanted.every((row) => texts.has(rowText(row)));
}
