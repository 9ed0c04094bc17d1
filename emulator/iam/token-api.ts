import { json, type Answer } from '../gateway/answer.js';
import { iamError, keystoneError } from '../gateway/errors.js';
import { Refusal } from '../gateway/refusal.js';
import type { Settings } from '../settings.js';
import { member, missing, object, readBody, text } from './body.js';
import { catalogueOf } from './catalogue.js';
import type { Directory, Domain, Project, User } from './directory.js';
import type { Lockout } from './lockout.js';
import { timeText } from './time-text.js';
import type { Token, TokenStore } from './tokens.js';

const wrongPassword = (): Refusal =>
  new Refusal(keystoneError(401, 'The username or password is wrong.', 'Unauthorized'));

const noSuchProject = (name: string): Refusal =>
  new Refusal(iamError(404, 'IAM.0004', `Could not find project: ${name}.`));

/** The scope of a token: at least one of the two is set. */
interface Scope {
  readonly project: Project | undefined;
  readonly domain: Domain | undefined;
}

/** Answers IAM's calls about tokens: issue and check. */
export class TokenApi {
  constructor(
    private readonly directory: Directory,
    private readonly tokens: TokenStore,
    private readonly lockout: Lockout,
    private readonly region: string,
  ) {}

  /** Answers `POST /v3/auth/tokens`. @throws Refusal for every documented failure. */
  issue(body: Buffer, nocatalog: boolean, settings: Settings, now: number): Answer {
    const auth = member(readBody(body), 'auth');
    const identity = member(auth, 'identity');
    const methods = identity.methods;
    if (!Array.isArray(methods) || methods.length === 0) throw missing('methods');
    if (methods.some((method) => method !== 'password')) {
      throw new Refusal(keystoneError(400, 'The request body is invalid', 'Bad Request'));
    }
    const login = member(member(identity, 'password'), 'user');
    const domain = text(member(login, 'domain'), 'name');
    const user = this.checkPassword(domain, text(login, 'name'), text(login, 'password'), settings);
    const scope = this.scopeOf(auth.scope, user);
    const token = this.tokens.issue(
      {
        user,
        project: scope.project,
        region: settings.regional_tokens ? this.region : undefined,
        issuedAt: now,
        expiresAt: now + settings.token_ttl_s * 1000,
      },
      settings.token_bytes,
    );
    return this.describe(token, 201, nocatalog);
  }

  /** Answers `GET /v3/auth/tokens`. */
  validate(subject: string, nocatalog: boolean, now: number): Answer {
    const token = this.tokens.find(subject);
    if (token === undefined || token.revoked || token.expiresAt <= now) {
      return iamError(404, 'IAM.0004', 'Could not find token.');
    }
    return this.describe(token, 200, nocatalog);
  }

  private checkPassword(domain: string, name: string, password: string, settings: Settings): User {
    const subject = `${domain}\n${name}`;
    if (this.lockout.isLocked(subject)) throw new Refusal(iamError(401, 'IAM.0061', 'Account locked.'));
    const user = this.directory.userNamed(domain, name);
    if (user?.hasPassword(password) !== true) {
      this.lockout.fail(subject, {
        failures: settings.lockout_failures,
        windowMs: settings.lockout_window_s * 1000,
        lockMs: settings.lockout_s * 1000,
      });
      throw wrongPassword();
    }
    this.lockout.succeed(subject);
    if (user.consoleOnly) {
      const text = 'This user only supports console access, not programmatic access.';
      throw new Refusal(iamError(403, 'IAM.0081', text));
    }
    if (user.disabled) throw new Refusal(iamError(403, 'IAM.0082', 'This user is disabled.'));
    return user;
  }

  /** A project takes precedence over an account; without both it is the user's own account. */
  private scopeOf(given: unknown, user: User): Scope {
    const scope = object(given) ?? {};
    if (scope.project !== undefined)
      return { project: this.projectOf(member(scope, 'project'), user), domain: undefined };
    if (scope.domain !== undefined) {
      const { id, name } = member(scope, 'domain');
      if (id !== user.domain.id && name !== user.domain.name) {
        throw new Refusal(
          keystoneError(403, 'You are not authorized to perform the requested action.', 'Forbidden'),
        );
      }
    }
    return { project: undefined, domain: user.domain };
  }

  private projectOf({ id, name }: Record<string, unknown>, user: User): Project {
    let project: Project | undefined;
    if (typeof id === 'string') {
      project = this.directory.project(id);
      if (project === undefined) throw new Refusal(iamError(400, 'IAM.1109', `Project ${id} is not found.`));
    } else if (typeof name === 'string') {
      project = this.directory.projectNamed(name, user);
      if (project === undefined) throw noSuchProject(name);
    } else throw missing('project');
    if (!user.mayUse(project)) {
      throw new Refusal(
        keystoneError(403, 'You are not authorized to perform the requested action.', 'Forbidden'),
      );
    }
    return project;
  }

  private describe(token: Token, status: number, nocatalog: boolean): Answer {
    const { user, project } = token;
    return json(
      status,
      {
        token: {
          catalog: nocatalog ? [] : catalogueOf(project),
          expires_at: timeText(token.expiresAt),
          issued_at: timeText(token.issuedAt),
          methods: ['password'],
          ...(project === undefined
            ? { domain: user.domain }
            : { project: { domain: project.domain, id: project.id, name: project.name } }),
          roles: [{ id: '0', name: 'hss_readonly' }],
          user: { domain: user.domain, id: user.id, name: user.name, password_expires_at: '' },
        },
      },
      { 'X-Subject-Token': token.text },
    );
  }
}
