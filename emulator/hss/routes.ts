import { accountRoutes } from './accounts.js';
import { aiComponentRoutes } from './ai-components.js';
import { assetStatistics } from './asset-statistics.js';
import { autoLaunchRoutes } from './auto-launches.js';
import { changeRoutes } from './changes.js';
import { Collections } from './collection.js';
import { Exports } from './export/exports.js';
import { kernelModuleRoutes } from './kernel-modules.js';
import { overviewRoutes } from './overview.js';
import { packageRoutes } from './packages.js';
import { changePortStatus } from './port-status.js';
import { processRoutes } from './processes.js';
import { softwareRoutes } from './software.js';
import { webFrameworkRoutes } from './web-frameworks.js';
import { webSiteRoutes } from './web-sites.js';
import { webSoftwareRoutes } from './web-software.js';
import { PortHostList } from './port-hosts.js';
import { commonPort, portStatistics } from './port-statistics.js';
import { PortList } from './ports.js';
import { hostRoutes } from './hosts.js';
import type { HssRoute } from './request.js';

/** All calls of HSS, and a way to clear their caches. */
export interface Hss {
  readonly routes: readonly HssRoute[];
  /** Clears caches. Call it when rows or spellings change. */
  clear(): void;
}

export function createHss(): Hss {
  const ports = new PortList();
  const portHosts = new PortHostList();
  return {
    routes: [
      ...hostRoutes,
      { method: 'GET', path: '/asset/ports', handle: ports.handle },
      { method: 'GET', path: '/asset/ports/detail', handle: portHosts.handle },
      { method: 'GET', path: '/asset/port/statistics', handle: portStatistics },
      { method: 'GET', path: '/asset/common-port-info', handle: commonPort },
      { method: 'POST', path: '/asset/batch-modify-port-status', handle: changePortStatus },
      { method: 'GET', path: '/asset/statistics', handle: assetStatistics },
      ...accountRoutes,
      ...autoLaunchRoutes,
      ...processRoutes,
      ...softwareRoutes,
      ...packageRoutes,
      ...webSoftwareRoutes,
      ...webFrameworkRoutes,
      ...webSiteRoutes,
      ...kernelModuleRoutes,
      ...aiComponentRoutes,
      ...overviewRoutes,
      ...changeRoutes,
      ...new Collections().routes,
      ...new Exports().routes,
    ],
    clear: () => {
      ports.clear();
      portHosts.clear();
    },
  };
}
