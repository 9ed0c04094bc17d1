import { integerOf, textOf, unusable, type WireObject } from '../decode.js';
import { vendorId } from '../vendor-id.js';

type PortStatus = 'normal' | 'danger' | 'unknown';
type TransportProtocol = 'tcp' | 'udp' | 'other';

/** One listening socket as the vendor knows it, spelling and gaps evened out. */
export interface HssPort {
  readonly hostId: string;
  readonly port: number;
  readonly protocol: TransportProtocol;
  readonly ipVersion: 4 | 6;
  readonly address: string | null;
  readonly status: PortStatus;
  readonly pid: number | null;
  readonly path: string | null;
  readonly containerId: string | null;
  readonly agentId: string | null;
}

/** A row of `/asset/ports/detail`: the same and the server's name and address. */
export interface HssPortOnHost extends HssPort {
  readonly hostName: string | null;
  readonly hostIp: string | null;
}

/** One port and protocol with its count, from `/asset/port/statistics`. */
export interface HssPortCount {
  readonly port: number;
  readonly protocol: TransportProtocol;
  readonly ipVersion: 4 | 6;
  readonly servers: number;
  readonly status: PortStatus;
}

/**
 * Decodes a row of `/asset/ports`.
 *
 * @param askedHost the server that was asked. A row that names another one is refused: it would be a wrong row.
 * @throws Fault kind `bad_payload`.
 */
export function decodePort(row: WireObject, askedHost: string): HssPort {
  const hostId = textOf(row['host_id'], 'host_id') ?? askedHost;
  if (hostId !== askedHost) throw unusable('host_id', 'is not the server that was asked');
  return portOf(row, hostId);
}

/** Decodes a row of `/asset/ports/detail`. @throws Fault kind `bad_payload`. */
export function decodePortOnHost(row: WireObject): HssPortOnHost {
  const hostId = textOf(row['host_id'], 'host_id');
  if (hostId === null) throw unusable('host_id', 'is missing');
  return {
    ...portOf(row, vendorId(hostId)),
    hostName: textOf(row['host_name'], 'host_name'),
    hostIp: textOf(row['host_ip'], 'host_ip'),
  };
}

/** Decodes a row of `/asset/port/statistics`. @throws Fault kind `bad_payload`. */
export function decodePortCount(row: WireObject): HssPortCount {
  const type = textOf(row['type'], 'type');
  return {
    port: portNumber(row['port']),
    protocol: protocolOf(type),
    ipVersion: type !== null && type.endsWith('6') ? 6 : 4,
    servers: integerOf(row['num'], 'num') ?? 0,
    status: statusOf(row['status']),
  };
}

function portOf(row: WireObject, hostId: string): HssPort {
  const type = textOf(row['type'], 'type');
  const address = textOf(row['laddr'], 'laddr');
  return {
    hostId,
    port: portNumber(row['port']),
    protocol: protocolOf(type),
    // Statistics split by TCP6 and UDP6, lists may say plain TCP for an IPv6 socket: the address decides then.
    ipVersion: (type !== null && type.endsWith('6')) || (address !== null && address.includes(':')) ? 6 : 4,
    address,
    status: statusOf(row['status']),
    pid: integerOf(row['pid'], 'pid'),
    path: textOf(row['path'], 'path'),
    containerId: textOf(row['container_id'], 'container_id'),
    agentId: textOf(row['agent_id'], 'agent_id'),
  };
}

function portNumber(value: unknown): number {
  const port = integerOf(value, 'port');
  if (port === null || port < 0 || port > 65_535) throw unusable('port', 'is not a port number');
  return port;
}

function protocolOf(type: string | null): TransportProtocol {
  switch (type) {
    case 'TCP':
    case 'TCP6':
    case 'tcp':
    case 'tcp6':
      return 'tcp';
    case 'UDP':
    case 'UDP6':
    case 'udp':
    case 'udp6':
      return 'udp';
    default:
      return 'other';
  }
}

/** Both spellings of "unknown" are documented, and the value set may grow: whatever is not known is unknown. */
function statusOf(value: unknown): PortStatus {
  return value === 'normal' || value === 'danger' ? value : 'unknown';
}
