import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../../platform/redis/length-prefixed.js';
import type { Authorized } from '../../transport/authorizer.js';
import type { WireRequest } from '../../transport/wire.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from '../credential-state.js';
import { TokenSource, type IamToken } from '../token-source.js';
import { tokenClient, type CredentialKind } from './credential-kind.js';

export interface PasswordConfig {
  readonly kind: 'password';
  readonly id: string;
  readonly account: string;
  /** For the account itself the account's name. */
  readonly user: string;
  readonly password: string;
}

/** A request with a token. */
class TokenAuthorized implements Authorized {
  constructor(
    readonly request: WireRequest,
    private readonly source: TokenSource,
    private readonly token: IamToken,
  ) {}

  get unproven(): boolean {
    return this.token.unproven;
  }

  accepted(): void {
    this.source.accepted(this.token);
  }

  refused(): boolean {
    return this.source.refused(this.token);
  }
}

/** Headers with a token; all requests of one client have the same ones. */
interface TokenHeaders {
  readonly bare: WireRequest['headers'];
  readonly token: string;
  readonly whole: WireRequest['headers'];
}

/** Sends requests with the source's token in `X-Auth-Token`. */
class PasswordAuthorizer implements ManagedAuthorizer {
  readonly kind = 'password';
  /** Those of the request before. */
  private headers: TokenHeaders | undefined;

  /** @param configuredProjectId where the configuration has one; else IAM tells it with the token. */
  constructor(
    readonly id: string,
    private readonly source: TokenSource,
    private readonly configuredProjectId?: string,
  ) {}

  authorize(request: WireRequest, signal: AbortSignal): Authorized | Promise<Authorized> {
    const token = this.source.atHand();
    if (token !== undefined) return this.authorized(request, token);
    return this.source.token(signal).then((fetched) => this.authorized(request, fetched));
  }

  private authorized(request: WireRequest, token: IamToken): Authorized {
    const headers = this.headersOf(request.headers, token.value);
    return new TokenAuthorized({ ...request, headers }, this.source, token);
  }

  private headersOf(bare: WireRequest['headers'], token: string): WireRequest['headers'] {
    if (this.headers?.bare !== bare || this.headers.token !== token)
      this.headers = { bare, token, whole: Object.freeze({ ...bare, 'x-auth-token': token }) };
    return this.headers.whole;
  }

  state(): CredentialState {
    return { id: this.id, kind: this.kind, ...this.source.state() };
  }

  usable(): boolean {
    return this.source.usable();
  }

  async refresh(signal: AbortSignal): Promise<void> {
    await this.source.refresh(signal);
  }

  async projectId(signal: AbortSignal): Promise<string> {
    const id = this.configuredProjectId ?? (await this.source.token(signal)).projectId;
    // An IAM that issues a token for a project without naming it gives us nothing to put into paths.
    if (id === undefined) throw new CredentialFault('project_unknown');
    return id;
  }

  close(): void {
    this.source.close();
  }
}

export const passwordKind: CredentialKind<PasswordConfig> = {
  settings: ({ domain = '', user = '', password = '' }, id) => ({
    kind: 'password',
    id,
    account: domain,
    user,
    password,
  }),
  identity: ({ account, user }) => [account, user],
  create: ({ id, account, user, password }, { iamOrigin, project }, tools) => {
    const client = tokenClient(iamOrigin, tools);
    const source = new TokenSource({
      slot: {
        iam: iamOrigin,
        account,
        user,
        project: 'id' in project ? `id:${project.id}` : `name:${project.name}`,
      },
      credential: createHash('sha256')
        .update(lengthPrefixed([account, user, password]))
        .digest('base64url'),
      issue: (signal) => client.issue({ account, user, password }, project, signal),
      ...tools,
    });
    return new PasswordAuthorizer(id, source, 'id' in project ? project.id : undefined);
  },
};
