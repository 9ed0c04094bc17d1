import { getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../../../platform/http/caller.js';
import { clientGone } from '../../../platform/http/client-gone.js';
import { negotiate } from '../query/answer-format.js';
import { QueryContext } from '../query/query-context.js';
import { respond } from '../query/respond.js';
import { fieldsOf, wantsHost } from '../query/fields.js';
import { columnsOf } from '../query/row-schema.js';
import { answerContent } from '../query/stream-lines.js';
import { PORT_MEMBERS, PortLineDto, PortPageDto } from './ports.dto.js';
import type { PortQuestion, PortsService } from './ports.service.js';

/** The answers of every call that gives port rows, for the OpenAPI document. */
export const PORTS_ANSWER = {
  description: 'Rows; `complete` says whether anything is missing.',
  content: answerContent(getSchemaPath(PortPageDto), PortLineDto),
};

/** Answers one question about ports, in whichever format was agreed on. */
export async function answerPorts(
  ports: PortsService,
  question: PortQuestion,
  accept: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const format = negotiate(question.format, accept);
  const caller = callerOf(request);
  const context = new QueryContext(caller.id, ports.timeoutMs(question), clientGone(reply));
  const fields = fieldsOf(question, PORT_MEMBERS);
  await respond(
    request,
    reply,
    {
      format,
      columns: columnsOf(PORT_MEMBERS, wantsHost(question)),
      ...(fields === undefined ? {} : { fields }),
      name: 'ports',
    },
    {
      page: () => ports.page(question, caller, context),
      stream: () => ports.stream(question, caller, context),
    },
    context,
  );
}
