import { serviceNumber } from './services.js';

/** What a server is for: the share of the fleet, the name its servers begin with, and what may run on it. */
export interface Role {
  readonly name: string;
  readonly weight: number;
  readonly windows: boolean;
  /** Places in SERVICES with the chance that each runs. */
  readonly services: readonly (readonly [number, number])[];
  /** Containers: fewest and most. */
  readonly containers: readonly [number, number];
}

function servicesOf(text: string): [number, number][] {
  return text.split(' ').map((part) => {
    const [name, chance] = part.split('=') as [string, string | undefined];
    return [serviceNumber(name), chance === undefined ? 1 : Number(chance)];
  });
}

const LINUX =
  'sshd chronyd=0.8 ntpd=0.08 dhclient=0.4 resolved=0.2 rpcbind=0.2 node_exporter=0.6 postfix=0.25 cupsd=0.04 ' +
  'snmpd=0.08 rsyslogd=0.03 avahi=0.04 consul=0.08 telnetd=0.002 rlogind=0.001 rshd=0.001 tftpd=0.0015 dockerd=0.002 ' +
  'vnc=0.0015 xrdp=0.0015 collector=0.01 worker=0.01 markup=0.003 formula=0.003';

const WINDOWS = 'rpcss system lsass wininit eventlog=0.7 termservice=0.03';

function linux(name: string, weight: number, services: string, containers: [number, number] = [0, 0]): Role {
  return { name, weight, windows: false, services: servicesOf(`${LINUX} ${services}`), containers };
}

function windows(name: string, weight: number, services: string): Role {
  return { name, weight, windows: true, services: servicesOf(`${WINDOWS} ${services}`), containers: [0, 0] };
}

export const ROLES: readonly Role[] = [
  linux('web', 22, 'nginx=0.75 httpd=0.2 wordpress=0.15 haproxy=0.08'),
  linux('app', 24, 'tomcat=0.4 spring=0.45 gunicorn=0.12 node=0.15'),
  linux('db', 12, 'mysqld=0.55 postgres=0.25 mongod=0.12 redis=0.1'),
  linux('cache', 6, 'redis=0.85 memcached=0.25'),
  linux('mq', 4, 'rabbitmq=0.5 epmd=0.5 kafka=0.45 zookeeper=0.4'),
  linux('search', 3, 'elasticsearch'),
  linux('k8s', 9, 'kubelet kube-proxy containerd etcd=0.1 kube-apiserver=0.1', [2, 7]),
  linux('mon', 2, 'prometheus alertmanager=0.8 nginx=0.5'),
  linux('ci', 2, 'jenkins gitea=0.3', [0, 3]),
  linux('file', 3, 'smbd=0.4 nfsd=0.6 vsftpd=0.15'),
  linux('net', 3, 'named=0.4 squid=0.3 openvpn=0.3'),
  windows('win', 8, 'iis=0.4'),
  windows('winsql', 2, 'mssql'),
];

const TOTAL_WEIGHT = ROLES.reduce((sum, role) => sum + role.weight, 0);

/** Returns the role for a share in [0, 1) of the fleet. */
export function roleAt(share: number): number {
  let left = share * TOTAL_WEIGHT;
  for (let i = 0; i < ROLES.length; i += 1) {
    left -= (ROLES[i] as Role).weight;
    if (left < 0) return i;
  }
  return ROLES.length - 1;
}
