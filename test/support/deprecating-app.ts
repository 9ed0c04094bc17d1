import { Controller, Get, Module, Query, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AnyCaller } from '../../src/platform/http/admission/access.js';
import { LargeBody } from '../../src/platform/http/rules/body-limits.js';
import { Deprecated, tellDeprecations } from '../../src/platform/http/rules/deprecation.js';
import { learnPublicPaths } from '../../src/platform/http/rules/public-path.js';
import { openApiDocuments, type OpenApiDocuments } from '../../src/platform/openapi/openapi.js';
import { Problem } from '../../src/platform/problem/problem.js';
import { sendProblem } from '../../src/platform/problem/send-problem.js';
import { replyPage } from '../../src/rest/answers/page-reply.js';
import { parameter } from '../../src/rest/input/parameter.js';

class ColoursQuery {
  @parameter('text', {}) colour?: string;
  @parameter('text', {}) hue?: string;
}

@AnyCaller()
@Controller('v1')
class ColoursController {
  @Get('colours')
  // Beside another declaration of the route, which must stay.
  @LargeBody()
  @Deprecated({ since: '2027-01-31', sunset: '2027-07-31', link: '/docs#colours' })
  @ApiOperation({ operationId: 'listColours', summary: 'Colours' })
  @ApiOkResponse({ description: 'Colours' })
  async colours(
    @Query() _query: ColoursQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = { items: ['red'], complete: true, failures: [], next_cursor: 'next', summary: {} };
    await replyPage(request, reply, page, { elapsedMs: 1, calls: 0 });
  }

  @Get('shades')
  @ApiOperation({ operationId: 'listShades', summary: 'Shades' })
  @ApiHeader({ name: 'X-Colour', required: false })
  @ApiOkResponse({ description: 'Shades' })
  @Deprecated(
    { parameter: 'colour', since: '2027-03-01', link: 'https://example.com/hue' },
    { parameter: 'X-Colour', since: '2027-02-01', sunset: '2028-01-01', link: '/docs#hue' },
  )
  shades(@Query() { hue = '' }: ColoursQuery): string[] {
    return [hue];
  }

  @Get('inks')
  @ApiOperation({ operationId: 'listInks', summary: 'Inks' })
  @ApiOkResponse({ description: 'Inks' })
  inks(): string[] {
    return [];
  }
}

@Module({ controllers: [ColoursController] })
class ColoursModule {}

/** A small application of the real hooks, in which something is deprecated. Requests without `x-api-key` are refused. */
export async function startDeprecatingApp(): Promise<{
  readonly app: NestFastifyApplication;
  readonly documents: OpenApiDocuments;
}> {
  const adapter = new FastifyAdapter();
  const fastify = adapter.getInstance<FastifyInstance>();
  learnPublicPaths(fastify, { publicUrl: 'https://example.com/portolan', trustedProxies: [] });
  tellDeprecations(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if ('x-api-key' in request.headers) done();
    else sendProblem(new Problem('unauthenticated', 'No key'), request, reply);
  });
  const app = await NestFactory.create<NestFastifyApplication>(ColoursModule, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return { app, documents: openApiDocuments(app) };
}
