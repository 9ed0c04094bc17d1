import type { Authorized, Authorizer } from '../transport/authorizer.js';
import type { WireRequest } from '../transport/wire.js';
import { CredentialFault } from './credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from './credential-state.js';

/**
 * Spreads the requests of one project over its credentials, in rotation. A credential that is refused or backing off is
 * used only when all are.
 */
export class CredentialPool implements Authorizer {
  private rotation = 0;

  /** @throws RangeError without a member, or when two have the same id. */
  constructor(readonly members: readonly ManagedAuthorizer[]) {
    if (members.length === 0) throw new RangeError('a project needs at least one credential');
    if (new Set(members.map(({ id }) => id)).size < members.length) {
      throw new RangeError('two credentials of a project have the same id');
    }
  }

  /**
   * Returns the credential for the next request.
   *
   * @param free whether a credential has quota left. Credentials with quota come first.
   */
  choose(free: (credential: ManagedAuthorizer) => boolean = () => true): ManagedAuthorizer {
    const start = this.rotation++ % this.members.length;
    const rotated = [...this.members.slice(start), ...this.members.slice(0, start)];
    const usable = rotated.filter((member) => member.usable());
    // With none usable, the chosen one throws the reason.
    return usable.find(free) ?? usable[0] ?? (rotated[0] as ManagedAuthorizer);
  }

  /** Authorizes with the chosen credential, and with the next one when the vendor refuses the credential itself. */
  async authorize(request: WireRequest, signal: AbortSignal): Promise<Authorized> {
    for (let tries = 1; ; tries++) {
      const member = this.choose();
      try {
        const authorized = await member.authorize(request, signal);
        return {
          ...authorized,
          // The vendor may accept another credential for the same request.
          refused: (response) =>
            authorized.refused(response) || this.members.some((other) => other !== member && other.usable()),
        };
      } catch (error) {
        const isLast = tries >= this.members.length || !this.usable();
        if (!(error instanceof CredentialFault) || isLast) throw error;
      }
    }
  }

  states(): CredentialState[] {
    return this.members.map((member) => member.state());
  }

  /** Whether any credential is neither refused nor backing off. */
  usable(): boolean {
    return this.members.some((member) => member.usable());
  }

  /** Returns the project's id, as the next credential knows it. @throws Fault as `ManagedAuthorizer.projectId`. */
  projectId(signal: AbortSignal): Promise<string> {
    return this.choose().projectId(signal);
  }

  /** Refreshes all credentials. @throws Fault of the first that fails, after all have been tried. */
  async refresh(signal: AbortSignal): Promise<void> {
    const outcomes = await Promise.allSettled(this.members.map((member) => member.refresh(signal)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  close(): void {
    for (const member of this.members) member.close();
  }
}
