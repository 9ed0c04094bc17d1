import { freePort, startRedis, type RedisOptions, type RedisServer } from './redis-server.js';
import { until } from './wait.js';

/** Several servers that stand in for one another, as operators run them. */
export interface RedisGroup {
  /** As a configuration names it. */
  readonly url: string;
  /** Where our keys are at the start. */
  readonly master: RedisServer;
  /** The one that takes over when the master is gone. */
  readonly replica: RedisServer;
  /** Resolves when the replica has become the master. @throws Error after 15 s. */
  promoted(): Promise<void>;
  stop(): Promise<void>;
}

/** Time without an answer after which a master counts as gone, in milliseconds. */
const DOWN_AFTER_MS = 400;
/** Slots of a cluster; a node has a vote when it has one. */
const SLOTS = 16_384;

/** A Sentinel that watches one master under the name `mymaster` and may promote its replica alone. */
export function startSentinel(
  master: RedisServer,
  { tls }: Pick<RedisOptions, 'tls'> = {},
  args: readonly string[] = [],
): Promise<RedisServer> {
  return startRedis(args, {
    sentinel: [
      `sentinel monitor mymaster 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds mymaster ${DOWN_AFTER_MS}`,
      'sentinel failover-timeout mymaster 500',
    ],
    ...(tls === undefined ? {} : { tls }),
  });
}

/** A master, its replica, and the one Sentinel that watches them. */
export async function startSentinelGroup(): Promise<RedisGroup> {
  const master = await startRedis();
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(master.port), ...FAST_REPLICA]);
  await until(async () => (await replica.command('INFO', 'replication')).includes('link_status:up'));
  const sentinel = await startSentinel(master);
  // A Sentinel asks its master for replicas; until it has heard of one there is nobody to promote.
  await until(async () =>
    (await sentinel.command('SENTINEL', 'REPLICAS', 'mymaster')).includes(String(replica.port)),
  );
  return group(`redis+sentinel://127.0.0.1:${sentinel.port}/mymaster`, master, replica, [sentinel]);
}

/** A cluster of three masters, nearly all slots on the first, which is the one with a replica. */
export async function startCluster(): Promise<RedisGroup> {
  const node = async (): Promise<RedisServer> =>
    startRedis([
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      ...['--cluster-node-timeout', String(DOWN_AFTER_MS), '--cluster-port', String(await freePort())],
      ...FAST_REPLICA,
    ]);
  const [master, replica, ...voters] = await Promise.all([node(), node(), node(), node()]);
  const all = [master, replica, ...voters];
  const last = SLOTS - voters.length - 1;
  await master.command('CLUSTER', 'ADDSLOTSRANGE', '0', String(last));
  for (const [nth, voter] of voters.entries())
    await voter.command('CLUSTER', 'ADDSLOTS', String(last + 1 + nth));
  for (const [nth, each] of all.entries()) await each.command('CLUSTER', 'SET-CONFIG-EPOCH', String(nth + 1));
  const busPort = (await master.command('CONFIG', 'GET', 'cluster-port')).trim().split('\r\n').at(-1) ?? '';
  for (const each of all.slice(1)) {
    await each.command('CLUSTER', 'MEET', '127.0.0.1', String(master.port), busPort);
  }
  const id = (await master.command('CLUSTER', 'MYID')).split('\r\n')[1] ?? '';
  await until(async () => (await replica.command('CLUSTER', 'REPLICATE', id)).startsWith('+OK'));
  for (const each of all) {
    await until(async () => {
      const info = await each.command('CLUSTER', 'INFO');
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:4');
    });
  }
  await until(async () => (await replica.command('INFO', 'replication')).includes('link_status:up'));
  return group(
    `redis+cluster://${all.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    master,
    replica,
    voters,
  );
}

/** Options that shorten the waits, which are meant for large networks. */
const FAST_REPLICA = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];

function group(
  url: string,
  master: RedisServer,
  replica: RedisServer,
  others: readonly RedisServer[],
): RedisGroup {
  return {
    url,
    master,
    replica,
    // A Sentinel closes all connections of the server that it promotes, this one too.
    promoted: () =>
      until(async () => (await replica.command('ROLE').catch(() => 'closed')).includes('master')),
    stop: async () => {
      await Promise.all([master, replica, ...others].map((each) => each.stop()));
    },
  };
}
