import { aiComponent } from './ai-component.js';
import { app } from './app.js';
import { autoLaunch } from './auto-launch.js';
import { database } from './database.js';
import type { AssetDefinition } from './definition.js';
import { jarPackage } from './jar-package.js';
import { kernelModule } from './kernel-module.js';
import { port } from './port/port.js';
import { process } from './process.js';
import { users } from './users.js';
import { webCms } from './web-cms.js';
import { webFramework } from './web-framework.js';
import { webService } from './web-service.js';
import { webSite } from './web-site.js';

/** All asset types, in the order of the vendor's export; AI components, which it lacks, come last. */
export const ASSET_DEFINITIONS: readonly AssetDefinition[] = [
  users,
  autoLaunch,
  database,
  webCms,
  webService,
  jarPackage,
  port,
  process,
  webFramework,
  webSite,
  app,
  kernelModule,
  aiComponent,
].map((definition) => definition as unknown as AssetDefinition);
