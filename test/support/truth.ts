/** What the emulator's fleet really holds, told as Portolan should tell it; a second reading of the contract. */

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
  const response = await fetch(`${emulatorUrl}/__emulator/fleet/ports?${query.toString()}`);
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row = JSON.parse(line) as Record<string, string | number>;
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

/** The rows as sorted texts, so that sets can be compared whatever their order. */
export function asSet(rows: readonly TruePort[]): string[] {
  return rows.map(rowText).sort();
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
