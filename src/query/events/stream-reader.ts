import type { Outcome } from '../../fleet/outcome.js';
import { Fault } from '../../kernel/fault.js';
import { Slices } from '../../kernel/slices.js';
import type { HostFailure, Progress as ProgressEvent, Summary } from '../question/answer.js';
import type { AssetRow, ProjectFailure } from '../question/fleet-query.js';
import { failureDto, fleetFailureDto, projectFailureDto } from '../question/failures.js';
import { newStats, type PackedItems, type RowReading } from '../reading/fleet-reader.js';
import { rowShaper } from '../reading/page-reader.js';
import type { QueryContext } from '../question/query-context.js';
import type { AnswerInput } from '../question/query-input.js';
import { Progress, PROGRESS_EVERY_MS, type Counts } from './progress.js';
import type { PlannedReading } from '../plan/query-planner.js';
import type { OpenReading } from '../plan/plan.js';
import { perHostPlan } from '../plan/per-host-plan.js';
import { readSorted } from './sorted-rows.js';
import { summaryOf } from './summary.js';
import type { Target } from '../question/target.js';

/** What a stream is made of. Rows travel in batches, one for each upstream page or so. */
export type AnswerEvent<Row, Outcome = Summary> =
  | ItemsEvent<Row>
  | { readonly type: 'failure'; readonly failure: HostFailure }
  | { readonly type: 'progress'; readonly progress: ProgressEvent }
  | { readonly type: 'summary'; readonly summary: Outcome };

/** Some rows. Where they are packed, whoever needs no objects has other ways to read them. */
export type ItemsEvent<Row> =
  | PackedItems<Row>
  | { readonly type: 'items'; readonly items: readonly Row[]; readonly each?: never; readonly json?: never };

/** Rows in one event of a sorted stream. */
const SORTED_BATCH = 500;
/** Rows after which an event of an unsorted stream ends; the last host may have more. A choice: some milliseconds of work. */
const MOST_ITEMS = 1_000;
/** Failures sent before other work may get its turn: some milliseconds of work. A choice. */
const FAILURES_AT_ONCE = 50;

interface StreamOptions {
  /** `forbid` ends the reading at the first failure; the summary then says `complete: false`. */
  readonly partial: AnswerInput['partial'];
  readonly explain: boolean;
  /** Called when everything was read. */
  readonly onEnd: () => void;
  /** Whether rows of that age were given out because the vendor failed. Absent: nobody asked for older rows. */
  readonly isStale?: (asOf: number) => boolean;
}

/**
 * Gives the events of a query, the summary last. Without `sort`, hosts come as they complete; with it, rows wait for the
 * last host.
 */
export async function* streamEvents<Row extends AssetRow>(
  planned: PlannedReading<Row>,
  context: QueryContext,
  { partial, explain, onEnd, isStale }: StreamOptions,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  const stats = newStats();
  const counts: Counts = { answered: 0, failures: 0, items: 0 };
  const progress = new Progress(planned.size, context);
  const figures = { planned, counts, stats, context, explain };
  const { plan, estimatedCalls } = planned;
  yield { type: 'progress', progress: { ...progress.now(counts), plan, estimated_calls: estimatedCalls } };
  let reading: OpenReading<Row>;
  try {
    reading = yield* opened(planned, progress, counts);
  } catch (error) {
    // The answer has begun, so that no host could be found is said in the answer's own words.
    const fault = Fault.from(error);
    if (fault.kind === 'cancelled') throw fault;
    counts.failures = 1;
    yield { type: 'failure', failure: fleetFailureDto(fault) };
    const summary = summaryOf({ ...figures, query: { targets: [], silentHosts: planned.size } });
    yield { type: 'summary', summary: isStale === undefined ? summary : { ...summary, stale: false } };
    return;
  }
  const { query } = reading;
  // A list that is still being read says little about the number of hosts.
  if (query.growth === undefined) progress.total = query.targets.length + query.silentHosts;
  counts.answered = query.silentHosts;
  const known = [...query.projectFailures];
  yield* projectEvents(known, counts);
  const rows = { query, reader: reading.reader, context, stats };
  if (query.sort.length > 0) yield* sortedEvents(rows, counts);
  else if (partial === 'allow' || counts.failures === 0) {
    // Every other plan has read all hosts by now.
    const share = reading.plan === perHostPlan.name ? 0 : 1;
    const progressNow = () => (progress.due ? progress.now(counts, share) : undefined);
    yield* unsortedEvents(rows, counts, { untilFailure: partial === 'forbid', progressNow });
  }
  await query.growth?.ended;
  if (partial === 'allow' || counts.failures === 0)
    yield* projectEvents(query.projectFailures.slice(known.length), counts);
  onEnd();
  const summary = summaryOf({ ...figures, reading, query, total: counts.items });
  const stale = isStale?.(stats.asOf);
  yield { type: 'summary', summary: stale === undefined ? summary : { ...summary, stale } };
}

