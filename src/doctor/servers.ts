import { Fault } from '../kernel/fault.js';
import type { HssHost } from '../upstream/hss/hosts.js';
import type { ListPage } from '../upstream/hss/list.js';
import type { UpstreamProject } from '../upstream/projects.js';
import { adviceFor } from './advice.js';
import { LARGE_PAGE, ofLargePage, SMALL_PAGE, within, type Seen } from './probe.js';

const API = '/host-management/hosts';
const CHECK = 'servers';
/** The enterprise project that is asked when a call names none (source: FACTS of the vendor, section 4). */
const DEFAULT_EPS = '0';

/** What the other checks need of the servers. */
export interface ServersSeen {
  readonly findings: readonly Seen[];
  /** Enterprise project that the other checks ask. */
  readonly enterpriseProjectId: string;
  /** A server whose agent is online, else any. */
  readonly server: HssHost | undefined;
  readonly anyOnline: boolean;
  /** Whether the vendor takes the token or the signature. */
  readonly accepted: boolean;
}

/**
 * Lists servers of the configured enterprise project with the smallest page, and those of the default one with the
 * largest: two calls tell whether the scope, the page size and the right fit.
 */
export async function checkServers(project: UpstreamProject, callMs: number): Promise<ServersSeen> {
  const { enterpriseProjectId: configured } = project;
  const list = (enterpriseProjectId: string, limit: number): Promise<ListPage<HssHost> | Fault> =>
    within(callMs, (context) =>
      project.hss.hosts({ enterpriseProjectId }, { offset: 0, limit }, context),
    ).catch((error: unknown) => Fault.from(error));
  const scoped = await list(configured, SMALL_PAGE);
  if (scoped instanceof Fault && scoped.kind === 'throttled') return nothing(configured, scoped);
  const plain = await list(DEFAULT_EPS, LARGE_PAGE);
  if (scoped instanceof Fault) {
    if (plain instanceof Fault) return nothing(configured, scoped);
    return found([refusedScope(configured, scoped)], DEFAULT_EPS, [plain]);
  }
  if (plain instanceof Fault) {
    const seen = {
      check: CHECK,
      api: API,
      ...ofLargePage(plain, `${scoped.total ?? 'unknown'} server(s)`),
    };
    return found([plain.kind === 'rejected' ? seen : narrowScope(configured, scoped)], configured, [scoped]);
  }
  const text = `${scoped.total ?? 'unknown'} server(s) in ${configured}, ${plain.total ?? 'unknown'} in the default enterprise project`;
  return found([{ check: CHECK, api: API, outcome: 'ok', text }], configured, [scoped, plain]);
}

function refusedScope(configured: string, fault: Fault): Seen {
  const { code, requestId } = adviceFor(fault);
  return {
    check: CHECK,
    api: API,
    outcome: 'right',
    text: `the enterprise project ${configured} is refused, the default one is not: name the enterprise project that this user may see`,
    setting: 'projects[].enterprise_project_id: "0"',
    ...(code === undefined ? {} : { code }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** The user may see the configured enterprise project but not the default one: nothing is wrong. */
function narrowScope(configured: string, { total }: ListPage<HssHost>): Seen {
  const text = `${total ?? 'unknown'} server(s) in ${configured}; the default enterprise project is not open to this user`;
  return { check: CHECK, api: API, outcome: 'ok', text };
}

function nothing(enterpriseProjectId: string, fault: Fault): ServersSeen {
  const seen = { check: CHECK, api: API, ...adviceFor(fault) };
  const accepted = fault.kind !== 'credential';
  return { findings: [seen], enterpriseProjectId, server: undefined, anyOnline: false, accepted };
}

function found(
  findings: readonly Seen[],
  enterpriseProjectId: string,
  pages: readonly ListPage<HssHost>[],
): ServersSeen {
  const servers = pages.flatMap(({ rows }) => rows);
  const online = servers.find(({ agentStatus }) => agentStatus === 'online');
  const server = online ?? servers[0];
  const anyOnline = online !== undefined;
  return {
    findings: [...findings, agentsSeen(servers.length, anyOnline)],
    enterpriseProjectId,
    server,
    anyOnline,
    accepted: true,
  };
}

function agentsSeen(servers: number, anyOnline: boolean): Seen {
  if (anyOnline) return { check: 'agents', outcome: 'ok', text: 'at least one agent is online' };
  const text =
    servers === 0
      ? 'there is no server: check project and region'
      : 'no agent is online on the servers seen: without agents there are no rows';
  return { check: 'agents', outcome: 'empty', text };
}
