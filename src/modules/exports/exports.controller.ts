import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { preferred } from '../../platform/http/rules/accept.js';
import { LargeBody } from '../../platform/http/rules/body-limits.js';
import { RequireScope } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { publicPath } from '../../platform/http/rules/public-path.js';
import { clientGone } from '../../platform/http/connections/client-gone.js';
import { EVENT_STREAM_HEADERS, hasReadAll } from '../../rest/answers/event-stream-protocol.js';
import { versionSeen } from '../../rest/answers/follow-events.js';
import { mediaTypes } from '../../rest/answers/formats.js';
import { isHead, sendHead } from '../../rest/answers/head.js';
import { idempotencyKey } from '../../rest/input/idempotency-key.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { ApiProblems, CALLER_PROBLEMS, headersOf } from '../../platform/openapi/api-problems.js';
import { EXPORT_TYPES } from '../../upstream/hss/export-columns.js';
import { ExportFollow } from './export-follow.js';
import type { ExportRecord } from './export-record.js';
import { catalogueView, exportView, firstView } from './export-view.js';
import { ExportOrderPipe } from './export-order.pipe.js';
import { ExportCataloguesDto } from './export-catalogue.dto.js';
import { ExportDto, ExportPageDto } from './export.dto.js';
import { ExportOrderDto } from './export-order.dto.js';
import { ExportOrders } from './export-orders.js';
import { ExportCatalogueParamsDto, ExportListParamsDto } from './export-params.dto.js';
import { ExportsService, noSuchExport } from './exports.service.js';

const DEFAULT_LIMIT = 100;
/** Longest wait that `Prefer` is given, in seconds. A choice: usual proxies close a connection that is idle for a minute. */
const MAX_WAIT_S = 55;
/** The media types that an export can be followed in. */
const FOLLOW_TYPES = mediaTypes(['json', 'sse']);

@ApiTags('exports')
@ApiExtraModels(ExportDto)
@RequireScope('exports:read', 'exports:write')
@Controller('v1/exports')
export class ExportsController {
  constructor(
    private readonly orders: ExportOrders,
    private readonly exports: ExportsService,
    private readonly follow: ExportFollow,
  ) {}

