import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InputPipe, NoParamsDto } from './input.pipe.js';

/** The body of a call that documents none; Nest's own `Body` would document one. */
const UndocumentedBody = createParamDecorator(
  (_none: undefined, context: ExecutionContext): unknown =>
    context.switchToHttp().getRequest<FastifyRequest>().body,
);

/** Refuses a body that has members: the call takes none. */
export const NoBody = (): ParameterDecorator =>
  UndocumentedBody(undefined, new InputPipe(NoParamsDto, 'body'));
