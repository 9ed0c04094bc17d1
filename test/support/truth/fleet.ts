/** A server as the emulator's list shows it. */
export interface TrueHost {
  readonly host_id: string;
  readonly host_name: string;
  readonly agent_status: string;
  readonly os_type: string;
}

export const trueHosts = (emulatorUrl: string): Promise<TrueHost[]> => fleetLines(emulatorUrl, 'hosts');

/**
 * Returns what the emulator says of its own fleet, in the vendor's names and values.
 *
 * @param path below `/__emulator/fleet`, such as `ports?host_id=…`.
 * @throws Error when the emulator does not know the path.
 */
export async function fleetLines<T>(emulatorUrl: string, path: string): Promise<T[]> {
  const response = await fetch(`${emulatorUrl}/__emulator/fleet/${path}`);
  if (response.status !== 200) throw new Error(`the emulator says ${response.status} to fleet/${path}`);
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

const TIMES =
  /^(recent_scan_time|first_scan_time|record_time|update_time|launch_time|startup_time|latest_scan_time|ctime|mtime|atime)$/;

/** A value as Portolan writes it: null where there is none, and times as texts. */
export function written(name: string, value: unknown): unknown {
  if (value === '') return null;
  if (TIMES.test(name)) return value === 0 ? null : new Date(value as number).toISOString();
  return value;
}
