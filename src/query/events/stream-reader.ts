import type { Outcome } from '../../fleet/outcome.js';
import { Fault } from '../../kernel/fault.js';
import { Slices } from '../../kernel/slices.js';
import type { HostFailure, Progress as ProgressNote, Summary } from '../question/answer.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { failureDto, fleetFailureDto, projectFailureDto } from '../question/failures.js';
import type { FleetReader, ReadingStats } from '../reading/fleet-reader.js';
import { readSorted } from '../reading/page-reader.js';
import type { QueryContext } from '../question/query-context.js';
import type { AnswerInput } from '../question/query-input.js';
import { Progress, PROGRESS_EVERY_MS, type Counts } from './progress.js';
import type { PlannedReading } from '../plan/query-planner.js';
import type { OpenReading } from '../plan/plan.js';
import { rowShaper, type RowShaper } from '../reading/row-shaper.js';
import { summaryOf } from './summary.js';
import type { Target } from '../question/target.js';

/** What a stream is made of. Rows travel in batches, one for each upstream page or so. */
export type AnswerEvent<Row, Outcome = Summary> =
  | { readonly type: 'items'; readonly items: readonly Row[] }
  | { readonly type: 'failure'; readonly failure: HostFailure }
  | { readonly type: 'progress'; readonly progress: ProgressNote }
  | { readonly type: 'summary'; readonly summary: Outcome };

/** Rows in one event of a sorted stream. */
const SORTED_BATCH = 500;
/** Rows in one event of an unsorted stream, but for what one host has beyond. A choice: some milliseconds of work. */
const MOST_ITEMS = 1_000;
/** Failures sent before the clock is looked at: some milliseconds of work. A choice. */
const FAILURES_AT_ONCE = 50;

/**
 * The query's events, ending with the summary. Without `sort`, hosts come as they complete; with it, rows wait for the
 * last host. `partial: forbid` ends the reading at the first failure; the summary then says `complete: false`.
 *
 * @param onEnd called when everything was read.
 * @param isStale whether rows of that age had to do because the vendor failed; absent: nobody asked for that.
 */
export async function* streamEvents<Row extends AssetRow>(
  planned: PlannedReading<Row>,
  { partial, explain }: AnswerInput,
  context: QueryContext,
  onEnd: () => void,
  isStale?: (asOf: number) => boolean,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  const stats: ReadingStats = { cacheHits: 0, asOf: Date.now(), remembered: new Set() };
  const counts = { answered: 0, failures: 0, items: 0 };
  const progress = new Progress(planned.size, context);
  yield { type: 'progress', progress: progress.now(counts) };
  let reading: OpenReading<Row>;
  try {
    reading = yield* opened(planned, progress, counts);
  } catch (error) {
    // Nothing of the fleet could be found; the answer has begun, so it is said in the answer's own words.
    const fault = Fault.from(error);
    if (fault.kind === 'cancelled') throw fault;
    counts.failures = 1;
    yield { type: 'failure', failure: fleetFailureDto(fault) };
    const nothing = { targets: [], silentHosts: planned.size };
    const summary = summaryOf(planned, nothing, counts, stats, context, explain);
    yield { type: 'summary', summary: { ...summary, ...(isStale === undefined ? {} : { stale: false }) } };
    return;
  }
  const { query, reader, plan, switchReason } = reading;
  const shape = rowShaper(query);
  // Every other plan has read all hosts by now.
  const share = plan === 'per-host' ? 0 : 1;
  progress.total = query.targets.length + query.silentHosts;
  counts.answered = query.silentHosts;
  for (const projectFailures of query.projectFailures) {
    counts.failures++;
    yield { type: 'failure', failure: projectFailureDto(projectFailures) };
  }
  if (query.sort.length > 0) {
    try {
      yield* sortedEvents(query, reader, shape, context, stats, counts);
    } catch (error) {
      const fault = Fault.from(error);
      if (fault.kind !== 'answer_too_large' && fault.kind !== 'overloaded') throw error;
      // The answer has begun: that it does not fit is said in the answer's own words.
      counts.failures++;
      yield { type: 'failure', failure: fleetFailureDto(fault) };
    }
  } else if (partial === 'allow' || counts.failures === 0) {
    const slices = new Slices();
    for await (const batch of alive(reader.all(query, context, stats))) {
      if (slices.usedUp) await slices.next();
      if (batch !== undefined) {
        yield* outcomeEvents(batch, shape, counts, slices);
        if (partial === 'forbid' && counts.failures > 0) break;
      }
      if (progress.due) yield { type: 'progress', progress: progress.now(counts, share) };
    }
  }
  onEnd();
  yield {
    type: 'summary',
    summary: {
      ...summaryOf({ ...planned, plan, switchReason }, query, counts, stats, context, explain),
      ...(isStale === undefined ? {} : { stale: isStale(stats.asOf) }),
    },
  };
}

