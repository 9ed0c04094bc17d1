import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../kernel/abort.js';
import { Problem } from '../../platform/problem/problem.js';
import { unpacked } from '../../query/background/pack.js';
import { isOver, type KeptQuery, type PieceFacts } from '../../query/background/query-record.js';
import { chunkOfPiece, QueryStore } from '../../query/background/query-store.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { HostFailure, Page } from '../../query/question/answer.js';
import { Cursors } from '../../query/question/cursors.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { callsOf } from '../../rest/asset-calls.js';
import { fieldsOf, picker } from '../../rest/input/fields.js';
import type { PieceContent } from './chunk-pieces.js';
import { patiently } from './patiently.js';
import { definitionOf } from './query-reading.js';
import { progressOf, summaryOf } from './query-view.js';

/** Pieces whose facts are read at a time. A choice. */
const FACTS_AT_ONCE = 200;
/** Time between two looks for new pieces, in milliseconds. A choice. */
const LOOK_MS = 300;

/** Where a reader stands: a piece, and a row in it. */
interface Place {
  readonly piece: number;
  readonly row: number;
}

/** Reads rows of background queries, in the order in which they were completed: each once, while the query runs and after. */
@Injectable()
export class QueryResults {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    private readonly cursors: Cursors,
  ) {}

  /** @throws Problem `invalid-cursor`. */
  check(kept: KeptQuery, cursor: string | undefined): void {
    this.placeOf(kept, cursor);
  }

  /** Reads a page from a cursor on. While the query runs, the last page has a cursor too. @throws Problem. */
  async page(kept: KeptQuery, limit: number, cursor: string | undefined): Promise<Page<object>> {
    let { piece, row } = this.placeOf(kept, cursor);
    const { id } = kept.record;
    const items: object[] = [];
    const failures: HostFailure[] = [];
    for (const facts of await this.store.pieces(id, piece, FACTS_AT_ONCE)) {
      const content = await this.contentOf(kept, facts);
      const some = content.items.slice(row, row + limit - items.length);
      for (const item of some) items.push(item);
      row += some.length;
      if (row < facts.rows) break;
      if (facts.round === kept.run.round) failures.push(...content.failures);
      piece++;
      row = 0;
      if (items.length >= limit) break;
    }
    const ended = isOver(kept.run) && piece >= kept.run.pieces;
    const summary = summaryOf(kept);
    return {
      items,
      failures,
      complete: summary.complete,
      next_cursor: ended ? null : this.cursors.write(bindingOf(kept), [piece, row]),
      summary,
    };
  }

  /** Reads all rows from a cursor on, and goes on until the query is over. The last event is the summary. */
  async *events(
    kept: KeptQuery,
    cursor: string | undefined,
    context: QueryContext,
  ): AsyncGenerator<AnswerEvent<object>, void, undefined> {
    let { piece, row } = this.placeOf(kept, cursor);
    const { id } = kept.record;
    const { signal } = context;
    let now = kept;
    for (;;) {
      yield { type: 'progress', progress: progressOf(now, Date.now()) };
      for (;;) {
        const from = piece;
        const some = await patiently(() => this.store.pieces(id, from, FACTS_AT_ONCE), signal);
        for (const facts of some) {
          const seen = now;
          const { items, failures } = await patiently(() => this.contentOf(seen, facts), signal);
          piece++;
          if (items.length > row) yield { type: 'items', items: row === 0 ? items : items.slice(row) };
          row = 0;
          for (const failure of facts.round === now.run.round ? failures : [])
            yield { type: 'failure', failure };
        }
        if (some.length < FACTS_AT_ONCE) break;
      }
      if (isOver(now.run) && piece >= now.run.pieces) break;
      if (context.draining) {
        yield { type: 'summary', summary: { ...summaryOf(now), complete: false, reason: 'draining' } };
        return;
      }
      await sleep(LOOK_MS, signal);
      const next: KeptQuery | undefined = await patiently(() => this.store.get(id), signal);
      if (next === undefined || wasReadAnew(next, kept)) break;
      now = next;
    }
    yield { type: 'summary', summary: summaryOf(now) };
  }

  /** Returns up to `most` failures that have not been asked again. */
  async failures(kept: KeptQuery, most: number): Promise<HostFailure[]> {
    const found: HostFailure[] = [];
    for await (const [failure] of this.failuresByChunk(kept)) if (found.push(failure) >= most) break;
    return found;
  }

  /** Gives the failures that have not been asked again, each with its chunk. */
  async *failuresByChunk(
    kept: KeptQuery,
  ): AsyncGenerator<readonly [failure: HostFailure, chunk: number], void, undefined> {
    const { run } = kept;
    if (run.failed === 0) return;
    const wanted = ({ failures, round }: PieceFacts): boolean => failures > 0 && round === run.round;
    for await (const [{ name }, { failures }] of this.contents(kept, wanted))
      for (const failure of failures) yield [failure, chunkOfPiece(name)];
  }

  /** Gives pieces with their contents as they are kept. @throws Problem `not-found` when one is not kept any more. */
  async *contents(
    { record: { id }, run }: KeptQuery,
    wanted: (facts: PieceFacts) => boolean,
  ): AsyncGenerator<readonly [facts: PieceFacts, content: PieceContent], void, undefined> {
    for (let from = 0; from < run.pieces; from += FACTS_AT_ONCE)
      for (const facts of (await this.store.pieces(id, from, FACTS_AT_ONCE)).filter(wanted))
        yield [facts, await this.keptContent(id, facts)];
  }

  /** Returns a piece as its owner sees it. @throws Problem `not-found` when it is not kept any more. */
  private async contentOf({ record, run }: KeptQuery, facts: PieceFacts): Promise<PieceContent> {
    const content = await this.keptContent(record.id, facts);
    // Rows that were read by key are kept with all their members.
    const { members } = callsOf(definitionOf(record.type));
    const fields = run.layout?.keysAsOf === undefined ? undefined : fieldsOf(record.question, members);
    return fields === undefined ? content : { ...content, items: content.items.map(picker(fields)) };
  }

  private async keptContent(id: string, { name }: PieceFacts): Promise<PieceContent> {
    const bytes = await this.store.piece(id, name);
    const content = bytes === undefined ? undefined : await unpacked(bytes);
    if (content === undefined) throw new Problem('not-found', 'These rows are not kept any more');
    return content as PieceContent;
  }

  /** @throws Problem `invalid-cursor`. */
  private placeOf(kept: KeptQuery, cursor: string | undefined): Place {
    const payload = this.cursors.read(bindingOf(kept), cursor);
    if (payload === undefined) return { piece: 0, row: 0 };
    const [piece, row] = payload as readonly [number, number];
    return { piece, row };
  }
}

/** Whether all rows that were read before have been replaced since. */
function wasReadAnew(next: KeptQuery, kept: KeptQuery): boolean {
  return next.run.layout?.whole === true && next.run.round !== kept.run.round;
}

/** What a cursor is bound to: the query, its owner and, where all is read anew, the round. */
function bindingOf({ record, run }: KeptQuery): string {
  const round = run.layout?.whole === true ? run.round : 0;
  return `items of ${record.id} of ${record.owner} in ${round}`;
}
