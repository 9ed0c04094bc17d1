import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../../platform/http/admission/caller.js';
import type { HostFailure, Page } from '../../query/question/answer.js';
import { negotiate, type AnswerFormat } from './formats.js';
import { fieldsOf } from '../input/fields.js';
import { QueryClock } from '../query-clock.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { respond } from './respond.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';

const DEFAULT_LIMIT = 100;
/** Rows in one event of a stream. */
const BATCH = 500;

/** What a list tells of itself; formats, chosen members, pages, links and ETags follow from it. */
export interface ListShape<Row extends object> {
  /** Members of a row by name. */
  readonly members: readonly string[];
  /** Name of the file that a download is saved as, without suffix. */
  readonly name: string;
  /** What a table shows where rows are no table by themselves: its columns, and a row as a record of them. */
  readonly table?: {
    readonly columns: readonly string[];
    readonly recordOf: (row: Row) => Readonly<Record<string, unknown>>;
  };
}

/** Rows that may be made only when they are asked for: a list of a whole fleet need not be held as rows. */
export interface Rows<Row> {
  readonly length: number;
  slice(from: number, to: number): Row[];
}

/** A page whose rows may be made when they are asked for. */
export type RowsPage<Row, Summary> = Omit<Page<Row, Summary>, 'items'> & { readonly items: Rows<Row> };

/** How a caller wants a list. */
export interface ListQuestion {
  readonly project?: string;
  readonly format?: AnswerFormat;
  readonly fields?: string | string[];
  readonly limit?: number;
  readonly timeout_ms?: number;
}

/** Answers lists whose rows are at hand all at once: in any format, with chosen members, by pages or whole. */
@Injectable()
export class ListAnswers {
  constructor(
    private readonly clock: QueryClock,
    private readonly resolver: QueryResolver,
  ) {}

  /**
   * @param read gives the rows after the question's cursor, at most `limit` of them; a stream asks for all (`Infinity`).
   * @throws Problem
   */
  async answer<Row extends object, Summary extends object>(
    shape: ListShape<Row>,
    question: ListQuestion,
    request: FastifyRequest,
    reply: FastifyReply,
    read: (limit: number, context: QueryContext) => Promise<RowsPage<Row, Summary>>,
  ): Promise<void> {
    const format = negotiate(question.format, request.headers.accept);
    const fields = fieldsOf(question, shape.members);
    const context = this.clock.start(question, request, reply);
    const table = format === 'csv' && fields === undefined ? shape.table : undefined;
    const dressing = {
      format,
      columns: table?.columns ?? shape.members,
      ...(fields === undefined ? {} : { fields }),
      name: shape.name,
    };
    await respond<object, Summary>(
      request,
      reply,
      dressing,
      {
        check: () => void this.resolver.projectsOf(callerOf(request), question.project),
        page: async () => {
          const page = await read(question.limit ?? DEFAULT_LIMIT, context);
          return { ...page, items: page.items.slice(0, page.items.length) };
        },
        stream: async () => {
          const { items, failures, summary } = await read(Infinity, context);
          const batch = (from: number, to: number): object[] => {
            const rows = items.slice(from, to);
            return table === undefined ? rows : rows.map(table.recordOf);
          };
          return eventsOf({ length: items.length, slice: batch }, failures, summary, context);
        },
      },
      context,
    );
  }
}

async function* eventsOf<Summary extends object>(
  rows: Rows<object>,
  failures: readonly HostFailure[],
  summary: Summary,
  context: QueryContext,
): AsyncGenerator<AnswerEvent<object, Summary>, void, undefined> {
  for (let at = 0; at < rows.length; at += BATCH) {
    if (context.draining) {
      // The reader is slower than the process has time.
      yield { type: 'summary', summary: { ...summary, complete: false, reason: 'draining', items: at } };
      return;
    }
    yield { type: 'items', items: rows.slice(at, at + BATCH) };
  }
  for (const failure of failures) yield { type: 'failure', failure };
  yield await Promise.resolve({ type: 'summary', summary });
}
