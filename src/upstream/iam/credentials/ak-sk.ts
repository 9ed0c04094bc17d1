import { deadlineAfter, untilAborted } from '../../../kernel/abort.js';
import { systemClock, type Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/fault.js';
import type { Authorized } from '../../transport/authorizer.js';
import type { WireRequest, WireResponse } from '../../transport/wire.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState, ManagedAuthorizer } from '../credential-state.js';
import { RefusalMemory } from '../refusal-memory.js';
import { tokenClient, type CredentialKind } from './credential-kind.js';
import { KeyGate } from './key-gate.js';
import { sdkDate, signatureOf } from './signature.js';

export interface AkSkConfig extends AccessKey {
  readonly kind: 'ak-sk';
  readonly id: string;
}

interface AccessKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** With temporary keys. */
  readonly securityToken?: string;
}

interface AkSkOptions {
  readonly id: string;
  readonly key: AccessKey;
  /** Where the configuration has one; else looked up by `findProject`, once. */
  readonly projectId?: string;
  /** Looks the project's id up; signs its own request with what it is given. */
  readonly findProject: (sign: (request: WireRequest) => WireRequest, signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** A clock that is off by more is what the vendor refuses; it allows 15 minutes, we correct well before. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** The project's look-up with its retries; choice. */
const LOOKUP_MS = 10_000;

/**
 * Signs requests with an access key. A wrong clock is found out by the Date header of the refusal and corrected; a key
 * whose signatures are refused is left alone before the vendor would lock it.
 */
class AkSkAuthorizer implements ManagedAuthorizer {
  readonly kind = 'ak-sk';
  private readonly gate: KeyGate;
  /** Of look-ups that failed. */
  private readonly refusals: RefusalMemory;
  private project: string | undefined;
  private lookup: Promise<string> | undefined;
  /** What the vendor's clock is ahead of ours. */
  private clockOffsetMs = 0;

  constructor(private readonly options: AkSkOptions) {
    this.gate = new KeyGate(options.clock);
    this.refusals = new RefusalMemory(options.clock, options.random);
    this.project = options.projectId;
  }

  get id(): string {
    return this.options.id;
  }

  async authorize(request: WireRequest, signal: AbortSignal): Promise<Authorized> {
    const projectId = await this.projectId(signal);
    const permit = await this.gate.enter(signal);
    return {
      request: this.sign(request, { 'x-project-id': projectId }),
      accepted: () => permit.accepted(),
      refused: (response) => {
        const corrected = this.correctClock(response);
        permit.refused();
        return corrected && this.gate.usable();
      },
    };
  }

  state(): CredentialState {
    const lookup = this.refusals.state();
    const state = lookup.condition === 'empty' ? this.gate.state() : lookup;
    return { id: this.id, kind: this.kind, ...state };
  }

  usable(): boolean {
    return this.gate.usable() && this.refusals.current() === undefined;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    this.gate.reset();
    this.refusals.clear();
    this.clockOffsetMs = 0;
    this.project = this.options.projectId;
    await this.projectId(signal);
  }

  async projectId(signal: AbortSignal): Promise<string> {
    if (this.project !== undefined) return this.project;
    if (this.lookup === undefined) {
      this.lookup = this.findProject().finally(() => (this.lookup = undefined));
      this.lookup.catch(() => undefined);
    }
    return untilAborted(this.lookup, signal);
  }

  close(): void {
    // Nothing runs in the background.
  }

  /** One look-up for all who wait; one that failed is not repeated before its time. */
  private async findProject(): Promise<string> {
    const refusal = this.refusals.current();
    if (refusal !== undefined) throw refusal;
    const late = (): Fault => new Fault('timeout', `IAM found no project within ${LOOKUP_MS} ms`);
    const deadline = deadlineAfter(LOOKUP_MS, late);
    const permit = await this.gate.enter(deadline.signal);
    try {
      this.project = await this.options.findProject((request) => this.sign(request, {}), deadline.signal);
      permit.accepted();
      this.refusals.fetched();
      return this.project;
    } catch (error) {
      // IAM's 401 speaks of a password when it comes to tokens; here it is the signature.
      if (error instanceof CredentialFault && error.status === 401) {
        permit.refused();
        throw new CredentialFault('signature_refused', { status: 401 });
      }
      this.refusals.failed(Fault.from(error));
      throw error;
    } finally {
      deadline.dispose();
    }
  }

  /**
   * Signs host, date, project, content type and security token. Other headers stay unsigned on purpose: what a hop on
   * the way adds or rewrites must not break the signature. `Host` is not added, the transport sends it by itself.
   */
  private sign(request: WireRequest, scope: Readonly<Record<string, string>>): WireRequest {
    const { accessKey, secretKey, securityToken } = this.options.key;
    const added = {
      ...scope,
      'x-sdk-date': sdkDate(this.options.clock.now() + this.clockOffsetMs),
      ...(securityToken === undefined ? {} : { 'x-security-token': securityToken }),
    };
    const contentType = request.headers['content-type'];
    const authorization = signatureOf(
      {
        method: request.method,
        path: request.path,
        headers: {
          ...added,
          host: new URL(request.origin).host,
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        ...(request.body === undefined ? {} : { body: request.body }),
      },
      accessKey,
      secretKey,
    );
    return { ...request, headers: { ...request.headers, ...added, authorization } };
  }

  /** True when the refusal's own Date shows that ours was the reason. */
  private correctClock(response: WireResponse | undefined): boolean {
    const theirs = Date.parse(response?.headers['date'] ?? '');
    if (Number.isNaN(theirs)) return false;
    const offsetMs = theirs - this.options.clock.now();
    if (Math.abs(offsetMs - this.clockOffsetMs) < CLOCK_TOLERANCE_MS) return false;
    this.clockOffsetMs = offsetMs;
    return true;
  }
}

export const akSkKind: CredentialKind<AkSkConfig> = {
  settings: ({ accessKey = '', secretKey = '', securityToken }, id) => ({
    kind: 'ak-sk',
    id,
    accessKey,
    secretKey,
    ...(securityToken === undefined ? {} : { securityToken }),
  }),
  identity: ({ accessKey }) => [accessKey],
  create: ({ id, accessKey, secretKey, securityToken }, { iamOrigin, project }, tools) => {
    const client = tokenClient(iamOrigin, tools);
    return new AkSkAuthorizer({
      id,
      key: { accessKey, secretKey, ...(securityToken === undefined ? {} : { securityToken }) },
      ...('id' in project ? { projectId: project.id } : {}),
      findProject: (sign, signal) => client.findProject('name' in project ? project.name : '', sign, signal),
      clock: tools.clock ?? systemClock,
      random: tools.random ?? Math.random,
    });
  },
};
