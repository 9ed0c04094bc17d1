import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../http/admission/access.js';
import { escapeHtml, htmlPage, htmlText } from '../http/html-page.js';
import { preferred } from '../http/rules/accept.js';
import { publicPath } from '../http/rules/public-path.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { NEXT_STEPS } from './next-steps.js';
import { Problem, PROBLEM_KINDS, type ProblemKind } from './problem.js';

const KINDS = Object.keys(PROBLEM_KINDS) as ProblemKind[];
/** The first is for everybody who does not ask for another. */
const TYPES = { text: 'text/plain', html: 'text/html' } as const;
const CONTENT = Object.fromEntries(
  Object.values(TYPES).map((type) => [type, { schema: { type: 'string' as const } }]),
);

/** The pages that a problem's `type` points to: HTML for browsers, text for everybody else. */
@ApiTags('operations')
@Public()
@Controller('problems')
export class ProblemsController {
  @Get()
  @ApiOperation({ operationId: 'listProblems', summary: 'All kinds of problems' })
  @ApiOkResponse({ content: CONTENT })
  list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    const lines = KINDS.map((kind) => ({ kind, ...PROBLEM_KINDS[kind] }));
    if (chooseType(request, reply) === 'text')
      return lines.map(({ kind, status, title }) => `${status} ${kind}: ${title}\n`).join('');
    const items = lines.map(
      ({ kind, status, title }) =>
        `<li>${status} <a href="${escapeHtml(publicPath(request, `/problems/${kind}`))}">${kind}</a>: ${htmlText(title)}</li>`,
    );
    return htmlPage('Problems', `<ul>${items.join('')}</ul>`);
  }

  @Get(':kind')
  @ApiOperation({ operationId: 'getProblem', summary: 'What a kind of problem means' })
  @ApiParam({ name: 'kind', schema: { type: 'string', enum: KINDS } })
  @ApiOkResponse({ content: CONTENT })
  @ApiProblems('not-found')
  explain(
    @Param('kind') kind: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    if (!isKind(kind)) throw new Problem('not-found', 'There is no such kind of problem');
    const { status, title, explanation } = PROBLEM_KINDS[kind];
    const next = NEXT_STEPS[kind];
    if (chooseType(request, reply) === 'text')
      return `${title}\n\nStatus ${status}\n\n${explanation}\n\nWhat to do: ${next}\n`;
    const all = escapeHtml(publicPath(request, '/problems'));
    return htmlPage(
      title,
      [
        `<p>Status ${status}, kind <code>${kind}</code></p>`,
        `<h2>What it means</h2><p>${htmlText(explanation)}</p>`,
        `<h2>What to do next</h2><p>${htmlText(next)}</p>`,
        `<p><a href="${all}">All kinds of problems</a></p>`,
      ].join(''),
    );
  }
}

function isKind(kind: string): kind is ProblemKind {
  return Object.hasOwn(PROBLEM_KINDS, kind);
}

/** Sets the headers of the answer, and returns its format. Whoever accepts neither gets text. */
function chooseType({ headers }: FastifyRequest, reply: FastifyReply): keyof typeof TYPES {
  const type = preferred(headers.accept, TYPES) ?? 'text';
  void reply.header('vary', 'accept').type(`${TYPES[type]}; charset=utf-8`);
  return type;
}
