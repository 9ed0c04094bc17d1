import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../../platform/redis/length-prefixed.js';
import type { Authorized } from '../../transport/authorizer.js';
import type { WireRequest } from '../../transport/wire.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from '../credential-state.js';
import { TokenSource } from '../token-source.js';
import { tokenClient, type CredentialKind } from './credential-kind.js';

export interface PasswordConfig {
  readonly kind: 'password';
  readonly id: string;
  readonly account: string;
  /** For the account itself the account's name. */
  readonly user: string;
  readonly password: string;
}

/** Sends requests with the source's token in `X-Auth-Token`. */
class PasswordAuthorizer implements ManagedAuthorizer {
  readonly kind = 'password';

  /** @param configuredProjectId where the configuration has one; else IAM tells it with the token. */
  constructor(
    readonly id: string,
    private readonly source: TokenSource,
    private readonly configuredProjectId?: string,
  ) {}

  async authorize(request: WireRequest, signal: AbortSignal): Promise<Authorized> {
    const token = await this.source.token(signal);
    return {
      request: { ...request, headers: { ...request.headers, 'x-auth-token': token.value } },
      unproven: token.unproven,
      accepted: () => this.source.accepted(token),
      refused: () => this.source.refused(token),
    };
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
