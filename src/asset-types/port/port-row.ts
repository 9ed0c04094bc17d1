import { ApiProperty } from '@nestjs/swagger';
import type { Compare } from '../../fleet/outcome.js';
import type { PortMembers } from '../../upstream/hss/assets/port.js';

export const PROTOCOLS = ['tcp', 'udp'] as const;
export const STATUSES = ['normal', 'danger', 'unknown'] as const;
export const EXPOSURES = ['loopback', 'interface', 'all_interfaces'] as const;
type Exposure = (typeof EXPOSURES)[number];

/** One listening socket of one host. */
export class PortRow {
  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty({ maxLength: 128 })
  host_id!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 65535 })
  port!: number;

  @ApiProperty({
    enum: [...PROTOCOLS, 'other'],
    description: '`other` for a transport that the vendor adds later.',
  })
  protocol!: 'tcp' | 'udp' | 'other';

  @ApiProperty({ enum: [4, 6], type: 'integer' })
  ip_version!: 4 | 6;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Address the socket is bound to; null when not known.',
  })
  listen_address!: string | null;

  @ApiProperty({
    enum: [...EXPOSURES, null],
    type: 'string',
    nullable: true,
    description: 'Who can reach the socket, derived from the address; null when the address is not known.',
  })
  exposure!: Exposure | null;

  @ApiProperty({ enum: STATUSES, description: 'Risk level.' })
  status!: 'normal' | 'danger' | 'unknown';

  @ApiProperty({ type: 'integer', nullable: true, description: 'Process id; null when not known.' })
  pid!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'Executable of the process.' })
  process_path!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Container the process runs in; null when none.',
  })
  container_id!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  agent_id!: string | null;

  @ApiProperty({ type: 'string', nullable: true, required: false, description: 'With `include=host`.' })
  host_name?: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    required: false,
    description: 'Private address, with `include=host`.',
  })
  host_ip?: string | null;
}

/** Makes the row of a decoded socket, with its members in the documented order. */
export function portRow(project: string, hostId: string, members: PortMembers): PortRow {
  return {
    project,
    host_id: hostId,
    port: members.port,
    protocol: members.protocol,
    ip_version: members.ip_version,
    listen_address: members.listen_address,
    exposure: members.exposure,
    status: members.status,
    pid: members.pid,
    process_path: members.process_path,
    container_id: members.container_id,
    agent_id: members.agent_id,
  };
}

/** Makes a row from the values of its members, in the documented order; see `AssetSource.rowFrom`. */
export function portRowFrom(values: readonly unknown[]): PortRow {
  return {
    project: values[0] as string,
    host_id: values[1] as string,
    port: values[2] as number,
    protocol: values[3] as PortRow['protocol'],
    ip_version: values[4] as PortRow['ip_version'],
    listen_address: values[5] as string | null,
    exposure: values[6] as PortRow['exposure'],
    status: values[7] as PortRow['status'],
    pid: values[8] as number | null,
    process_path: values[9] as string | null,
    container_id: values[10] as string | null,
    agent_id: values[11] as string | null,
  };
}

/** Order and identity of sockets, whichever process has them open. */
export const compareSockets: Compare<PortRow> = (a, b) =>
  a.port - b.port ||
  text(a.protocol, b.protocol) ||
  a.ip_version - b.ip_version ||
  nullable(a.listen_address, b.listen_address) ||
  nullable(a.container_id, b.container_id);

/** The fixed order of the rows of one host, and their identity: rows that compare equal are one row. */
export const comparePorts: Compare<PortRow> = (a, b) => compareSockets(a, b) || (a.pid ?? -1) - (b.pid ?? -1);

function text(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Null comes first. */
function nullable(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
