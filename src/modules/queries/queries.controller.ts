import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { columnsOf } from '../../asset-types/row-schema.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { answerCut, clientGone } from '../../platform/http/connections/client-gone.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import { ApiProblems, CALLER_PROBLEMS, headersOf } from '../../platform/openapi/api-problems.js';
import type { KeptQuery } from '../../query/background/query-record.js';
import { QueryContext } from '../../query/question/query-context.js';
import { EVENT_STREAM_HEADERS, hasReadAll } from '../../rest/answers/event-stream-protocol.js';
import { versionSeen } from '../../rest/answers/follow-events.js';
import { negotiate } from '../../rest/answers/formats.js';
import { isHead, sendHead } from '../../rest/answers/head.js';
import { respond } from '../../rest/answers/respond.js';
import { callsOf } from '../../rest/asset-calls.js';
import { fieldsOf, wantsHost } from '../../rest/input/fields.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { NoBody } from '../../rest/input/no-body.js';
import {
  BackgroundItemsDto,
  BackgroundQueryDto,
  BackgroundQueryPageDto,
  QueryItemsParamsDto,
  QueryListParamsDto,
} from './queries.dto.js';
import { QueriesService } from './queries.service.js';
import { QueryFollow } from './query-follow.js';
import { definitionOf } from './query-reading.js';
import { QueryRetry } from './query-retry.js';
import { QueryResults } from './query-results.js';
import { queryView } from './query-view.js';
import { withStore } from './store-problem.js';

const DEFAULT_LIMIT = 100;
/** Failures that a query itself lists; its items have all of them. A choice. */
const LISTED_FAILURES = 100;
/** The rows of a query are followed as long as it runs, in milliseconds. */
const LONGEST_FOLLOW_MS = 86_400_000;
const PROBLEMS = ['not-found', 'store-unavailable', ...CALLER_PROBLEMS] as const;
const IdParam = (): MethodDecorator => ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });

const TEXT = { schema: { type: 'string' as const } };
const ITEMS_CONTENT = {
  'application/json': { schema: { $ref: getSchemaPath(BackgroundItemsDto) } },
  'application/x-ndjson': TEXT,
  'text/event-stream': TEXT,
  'text/csv': TEXT,
};

