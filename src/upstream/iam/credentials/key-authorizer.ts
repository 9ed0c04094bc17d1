import { deadlineAfter, untilAborted } from '../../../kernel/abort.js';
import { systemClock, type Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/fault.js';
import type { Authorized } from '../../transport/authorizer.js';
import type { WireRequest, WireResponse } from '../../transport/wire.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialKind, CredentialState, ManagedAuthorizer } from '../credential-state.js';
import { RefusalMemory } from '../refusal-memory.js';
import type { AccessKey, KeySource } from './access-key.js';
import { tokenClient, type CredentialScope, type CredentialTools } from './credential-kind.js';
import { KeyGate } from './key-gate.js';
import { sdkDate, signatureOf } from './signature.js';

interface KeyCredential {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly keys: KeySource;
}

interface KeyAuthorizerOptions extends KeyCredential {
  /** From the configuration; without it `findProject` looks it up, once. */
  readonly projectId?: string;
  /** Looks up the project's id; signs its own request with `sign`. */
  readonly findProject: (sign: (request: WireRequest) => WireRequest, signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** A clock that is off by more counts as the reason of a refusal; choice: the vendor allows 15 minutes. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** How long the look-up of the project may take, retries included; choice. */
const LOOKUP_MS = 10_000;

/**
 * Signs requests with access keys. Detects a wrong clock by the Date header of a refusal, and corrects it. Stops using a
 * key whose signatures are refused before the vendor locks it.
 */
class KeyAuthorizer implements ManagedAuthorizer {
  private readonly gate: KeyGate;
  /** Remembers failed look-ups of the project. */
  private readonly refusals: RefusalMemory;
  private project: string | undefined;
  private lookup: Promise<string> | undefined;
  /** How far the vendor's clock is ahead of ours. */
  private clockOffsetMs = 0;
  /** The keys that signed last. */
  private lastKey: AccessKey | undefined;

  constructor(private readonly options: KeyAuthorizerOptions) {
    this.gate = new KeyGate(options.clock);
    this.refusals = new RefusalMemory(options.clock, options.random);
    this.project = options.projectId;
  }

  get id(): string {
    return this.options.id;
  }

  get kind(): CredentialKind {
    return this.options.kind;
  }

  async authorize(request: WireRequest, signal: AbortSignal): Promise<Authorized> {
    const projectId = await this.projectId(signal);
    const key = await this.key(signal);
    const permit = await this.gate.enter(signal);
    return {
      request: this.sign(request, key, { 'x-project-id': projectId }),
      accepted: () => permit.accepted(),
      refused: (response) => {
        const corrected = this.correctClock(response);
        permit.refused();
        const renewable = this.options.keys.refused(key);
        return (corrected || renewable) && this.gate.usable();
      },
    };
  }

  state(): CredentialState {
    const { expiresAt, ...source } = this.options.keys.state();
    const lookup = this.refusals.state();
    const failed = [source, lookup].find(({ condition }) => condition !== 'empty' && condition !== 'ready');
    return {
      id: this.id,
      kind: this.kind,
      ...(failed ?? this.gate.state()),
      ...(expiresAt === undefined ? {} : { keyExpiresAt: expiresAt }),
    };
  }

  usable(): boolean {
    const { condition } = this.options.keys.state();
    const hasKeys = condition === 'empty' || condition === 'ready';
    return hasKeys && this.gate.usable() && this.refusals.current() === undefined;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    await this.options.keys.refresh(signal);
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

  /** Returns the keys to sign with. The first requests with new keys go one by one, as those with the first keys did. */
  private async key(signal: AbortSignal): Promise<AccessKey> {
    const key = await this.options.keys.current(signal);
    if (this.lastKey !== undefined && !isSame(this.lastKey, key)) this.gate.renew();
    this.lastKey = key;
    return key;
  }

  /** Looks up the project once for all callers that wait. After a failure it waits for the back-off. */
  private async findProject(): Promise<string> {
    const refusal = this.refusals.current();
    if (refusal !== undefined) throw refusal;
    const late = (): Fault => new Fault('timeout', `IAM found no project within ${LOOKUP_MS} ms`);
    const deadline = deadlineAfter(LOOKUP_MS, late);
    const key = await this.key(deadline.signal);
    const permit = await this.gate.enter(deadline.signal);
    try {
      this.project = await this.options.findProject(
        (request) => this.sign(request, key, {}),
        deadline.signal,
      );
      permit.accepted();
      this.refusals.fetched();
      return this.project;
    } catch (error) {
      // The client reads a 401 of IAM as a wrong password, which is right for tokens; here the signature was refused.
      if (error instanceof CredentialFault && error.status === 401) {
        permit.refused();
        const { upstreamCode, upstreamRequestId } = error;
        throw new CredentialFault('signature_refused', { status: 401, upstreamCode, upstreamRequestId });
      }
      this.refusals.failed(Fault.from(error));
      throw error;
    } finally {
      deadline.dispose();
    }
  }

  /**
   * Signs host, date, project, content type and security token. Other headers stay unsigned, because a proxy may add or
   * change them. `Host` is signed but not added: the transport sends it.
   */
  private sign(
    request: WireRequest,
    { accessKey, secretKey, securityToken }: AccessKey,
    scope: Readonly<Record<string, string>>,
  ): WireRequest {
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

  /** Corrects our clock by the refusal's Date header. Returns whether it was off, and so was the reason of the refusal. */
  private correctClock(response: WireResponse | undefined): boolean {
    const theirs = Date.parse(response?.headers['date'] ?? '');
    if (Number.isNaN(theirs)) return false;
    const offsetMs = theirs - this.options.clock.now();
    if (Math.abs(offsetMs - this.clockOffsetMs) < CLOCK_TOLERANCE_MS) return false;
    this.clockOffsetMs = offsetMs;
    return true;
  }
}

function isSame(one: AccessKey, other: AccessKey): boolean {
  return (
    one.accessKey === other.accessKey &&
    one.secretKey === other.secretKey &&
    one.securityToken === other.securityToken
  );
}

/** Returns the authorizer of a credential that signs with access keys. */
export function keyAuthorizer(
  credential: KeyCredential,
  { iamOrigin, project }: CredentialScope,
  tools: CredentialTools,
): ManagedAuthorizer {
  const client = tokenClient(iamOrigin, tools);
  return new KeyAuthorizer({
    ...credential,
    ...('id' in project ? { projectId: project.id } : {}),
    findProject: (sign, signal) => client.findProject('name' in project ? project.name : '', sign, signal),
    clock: tools.clock ?? systemClock,
    random: tools.random ?? Math.random,
  });
}
