import { Fault } from '../kernel/fault.js';
import { countsCall, fleetRows, serverRows, statisticsRows } from '../upstream/hss/asset-calls.js';
import { aiComponents } from '../upstream/hss/assets/ai-component.js';
import { apps } from '../upstream/hss/assets/app.js';
import { autoLaunches } from '../upstream/hss/assets/auto-launch.js';
import { ASSET_PROFILES } from '../upstream/hss/assets/catalogue.js';
import type { AssetDescriptor } from '../upstream/hss/assets/descriptor.js';
import { jarPackages } from '../upstream/hss/assets/jar-package.js';
import { kernelModules } from '../upstream/hss/assets/kernel-module.js';
import { processes } from '../upstream/hss/assets/process.js';
import { accounts } from '../upstream/hss/assets/users.js';
import { webApplications } from '../upstream/hss/assets/web-cms.js';
import { webFrameworks } from '../upstream/hss/assets/web-framework.js';
import { webSites } from '../upstream/hss/assets/web-site.js';
import type { HssScope } from '../upstream/hss/hss-client.js';
import type { UpstreamProject } from '../upstream/projects.js';
import { adviceFor } from './advice.js';
import { tryList, within, type Probe, type Seen } from './probe.js';
import type { ServersSeen } from './servers.js';

/** One type for each list. Web services and databases have no list of their own: theirs is that of web applications. */
const TYPES: readonly AssetDescriptor[] = [
  accounts,
  autoLaunches,
  webApplications,
  jarPackages,
  processes,
  webFrameworks,
  webSites,
  apps,
  kernelModules,
  aiComponents,
];

/** Everything that the checks of lists share. */
interface Scope {
  readonly project: UpstreamProject;
  readonly servers: ServersSeen;
  readonly asked: HssScope;
  readonly callMs: number;
}

/** Tries every list of rows and counts. Cost: at most two calls for each path of the vendor's API. */
export async function* checkLists(
  project: UpstreamProject,
  servers: ServersSeen,
  callMs: number,
): AsyncGenerator<Seen> {
  const { enterpriseProjectId } = servers;
  const scope: Scope = { project, servers, callMs, asked: { category: 'host', enterpriseProjectId } };
  yield (
    await tryList(
      {
        check: 'server groups',
        api: '/host-management/groups',
        ask: (limit, context) =>
          project.hss.hostGroups({ enterpriseProjectId }, { offset: 0, limit }, context),
      },
      callMs,
    )
  ).seen;
  yield await checkCounts(scope);
  yield* checkPorts(scope);
  for (const type of TYPES) yield* checkType(scope, type);
}

/** Compares the vendor's counts with the agents: agents that report nothing mean that the edition has no fingerprints. */
async function checkCounts({ project, servers, asked, callMs }: Scope): Promise<Seen> {
  const [check, api] = ['counts by type', '/asset/statistics'];
  try {
    const counts = await within(callMs, (context) =>
      project.hss.object(countsCall(ASSET_PROFILES, asked), context),
    );
    const all = [...counts.values()].reduce((sum: number, each) => sum + (each ?? 0), 0);
    if (all > 0 || !servers.anyOnline) return { check, api, outcome: 'ok', text: `${all} rows of all types` };
    const text =
      'agents are online, but the vendor counts no rows of any type: fingerprints need the enterprise, premium, web-tamper or container edition';
    return { check, api, outcome: 'empty', text };
  } catch (error) {
    return { check, api, ...adviceFor(Fault.from(error)) };
  }
}

async function* checkPorts({ project, servers, asked, callMs }: Scope): AsyncGenerator<Seen> {
  const { server } = servers;
  const page = (limit: number) => ({ offset: 0, limit });
  if (server !== undefined) {
    yield (
      await tryList(
        {
          check: 'ports of a server',
          api: '/asset/ports',
          ask: (limit, context) =>
            project.hss.portsOfHost(server.hostId, asked, page(limit), (members) => members, context),
        },
        callMs,
      )
    ).seen;
  }
  const counts = await tryList(
    {
      check: 'counts of ports',
      api: '/asset/port/statistics',
      ask: (limit, context) => project.hss.portStatistics(asked, page(limit), context),
    },
    callMs,
  );
  yield counts.seen;
  const port = (counts.first?.rows[0] as { readonly port: number } | undefined)?.port ?? 22;
  yield (
    await tryList(
      {
        check: `servers of port ${port}`,
        api: '/asset/ports/detail',
        ask: (limit, context) => project.hss.hostsOfPort(port, asked, page(limit), context),
      },
      callMs,
    )
  ).seen;
}

async function* checkType(scope: Scope, type: AssetDescriptor): AsyncGenerator<Seen> {
  const { project, servers, asked, callMs } = scope;
  const counts = await tryList(
    {
      check: `counts of ${type.type}`,
      api: type.statistics.api,
      ask: (limit, context) => project.hss.rows(statisticsRows(type, asked, { offset: 0, limit }), context),
    },
    callMs,
  );
  yield counts.seen;
  const [known] = type.fleet.keys ?? [];
  const key = type.fleet.key === undefined ? undefined : (known ?? nameOf(counts.first?.rows[0]));
  if (type.fleet.key === undefined || key !== undefined) {
    const probe: Probe = {
      check: `rows of ${type.type}`,
      api: type.fleet.api,
      ask: (limit, context) =>
        project.hss.rows(
          fleetRows(type, asked, { offset: 0, limit }, key === undefined ? {} : { key }),
          context,
        ),
    };
    yield (await tryList(probe, callMs)).seen;
  }
  if (type.server !== undefined && servers.server !== undefined)
    yield await checkServerList(scope, type, servers.server.hostId, type.server.api);
}

/** The list of one server has no pages, so it is read once. */
async function checkServerList(
  { project, asked, callMs }: Scope,
  type: AssetDescriptor,
  hostId: string,
  api: string,
): Promise<Seen> {
  const check = `${type.type} of a server`;
  try {
    const { rows } = await within(callMs, (context) =>
      project.hss.rows(serverRows(type, hostId, asked), context),
    );
    return { check, api, outcome: 'ok', text: `${rows.length} row(s)` };
  } catch (error) {
    return { check, api, ...adviceFor(Fault.from(error)) };
  }
}

function nameOf(line: unknown): string | undefined {
  return (line as { readonly name?: string } | undefined)?.name;
}
