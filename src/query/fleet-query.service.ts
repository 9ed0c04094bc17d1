import type { JsonValue } from '../fleet/cursor.js';
import type { Failure } from '../fleet/outcome.js';
import { inSlices } from '../kernel/slices.js';
import type { Facts } from '../kernel/trace.js';
import type { Caller } from '../platform/http/admission/caller.js';
import type { WalkCredit } from '../platform/limits/walk-credit.js';
import { streamEvents, type AnswerEvent } from './events/stream-reader.js';
import { summaryOf } from './events/summary.js';
import { perHostPlan } from './plan/per-host-plan.js';
import { outOfQuota } from './plan/out-of-quota.js';
import type { Wanted } from './plan/plan.js';
import type { PlannedReading, QueryPlanner } from './plan/query-planner.js';
import type { HostFailure, Page } from './question/answer.js';
import type { Cursors } from './question/cursors.js';
import { failureDto, incompleteAnswer, nothingAnswered, projectFailureDto } from './question/failures.js';
import type { AssetRow, AssetSource, FleetQuery } from './question/fleet-query.js';
import type { QueryContext } from './question/query-context.js';
import type { Repeatable } from './question/repeatable.js';
import type { AnswerInput, QueryInput } from './question/query-input.js';
import type { Target } from './question/target.js';
import { newStats } from './reading/fleet-reader.js';
import { readPageInHostOrder, readSortedPage } from './reading/page-reader.js';
import { markOf, pinOf, positionOf } from './reading/position.js';
import { orderMembers } from './reading/row-order.js';
import { lacksFewerHosts, lacksHosts, orStale } from './reading/stale-answer.js';
import type { QueryResolver, PreparedQuery } from './servers/query-resolver.js';

