import { Fault } from '../kernel/fault.js';
import type { CredentialPool } from './iam/credential-pool.js';
import type { ManagedAuthorizer } from './iam/credential-state.js';
import type { QuotaState } from './projects.js';
import type { Call, Pipeline, SendContext, Sender } from './transport/pipeline.js';
import type { WireResponse } from './transport/wire.js';

/**
 * Sends the calls of one project with its credentials in turn. Each credential has its own quota; one with quota left
 * goes first. When the vendor refuses a credential, the call is sent once more with another one.
 */
export class PooledSender implements Sender {
  /** @param pipelines one for each member of the pool. */
  constructor(
    private readonly pool: CredentialPool,
    private readonly pipelines: ReadonlyMap<ManagedAuthorizer, Pipeline>,
  ) {}

  send(call: Call, context: SendContext): Promise<WireResponse> {
    return this.read(call, (response) => response, context);
  }

  read<T>(call: Call, decode: (response: WireResponse) => T, context: SendContext): Promise<T> {
    const first = this.choose(call);
    const answer = this.of(first).read(call, decode, context);
    if (this.pipelines.size === 1) return answer;
    return answer.catch((error: unknown) => {
      const second = this.choose(call);
      if (!(error instanceof Fault) || error.kind !== 'credential' || second === first || !second.usable())
        throw error;
      return this.of(second).read(call, decode, context);
    });
  }

  /** What all credentials together may still call; undefined when one of them has no known limit. */
  quota(endpoint: string): QuotaState | undefined {
    let left = 0;
    let perMinute = 0;
    for (const pipeline of this.pipelines.values()) {
      const view = pipeline.quotaView(endpoint);
      if (view.limit === undefined) return undefined;
      left += view.available;
      perMinute += (view.limit / view.windowMs) * 60_000;
    }
    return { left, perMinute };
  }

  /** Calls of all credentials that wait for quota. */
  get waitingForQuota(): number {
    return this.sum((pipeline) => pipeline.waitingForQuota);
  }

  /** How many circuit breakers are in each state. */
  circuits(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const pipeline of this.pipelines.values())
      for (const state of pipeline.circuits().values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    return counts;
  }

  private sum(of: (pipeline: Pipeline) => number): number {
    return [...this.pipelines.values()].reduce((total, pipeline) => total + of(pipeline), 0);
  }

  private choose(call: Call): ManagedAuthorizer {
    if (this.pipelines.size === 1) return this.pool.members[0] as ManagedAuthorizer;
    return this.pool.choose((member) => this.of(member).quotaView(call.endpoint).waitMs === 0);
  }

  private of(member: ManagedAuthorizer): Pipeline {
    return this.pipelines.get(member) as Pipeline;
  }
}
