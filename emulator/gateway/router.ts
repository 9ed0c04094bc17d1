import type { HssRoute } from '../hss/request.js';
import { isMetadataPath } from '../metadata/metadata-api.js';
import { bind, decodeSegment } from './segments.js';

/** The call that a path means. */
export interface RouteMatch {
  /** Path template; counts and quotas use it as a key. */
  readonly template: string;
  /** The template without `/v5/{project_id}`, which scripted faults match. */
  readonly suffix: string;
  readonly projectId: string | undefined;
  readonly path: Readonly<Record<string, string>>;
  readonly hss: HssRoute | undefined;
}

const NOTHING: Readonly<Record<string, string>> = {};
const IAM_PATHS = new Set([
  'GET /',
  'GET /v3',
  'GET /v3/auth/domains',
  'GET /v3/regions',
  'POST /v3.0/OS-CREDENTIAL/securitytokens',
  'POST /v3/auth/tokens',
  'GET /v3/auth/tokens',
  'GET /v3/auth/projects',
  'GET /v3/projects',
]);

/** Finds the call of a path. Literal segments take precedence over variables, which the vendor's irregular paths need. */
export class Router {
  private readonly literal = new Map<string, HssRoute>();
  private readonly variable: { readonly route: HssRoute; readonly segments: readonly string[] }[] = [];

  constructor(routes: readonly HssRoute[]) {
    for (const route of routes) {
      if (route.path.includes('{')) this.variable.push({ route, segments: route.path.split('/') });
      else this.literal.set(`${route.method} ${route.path}`, route);
    }
    // Paths with a longer literal start are tried first: `manual-collect` is not the id of a server.
    this.variable.sort((a, b) => b.route.path.indexOf('{') - a.route.path.indexOf('{'));
  }

  find(method: string, path: string): RouteMatch | undefined {
    if (!path.startsWith('/v5/')) return iamRoute(method, path);
    const end = path.indexOf('/', 4);
    if (end < 0) return undefined;
    const projectId = decodeSegment(path.slice(4, end));
    const suffix = path.slice(end);
    const literal = this.literal.get(`${method} ${suffix}`);
    if (literal !== undefined) return found(literal, projectId, NOTHING);
    const given = suffix.split('/');
    for (const { route, segments } of this.variable) {
      const variables = route.method === method ? bind(segments, given) : undefined;
      if (variables !== undefined) return found(route, projectId, variables);
    }
    return undefined;
  }
}

/** One path of IAM has a variable. */
const REGION_PATH = '/v3/regions/{region_id}';
const REGION_SEGMENTS = REGION_PATH.split('/');

function iamRoute(method: string, path: string): RouteMatch | undefined {
  const match = { suffix: path, projectId: undefined, hss: undefined };
  if (IAM_PATHS.has(`${method} ${path}`) || isMetadataPath(path))
    return { ...match, template: path, path: NOTHING };
  const variables = method === 'GET' ? bind(REGION_SEGMENTS, path.split('/')) : undefined;
  return variables && { ...match, template: REGION_PATH, path: variables };
}

function found(route: HssRoute, projectId: string, path: Readonly<Record<string, string>>): RouteMatch {
  return { template: `/v5/{project_id}${route.path}`, suffix: route.path, projectId, path, hss: route };
}
