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

/** Describes the rows of a list. Formats, `fields`, pages, links and ETags follow from it. */
export interface ListShape<Row extends object> {
  /** Members of a row by name. */
  readonly members: readonly string[];
  /** Name of a downloaded file, without suffix. */
  readonly name: string;
  /** Columns of CSV, and a row as a record of them, where rows have nested members. */
  readonly table?: {
    readonly columns: readonly string[];
    readonly recordOf: (row: Row) => Readonly<Record<string, unknown>>;
  };
}

/** Rows that are made when they are read, so that a list of a whole fleet is never in memory as rows. */
export interface Rows<Row> {
  readonly length: number;
  slice(from: number, to: number): Row[];
}

/** A page whose rows are made when they are read. */
export type RowsPage<Row, Summary> = Omit<Page<Row, Summary>, 'items'> & { readonly items: Rows<Row> };

/** Parameters of every list. */
export interface ListQuery {
  readonly project?: string;
  readonly format?: AnswerFormat;
  readonly bom?: boolean;
  readonly fields?: string | string[];
  readonly limit?: number;
  readonly timeout_ms?: number;
}

/** Sends lists that are read as a whole before the first row is sent: as a page or a stream, in any format. */
@Injectable()
export class ListAnswers {
  constructor(
    private readonly clock: QueryClock,
    private readonly resolver: QueryResolver,
  ) {}

  /**
   * Sends the list.
   *
   * @param read returns up to `limit` rows after the query's cursor; for a stream `limit` is `Infinity`.
   * @throws Problem before the first row is sent
   */
  async answer<Row extends object, Summary extends object>(
    shape: ListShape<Row>,
    query: ListQuery,
    request: FastifyRequest,
    reply: FastifyReply,
    read: (limit: number, context: QueryContext) => Promise<RowsPage<Row, Summary>>,
  ): Promise<void> {
    const format = negotiate(query, request);
    const fields = fieldsOf(query, shape.members);
    const context = this.clock.start(query, request, reply);
    const table = format === 'csv' && fields === undefined ? shape.table : undefined;
    const formatOptions = {
      format,
      columns: () => table?.columns ?? shape.members,
      ...(fields === undefined ? {} : { fields }),
      name: shape.name,
      bom: query.bom === true,
    };
    await respond<object, Summary>(
      request,
      reply,
      formatOptions,
      {
        check: () => void this.resolver.projectsOf(callerOf(request), query.project),
        page: async () => {
          const page = await read(query.limit ?? DEFAULT_LIMIT, context);
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
      // The process is being stopped, and the client reads too slowly to get the rest in time.
      yield { type: 'summary', summary: { ...summary, complete: false, reason: 'draining', items: at } };
      return;
    }
    yield { type: 'items', items: rows.slice(at, at + BATCH) };
  }
  for (const failure of failures) yield { type: 'failure', failure };
  yield await Promise.resolve({ type: 'summary', summary });
}
