/**
 * How a process listens:
 * any4 `0.0.0.0`; dual `0.0.0.0` and TCP6 `::`; any6 only TCP6 `::`; odd6 type TCP with `::`, as some agents report a
 * dual-stack socket; loop4 `127.0.0.1`; loop46 both loopbacks; iface the server's own address; mapped TCP6 with the
 * IPv4-mapped own address; none an empty address; stub `127.0.0.53`; link a link-local address; mix one of them by chance; wide one of any4, any6, odd6 and (seldom) dual.
 */
export type Bind =
  | 'any4'
  | 'dual'
  | 'any6'
  | 'odd6'
  | 'loop4'
  | 'loop46'
  | 'iface'
  | 'mapped'
  | 'none'
  | 'stub'
  | 'link'
  | 'mix'
  | 'wide';

export interface Listener {
  readonly port: number;
  readonly udp: boolean;
  readonly bind: Bind;
}

/** A program that servers or containers run, with what it opens and what else the fingerprints show of it. */
export interface Service {
  readonly name: string;
  readonly path: string;
  readonly user: string;
  readonly listeners: readonly Listener[];
  /** Package that brings it, and its version; empty for programs nobody packaged. */
  readonly app: string;
  readonly version: string;
  /** What the weekly fingerprints take it for. */
  readonly kind: '' | 'web-app' | 'web-service' | 'database';
  /** Name the weekly fingerprints give it. */
  readonly title: string;
}

/** `22:dual 53/udp:stub` as listeners. */
function listenersOf(text: string): Listener[] {
  if (text === '') return [];
  return text.split(' ').map((part) => {
    const [socket, bind] = part.split(':') as [string, Bind];
    const [port, protocol] = socket.split('/') as [string, string | undefined];
    return { port: Number(port), udp: protocol === 'udp', bind };
  });
}

/** One line of the table below: the members of a service in this order; the last two may be left out. */
type ServiceRow = [
  name: string,
  path: string,
  user: string,
  listeners: string,
  app: string,
  version: string,
  kind?: Service['kind'],
  title?: string,
];

