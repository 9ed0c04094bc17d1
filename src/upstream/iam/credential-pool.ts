import type { Authorized, Authorizer } from '../transport/authorizer.js';
import type { WireRequest } from '../transport/wire.js';
import { CredentialFault } from './credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from './credential-state.js';

/**
 * The credentials of one project, sharing its load: each request goes to the next in turn, never to one that is
 * refused or backing off while another is not.
 */
export class CredentialPool implements Authorizer {
  private turn = 0;

  /** @throws RangeError without a member, or when two have one id. */
  constructor(readonly members: readonly ManagedAuthorizer[]) {
    if (members.length === 0) throw new RangeError('a project needs at least one credential');
    if (new Set(members.map(({ id }) => id)).size < members.length) {
      throw new RangeError('two credentials of a project have the same id');
    }
  }

  /**
   * The credential to use next. Whoever keeps a quota for each credential says which have some left.
   *
   * @param free whether a credential has quota left; one that has is preferred to one that has not.
   */
  choose(free: (credential: ManagedAuthorizer) => boolean = () => true): ManagedAuthorizer {
    const start = this.turn++ % this.members.length;
    const inTurn = [...this.members.slice(start), ...this.members.slice(0, start)];
    const usable = inTurn.filter((member) => member.usable());
    // With none usable, the first in turn says why not.
    return usable.find(free) ?? usable[0] ?? (inTurn[0] as ManagedAuthorizer);
  }

  /** Authorizes with the credential of choice, or with another when the vendor turns out to refuse that one. */
  async authorize(request: WireRequest, signal: AbortSignal): Promise<Authorized> {
    for (let tries = 1; ; tries++) {
      const member = this.choose();
      try {
        const authorized = await member.authorize(request, signal);
        return {
          ...authorized,
          // Another credential may well be taken where this one was not.
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

  /** Whether any credential is worth a try. */
  usable(): boolean {
    return this.members.some((member) => member.usable());
  }

  /** The project's id as the first credential that can say knows it. @throws Fault as `ManagedAuthorizer.projectId`. */
  projectId(signal: AbortSignal): Promise<string> {
    return this.choose().projectId(signal);
  }

  /** Refreshes all. @throws Fault of the first that fails, after all have been tried. */
  async refresh(signal: AbortSignal): Promise<void> {
    const outcomes = await Promise.allSettled(this.members.map((member) => member.refresh(signal)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  close(): void {
    for (const member of this.members) member.close();
  }
}