  @Post()
  @HttpCode(202)
  @RequireScope('exports:write')
  // Below the scope, because it would overwrite it.
  @LargeBody()
  @ApiOperation({
    operationId: 'createExport',
    summary: 'Order a file of one asset type',
    description:
      'Needs the scope to read the type as well. Answers at once; follow `Location`. With `host_ids` or `hosts` our own query of these hosts makes the file: it waits until the caller has the points, and names the hosts that are missing. An order repeated with its `Idempotency-Key` gets the first answer again.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @ApiBody({ type: ExportOrderDto })
  @ApiAcceptedResponse({
    type: ExportDto,
    description: 'Ordered.',
    headers: headersOf('Location', 'Idempotent-Replayed'),
  })
  @ApiProblems(
    'invalid-request',
    'not-found',
    'payload-too-large',
    'unsupported-media-type',
    'key-reused',
    'store-unavailable',
    'store-full',
    ...CALLER_PROBLEMS,
  )
  async create(
    @Body(ExportOrderPipe) order: ExportOrderDto,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportDto> {
    const { record, repeated } = await this.orders.order(order, idempotencyKey(key), callerOf(request));
    const path = publicPath(request, `/v1/exports/${record.id}`);
    void reply.header('location', path).header('cache-control', 'no-store');
    if (repeated) void reply.header('idempotent-replayed', 'true');
    return firstView(record);
  }

  @Get()
  @ApiOperation({ operationId: 'listExports', summary: 'Your exports, newest first' })
  @ApiOkResponse({ type: ExportPageDto })
  @ApiProblems('invalid-request', 'invalid-cursor', 'store-unavailable', ...CALLER_PROBLEMS)
  async list(
    @Query(new InputPipe(ExportListParamsDto, 'query')) params: ExportListParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExportPageDto> {
    const { records, nextCursor } = await this.exports.list(
      callerOf(request),
      params.limit ?? DEFAULT_LIMIT,
      params.cursor,
    );
    void reply.header('cache-control', 'no-store');
    return { items: records.map(viewFor(request)), next_cursor: nextCursor };
  }

  @Get('columns')
  @ApiOperation({ operationId: 'listExportColumns', summary: 'Columns and filters that exports can have' })
  @ApiOkResponse({ type: ExportCataloguesDto })
  @ApiProblems('invalid-request', ...CALLER_PROBLEMS)
  columns(
    @Query(new InputPipe(ExportCatalogueParamsDto, 'query')) params: ExportCatalogueParamsDto,
  ): ExportCataloguesDto {
    const types = params.asset_type === undefined ? EXPORT_TYPES : [params.asset_type];
    return { items: types.map(catalogueView) };
  }

  @Get(':id')
  @ApiOperation({
    operationId: 'getExport',
    summary: 'One export',
    description:
      '`Prefer: wait=30` answers when the export is over, or after 30 seconds (at most 55). As `text/event-stream`, each change is an `export` event, and `end` closes the stream.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiHeader({ name: 'Prefer', required: false, schema: { type: 'string', example: 'wait=30' } })
  @ApiOkResponse({
    description: 'The export, with its state.',
    headers: headersOf('Preference-Applied'),
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ExportDto) } },
      'text/event-stream': {
        schema: {
          type: 'string',
          description:
            'Events `export` and, last, `end`; or, when the process that answers is being stopped, `summary` with `complete: false` and the reason `draining`: connect again.',
        },
      },
    },
  })
  @ApiNoContentResponse({
    description:
      'An event stream that the client, by its `Last-Event-ID`, has read to the end: it need not connect again.',
  })
  @ApiProblems('invalid-request', 'not-found', 'store-unavailable', ...CALLER_PROBLEMS)
  async one(
    @Param('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @Query(new InputPipe(NoParamsDto, 'query')) _none: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    let record: ExportRecord | undefined = await this.exports.get(id, callerOf(request));
    void reply.header('cache-control', 'no-store').header('vary', 'accept, prefer');
    if (preferred(request.headers.accept, FOLLOW_TYPES) === 'sse') {
      if (hasReadAll(request)) {
        await reply.code(204).send();
        return;
      }
      void reply.headers(EVENT_STREAM_HEADERS);
      if (isHead(request)) return sendHead(reply);
      const events = this.follow.events(record, versionSeen(request), viewFor(request), clientGone(reply));
      await reply.send(Readable.from(events, { objectMode: false }));
      return;
    }
    if (isHead(request)) return sendHead(reply.type('application/json; charset=utf-8'));
    const waitS = wantedWaitS(prefer);
    if (waitS > 0) {
      void reply.header('preference-applied', `wait=${waitS}`);
      record = await this.follow.untilOver(record, waitS * 1_000, clientGone(reply));
      if (record === undefined) throw noSuchExport();
    }
    await reply.type('application/json; charset=utf-8').send(JSON.stringify(viewFor(request)(record)));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('exports:write')
  @ApiOperation({
    operationId: 'deleteExport',
    summary: 'Cancel an export that is under way, or forget one that is over',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'Cancelled or forgotten.' })
  // This call takes no body. One that is sent anyway is refused with its own fault.
  @ApiProblems(
    'not-found',
    'payload-too-large',
    'unsupported-media-type',
    'store-unavailable',
    ...CALLER_PROBLEMS,
  )
  async remove(@Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.exports.remove(id, callerOf(request));
  }
}

function viewFor(request: FastifyRequest): (record: ExportRecord) => ExportDto {
  return (record) => {
    const view = exportView(record, Date.now());
    return view.file === null ? view : { ...view, file: publicPath(request, view.file) };
  };
}

/** Returns the seconds of `Prefer: wait=` (RFC 7240), but not more than `MAX_WAIT_S`; 0 without it. */
function wantedWaitS(prefer: string | undefined): number {
  const wait = /(?:^|[,;])\s{0,8}wait\s{0,8}=\s{0,8}"?(\d{1,6})"?\s{0,8}(?:[,;]|$)/i.exec(prefer ?? '')?.[1];
  return wait === undefined ? 0 : Math.min(Number(wait), MAX_WAIT_S);
}
