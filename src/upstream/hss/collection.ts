import { Fault } from '../../kernel/fault.js';
import type { SendContext } from '../transport/pipeline.js';
import type { AssetProfile } from './assets/descriptor.js';
import { instantOf, textOf } from './decode.js';
import type { HssClient } from './hss-client.js';

/** State of a collection that was asked for. */
interface CollectionState {
  readonly status: 'never' | 'running' | 'done' | 'failed' | 'unknown';
  readonly collectedAt: string | null;
}

/** What the vendor answers to a write about a server that it does not know (source: FACTS of the vendor, section 7.1). */
const UNKNOWN_SERVER = '00000010';

/** Asks one server's agent to collect a type now. @throws Fault, also when the vendor refuses every spelling of the type. */
export function startCollection(
  hss: HssClient,
  profile: AssetProfile,
  hostId: string,
  enterpriseProjectId: string,
  context: SendContext,
): Promise<void> {
  return trySpellings(profile, async (type) => {
    await hss.command(
      {
        api: '/asset/manual-collect/{type}',
        params: { type },
        query: { host_id: hostId, enterprise_project_id: enterpriseProjectId },
      },
      context,
    );
  });
}

/** Returns the state of a collection. */
export function collectionState(
  hss: HssClient,
  profile: AssetProfile,
  hostId: string,
  enterpriseProjectId: string,
  context: SendContext,
): Promise<CollectionState> {
  return trySpellings(profile, (type) =>
    hss.object(
      {
        api: '/asset/manual-collect/{type}',
        params: { type },
        query: { host_id: hostId, enterprise_project_id: enterpriseProjectId },
        decode: (answer): CollectionState => ({
          status: statusOf(textOf(answer['scan_status'], 'scan_status')),
          collectedAt: instantOf(answer['scanned_time'], 'scanned_time'),
        }),
      },
      context,
    ),
  );
}

/** Uses the first spelling that the vendor does not refuse, because its documents differ in the spelling. */
async function trySpellings<T>(profile: AssetProfile, call: (type: string) => Promise<T>): Promise<T> {
  const [first, ...others] = profile.collectedAs;
  if (first === undefined) throw new Fault('rejected', 'this type cannot be collected by hand');
  try {
    return await call(first);
  } catch (error) {
    const [second] = others;
    if (!(error instanceof Fault)) throw error;
    if (error.upstreamCode === UNKNOWN_SERVER)
      throw new Fault('not_found', 'the server is not known', { cause: error });
    if (second === undefined) throw error;
    if (error.kind !== 'rejected' && error.kind !== 'not_found') throw error;
    return call(second);
  }
}

function statusOf(word: string | null): CollectionState['status'] {
  switch (word) {
    case 'neverscan':
      return 'never';
    case 'scanning':
    case 'longscanning':
      return 'running';
    case 'scanned':
      return 'done';
    case 'failed':
      return 'failed';
    default:
      return 'unknown';
  }
}