// prettier-ignore
const ROWS: readonly ServiceRow[] = [
  ['sshd', '/usr/sbin/sshd', 'root', '22:wide', 'openssh-server', '8.8p1-21.r12'],
  ['chronyd', '/usr/sbin/chronyd', 'chrony', '323/udp:loop46', 'chrony', '4.1-4.r3'],
  ['dhclient', '/usr/sbin/dhclient', 'root', '68/udp:any4', 'dhcp', '4.4.3-7'],
  ['resolved', '/usr/lib/systemd/systemd-resolved', 'systemd-resolve', '53:stub 53/udp:stub', 'systemd', '249-67'],
  ['rpcbind', '/usr/bin/rpcbind', 'rpc', '111:dual 111/udp:dual', 'rpcbind', '1.2.6-3'],
  ['node_exporter', '/usr/local/bin/node_exporter', 'prometheus', '9100:any6', '', ''],
  ['postfix', '/usr/libexec/postfix/master', 'root', '25:loop46', 'postfix', '3.8.1-2'],
  ['cupsd', '/usr/sbin/cupsd', 'root', '631:loop46', 'cups', '2.4.0-8'],
  ['snmpd', '/usr/sbin/snmpd', 'root', '161/udp:any4', 'net-snmp', '5.9.1-6'],
  ['ntpd', '/usr/sbin/ntpd', 'ntp', '123/udp:dual', 'ntp', '4.2.8p15-9'],
  ['rsyslogd', '/usr/sbin/rsyslogd', 'root', '514/udp:any4', 'rsyslog', '8.2110.0-14'],
  ['nginx', '/usr/sbin/nginx', 'nginx', '80:dual 443:mix', 'nginx', '1.24.0-3', 'web-service', 'Nginx'],
  ['httpd', '/usr/sbin/httpd', 'apache', '80:any6 443:any6', 'httpd', '2.4.57-2', 'web-service', 'Apache'],
  ['haproxy', '/usr/sbin/haproxy', 'haproxy', '8404:any4 8443:any4', 'haproxy', '2.6.6-4', 'web-service', 'HAProxy'],
  ['tomcat', '/usr/lib/jvm/java-17/bin/java', 'tomcat', '8080:odd6 8005:mapped 8009:mix', 'tomcat', '9.0.83-1', 'web-service', 'Tomcat'],
  ['wordpress', '/usr/sbin/php-fpm', 'apache', '9000:loop4', 'php-fpm', '8.1.18-1', 'web-app', 'WordPress'],
  ['gitea', '/usr/local/bin/gitea', 'git', '3000:any6', '', '', 'web-app', 'Gitea'],
  ['jenkins', '/usr/lib/jvm/java-17/bin/java', 'jenkins', '8082:any6', 'jenkins', '2.440.1', 'web-app', 'Jenkins'],
  ['gunicorn', '/usr/bin/python3.11', 'app', '8000:mix', 'python3', '3.11.6-2'],
  ['node', '/usr/local/bin/node', 'app', '3000:any6', 'nodejs', '20.11.1'],
  ['spring', '/opt/app server/jre/bin/java', 'app', '8081:odd6 8091:mix', 'java-17-openjdk', '17.0.9.9-2'],
  ['mysqld', '/usr/sbin/mysqld', 'mysql', '3306:mix 33060:any6', 'mysql-server', '8.0.39', 'database', 'MySQL'],
  ['postgres', '/usr/lib/postgresql/15/bin/postgres', 'postgres', '5432:loop46', 'postgresql-server', '15.6-1', 'database', 'PostgreSQL'],
  ['redis', '/usr/bin/redis-server', 'redis', '6379:mix', 'redis', '7.0.15-1', 'database', 'Redis'],
  ['mongod', '/usr/bin/mongod', 'mongod', '27017:mix', 'mongodb-org-server', '6.0.13', 'database', 'MongoDB'],
  ['elasticsearch', '/usr/share/elasticsearch/jdk/bin/java', 'elasticsearch', '9200:any6 9300:any6', 'elasticsearch', '8.12.2', 'database', 'Elasticsearch'],
  ['memcached', '/usr/bin/memcached', 'memcached', '11211:mix 11211/udp:mix', 'memcached', '1.6.23-1'],
  ['rabbitmq', '/usr/lib64/erlang/erts-13.2/bin/beam.smp', 'rabbitmq', '5672:any6 15672:any4 25672:any4', 'rabbitmq-server', '3.12.12'],
  ['epmd', '/usr/lib64/erlang/erts-13.2/bin/epmd', 'rabbitmq', '4369:dual', 'erlang', '25.3.2'],
  ['kafka', '/usr/lib/jvm/java-11/bin/java', 'kafka', '9092:mapped 9093:mapped', '', ''],
  ['zookeeper', '/usr/lib/jvm/java-11/bin/java', 'zookeeper', '2181:odd6 2888:mapped 3888:mapped', '', ''],
  ['prometheus', '/usr/local/bin/prometheus', 'prometheus', '9090:any6', '', '', 'web-service', 'Prometheus'],
  ['alertmanager', '/usr/local/bin/alertmanager', 'prometheus', '9094:any6 9094/udp:any6', '', ''],
  ['consul', '/usr/local/bin/consul', 'consul', '8500:loop4 8301:iface 8301/udp:iface 8600:loop4 8600/udp:loop4', '', ''],
  ['kubelet', '/usr/bin/kubelet', 'root', '10250:any6 10248:loop4', 'kubelet', '1.28.3'],
  ['kube-proxy', '/usr/bin/kube-proxy', 'root', '10256:any6 10249:loop4', 'kube-proxy', '1.28.3'],
  ['containerd', '/usr/bin/containerd', 'root', '', 'containerd', '1.6.24'],
  ['etcd', '/usr/local/bin/etcd', 'root', '2379:iface 2380:iface 2381:loop4', 'etcd', '3.5.9', 'database', 'etcd'],
  ['kube-apiserver', '/usr/local/bin/kube-apiserver', 'root', '6443:any6', '', ''],
  ['smbd', '/usr/sbin/smbd', 'root', '139:dual 445:dual', 'samba', '4.18.6-1'],
  ['nfsd', '', 'root', '2049:dual', 'nfs-utils', '2.6.3-2'],
  ['named', '/usr/sbin/named', 'named', '53:iface 53/udp:iface 953:loop46', 'bind', '9.18.21-1'],
  ['vsftpd', '/usr/sbin/vsftpd', 'root', '21:any6', 'vsftpd', '3.0.5-2'],
  ['squid', '/usr/sbin/squid', 'squid', '3128:any6', 'squid', '5.9-3'],
  ['openvpn', '/usr/sbin/openvpn', 'openvpn', '1194/udp:any4', 'openvpn', '2.6.8-1'],
  ['avahi', '/usr/sbin/avahi-daemon', 'avahi', '5353/udp:dual', 'avahi', '0.8-14'],
  // Dangerous ones: about one server in a hundred has one of them.
  ['telnetd', '/usr/sbin/in.telnetd', 'root', '23:none', 'telnet-server', '0.17-86'],
  ['rlogind', '/usr/sbin/in.rlogind', 'root', '513:any4', 'rsh-server', '0.17-94'],
  ['rshd', '/usr/sbin/in.rshd', 'root', '514:any4', 'rsh-server', '0.17-94'],
  ['tftpd', '/usr/sbin/in.tftpd', 'root', '69/udp:dual', 'tftp-server', '5.2-31'],
  ['dockerd', '/usr/bin/dockerd', 'root', '2375:any6', 'docker-ce', '24.0.7'],
  ['vnc', '/usr/bin/Xvnc', 'root', '5900:dual', 'tigervnc-server', '1.13.1-6'],
  ['xrdp', '/usr/sbin/xrdp', 'xrdp', '3389:odd6', 'xrdp', '0.9.23-1'],
  // Windows.
  ['rpcss', 'C:\\Windows\\System32\\svchost.exe', 'NETWORK SERVICE', '135:dual', '', ''],
  ['system', 'System', 'SYSTEM', '139:iface 445:odd6 5985:odd6 137/udp:iface 138/udp:iface', '', ''],
  ['lsass', 'C:\\Windows\\System32\\lsass.exe', 'SYSTEM', '49664:dual', '', ''],
  ['wininit', 'C:\\Windows\\System32\\wininit.exe', 'SYSTEM', '49665:dual', '', ''],
  ['eventlog', 'C:\\Windows\\System32\\svchost.exe', 'LOCAL SERVICE', '49666:dual 5353/udp:dual', '', ''],
  ['termservice', 'C:\\Windows\\System32\\svchost.exe', 'NETWORK SERVICE', '3389:dual 3389/udp:dual', '', ''],
  ['iis', 'System', 'SYSTEM', '80:odd6 443:odd6', '', '', 'web-service', 'IIS'],
  ['mssql', 'C:\\Program Files\\Microsoft SQL Server\\MSSQL15.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe', 'MSSQLSERVER', '1433:dual 1434/udp:dual', 'Microsoft SQL Server 2019', '15.0.4355.3', 'database', 'SQL Server'],
  // In containers.
  ['envoy', '/usr/local/bin/envoy', 'istio-proxy', '15001:any4 15021:any4 15090:any4', '', ''],
  ['pod-web', '/usr/sbin/nginx', 'nginx', '8080:any4', 'nginx', '1.25.3-r1', 'web-service', 'Nginx'],
  ['pod-java', '/opt/java/openjdk/bin/java', 'app', '8080:any6 8081:any6', 'openjdk', '17.0.9', '', ''],
  ['pod-node', '/usr/local/bin/node', 'node', '3000:any6', 'nodejs', '20.11.1', '', ''],
  ['pod-python', '/usr/local/bin/python3.11', 'app', '8000:any4', 'python3', '3.11.8', '', ''],
  ['pod-redis', '/usr/local/bin/redis-server', 'redis', '6379:dual', 'redis', '7.2.4', 'database', 'Redis'],
  // Difficult paths: a space, other scripts, quotes, markup, a spreadsheet formula.
  ['collector', '/opt/数据 平台/bin/采集器', 'app', '7070:any4', '', ''],
  ['worker', '/srv/it\'s "prod"/bin/worker', 'app', '7071:any6', '', ''],
  ['markup', '/tmp/<img src=x onerror=alert(1)>/agent', 'app', '7072:link', '', ''],
  ['formula', "=cmd|'/C calc'!A0", 'app', '7073:any4', '', ''],
];

