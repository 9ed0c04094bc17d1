import type { ExportState } from '../export-record.js';
import type { ExportStore } from './export-store.js';

/** States in which an export ends; each is kept once. */
const ENDS: ReadonlySet<ExportState> = new Set(['succeeded', 'failed', 'cancelled']);

/** Returns the store, which from now on calls `came` for each export that is ordered or ends in this process. */
export function countedExportStore(store: ExportStore, came: (state: ExportState) => void): ExportStore {
  const create = store.create.bind(store);
  const replace = store.replace.bind(store);
  store.create = async (...order) => {
    const created = await create(...order);
    if (created.kind === 'created') came('queued');
    return created;
  };
  store.replace = async (next) => {
    const kept = await replace(next);
    if (kept && ENDS.has(next.state)) came(next.state);
    return kept;
  };
  return store;
}
