import { fleetLines, trueHosts, type TrueHost } from './fleet.js';

/** An open port of the emulator's fleet, written as Portolan must write it: a second reading of the contract. */
export interface TruePort {
  readonly host_id: string;
  readonly port: number;
  readonly protocol: string;
  readonly ip_version: number;
  readonly listen_address: string | null;
  readonly status: string;
  readonly pid: number | null;
  readonly process_path: string | null;
  readonly container_id: string | null;
}

/** @param projectId by default the first project. */
export async function truePorts(
  emulatorUrl: string,
  hostId?: string,
  projectId?: string,
): Promise<TruePort[]> {
  const query = new URLSearchParams({
    ...(hostId === undefined ? {} : { host_id: hostId }),
    ...(projectId === undefined ? {} : { project_id: projectId }),
  });
  const rows = await fleetLines<Record<string, string | number>>(emulatorUrl, `ports?${query.toString()}`);
  return rows.map((row) => {
    const type = String(row['type']).toLowerCase();
    const address = row['laddr'] === '' ? null : (row['laddr'] as string);
    return {
      host_id: row['host_id'] as string,
      port: row['port'] as number,
      protocol: type.slice(0, 3),
      ip_version: type.endsWith('6') || address?.includes(':') === true ? 6 : 4,
      listen_address: address,
      status: String(row['status']).startsWith('unknow') ? 'unknown' : (row['status'] as string),
      pid: row['pid'] as number,
      process_path: row['path'] === '' ? null : (row['path'] as string),
      container_id: row['container_id'] === '' ? null : (row['container_id'] as string),
    };
  });
}

/** What a fleet holds: its servers and all their open ports. */
export interface Truth {
  readonly hosts: readonly TrueHost[];
  readonly rows: readonly TruePort[];
}

export async function readTruth(emulatorUrl: string): Promise<Truth> {
  return { hosts: await trueHosts(emulatorUrl), rows: await truePorts(emulatorUrl) };
}

/** One row's members that the truth knows, in a fixed order. */
export function rowText(row: TruePort): string {
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

/** The rows as sorted texts, so that sets can be compared whatever their order. */
export function asSet(rows: readonly TruePort[]): string[] {
  return rows.map(rowText).sort();
}

/** Whether both hold the same rows, each once, in any order. */
export function sameRows(given: readonly TruePort[], wanted: readonly TruePort[]): boolean {
  const texts = new Set(given.map(rowText));
  if (texts.size !== given.length || given.length !== wanted.length) return false;
  return wanted.every((row) => texts.has(rowText(row)));
}
