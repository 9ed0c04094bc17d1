import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow } from '../question/fleet-query.js';
import { loadKeys } from '../snapshots/keyed-loader.js';
import { subjectOf } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import type { PlanRequest, PlanServices } from './plan.js';
import type { Statistics } from './statistics.js';

/** What a packed row takes in memory at least, in bytes; see `RowTable`. */
const LEAST_ROW_BYTES = 30;

type KeysOf<Row extends AssetRow> = Pick<PlanRequest<Row>, 'prepared' | 'keyed' | 'context' | 'services'>;

/**
 * Reads all keys that a query needs, of all its projects, and keeps the result for later queries.
 *
 * @param onProgress called with the share done, 0 to 1.
 * @throws Fault when any key cannot be read.
 */
export async function readKeys<Row extends AssetRow>(
  request: KeysOf<Row>,
  onProgress?: (share: number) => void,
): Promise<Map<string, Snapshot<Row>>> {
  const { prepared, keyed, context, services } = request;
  const { source, input, projects } = prepared;
  const loaded = new Map<string, Snapshot<Row>>();
  for (const [at, project] of projects.entries()) {
    const { keys, asOf, calls } = await keysToRead(request, project);
    await context.meter?.cover(calls);
    const onKey = (done: number): void => onProgress?.((at + done / keys.length) / projects.length);
    const kept = services.snapshots.newestOf<Row>(subjectOf(prepared, project), input.keys?.id ?? '');
    const subject = { source, keyed, project, scope: input, earlier: kept?.basis };
    const snapshot = await loadKeys(subject, { keys, asOf }, { ...services.options, onKey }, context);
    services.snapshots.put(subjectOf(prepared, project), input.keys?.id ?? '', snapshot);
    loaded.set(project.alias, snapshot);
  }
  return loaded;
}

interface KeysToRead {
  readonly keys: readonly (string | number)[];
  /** When they were known to be all, Unix milliseconds. */
  readonly asOf: number;
  /** About what reading them costs. */
  readonly calls: number;
}

/** The keys that the filters name, else those of the statistics that the filters want. */
async function keysToRead<Row extends AssetRow>(
  request: KeysOf<Row>,
  project: UpstreamProject,
): Promise<KeysToRead> {
  const { prepared, context, services } = request;
  const { input } = prepared;
  const named = input.keys?.keys;
  if (named !== undefined) return { keys: named, asOf: Date.now(), calls: named.length };
  const statistics = await statisticsFor(request, project);
  const wanted = statistics.counts.filter((count) => input.keys?.wants(count) !== false);
  // Without this check, calls would be spent on rows that cannot be held in the end.
  context.held.expect(wanted.reduce((sum, { rows }) => sum + rows, 0) * LEAST_ROW_BYTES);
  // Rows under a key that came later are missing, so what is read by these keys is as old as they are.
  const keys = [...new Set(wanted.map((count) => count.key))];
  const { pageLimit } = services.options;
  const furtherPages = wanted.reduce((sum, { rows }) => sum + Math.floor(rows / pageLimit), 0);
  return { keys, asOf: statistics.asOf, calls: keys.length + furtherPages };
}

/** Returns the statistics that say which keys there are: those that are kept where they are young enough for the query. */
export function statisticsFor<Row extends AssetRow>(
  {
    prepared: { source, input },
    keyed,
    context,
    services: { statistics },
  }: Pick<PlanRequest<Row>, 'prepared' | 'keyed' | 'context'> & {
    readonly services: Pick<PlanServices, 'statistics'>;
  },
  project: UpstreamProject,
): Promise<Statistics> {
  const maxAgeMs = input.maxAgeMs === 0 ? context.elapsedMs : input.maxAgeMs;
  const kept = statistics.peek(source, project, input, maxAgeMs);
  return kept === undefined ? statistics.read(source, keyed, project, input, context) : Promise.resolve(kept);
}
