import { applyDecorators, Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/http/admission/access.js';
import { callerOf } from '../../../platform/http/admission/caller.js';
import { answerCut } from '../../../platform/http/connections/client-gone.js';
import { Drain } from '../../../platform/http/connections/drain.js';
import { checkBom, ROW_FORMATS } from '../../../rest/answers/formats.js';
import { isHead } from '../../../rest/answers/head.js';
import { InputPipe } from '../../../rest/input/input.pipe.js';
import {
  ApiProblems,
  CALLER_PROBLEMS,
  headersOf,
  UPSTREAM_PROBLEMS,
} from '../../../platform/openapi/api-problems.js';
import { ExportFile } from '../../../upstream/hss/export-file/export-file.js';
import type { ExportRecord } from '../export-record.js';
import { ExportFileParamsDto } from '../export-params.dto.js';
import { ExportLineDto, ExportRowsDto } from '../export-rows.dto.js';
import { ExportsService } from '../exports.service.js';
import { sendFileHead, sendRaw, sendRows } from './file-answer.js';
import { fileFormat, VENDOR_TYPE } from './file-format.js';
import { FinishedFiles } from './finished-files.js';
import type { RowOutcome } from './row-count.js';

const bytesOf = (type: string) => ({ schema: { type: 'string', contentMediaType: type } });
const ZIP = bytesOf(VENDOR_TYPE);
const XLSX = { [ROW_FORMATS.xlsx.mediaType]: bytesOf(ROW_FORMATS.xlsx.mediaType) };
const TEXT = { schema: { type: 'string' } };

const FILE_HEADERS = {
  ETag: { description: 'Of the file as it was made.', schema: { type: 'string' } },
  ...headersOf('Accept-Ranges', 'Repr-Digest'),
} as const;

/** Documents the call for the file of an export. */
const ApiExportFile = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'getExportFile',
      summary: 'The file of an export, as it is or row by row',
      description:
        'Row by row, names of columns stand for headings, and the last line (NDJSON, CSV) or the end of the document (JSON) says whether all rows were there: `complete` is true only when at least as many different rows of listed servers came as the vendor counted after it had made the file, else `reason` says why not. Files as they were made come with length and digest, and in any range.',
    }),
    ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } }),
    ApiHeader({ name: 'Range', required: false, schema: { type: 'string', example: 'bytes=1000-' } }),
    ApiHeader({ name: 'If-Range', required: false, schema: { type: 'string' } }),
    ApiResponse({
      status: 200,
      description: 'The file, or its rows.',
      headers: { ...FILE_HEADERS, ...headersOf('Content-Disposition') },
      content: {
        'application/zip': ZIP,
        ...XLSX,
        'application/json': { schema: { $ref: getSchemaPath(ExportRowsDto) } },
        'application/x-ndjson': { schema: { $ref: getSchemaPath(ExportLineDto) } },
        'text/csv': TEXT,
      },
    }),
    ApiResponse({
      status: 206,
      description: 'Part of the file.',
      headers: { ...FILE_HEADERS, ...headersOf('Content-Disposition', 'Content-Range') },
      content: { 'application/zip': ZIP, ...XLSX, 'text/csv': TEXT, 'application/x-ndjson': TEXT },
    }),
    ApiProblems(
      'invalid-request',
      'not-found',
      'not-acceptable',
      'conflict',
      'gone',
      'range-not-satisfiable',
      'store-unavailable',
      ...CALLER_PROBLEMS,
      ...UPSTREAM_PROBLEMS,
    ),
  );

@ApiTags('exports')
@ApiExtraModels(ExportRowsDto, ExportLineDto)
@RequireScope('exports:read')
@Controller('v1/exports')
export class ExportFileController {
  constructor(
    private readonly exports: ExportsService,
    private readonly files: FinishedFiles,
    private readonly drain: Drain,
  ) {}

  @Get(':id/file')
  @ApiExportFile()
  async file(
    @Param('id') id: string,
    @Query(new InputPipe(ExportFileParamsDto, 'query')) params: ExportFileParamsDto,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const record = await this.exports.get(id, callerOf(request));
    const format = fileFormat(params.format, accept, record.request.fleet?.format);
    checkBom(params.bom, format, request);
    if (isHead(request)) {
      this.files.checkHasFile(record);
      return sendFileHead(record, format, reply);
    }
    const cut = answerCut(reply, this.drain);
    const file = await this.files.open(record, cut);
    if (format === 'raw' || !(file instanceof ExportFile)) return sendRaw(record, file, request, reply);
    const check = await this.files.check(record, cut).catch(async (error: unknown) => {
      await file.release();
      throw error;
    });
    const answer = {
      format,
      bom: params.bom === true,
      check,
      isTimeUp: () => this.drain.timeIsUp,
      onEnd: (outcome: RowOutcome) => this.noteRows(record, outcome),
      onFault: (error: unknown) => this.files.failed(record, error),
    };
    await sendRows(record, file, answer, reply);
  }

  /** Keeps the result of the count. An answer that the drain cut says nothing about the file, so it is not kept. */
  private noteRows(record: ExportRecord, { items, complete, reason }: RowOutcome): void {
    if (record.rows === undefined && reason !== 'draining')
      void this.files.note(record.id, { rows: items, complete });
  }
}
