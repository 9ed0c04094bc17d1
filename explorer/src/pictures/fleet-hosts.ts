import { signal } from '@preact/signals';
import type { Row as ClientRow } from 'portolan-client';
import { askAgainAfter, me, session } from '../session/session.js';

export type HostRow = ClientRow<'listHosts'>;

/** The servers of the projects asked for, by `project/host_id`; undefined until they are read. */
export const fleetHosts = signal<ReadonlyMap<string, HostRow> | undefined>(undefined);
export const fleetProblem = signal<unknown>(undefined);
let readFor: string | undefined;

export function hostKey({ project, host_id: id }: Readonly<Record<string, unknown>>): string {
  return `${String(project)}/${String(id)}`;
}

/** Reads the list of servers, unless it is there already. */
export async function needHosts(project: string | undefined): Promise<void> {
  const portolan = session.value?.portolan;
  // What one caller may see is not what another one may.
  const wanted = `${me.value?.id}/${project ?? ''}`;
  if (portolan === undefined || readFor === wanted) return;
  readFor = wanted;
  fleetProblem.value = undefined;
  try {
    const hosts = new Map<string, HostRow>();
    const input = { limit: 1_000, ...(project === undefined ? {} : { project }) };
    const rows = portolan.rows('listHosts', input, { by: 'pages', onFailure: () => undefined });
    for await (const host of rows) hosts.set(hostKey(host), host);
    if (readFor === wanted) fleetHosts.value = hosts;
  } catch (error) {
    readFor = undefined;
    if (!askAgainAfter(error)) fleetProblem.value = error;
  }
}