/** Queries that go on without their caller. */
@ApiTags('queries')
@ApiExtraModels(BackgroundQueryDto)
@RequireScope('queries:write')
@Controller('v1/queries')
export class QueriesController {
  constructor(
    private readonly queries: QueriesService,
    private readonly results: QueryResults,
    private readonly follow: QueryFollow,
    private readonly repeats: QueryRetry,
    private readonly drain: Drain,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listQueries', summary: 'Your background queries, newest first' })
  @ApiOkResponse({ type: BackgroundQueryPageDto })
  @ApiProblems('invalid-request', 'invalid-cursor', 'store-unavailable', ...CALLER_PROBLEMS)
  async list(
    @Query(new InputPipe(QueryListParamsDto, 'query')) { limit, cursor }: QueryListParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BackgroundQueryPageDto> {
    const page = await this.queries.list(callerOf(request), limit ?? DEFAULT_LIMIT, cursor);
    void reply.header('cache-control', 'no-store');
    return {
      items: page.queries.map((kept) => queryView(kept, Date.now())),
      next_cursor: page.nextCursor,
    };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getQuery', summary: 'State of a background query' })
  @IdParam()
  @ApiOkResponse({ type: BackgroundQueryDto })
  @ApiProblems('invalid-request', ...PROBLEMS)
  async one(
    @Param('id') id: string,
    @Query(new InputPipe(NoParamsDto, 'query')) _none: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BackgroundQueryDto> {
    void reply.header('cache-control', 'no-store');
    return this.view(await this.queries.get(id, callerOf(request)));
  }

  @Get(':id/items')
  @ApiOperation({
    operationId: 'listQueryItems',
    summary: 'Rows of a background query',
    description:
      'Also while it runs: each row once, as hosts complete. The last page has a cursor until the query is over.',
  })
  @IdParam()
  @ApiExtraModels(BackgroundItemsDto)
  @ApiOkResponse({ description: 'Rows.', content: ITEMS_CONTENT })
  @ApiResponse({
    status: 204,
    description:
      'The client has read this event stream to its end, as `Last-Event-ID` shows, and need not connect again.',
  })
  @ApiResponse({
    status: 304,
    description: 'The client has this page already: its tag is in `If-None-Match`.',
    headers: headersOf('ETag'),
  })
  @ApiProblems('invalid-request', 'invalid-cursor', 'not-acceptable', ...PROBLEMS)
  async items(
    @Param('id') id: string,
    @Query(new InputPipe(QueryItemsParamsDto, 'query')) params: QueryItemsParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = negotiate(params, request);
    const caller = callerOf(request);
    const kept = await this.queries.get(id, caller);
    const { type, question } = kept.record;
    const definition = definitionOf(type);
    const { members } = callsOf(definition);
    const columns =
      fieldsOf(question, members) ?? columnsOf(members, definition.namesNoHost || wantsHost(question));
    const context = new QueryContext(caller.id, LONGEST_FOLLOW_MS, answerCut(reply, this.drain));
    await respond<object>(
      request,
      reply,
      { format, columns: () => columns, name: type, bom: params.bom === true },
      {
        check: () => this.results.check(kept, params.cursor),
        page: () => withStore(() => this.results.page(kept, params.limit ?? DEFAULT_LIMIT, params.cursor)),
        stream: () => Promise.resolve(this.results.events(kept, params.cursor, context)),
      },
      context,
    );
  }

  @Get(':id/events')
  @ApiOperation({
    operationId: 'followQuery',
    summary: 'Changes of a background query',
    description: 'Events `query`, with an id each, and `end`. Go on with `Last-Event-ID`.',
  })
  @IdParam()
  @ApiOkResponse({
    description: 'Events.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiNoContentResponse({
    description:
      'The client has read this event stream to its end, as `Last-Event-ID` shows, and need not connect again.',
  })
  @ApiProblems('invalid-request', ...PROBLEMS)
  async events(
    @Param('id') id: string,
    @Query(new InputPipe(NoParamsDto, 'query')) _none: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const kept = await this.queries.get(id, callerOf(request));
    if (hasReadAll(request)) {
      await reply.code(204).send();
      return;
    }
    void reply.headers(EVENT_STREAM_HEADERS);
    if (isHead(request)) return sendHead(reply);
    const view = (each: KeptQuery): Promise<BackgroundQueryDto> => this.viewNow(each);
    const events = this.follow.events(kept, versionSeen(request), view, clientGone(reply));
    await reply.send(Readable.from(events, { objectMode: false }));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteQuery',
    summary: 'Cancel a background query, or forget one that is over',
  })
  @IdParam()
  @ApiNoContentResponse({ description: 'Cancelled or forgotten.' })
  @ApiProblems('payload-too-large', 'unsupported-media-type', ...PROBLEMS)
  async remove(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.queries.remove(id, callerOf(request));
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'retryQuery',
    summary: 'Ask the hosts of a background query again that failed',
  })
  @IdParam()
  @ApiAcceptedResponse({ type: BackgroundQueryDto, headers: headersOf('Location') })
  @ApiProblems('store-full', 'payload-too-large', 'unsupported-media-type', ...PROBLEMS)
  async retry(
    @Param('id') id: string,
    @NoBody() _body: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BackgroundQueryDto> {
    const caller = callerOf(request);
    await this.repeats.begin(await this.queries.get(id, caller), caller);
    void reply
      .header('cache-control', 'no-store')
      .header('location', publicPath(request, `/v1/queries/${id}`));
    return this.view(await this.queries.get(id, caller));
  }

  private view(kept: KeptQuery): Promise<BackgroundQueryDto> {
    return withStore(() => this.viewNow(kept));
  }

  /** @throws QueryStoreFailure */
  private async viewNow(kept: KeptQuery): Promise<BackgroundQueryDto> {
    const failures = await this.results.failures(kept, LISTED_FAILURES);
    return { ...queryView(kept, Date.now()), failures };
  }
}
