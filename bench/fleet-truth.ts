import type { Cloud } from './cloud.js';

/** How many rows each server of the emulator's fleet has. */
export async function rowsByHost(cloud: Cloud): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const response = await fetch(`${cloud.url}/__emulator/fleet/ports`);
  for (const line of (await response.text()).split('\n')) {
    if (line === '') continue;
    const { host_id: id } = JSON.parse(line) as { host_id: string };
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Returns servers with a number of rows in a range. @throws Error when the fleet has too few. */
export function hostsWith(counts: Map<string, number>, from: number, to: number, wanted: number): string[] {
  const hosts = [...counts].filter(([, rows]) => rows >= from && rows <= to).map(([id]) => id);
  if (hosts.length < wanted) throw new Error(`only ${hosts.length} servers with ${from} to ${to} rows`);
  return hosts.slice(0, wanted);
}
