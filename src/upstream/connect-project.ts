import type { Clock } from '../kernel/clock.js';
import type { ProjectConfig, UpstreamConfig } from '../platform/config/config.js';
import { AdaptiveWindow } from '../resilience/adaptive-window.js';
import type { Quota } from '../resilience/quota.js';
import { RetryBudget } from '../resilience/retry-budget.js';
import { createCredentialPool, credentialSettings } from './iam/credentials/registry.js';
import type { CredentialPool } from './iam/credential-pool.js';
import type { ManagedAuthorizer } from './iam/credential-state.js';
import type { ObserveTokens } from './iam/token-events.js';
import type { TokenStore } from './iam/token-store.js';
import { HssExports } from './hss/exports.js';
import { usableId } from './hss/vendor-id.js';
import { HssClient } from './hss/hss-client.js';
import { PageSizes } from './hss/page-sizes.js';
import type { UpstreamProject } from './projects.js';
import { PooledSender } from './pooled-sender.js';
import { Pipeline, type PipelineEvents, type PipelineOptions } from './transport/pipeline.js';
import { proxyFor } from './transport/outbound-proxy.js';
import type { Wire } from './transport/wire.js';

/** The adaptive window never falls below this. With a smaller one we would notice too slowly that the vendor recovered. */
const LEAST_WINDOW = 8;

export interface ProjectTools {
  readonly clock: Clock;
  /** Carries rows. */
  readonly rowWire: Wire;
  /** Carries single calls and IAM. */
  readonly singleWire: Wire;
  /** Carries files; leaves their bodies on the connection. */
  readonly downloadWire: Wire;
  readonly store: TokenStore;
  readonly quota: Quota;
  /** Whether a page size that the vendor refuses is reported instead of tried smaller. Default: no. */
  readonly fixedPages?: boolean;
  readonly observeTokens?: ObserveTokens;
  readonly events?: PipelineEvents;
  /** Called when a list of a project turns out to take smaller pages only. */
  readonly onSmallerPages?: (alias: string, api: string, size: number) => void;
}

/** A project with what health checks and metrics show of it. */
export interface ConnectedProject extends UpstreamProject {
  readonly credentials: CredentialPool;
  /** Whether its calls go through an outbound proxy. */
  readonly proxied: boolean;
  /** Returns the current state of the calls to the vendor. */
  load(): ProjectLoad;
}

/** Requests on the wire and waiting, the state of every policy; see the metrics of the same names. */
export interface ProjectLoad {
  readonly inFlight: number;
  readonly window: number;
  readonly queued: number;
  readonly waitingForQuota: number;
  readonly retryBudget: number;
  /** Circuit breakers by state. */
  readonly circuits: ReadonlyMap<string, number>;
}

/** Where a region's services are. The European site has a domain of its own (source: FACTS of the vendor, section 2). */
export function endpointsOf(region: string): { readonly hss: string; readonly iam: string } {
  const domain = region === 'eu-west-101' ? 'myhuaweicloud.eu' : 'myhuaweicloud.com';
  return { hss: `https://hss.${region}.${domain}`, iam: `https://iam.${region}.${domain}` };
}

/** Builds everything between a project's configuration and its typed client. Calls nobody yet. */
export function connectProject(
  config: ProjectConfig,
  upstream: UpstreamConfig,
  tools: ProjectTools,
): ConnectedProject {
  const standard = endpointsOf(config.region);
  const hssOrigin = originOf(config.hssEndpoint ?? standard.hss);
  const iamOrigin = originOf(config.iamEndpoint ?? standard.iam);
  const credentials = credentialsOf(config, iamOrigin, tools);
  const window = new AdaptiveWindow({ min: Math.min(LEAST_WINDOW, upstream.window), max: upstream.window });
  const budget = new RetryBudget({ clock: tools.clock });
  const options = pipelineOptions(upstream, tools);
  const carry = (wire: Wire): PooledSender => {
    const pipelines = credentials.members.map((member): [ManagedAuthorizer, Pipeline] => {
      const scope = `${config.alias}/${member.id}`;
      return [member, new Pipeline({ ...options, scope, wire, authorizer: member, window, budget })];
    });
    return new PooledSender(credentials, new Map(pipelines));
  };
  const rows = carry(tools.rowWire);
  const single = carry(tools.singleWire);
  const download = carry(tools.downloadWire);
  const load = (): ProjectLoad => ({
    inFlight: window.inFlight,
    window: window.limit,
    queued: window.queued,
    waitingForQuota: rows.waitingForQuota + single.waitingForQuota + download.waitingForQuota,
    retryBudget: budget.balance,
    circuits: summed([rows.circuits(), single.circuits(), download.circuits()]),
  });
  const address = {
    origin: hssOrigin,
    region: config.region,
    projectId: async (signal: AbortSignal) =>
      config.projectId ?? usableId(await credentials.projectId(signal), 'the id of the project'),
  };
  return {
    quota: (endpoint) => rows.quota(endpoint),
    alias: config.alias,
    region: config.region,
    enterpriseProjectId: config.enterpriseProjectId,
    credentials,
    proxied: proxyFor(hssOrigin, upstream) !== undefined,
    load,
    hss: new HssClient({
      ...address,
      rows,
      single,
      pageSizes: new PageSizes({
        most: config.pageSize,
        fixed: tools.fixedPages,
        onSmaller: (api, size) => tools.onSmallerPages?.(config.alias, api, size),
      }),
    }),
    exports: new HssExports({ ...address, single, download }),
  };
}

function credentialsOf(config: ProjectConfig, iamOrigin: string, tools: ProjectTools): CredentialPool {
  return createCredentialPool(
    config.credentials.map(credentialSettings),
    {
      iamOrigin,
      project: config.projectId === undefined ? { name: config.region } : { id: config.projectId },
    },
    {
      wire: tools.singleWire,
      store: tools.store,
      clock: tools.clock,
      ...(tools.observeTokens === undefined ? {} : { observe: tools.observeTokens }),
    },
  );
}

/** The options that all pipelines of a project have in common. */
function pipelineOptions(
  upstream: UpstreamConfig,
  { clock, quota, events }: ProjectTools,
): Omit<PipelineOptions, 'scope' | 'wire'> {
  return {
    quota,
    clock,
    retry: { maxAttempts: upstream.attempts },
    attemptTimeoutMs: upstream.attemptTimeoutMs,
    ...(upstream.hedgePercent === 0 ? {} : { hedge: { budget: upstream.hedgePercent / 100 } }),
    ...(events === undefined ? {} : { events }),
  };
}

function summed(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const each of counts) for (const [state, count] of each) all.set(state, (all.get(state) ?? 0) + count);
  return all;
}

function originOf(endpoint: string): string {
  return new URL(endpoint).origin;
}