/** Answers fleet queries of any asset type, as a page or as a stream of events. */
export class FleetQueryService {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly planner: QueryPlanner,
    private readonly cursors: Cursors,
    /** Called for each failure that an answer tells. */
    private readonly onFailure: (failure: HostFailure) => void,
  ) {}

  /**
   * Reads nothing.
   *
   * @throws Problem when the project is not known to the caller, or the cursor is of no use.
   */
  async check<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
  ): Promise<void> {
    const prepared = await this.resolver.prepare(source, input, caller);
    await this.readCursor(prepared, answer.cursor);
  }

  /**
   * Reads one page.
   *
   * @throws Problem when nothing at all could be read, when a cursor is of no use, or, with `partial: forbid`, when
   *   anything is missing.
   */
  async page<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<Row>> {
    const { staleIfErrorMs = 0 } = answer;
    const asked = withHeaderAge(input, context);
    if (staleIfErrorMs === 0)
      return this.readPage({ source, input: asked, caller, context, mayPay: true }, answer);
    const { answer: page, again } = await orStale(
      { input: asked, staleIfErrorMs, context },
      {
        ask: (older, isAgain) =>
          this.readPage({ source, input: older, caller, context, mayPay: !isAgain }, answer),
        lacks: lacksHosts,
        isBetter: lacksFewerHosts,
      },
    );
    page.summary.stale = again && Date.now() - Date.parse(page.summary.as_of) > asked.maxAgeMs;
    return page;
  }

  private async readPage<Row extends AssetRow>(
    query: CallerQuery<Row>,
    answer: AnswerInput,
  ): Promise<Page<Row>> {
    const { source, context } = query;
    const prepared = await this.resolver.prepare(source, query.input, query.caller);
    const [mark, credit] = payloadOf(await this.readCursor(prepared, answer.cursor));
    // The first page pays for the hosts of the whole walk. Those behind it use that up, and pay for what they read beyond.
    const pays = mark === undefined && query.mayPay;
    if (credit !== undefined) context.meter?.useCredit(credit);
    const wanted = { rows: answer.limit, ...pinOf(mark), explain: answer.explain };
    const planned = await this.planned(prepared, wanted, { context, pays });
    const reading = await planned.open();
    const members = orderMembers(source, reading.query.sort);
    const stats = newStats();
    const read = reading.query.sort.length === 0 ? readPageInHostOrder : readSortedPage;
    const page = await read(
      { query: reading.query, reader: reading.reader, context, stats },
      positionOf(reading.query, mark, members),
      answer.limit,
    );
    const { items } = page;
    const failures = await failuresOf(reading.query, page.failures, context);
    await inSlices(failures, this.onFailure);
    // After the last row the hosts that have none are accounted for as well.
    const answered = page.answered + (page.next === null ? reading.query.silentHosts : 0);
    if (failures.length > 0 && answer.partial === 'forbid') throw incompleteAnswer(failures);
    if (failures.length > 0 && answered === 0 && items.length === 0)
      throw nothingAnswered(failures, page.failures);
    this.planner.observe(context.meanCallMs);
    const next = page.next === null ? null : markOf(reading, page.next, members);
    const counts = { answered, failures: failures.length, items: items.length };
    const total = knowsTotal(reading.query, mark) ? page.total : undefined;
    const cursor = await this.cursorOf(prepared, next, context);
    // Not pages that go on with a walk, nor older ones that are given because the vendor failed.
    if (pays && failures.length === 0) context.repeatable = repeatableOf(planned, prepared, cursor);
    return {
      items,
      failures,
      complete: failures.length === 0,
      next_cursor: cursor.write(),
      summary: summaryOf({
        ...{ planned, reading, counts, total, stats, context },
        query: reading.query,
        explain: answer.explain,
      }),
    };
  }

  /** Returns what writes the cursor of the next page. */
  private cursorOf<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    next: JsonValue | null,
    context: QueryContext,
  ): NextCursor | Promise<NextCursor> {
    return next === null ? NO_CURSOR : this.cursorTo(prepared, next, context);
  }

  private async cursorTo<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    next: JsonValue,
    { meter }: QueryContext,
  ): Promise<NextCursor> {
    const credit = await meter?.leaveCredit();
    const write = this.cursors.writer(await prepared.binding(), payloadWith(next, credit));
    return { write, isShared: credit === undefined };
  }

  /** Gives all rows, as they complete or in the order asked for; the last event is the summary. Faults before the first row are thrown. */
  async stream<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<Row>, void, undefined>> {
    const { staleIfErrorMs = 0, partial, explain } = answer;
    const asked = withHeaderAge(input, context);
    const { answer: planned, again } = await orStale(
      { input: asked, staleIfErrorMs, context },
      {
        ask: (older, isAgain) =>
          this.planStream({ source, input: older, caller, context, mayPay: !context.paid && !isAgain }),
      },
    );
    const options = { partial, explain, onEnd: () => this.planner.observe(context.meanCallMs) };
    if (staleIfErrorMs === 0) return this.counted(streamEvents(planned, context, options));
    let older = again;
    const reading =
      staleIfErrorMs > asked.maxAgeMs
        ? this.planner.withOlderRows(planned, staleIfErrorMs, () => (older = true))
        : planned;
    const isStale = (asOf: number): boolean => older && Date.now() - asOf > asked.maxAgeMs;
    return this.counted(streamEvents(reading, context, { ...options, isStale }));
  }

  private async *counted<Row extends AssetRow>(
    events: AsyncGenerator<AnswerEvent<Row>, void, undefined>,
  ): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
    for await (const event of events) {
      if (event.type === 'failure') this.onFailure(event.failure);
      yield event;
    }
  }

  /**
   * Chooses the plan for all rows of a query, pays for its hosts and, where they are read one by one, finds them. Reads no
   * rows.
   *
   * @throws Problem when the caller cannot pay; Fault when the hosts cannot be found.
   */
  async outline<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    caller: Caller,
    context: QueryContext,
  ): Promise<QueryOutline> {
    const prepared = await this.resolver.prepare(source, input, caller);
    const { plan, size, estimatedCalls, query } = await this.planner.outline(prepared, context);
    let targets: readonly Target[] | undefined;
    if (plan === perHostPlan.name && query !== undefined) {
      const [failure] = query.projectFailures;
      if (failure !== undefined) throw failure.fault;
      targets = query.targets;
    }
    if (!context.paid) await context.meter?.prepay(targets?.length ?? size);
    return { plan, estimatedCalls, hosts: targets?.length ?? size, targets };
  }

  private async planStream<Row extends AssetRow>({
    source,
    input,
    caller,
    context,
    mayPay,
  }: CallerQuery<Row>): Promise<PlannedReading<Row>> {
    const prepared = await this.resolver.prepare(source, input, caller);
    const planned = await this.planned(prepared, { rows: Infinity }, { context, pays: mayPay });
    if (context.paid) context.meter?.grant(planned.size);
    return planned;
  }

  /** Returns what a cursor holds; undefined without one. @throws Problem `invalid-cursor` */
  private readCursor<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    cursor: string | undefined,
  ): Promise<JsonValue | undefined> | undefined {
    return cursor === undefined
      ? undefined
      : prepared.binding().then((binding) => this.cursors.read(binding, cursor));
  }

  /**
   * Chooses a plan, and pays for the hosts of the query: named ones before anything is asked upstream, a selection once
   * it is found.
   *
   * @throws Problem when the caller cannot pay, or when no plan can answer in time because of the quota.
   */
  private async planned<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    wanted: Wanted,
    { context, pays }: { readonly context: QueryContext; readonly pays: boolean },
  ): Promise<PlannedReading<Row>> {
    const { hosts } = prepared.input;
    const kept = wanted.explain === true ? undefined : this.planner.kept(prepared, wanted);
    if (pays && 'ids' in hosts) await context.meter?.prepay(hosts.ids.length);
    if (kept !== undefined) return kept;
    const only = this.planner.oneCall(prepared, wanted, context);
    if (only !== undefined) return only;
    const planned = await context.part(
      'plan',
      () => this.planner.plan(prepared, wanted, context),
      factsOfPlan,
    );
    const refusal = outOfQuota(planned.explanation, context);
    if (refusal !== undefined) throw refusal;
    if (pays && !prepared.named) await context.meter?.prepay(planned.size);
    return planned;
  }
}