/** Opens the plan and tells how far it is meanwhile. */
async function* opened<Row extends AssetRow>(
  planned: PlannedReading<Row>,
  progress: Progress,
  counts: Counts,
): AsyncGenerator<AnswerEvent<Row>, OpenReading<Row>, undefined> {
  let share = 0;
  const opening = planned.open((done) => (share = done));
  for (;;) {
    const reading = await within(opening, PROGRESS_EVERY_MS);
    if (reading !== undefined) return reading;
    yield { type: 'progress', progress: progress.now(counts, share) };
  }
}

/** What `work` gives, or undefined when it takes longer than `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function* outcomeEvents<Row extends AssetRow>(
  batch: readonly Outcome<Target, Row>[],
  shape: RowShaper<Row>,
  counts: Counts,
  slices: Slices,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  let items: Row[] = [];
  const failures: HostFailure[] = [];
  for (const outcome of batch) {
    if (outcome.kind === 'failure') failures.push(failureDto(outcome));
    else counts.answered++;
    for (const row of outcome.rows ?? []) {
      const item = shape(row);
      if (item !== undefined) items.push(item);
    }
    if (items.length >= MOST_ITEMS) {
      counts.items += items.length;
      yield { type: 'items', items };
      items = [];
    }
    if (slices.usedUp) await slices.next();
  }
  counts.items += items.length;
  counts.failures += failures.length;
  if (items.length > 0) yield { type: 'items', items };
  for (const [at, failure] of failures.entries()) {
    if (at % FAILURES_AT_ONCE === FAILURES_AT_ONCE - 1 && slices.usedUp) await slices.next();
    yield { type: 'failure', failure };
  }
}

async function* sortedEvents<Row extends AssetRow>(
  query: FleetQuery<Row>,
  reader: FleetReader,
  shape: RowShaper<Row>,
  context: QueryContext,
  stats: ReadingStats,
  counts: Counts,
): AsyncGenerator<AnswerEvent<Row>> {
  const all = await readSorted(query, reader, shape, context, stats);
  counts.answered = all.answered;
  const slices = new Slices();
  for (let at = 0; at < all.placed.length; at += SORTED_BATCH) {
    if (slices.usedUp) await slices.next();
    const items = all.placed.slice(at, at + SORTED_BATCH).map(({ row }) => row);
    counts.items += items.length;
    yield { type: 'items', items };
  }
  for (const failure of all.failures) {
    if (++counts.failures % FAILURES_AT_ONCE === 0 && slices.usedUp) await slices.next();
    yield { type: 'failure', failure: failureDto(failure) };
  }
}

/** The source's values, and `undefined` whenever it has been silent for a while; closes the source as it ends. */
async function* alive<T>(
  source: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T | undefined, void, undefined> {
  try {
    let next = source.next();
    for (;;) {
      const step = await within(next, PROGRESS_EVERY_MS);
      if (step === undefined) yield undefined;
      else if (step.done === true) return;
      else {
        yield step.value;
        next = source.next();
      }
    }
  } finally {
    await source.return();
  }
}
