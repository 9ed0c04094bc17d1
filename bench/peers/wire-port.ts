/** A row of the vendor's list of ports, as far as the peers read it. */
export interface WirePort {
  readonly host_id: string;
  readonly port: number;
  readonly type: string;
  readonly laddr: string;
  readonly status: string;
  readonly pid: number | null;
  readonly path: string;
  readonly container_id: string;
  readonly agent_id: string;
}

/** Maps the vendor's row to ours, without a check of anything: what a short program would do. */
export function mapPort(row: WirePort): Readonly<Record<string, unknown>> & { readonly port: number } {
  const { laddr, type } = row;
  return {
    project: 'demo',
    host_id: row.host_id,
    port: row.port,
    protocol: type.startsWith('TCP') ? 'tcp' : 'udp',
    ip_version: type.endsWith('6') || laddr.includes(':') ? 6 : 4,
    listen_address: laddr === '' ? null : laddr,
    exposure: exposureOf(laddr),
    status: row.status === 'unknow' ? 'unknown' : row.status,
    pid: row.pid,
    process_path: row.path === '' ? null : row.path,
    container_id: row.container_id === '' ? null : row.container_id,
    agent_id: row.agent_id,
  };
}

function exposureOf(address: string): string | null {
  if (address === '') return null;
  if (address === '0.0.0.0' || address === '::' || address === '::ffff:0.0.0.0') return 'all_interfaces';
  if (address.startsWith('127.') || address === '::1') return 'loopback';
  return 'interface';
}