/** All services. Do not change their order: a service is identified by its index. */
export const SERVICES: readonly Service[] = ROWS.map(
  ([name, path, user, listeners, app, version, kind = '', title = '']) => {
    return { name, path, user, listeners: listenersOf(listeners), app, version, kind, title };
  },
);

const NUMBER_BY_NAME = new Map(SERVICES.map((entry, place) => [entry.name, place]));

/** Returns the index of a service in {@link SERVICES}. */
export function serviceNumber(name: string): number {
  const place = NUMBER_BY_NAME.get(name);
  if (place === undefined) throw new RangeError(`no service called ${name}`);
  return place;
}

/** Programs that hold the ports of the long tail. */
export const TAIL_PATHS: readonly string[] = [
  '/usr/bin/python3.11',
  '/usr/lib/jvm/java-17/bin/java',
  '/opt/app server/bin/rpc-worker',
  '/usr/sbin/rpc.statd',
  '/usr/sbin/rpc.mountd',
  '/usr/local/bin/node',
  '/usr/bin/containerd',
  '/usr/local/hostguard/bin/hostguard',
  '/usr/local/uniagent/bin/uniagent',
  '/opt/données/bin/relais',
  '/home/deploy/.local/bin/dev "server"',
  '',
];

/** Every executable path a port row may carry: first those of {@link SERVICES}, then {@link TAIL_PATHS}. */
export const PATHS: readonly string[] = [...SERVICES.map((entry) => entry.path), ...TAIL_PATHS];

/** Ports of named services; the long tail keeps clear of them. */
export const SERVICE_PORTS: ReadonlySet<number> = new Set(
  SERVICES.flatMap((entry) => entry.listeners.map((listener) => listener.port)),
);