/** Writes the cursor of the next page, as often as the page is given. */
interface NextCursor {
  readonly write: () => string | null;
  /** Whether any number of walks may go on with it: not where it holds what one of them has paid ahead. */
  readonly isShared: boolean;
}

/** After the last page. */
const NO_CURSOR: NextCursor = { write: () => null, isShared: true };

/** Returns when a page may be given again; undefined when it is worth reading anew each time, or has to be paid for. */
function repeatableOf<Row extends AssetRow>(
  { unchanged, size }: PlannedReading<Row>,
  { projects }: PreparedQuery<Row>,
  { write, isShared }: NextCursor,
): Repeatable | undefined {
  const [project] = projects;
  // The point of the request pays for one host. More hosts have to be paid for each time.
  if (unchanged === undefined || size > 1 || project === undefined || !isShared) return undefined;
  return { project: project.alias, holds: unchanged, nextCursor: write };
}

/** What a trace says of a plan. */
function factsOfPlan<Row extends AssetRow>({ plan, size, estimatedCalls }: PlannedReading<Row>): Facts {
  return {
    'portolan.plan': plan,
    'portolan.hosts': size,
    'portolan.estimated_calls': estimatedCalls,
  };
}

/** How a query is going to be read. */
export interface QueryOutline {
  readonly plan: string;
  readonly estimatedCalls: number;
  readonly hosts: number;
  /** The hosts, where the plan reads them one by one; undefined where it reads all at once. */
  readonly targets: readonly Target[] | undefined;
}

/** A query of one caller. */
interface CallerQuery<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly input: QueryInput<Row>;
  readonly caller: Caller;
  readonly context: QueryContext;
  /** Whether its hosts are to be paid for. */
  readonly mayPay: boolean;
}

/** The failures of one page, of projects first. @throws Fault when one of them ends the whole query. */
async function failuresOf<Row extends AssetRow>(
  query: FleetQuery<Row>,
  ofHosts: readonly Failure<Target, Row>[],
  context: QueryContext,
): Promise<HostFailure[]> {
  const failures = query.projectFailures.map(projectFailureDto);
  // A page may have a failure for each of 100 000 hosts.
  await inSlices(ofHosts, (failure) => {
    if (context.endedBy(failure.fault)) throw failure.fault;
    failures.push(failureDto(failure));
  });
  return failures;
}

/** Whether a page can know the rows of all pages: a sorted page reads every host, others may lack those before them. */
function knowsTotal<Row extends AssetRow>({ sort }: FleetQuery<Row>, mark: JsonValue | undefined): boolean {
  return mark === undefined || sort.length > 0;
}

/** What a cursor holds: where the next page starts, and what its walk has paid ahead. */
function payloadWith(mark: JsonValue, credit: WalkCredit | undefined): JsonValue {
  return credit === undefined ? [mark] : [mark, [credit.id, credit.points, credit.until]];
}

function payloadOf(
  payload: JsonValue | undefined,
): readonly [mark: JsonValue | undefined, credit: WalkCredit | undefined] {
  if (payload === undefined) return [undefined, undefined];
  const [mark, credit] = payload as readonly [JsonValue, (readonly [string, number, number])?];
  return [mark, credit && { id: credit[0], points: credit[1], until: credit[2] }];
}

/** The query, for which rows may be no older than the request's headers say. */
function withHeaderAge<Row extends AssetRow>(
  input: QueryInput<Row>,
  { maxAgeMs }: QueryContext,
): QueryInput<Row> {
  return maxAgeMs >= input.maxAgeMs ? input : { ...input, maxAgeMs };
}
