import type { AssetRow } from '../query/question/fleet-query.js';
import type { Whereabouts } from '../upstream/hss/assets/members.js';
import { app } from './app.js';
import { autoLaunch } from './auto-launch.js';
import { database } from './database.js';
import type { AssetDefinition } from './definition.js';
import { jarPackage } from './jar-package.js';
import { kernelModule } from './kernel-module.js';
import { process } from './process.js';
import { users } from './users.js';
import { webCms } from './web-cms.js';
import { webFramework } from './web-framework.js';
import { webService } from './web-service.js';
import { webSite } from './web-site.js';

/** A definition whose row and record are its own affair. */
export type AnyDefinition = AssetDefinition<AssetRow, Whereabouts>;

/** Every fingerprint but open ports, which have a resource of their own. */
export const DEFINITIONS: readonly AnyDefinition[] = [
  users,
  autoLaunch,
  database,
  webCms,
  webService,
  jarPackage,
  process,
  webFramework,
  webSite,
  app,
  kernelModule,
].map((definition) => definition as unknown as AnyDefinition);
