import type { SendContext } from '../transport/pipeline.js';
import { countsCall, matchesCall } from './asset-calls.js';
import { apps } from './assets/app.js';
import { autoLaunches } from './assets/auto-launch.js';
import { ASSET_PROFILES } from './assets/catalogue.js';
import { databases } from './assets/database.js';
import type { FleetList } from './assets/descriptor.js';
import { jarPackages } from './assets/jar-package.js';
import { kernelModules } from './assets/kernel-module.js';
import { processes } from './assets/process.js';
import { accounts } from './assets/users.js';
import { webApplications } from './assets/web-cms.js';
import { webFrameworks } from './assets/web-framework.js';
import { webServices } from './assets/web-service.js';
import { webSites } from './assets/web-site.js';
import type { ExportType } from './export-columns.js';
import { filtersOf } from './export-filters.js';
import type { HssClient, HssScope } from './hss-client.js';
import { TOTAL_CAP } from './list.js';
import type { QueryValue } from './path.js';

/** The list whose filters an export of each type takes. */
const LISTS: Readonly<Record<ExportType, FleetList>> = {
  users: accounts.fleet,
  auto_launch: autoLaunches.fleet,
  database: databases.fleet,
  web_cms: webApplications.fleet,
  web_service: webServices.fleet,
  jar_package: jarPackages.fleet,
  port: { api: '/asset/ports/detail', takesHostId: false, takesCategory: true, key: 'port' },
  process: processes.fleet,
  web_framework: webFrameworks.fleet,
  web_site: webSites.fleet,
  app: apps.fleet,
  kernel_module: kernelModules.fleet,
};

/**
 * Rows that the vendor counts now for an export: what its file must hold when it was made before. Null where the vendor
 * does not say, or cannot be asked: a list wants a key that the filter does not have, or cannot be narrowed to containers.
 *
 * @throws Fault
 * Cost: one call.
 */
export async function countExported(
  hss: HssClient,
  type: ExportType,
  filter: Readonly<Record<string, unknown>>,
  scope: HssScope,
  context: SendContext,
): Promise<number | null> {
  if (Object.keys(filter).length === 0) {
    const profiles = ASSET_PROFILES.filter((profile) => profile.type === type);
    return (await hss.object(countsCall(profiles, scope), context)).get(type) ?? null;
  }
  const uncertain = Object.keys(filter).some((name) => filtersOf(type)[name]?.uncertain);
  // The list may ignore what only exports were seen to take, and would then count too many rows.
  if (uncertain) return null;
  const list = LISTS[type];
  if (list.key !== undefined && filter[list.key] === undefined) return null;
  if (scope.category === 'container' && !list.takesCategory) return null;
  const { total } = await hss.rows(
    matchesCall(list, scope, filter as Readonly<Record<string, QueryValue>>),
    context,
  );
  return total === TOTAL_CAP ? null : total;
}
