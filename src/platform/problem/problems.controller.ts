import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/admission/access.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { Problem, PROBLEM_KINDS, type ProblemKind } from './problem.js';

/** The pages that a problem's `type` points to. */
@ApiTags('operations')
@Public()
@Controller('problems')
export class ProblemsController {
  @Get(':kind')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ operationId: 'getProblem', summary: 'What a kind of problem means' })
  @ApiParam({ name: 'kind', schema: { type: 'string', enum: Object.keys(PROBLEM_KINDS) } })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems('not-found')
  explain(@Param('kind') kind: string): string {
    if (!Object.hasOwn(PROBLEM_KINDS, kind))
      throw new Problem('not-found', 'There is no such kind of problem');
    const { status, title, explanation } = PROBLEM_KINDS[kind as ProblemKind];
    return `${title}\n\nStatus ${status}\n\n${explanation}\n`;
  }
}
