import type { Authorized } from '../../transport/authorizer.js';
import type { WireRequest } from '../../transport/wire.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from '../credential-state.js';
import type { TokenSource } from '../token-source.js';

/** Sends requests with the source's token in `X-Auth-Token`. */
export class PasswordAuthorizer implements ManagedAuthorizer {
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
