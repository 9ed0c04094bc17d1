import { createHash } from 'node:crypto';
import type { ProjectConfig } from '../../platform/config/config.js';

/**
 * Tells a project from any other, and from one of the same alias in another configuration: replicas share what they
 * read of it only where all agree on whom they ask and as whom. Holds no secret.
 */
export function projectDigest(project: ProjectConfig): string {
  const { alias, region, projectId, enterpriseProjectId, hssEndpoint, iamEndpoint, credentials } = project;
  const who = credentials.map(({ kind, domain, user, accessKey }) => [kind, domain, user, accessKey]);
  const parts = [alias, region, projectId, enterpriseProjectId, hssEndpoint, iamEndpoint, who];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
