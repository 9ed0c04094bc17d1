import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config/config.js';
import { Public } from './admission/access.js';
import { escapeHtml, htmlPage } from './html-page.js';
import { preferred } from './rules/accept.js';
import { publicPath } from './rules/public-path.js';

/** The root of the server: leads people to the documentation, and tells programs where the API is. */
@ApiExcludeController()
@Public()
@Controller()
export class StartController {
  constructor(private readonly config: AppConfig) {}

  @Get()
  start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    const { enabled, public: isPublic } = this.config.docs;
    const links = {
      api: publicPath(request, '/v1'),
      ...(enabled
        ? { docs: publicPath(request, '/docs'), openapi: publicPath(request, '/openapi.json') }
        : {}),
      problems: publicPath(request, '/problems'),
      health: publicPath(request, '/health/ready'),
    };
    void reply.header('vary', 'accept').header('cache-control', 'no-cache');
    const type = preferred(request.headers.accept, { json: 'application/json', html: 'text/html' });
    if (type !== 'html') return reply.send({ name: 'Portolan', ...links });
    // A browser cannot send a key with a link, so it is led only to what needs none.
    if (enabled && isPublic) return reply.redirect(publicPath(request, '/docs'), 302);
    const link = (path: string): string => `<a href="${escapeHtml(path)}">${escapeHtml(path)}</a>`;
    return reply
      .type('text/html; charset=utf-8')
      .send(
        htmlPage(
          'Portolan',
          [
            `<p>This is an API for programs. Its calls are below <code>${escapeHtml(links.api)}</code> and need a key.</p>`,
            `<ul><li>Whether the service is ready: ${link(links.health)}</li>`,
            `<li>What an error means: ${link(links.problems)}</li></ul>`,
          ].join(''),
        ),
      );
  }
}
