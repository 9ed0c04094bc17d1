import { systemClock, type Clock } from '../../../kernel/clock.js';
import { METADATA_ORIGIN } from '../../../platform/config/config-rules.js';
import type { CredentialKind } from './credential-kind.js';
import { keyAuthorizer } from './key-authorizer.js';
import { MetadataService } from './metadata-service.js';
import { RenewedKeys, type FetchedKey } from './renewed-keys.js';

export interface EcsAgencyConfig {
  readonly kind: 'ecs-agency';
  readonly id: string;
  /** Scheme, host and port of the metadata service. */
  readonly metadataEndpoint: string;
}

/**
 * Keys live for an hour, and the service has the next ones 10 minutes before the end (source: the vendor's page on server
 * metadata). They are renewed between 9 and 5 minutes before it, spread so that servers do not ask at the same time.
 */
const LATEST_RENEWAL_MS = 300_000;
const SPREAD_MS = 240_000;
/** Of keys with a shorter life, the renewal begins in the last part of this share. */
const RENEWAL_SHARE = 0.25;
/** The service is asked again after so long when it gave keys that end soon. */
const ASK_AGAIN_MS = 30_000;

async function fetchKey(
  service: MetadataService,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  signal: AbortSignal,
): Promise<FetchedKey> {
  const { key, leftMs } = await service.key(signal, clock.now());
  const marginMs = Math.min(LATEST_RENEWAL_MS + random() * SPREAD_MS, leftMs * RENEWAL_SHARE);
  const againMs = Math.min(ASK_AGAIN_MS, leftMs * RENEWAL_SHARE);
  return { key, lifeMs: leftMs, renewInMs: Math.max(againMs, leftMs - marginMs) };
}

/** The keys of the agency that this machine, a server of the vendor's cloud, has been given. */
export const ecsAgencyKind: CredentialKind<EcsAgencyConfig> = {
  settings: ({ metadataEndpoint = METADATA_ORIGIN }, id) => ({
    kind: 'ecs-agency',
    id,
    metadataEndpoint,
  }),
  // Which agency it is, no metadata tells: replicas that share a configuration must have the same one.
  identity: ({ metadataEndpoint }) => [metadataEndpoint],
  create: ({ id, metadataEndpoint }, scope, tools) => {
    const { clock = systemClock, random = Math.random } = tools;
    const service = new MetadataService(tools.wire, new URL(metadataEndpoint).origin);
    const keys = new RenewedKeys({
      fetch: (signal) => fetchKey(service, { clock, random }, signal),
      clock,
      random,
    });
    return keyAuthorizer({ id, kind: 'ecs-agency', keys }, scope, tools);
  },
};
