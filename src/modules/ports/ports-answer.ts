import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../../platform/http/admission/caller.js';
import { rowsAnswer } from '../../rest/answers/answer-dto.js';
import { negotiate } from '../../rest/answers/answer-format.js';
import { respond } from '../../rest/answers/respond.js';
import { fieldsOf, wantsHost } from '../../rest/input/fields.js';
import { columnsOf } from '../../asset-types/row-schema.js';
import { PortRow } from '../../asset-types/port/port-row.js';
import { PORT_MEMBERS } from './ports.dto.js';
import type { PortQuestion, PortsService } from './ports.service.js';

/** The answers of every call that gives port rows, for the OpenAPI document. */
export const ApiPortRows = rowsAnswer({ name: 'Port', row: PortRow });

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
  const context = ports.start(question, request, reply);
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
      check: () => ports.check(question, caller),
      page: () => ports.page(question, caller, context),
      stream: () => ports.stream(question, caller, context),
    },
    context,
  );
}
