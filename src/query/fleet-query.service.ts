import { inSlices } from '../kernel/slices.js';
import type { Caller } from '../platform/http/admission/caller.js';
import type { JsonValue } from '../fleet/cursor.js';
import type { WalkCredit } from '../platform/limits/walk-credit.js';
import type { Page } from './question/answer.js';
import type { Cursors } from './question/cursors.js';
import { failureDto, incompleteAnswer, projectFailureDto, nothingAnswered } from './question/failures.js';
import type { AssetRow, AssetSource } from './question/fleet-query.js';
import type { ReadingStats } from './reading/fleet-reader.js';
import { outOfQuota } from './plan/out-of-quota.js';
import { readPageInHostOrder, readSortedPage } from './reading/page-reader.js';
import { markOf, pinOf, positionOf } from './reading/position.js';
import type { QueryContext } from './question/query-context.js';
import type { AnswerInput, QueryInput } from './question/query-input.js';
import type { PlannedReading, QueryPlanner } from './plan/query-planner.js';
import type { QueryResolver, Question } from './servers/query-resolver.js';
import type { OpenReading } from './plan/plan.js';
import { orderMembers } from './reading/row-order.js';
import { rowShaper } from './reading/row-shaper.js';
import { lacksHosts, misses, orStale } from './reading/stale-answer.js';
import { streamEvents, type AnswerEvent } from './events/stream-reader.js';
import { summaryOf } from './events/summary.js';

/** Answers fleet queries of any asset type, as a page or as a stream of events. */
export class FleetQueryService {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly planner: QueryPlanner,
    private readonly cursors: Cursors,
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
    const { binding } = await this.resolver.question(source, input, caller);
    this.cursors.read(binding, answer.cursor);
  }

  /**
   * One page.
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
    const asked = inTime(input, context);
    const { answer: page, again } = await orStale(
      asked,
      staleIfErrorMs,
      context,
      (older, isAgain) => this.readPage(source, older, answer, caller, context, !isAgain),
      misses,
      lacksHosts,
    );
    if (staleIfErrorMs > 0)
      page.summary.stale = again && Date.now() - Date.parse(page.summary.as_of) > asked.maxAgeMs;
    return page;
  }

  private async readPage<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
    context: QueryContext,
    mayPay: boolean,
  ): Promise<Page<Row>> {
    const question = await this.resolver.question(source, input, caller);
    const [mark, credit] = placeIn(this.cursors.read(question.binding, answer.cursor));
    // The first page pays for the hosts of the whole walk. Those behind it use that up, and pay for what they read beyond.
    const pays = mark === undefined && mayPay;
    if (pays) await prepayNamed(question, context);
    if (credit !== undefined) context.meter?.useCredit(credit);
    const planned = await this.planner.plan(question, { rows: answer.limit, ...pinOf(mark) }, context);
    if (pays && !question.named) await context.meter?.prepay(planned.size);
    const hopeless = outOfQuota(planned.explanation, context);
    if (hopeless !== undefined) throw hopeless;
    const reading = await planned.open();
    const { query, reader } = reading;
    const members = orderMembers(source, query.sort);
    const from = positionOf(query, mark, members);
    const stats: ReadingStats = { cacheHits: 0, asOf: Date.now(), remembered: new Set() };
    const read = query.sort.length === 0 ? readPageInHostOrder : readSortedPage;
    const page = await read(query, from, answer.limit, reader, rowShaper(query), context, stats);
    const failures = query.projectFailures.map(projectFailureDto);
    await inSlices(page.failures, (failure) => {
      if (context.endedBy(failure.fault)) throw failure.fault;
      failures.push(failureDto(failure));
    });
    // After the last row the hosts that have none are accounted for as well.
    const answered = page.answered + (page.next === null ? query.silentHosts : 0);
    if (failures.length > 0) {
      if (answer.partial === 'forbid') throw incompleteAnswer(failures);
      if (answered === 0 && page.items.length === 0) throw nothingAnswered(failures, page.failures);
    }
    this.planner.observe(context.meanCallMs);
    const counts = { answered, failures: failures.length, items: page.items.length };
    const next = page.next === null ? undefined : markOf(query, page.next, members, reading.snapshotAsOf);
    return {
      items: page.items,
      failures,
      complete: failures.length === 0,
      next_cursor:
        next === undefined
          ? null
          : this.cursors.write(question.binding, placeOf(next, await context.meter?.leaveCredit())),
      summary: summaryOf(
        { ...planned, ...outcomeOf(reading) },
        query,
        counts,
        stats,
        context,
        answer.explain,
      ),
    };
  }

  /** All rows, as they complete or in the order asked for; the last event is the summary. Faults before the first row are thrown. */
  async stream<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<Row>, void, undefined>> {
    const { staleIfErrorMs = 0 } = answer;
    const asked = inTime(input, context);
    const { answer: planned, again } = await orStale(
      asked,
      staleIfErrorMs,
      context,
      (older, isAgain) => this.planStream(source, older, caller, context, !context.paid && !isAgain),
      () => false,
      () => false,
    );
    const observe = (): void => this.planner.observe(context.meanCallMs);
    if (staleIfErrorMs === 0) return streamEvents(planned, answer, context, observe);
    let older = again;
    const reading =
      staleIfErrorMs > asked.maxAgeMs
        ? this.planner.withOlderRows(planned, staleIfErrorMs, () => (older = true))
        : planned;
    return streamEvents(
      reading,
      answer,
      context,
      observe,
      (asOf) => older && Date.now() - asOf > asked.maxAgeMs,
    );
  }

  private async planStream<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    caller: Caller,
    context: QueryContext,
    pays: boolean,
  ): Promise<PlannedReading<Row>> {
    const question = await this.resolver.question(source, input, caller);
    if (pays) await prepayNamed(question, context);
    const planned = await this.planner.plan(question, { rows: Infinity }, context);
    const hopeless = outOfQuota(planned.explanation, context);
    if (hopeless !== undefined) throw hopeless;
    if (context.paid) context.meter?.grant(planned.size);
    if (pays && !question.named) await context.meter?.prepay(planned.size);
    return planned;
  }
}

/** Hosts that are named can be paid for before anything is asked upstream; a selection has to be found first. */
async function prepayNamed<Row extends AssetRow>(
  { input }: Question<Row>,
  context: QueryContext,
): Promise<void> {
  if ('ids' in input.hosts) await context.meter?.prepay(input.hosts.ids.length);
}

/** What a cursor holds: where the next page starts, and what its walk has paid ahead. */
function placeOf(mark: JsonValue, credit: WalkCredit | undefined): JsonValue {
  return credit === undefined ? [mark] : [mark, [credit.id, credit.points, credit.until]];
}

function placeIn(
  payload: JsonValue | undefined,
): readonly [mark: JsonValue | undefined, credit: WalkCredit | undefined] {
  if (payload === undefined) return [undefined, undefined];
  const [mark, credit] = payload as readonly [JsonValue, (readonly [string, number, number])?];
  return [mark, credit && { id: credit[0], points: credit[1], until: credit[2] }];
}

/** The question with what the request's headers say of its age. */
function inTime<Row extends AssetRow>(input: QueryInput<Row>, { maxAgeMs }: QueryContext): QueryInput<Row> {
  return maxAgeMs >= input.maxAgeMs ? input : { ...input, maxAgeMs };
}

/** Known once the page is read. */
function outcomeOf<Row extends AssetRow>({ plan, switchReason }: OpenReading<Row>) {
  return { plan, switchReason };
}
