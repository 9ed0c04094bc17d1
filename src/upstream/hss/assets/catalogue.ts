import { aiComponents } from './ai-component.js';
import { apps } from './app.js';
import { autoLaunches } from './auto-launch.js';
import { databases } from './database.js';
import type { AssetProfile } from './descriptor.js';
import { jarPackages } from './jar-package.js';
import { kernelModules } from './kernel-module.js';
import { ports } from './port-profile.js';
import { processes } from './process.js';
import { accounts } from './users.js';
import { webApplications } from './web-cms.js';
import { webFrameworks } from './web-framework.js';
import { webServices } from './web-service.js';
import { webSites } from './web-site.js';

/** All fingerprints, in the order that the vendor's export lists them; AI components, which it lacks, come last. */
export const ASSET_PROFILES: readonly AssetProfile[] = [
  accounts,
  autoLaunches,
  databases,
  webApplications,
  webServices,
  jarPackages,
  ports,
  processes,
  webFrameworks,
  webSites,
  apps,
  kernelModules,
  aiComponents,
];
