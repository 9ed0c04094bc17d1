import { createHash } from 'node:crypto';
import type { ProjectConfig } from '../../platform/config/config.js';
import { credentialIdentity, credentialSettings } from '../../upstream/iam/credentials/registry.js';

/**
 * Returns a digest that differs from project to project, and between projects of one alias in two configurations.
 * Replicas share what they read of a project only where all agree on whom they ask and as whom. Holds no secret.
 */
export function projectDigest(project: ProjectConfig): string {
  const { alias, region, projectId, enterpriseProjectId, hssEndpoint, iamEndpoint, credentials } = project;
  const identities = credentials.map((config, index) =>
    credentialIdentity(credentialSettings(config, index)),
  );
  const parts = [alias, region, projectId, enterpriseProjectId, hssEndpoint, iamEndpoint, identities];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
