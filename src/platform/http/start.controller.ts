import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config/config.js';
import { ExplorerPage } from '../explorer/explorer-page.js';
import { Problem } from '../problem/problem.js';
import { Public } from './admission/access.js';
import { escapeHtml, htmlPage } from './html-page.js';
import { preferred } from './rules/accept.js';
import { publicPath } from './rules/public-path.js';

const START_TYPES = { json: 'application/json', html: 'text/html' } as const;

/** The root of the server: shows people the explorer or leads them to the documentation, and tells programs where the API is. */
@ApiExcludeController()
@Public()
@Controller()
export class StartController {
  constructor(
    private readonly config: AppConfig,
    private readonly explorer: ExplorerPage,
  ) {}

  @Get()
  async start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { enabled, public: isPublic } = this.config.docs;
    const links = {
      api: publicPath(request, '/v1'),
      ...(enabled
        ? { docs: publicPath(request, '/docs'), openapi: publicPath(request, '/openapi.json') }
        : {}),
      problems: publicPath(request, '/problems'),
      health: publicPath(request, '/health/ready'),
    };
    const isBrowser = preferred(request.headers.accept, START_TYPES) === 'html';
    if (isBrowser && this.explorer.isThere) {
      await this.explorer.send(request, reply);
      return;
    }
    void reply.header('vary', 'accept').header('cache-control', 'no-cache');
    if (!isBrowser) {
      await reply.send({ name: 'Portolan', ...links });
      return;
    }
    // A browser cannot send a key with a link, so it is led only to what needs none.
    if (enabled && isPublic) await reply.redirect(publicPath(request, '/docs'), 302);
    else await reply.type('text/html; charset=utf-8').send(plainPage(links));
  }

  @Get('explorer/:file')
  async file(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!(await this.explorer.sendFile(name, request, reply)))
      throw new Problem('not-found', 'The explorer has no such file');
  }
}

function plainPage({
  api,
  health,
  problems,
}: Readonly<Record<'api' | 'health' | 'problems', string>>): string {
  const link = (path: string): string => `<a href="${escapeHtml(path)}">${escapeHtml(path)}</a>`;
  return htmlPage(
    'Portolan',
    [
      `<p>This is an API for programs. Its calls are below <code>${escapeHtml(api)}</code> and need a key.</p>`,
      `<ul><li>Whether the service is ready: ${link(health)}</li>`,
      `<li>What an error means: ${link(problems)}</li></ul>`,
    ].join(''),
  );
}
