import { systemClock } from '../kernel/clock.js';
import type { AppConfig, ProjectConfig } from '../platform/config/config.js';
import { MemoryQuota } from '../resilience/memory-quota.js';
import { connectProject, endpointsOf, type ConnectedProject } from '../upstream/connect-project.js';
import { MemoryTokenStore } from '../upstream/iam/memory-token-store.js';
import { DispatchWire } from '../upstream/transport/dispatch-wire.js';
import { Pools } from '../upstream/transport/pools.js';
import { StreamingWire } from '../upstream/transport/streaming-wire.js';
import { checkExport } from './export.js';
import { isTrouble, type Finding } from './finding.js';
import { checkLists } from './lists.js';
import { checkNetwork, systemResolve, type Resolve } from './network.js';
import { within, type Seen } from './probe.js';
import { checkServers } from './servers.js';
import { checkClock, checkProject, checkSignIn } from './sign-in.js';
import { WatchedWire } from './watched-wire.js';

export interface DoctorOptions {
  /** Alias of the only project to check. Default: all. */
  readonly project?: string;
  /** Whether one small export is made, too. */
  readonly export?: boolean;
  /** Longest time for one call, in milliseconds. Default 15 000. */
  readonly callMs?: number;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Unix milliseconds. Default: the system's clock. */
  readonly now?: () => number;
}

const CALL_MS = 15_000;

/**
 * Tries the account behind each configured project, call by call, and yields what it finds. It changes nothing upstream but
 * for the export that may be asked for, and makes at most two calls for each path of the vendor's API.
 */
export async function* diagnose(config: AppConfig, options: DoctorOptions = {}): AsyncGenerator<Finding> {
  const pools = new Pools({
    connections: 4,
    connectTimeoutMs: config.upstream.attemptTimeoutMs,
    proxies: config.upstream,
  });
  try {
    for (const project of config.projects) {
      if (options.project !== undefined && options.project !== project.alias) continue;
      for await (const seen of new Patient(config, project, pools, options).examine())
        yield { project: project.alias, ...seen };
    }
  } finally {
    await pools.close();
  }
}

/** One project under examination. */
class Patient {
  private readonly wire: WatchedWire;
  private readonly connected: ConnectedProject;
  private readonly callMs: number;

  constructor(
    private readonly config: AppConfig,
    private readonly project: ProjectConfig,
    pools: Pools,
    private readonly options: DoctorOptions,
  ) {
    const now = options.now ?? Date.now;
    this.callMs = options.callMs ?? CALL_MS;
    this.wire = new WatchedWire(new DispatchWire(pools), now);
    this.connected = connectProject(
      project,
      // One attempt for each call: what fails is to be seen, not overcome.
      { ...config.upstream, attempts: 1, hedgePercent: 0 },
      {
        clock: { ...systemClock, now },
        rowWire: this.wire,
        singleWire: this.wire,
        downloadWire: new StreamingWire(pools),
        store: new MemoryTokenStore(systemClock),
        quota: new MemoryQuota(),
        fixedPages: true,
      },
    );
  }

  async *examine(): AsyncGenerator<Seen> {
    const { connected } = this;
    try {
      let isReachable = true;
      for (const origin of this.origins()) {
        for (const seen of await this.network(origin)) {
          yield seen;
          if (isTrouble(seen) && seen.setting === undefined) isReachable = false;
        }
      }
      if (!isReachable) {
        yield notTried('the vendor cannot be reached');
        return;
      }
      if (!(yield* this.signIn())) {
        yield notTried('no credential works');
        return;
      }
      const servers = await checkServers(connected, this.callMs);
      yield* servers.findings;
      // A key signs its first call here, so no answer tells the time before.
      yield checkClock(this.wire);
      if (!servers.accepted) {
        yield notTried('the vendor does not accept the credential');
        return;
      }
      yield* checkLists(connected, servers, this.callMs);
      if (this.options.export === true)
        yield await checkExport(connected, servers.enterpriseProjectId, this.callMs);
    } finally {
      connected.credentials.close();
      yield {
        check: 'calls',
        outcome: 'note',
        text: `${this.wire.total} calls were made`,
        calls: this.wire.total,
      };
    }
  }

  private origins(): string[] {
    const { region, hssEndpoint, iamEndpoint } = this.project;
    const standard = endpointsOf(region);
    return [
      ...new Set(
        [hssEndpoint ?? standard.hss, iamEndpoint ?? standard.iam].map((each) => new URL(each).origin),
      ),
    ];
  }

  private network(origin: string): Promise<Seen[]> {
    return checkNetwork(origin, this.config.upstream, this.options.resolve ?? systemResolve);
  }

  /** @returns whether at least one credential works, and the project is known. */
  private async *signIn(): AsyncGenerator<Seen, boolean> {
    const { credentials } = this.connected;
    const sane: boolean[] = [];
    for (const member of credentials.members) {
      const seen = await within(this.callMs, ({ signal }) => checkSignIn(member, this.wire, signal));
      sane.push(!isTrouble(seen));
      yield seen;
    }
    if (!sane.includes(true)) return false;
    const seen = await within(this.callMs, ({ signal }) =>
      checkProject(this.project.projectId, (inner) => credentials.projectId(inner), signal),
    );
    yield seen;
    return !isTrouble(seen);
  }
}

function notTried(why: string): Seen {
  return { check: 'lists', outcome: 'skipped', text: `not tried, because ${why}` };
}
