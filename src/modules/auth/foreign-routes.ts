import type { AppConfig } from '../../platform/config/config.js';
import type { Access } from '../../platform/http/admission/access.js';
import type { ForeignRoutes } from './gate.js';

/** Pages of the documentation that are no controller's, so that nothing can be declared on them. */
const DOCUMENTATION = ['/docs', '/openapi.json', '/openapi.yaml'] as const;

/** What configuration opens: the documentation to any caller or to everybody, the metrics to everybody. */
export function foreignRoutes({ docs, metrics }: AppConfig): ForeignRoutes {
  const documentation: Access = { kind: docs.public ? 'public' : 'known' };
  return {
    ...Object.fromEntries(DOCUMENTATION.map((path) => [path, documentation])),
    ...(metrics.public ? { '/metrics': { kind: 'public' } } : {}),
  };
}
