import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnyCaller } from '../../platform/http/admission/access.js';
import { callerOf } from '../../platform/http/admission/caller.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { NoBody } from '../../rest/input/no-body.js';
import { ApiProblems, CALLER_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { Tickets } from './tickets.js';

/** A ticket, which lets a browser open event streams without a header. */
export class TicketDto {
  @ApiProperty({ description: 'Value of `?ticket=` for any GET that returns rows as `text/event-stream`.' })
  ticket!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'After this time it opens no stream. Open streams continue.',
  })
  expires_at!: string;
}

/** Tickets for event streams. */
@ApiTags('auth')
@Controller('v1/auth/tickets')
export class TicketsController {
  constructor(private readonly tickets: Tickets) {}

  @Post()
  @HttpCode(201)
  @AnyCaller()
  @ApiOperation({
    operationId: 'createTicket',
    summary: 'A ticket for event streams, valid for a minute',
    description:
      "A browser's EventSource cannot send headers. Get a ticket with your key, then open the stream with `?ticket=`. It opens streams of rows only.",
  })
  @ApiCreatedResponse({ type: TicketDto })
  @ApiProblems('invalid-request', 'payload-too-large', 'unsupported-media-type', ...CALLER_PROBLEMS)
  create(
    @Query(new InputPipe(NoParamsDto, 'query')) _params: NoParamsDto,
    @NoBody() _body: NoParamsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): TicketDto {
    const { ticket, expiresAt } = this.tickets.issue(callerOf(request), Date.now());
    void reply.header('cache-control', 'no-store');
    return { ticket, expires_at: new Date(expiresAt).toISOString() };
  }
}
