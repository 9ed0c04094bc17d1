import type { Answer } from '../gateway/answer.js';
import type { Authenticator } from '../gateway/authenticate.js';
import { iamError, keystoneError, noSuchApi } from '../gateway/errors.js';
import type { Query } from '../gateway/query.js';
import { Refusal } from '../gateway/refusal.js';
import type { RouteMatch } from '../gateway/router.js';
import type { SignedRequest } from '../gateway/signature.js';
import type { Settings } from '../settings.js';
import type { Directory, User } from './directory.js';
import { listDomains, listRegions, showRegion } from './account-api.js';
import { listAuthProjects, listProjects } from './project-api.js';
import { issueKey, readKeyRequest } from './temporary-key-api.js';
import type { TemporaryKeys } from './temporary-keys.js';
import type { TokenApi } from './token-api.js';
import type { TokenStore } from './tokens.js';
import { listVersions, showVersion } from './version-api.js';

/** One call of IAM and the path it means. */
export interface IamCall {
  readonly request: SignedRequest;
  readonly query: Query;
  readonly route: RouteMatch;
}

/** IAM's calls by method and path. */
export class IamApi {
  constructor(
    private readonly directory: Directory,
    private readonly tokens: TokenStore,
    private readonly tokenApi: TokenApi,
    private readonly authenticator: Authenticator,
    private readonly temporaryKeys: TemporaryKeys,
  ) {}

  /** @throws Refusal as IAM writes it, or as the gateway does for bad signatures. */
  answer({ request, query, route }: IamCall, settings: Settings, now: number): Answer {
    const { template, path } = route;
    const nocatalog = (query.get('nocatalog') ?? '') !== '';
    switch (`${request.method} ${template}`) {
      case 'GET /':
        return listVersions();
      case 'GET /v3':
        return showVersion();
      case 'POST /v3/auth/tokens':
        return this.tokenApi.issue(request.body, nocatalog, settings, now);
      case 'GET /v3/auth/tokens': {
        this.caller(request, settings, now);
        const subject = request.headers['x-subject-token'];
        return this.tokenApi.validate(typeof subject === 'string' ? subject : '', nocatalog, now);
      }
      case 'GET /v3/auth/projects':
        return listAuthProjects(this.directory, this.caller(request, settings, now));
      case 'GET /v3/projects':
        return listProjects(this.directory, this.caller(request, settings, now), query);
      case 'GET /v3/auth/domains':
        return listDomains(this.caller(request, settings, now));
      case 'GET /v3/regions':
        this.caller(request, settings, now);
        return listRegions(this.directory);
      case 'GET /v3/regions/{region_id}':
        this.caller(request, settings, now);
        return showRegion(this.directory, path.region_id ?? '');
      case 'POST /v3.0/OS-CREDENTIAL/securitytokens':
        return this.temporaryKey(request, settings, now);
      default:
        return noSuchApi();
    }
  }

  /** The caller is named by a header or, without any, by the token in the body. */
  private temporaryKey(request: SignedRequest, settings: Settings, now: number): Answer {
    const { token, lifeS } = readKeyRequest(request.body);
    const { headers } = request;
    const inBody = headers['x-auth-token'] === undefined && headers.authorization === undefined;
    const user =
      inBody && token !== undefined ? this.holder(token, now) : this.caller(request, settings, now);
    return issueKey(this.temporaryKeys, user, now, lifeS);
  }

  /** Returns the user of a token. @throws Refusal 401. */
  private holder(text: string, now: number): User {
    const token = this.tokens.find(text);
    if (token === undefined || token.revoked) throw new Refusal(iamError(401, 'IAM.0067', 'Invalid token.'));
    if (token.expiresAt <= now) throw new Refusal(iamError(401, 'IAM.0066', 'The token has expired.'));
    return token.user;
  }

  private caller(request: SignedRequest, settings: Settings, now: number): User {
    const text = request.headers['x-auth-token'];
    if (typeof text === 'string') return this.holder(text, now);
    if (request.headers.authorization === undefined) {
      const message = 'The request you have made requires authentication.';
      throw new Refusal(keystoneError(401, message, 'Unauthorized'));
    }
    return this.authenticator.caller(request, settings, now).user;
  }
}
