import type { PlanVeto } from '../../fleet/planner.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { Question } from '../servers/query-resolver.js';
import type { PlanRequest } from './plan-request.js';
import type { KeyTally } from './row-estimate.js';

/** Most rows that are held at once for a keyed reading. About 200 MB. */
const MOST_ROWS_HELD = 1_500_000;

/**
 * Most servers that no export of a whole fleet is made for. A choice: so many servers take about as many calls as an export
 * with its list of servers, so an export could only win because it waits less for a quota. Its file has the rows of all
 * servers, and that is too much to ask of the vendor for a few.
 */
const FEW_SERVERS = 20;

/** Returns the plans that must not be taken for a question, each with its reason. */
export function planVetoes<Row extends AssetRow>(request: PlanRequest<Row>, tally: KeyTally): PlanVeto[] {
  const { question, keyed } = request;
  const againstExport = exportVeto(question, request.size);
  const againstKeys = keyedVetoes(question, tally);
  const lacksMembers =
    keyed.fuller === true && question.input.plan === 'auto' && !question.named && againstKeys.length === 0;
  return [
    ...(againstExport === undefined ? [] : [againstExport]),
    ...againstKeys,
    ...(lacksMembers
      ? [{ plan: 'per-host' as const, reason: 'the list of one server lacks members of a row' }]
      : []),
  ];
}

/**
 * Returns why no export is taken. It needs few calls, but it is slow, and its file is documented thinly. So it is for whole
 * fleets under a quota, and for callers who ask for it by name.
 *
 * @param size how many servers the question is about; default: those that it names.
 */
export function exportVeto<Row extends AssetRow>(
  { source, input, projects, everything }: Question<Row>,
  size = 'ids' in input.hosts ? input.hosts.ids.length : Infinity,
): PlanVeto | undefined {
  const { keyed, exported } = source;
  if (keyed === undefined || exported === undefined)
    return { plan: 'export', reason: 'no export gives these rows exactly' };
  const { endpoints } = keyed;
  const limited = projects.some((project) =>
    [endpoints.keyed, endpoints.list].some((endpoint) => project.quota(endpoint) !== undefined),
  );
  if (input.plan === 'export') return undefined;
  if (!everything && size <= FEW_SERVERS)
    return { plan: 'export', reason: 'it would fetch the rows of the whole fleet for a few servers' };
  if (limited) return undefined;
  return {
    plan: 'export',
    reason: 'slow and thinly documented, so only taken under a quota or when asked for',
  };
}

/** Returns why rows are not read key by key. Keys that the filters name are never too many. */
function keyedVetoes<Row extends AssetRow>(
  { input }: Question<Row>,
  { rowsPerKey, refusals }: KeyTally,
): PlanVeto[] {
  const vetoes = refusals.map((reason): PlanVeto => ({ plan: 'by-port', reason }));
  const rows = rowsPerKey?.reduce((sum, each) => sum + each, 0) ?? 0;
  if (rows > MOST_ROWS_HELD && input.keys?.keys === undefined)
    vetoes.push({ plan: 'by-port', reason: 'it would hold too many rows in memory at once' });
  return vetoes;
}