function* projectEvents<Row>(
  failures: readonly ProjectFailure[],
  counts: Counts,
): Generator<AnswerEvent<Row>, void, undefined> {
  for (const failure of failures) {
    counts.failures++;
    yield { type: 'failure', failure: projectFailureDto(failure) };
  }
}

/** Opens the plan, and yields its progress until it is open. */
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

interface UnsortedOptions {
  /** Whether to stop after the first batch of hosts that has a failure in it. */
  readonly untilFailure: boolean;
  /** The progress when it is due; undefined when it is not. */
  readonly progressNow: () => ProgressEvent | undefined;
}

/** Hosts as they complete. */
async function* unsortedEvents<Row extends AssetRow>(
  { query, reader, context, stats }: RowReading<Row>,
  counts: Counts,
  { untilFailure, progressNow }: UnsortedOptions,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  const slices = new Slices();
  const asTheyAre = query.matches === undefined && query.hostDetails === undefined;
  const packed = asTheyAre ? reader.packed?.(query, stats) : undefined;
  if (packed !== undefined) {
    for (const { rows, hosts } of packed) {
      if (slices.usedUp) await slices.next();
      counts.answered += hosts;
      counts.items += rows.length;
      if (rows.length > 0) yield rows;
      const progress = progressNow();
      if (progress !== undefined) yield { type: 'progress', progress };
    }
    return;
  }
  const shape = rowShaper(query);
  for await (const batch of alive(reader.all(query, context, stats))) {
    if (slices.usedUp) await slices.next();
    if (batch !== undefined) {
      yield* outcomeEvents(batch, shape, counts, slices);
      if (untilFailure && counts.failures > 0) return;
    }
    const progress = progressNow();
    if (progress !== undefined) yield { type: 'progress', progress };
  }
}

async function* outcomeEvents<Row extends AssetRow>(
  batch: readonly Outcome<Target, Row>[],
  shape: ReturnType<typeof rowShaper<Row>>,
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

/** All rows in order, then the failures. An answer that does not fit into memory becomes a failure of the whole fleet. */
async function* sortedEvents<Row extends AssetRow>(
  reading: RowReading<Row>,
  counts: Counts,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  let all: Awaited<ReturnType<typeof readSorted<Row>>>;
  try {
    all = await readSorted(reading);
  } catch (error) {
    const fault = Fault.from(error);
    if (fault.kind !== 'answer_too_large' && fault.kind !== 'overloaded') throw error;
    // The answer has begun, so this is said in the answer's own words.
    counts.failures++;
    yield { type: 'failure', failure: fleetFailureDto(fault) };
    return;
  }
  counts.answered = all.answered;
  for await (const items of all.rows.batches(SORTED_BATCH)) {
    counts.items += items.length;
    yield { type: 'items', items };
  }
  const slices = new Slices();
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
