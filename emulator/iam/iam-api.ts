import type { Answer } from '../gateway/answer.js';
import type { Authenticator } from '../gateway/authenticate.js';
import { iamError, keystoneError, noSuchApi } from '../gateway/errors.js';
import type { Query } from '../gateway/query.js';
import { Refusal } from '../gateway/refusal.js';
import type { SignedRequest } from '../gateway/signature.js';
import type { Settings } from '../settings.js';
import type { Directory, User } from './directory.js';
import { listAuthProjects, listProjects } from './project-api.js';
import type { TokenApi } from './token-api.js';
import type { TokenStore } from './tokens.js';

/** IAM's calls by method and path. */
export class IamApi {
  constructor(
    private readonly directory: Directory,
    private readonly tokens: TokenStore,
    private readonly tokenApi: TokenApi,
    private readonly authenticator: Authenticator,
  ) {}

  /** @throws Refusal as IAM writes it, or as the gateway does for bad signatures. */
  answer(request: SignedRequest, query: Query, settings: Settings, now: number): Answer {
    const nocatalog = (query.get('nocatalog') ?? '') !== '';
    switch (`${request.method} ${request.path}`) {
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
      default:
        return noSuchApi();
    }
  }

  private caller(request: SignedRequest, settings: Settings, now: number): User {
    const text = request.headers['x-auth-token'];
    if (typeof text === 'string') {
      const token = this.tokens.find(text);
      if (token === undefined || token.revoked)
        throw new Refusal(iamError(401, 'IAM.0067', 'Invalid token.'));
      if (token.expiresAt <= now) throw new Refusal(iamError(401, 'IAM.0066', 'The token has expired.'));
      return token.user;
    }
    if (request.headers.authorization === undefined) {
      const message = 'The request you have made requires authentication.';
      throw new Refusal(keystoneError(401, message, 'Unauthorized'));
    }
    return this.authenticator.caller(request, settings, now).user;
  }
}
