import { integerOf, textOf, unusable, type WireObject } from '../decode.js';
import { vendorId } from '../vendor-id.js';

type PortStatus = 'normal' | 'danger' | 'unknown';
type TransportProtocol = 'tcp' | 'udp' | 'other';
type Exposure = 'loopback' | 'interface' | 'all_interfaces';

/** One listening socket as callers see it; its project and its server are known from the call. */
export interface PortMembers {
  readonly port: number;
  readonly protocol: TransportProtocol;
  readonly ip_version: 4 | 6;
  readonly listen_address: string | null;
  readonly exposure: Exposure | null;
  readonly status: PortStatus;
  readonly pid: number | null;
  readonly process_path: string | null;
  readonly container_id: string | null;
  readonly agent_id: string | null;
}

/** A row of `/asset/ports/detail`: a socket, and the id, name and address of its server. */
export interface PortOnHost {
  readonly hostId: string;
  readonly hostName: string | null;
  readonly hostIp: string | null;
  readonly members: PortMembers;
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
export function decodePort(row: WireObject, askedHost: string): PortMembers {
  const hostId = textOf(row['host_id'], 'host_id') ?? askedHost;
  if (hostId !== askedHost) throw unusable('host_id', 'is not the server that was asked');
  return membersOf(row);
}

/** Decodes a row of `/asset/ports/detail`. @throws Fault kind `bad_payload`. */
export function decodePortOnHost(row: WireObject): PortOnHost {
  const hostId = textOf(row['host_id'], 'host_id');
  if (hostId === null) throw unusable('host_id', 'is missing');
  return {
    hostId: vendorId(hostId),
    hostName: textOf(row['host_name'], 'host_name'),
    hostIp: textOf(row['host_ip'], 'host_ip'),
    members: membersOf(row),
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

function membersOf(row: WireObject): PortMembers {
  const type = textOf(row['type'], 'type');
  const address = textOf(row['laddr'], 'laddr');
  return {
    port: portNumber(row['port']),
    protocol: protocolOf(type),
    // Statistics split by TCP6 and UDP6, lists may say plain TCP for an IPv6 socket: the address decides then.
    ip_version: (type !== null && type.endsWith('6')) || (address !== null && address.includes(':')) ? 6 : 4,
    listen_address: address,
    exposure: exposureOf(address),
    status: statusOf(row['status']),
    pid: integerOf(row['pid'], 'pid'),
    process_path: textOf(row['path'], 'path'),
    container_id: textOf(row['container_id'], 'container_id'),
    agent_id: textOf(row['agent_id'], 'agent_id'),
  };
}

/** Who can reach a socket bound to `address`; null when the address is not known. */
function exposureOf(address: string | null): Exposure | null {
  if (address === null) return null;
  // Most addresses have no colon, and need no pattern.
  if (!address.includes(':') && !address.includes('%')) return exposureOfBare(address);
  // An IPv4-mapped IPv6 address counts as the IPv4 address; a zone (`%eth0`) does not matter.
  const bare = withoutZone(address).replace(/^::ffff:(?=\d+\.)/i, '');
  return /^0*(:0*){7}$/.test(bare) ? 'all_interfaces' : exposureOfBare(bare);
}

function exposureOfBare(bare: string): Exposure {
  if (bare === '0.0.0.0' || bare === '::' || bare === '*' || bare === '[::]') return 'all_interfaces';
  if (bare.startsWith('127.') || bare === '::1' || bare === 'localhost') return 'loopback';
  return 'interface';
}

function withoutZone(address: string): string {
  const at = address.indexOf('%');
  return at < 0 ? address : address.slice(0, at);
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

/** Both spellings of "unknown" are documented, and the vendor may add values: every other value counts as unknown. */
function statusOf(value: unknown): PortStatus {
  return value === 'normal' || value === 'danger' ? value : 'unknown';
}
