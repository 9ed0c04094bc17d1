import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AppConfig, JwtIssuerConfig } from '../config/config.js';
import { projectDirectory } from '../config/load-config.js';
import { escapeHtml } from '../http/html-page.js';
import { publicPath } from '../http/rules/public-path.js';
import { sendBytes, servedBytes, type ServedBytes } from '../http/served-bytes.js';
import type { Logger } from '../logging/logger.js';
import { explorerFiles, type ExplorerFiles } from './explorer-files.js';
import { explorerPolicy } from './explorer-policy.js';

/** How long browsers keep files whose names hold a digest, in seconds: a year. */
const YEAR_S = 31_536_000;
/** Prefixes for which the page is kept; a choice: one proxy has one prefix. */
const MOST_PREFIXES = 4;
/** Where the page waits for its settings. */
const SETTINGS_MARK = '<!--settings-->';
/** How the built page names its own files: beside itself. */
const OWN_FILES = /(["'])\.\/explorer\//g;

/** The page for people at `/`, and its files. */
export class ExplorerPage {
  private readonly files: ExplorerFiles | undefined;
  private readonly policy: string;
  private readonly byPrefix = new LRUCache<string, Promise<ServedBytes>>({ max: MOST_PREFIXES });

  constructor(
    private readonly config: AppConfig,
    logger: Logger,
  ) {
    if (config.explorer.enabled) this.files = explorerFiles(join(projectDirectory(), 'dist-explorer'));
    if (config.explorer.enabled && this.files === undefined)
      logger.warn('The explorer is not built, so / leads to the documentation: npm run build');
    this.policy = explorerPolicy([
      ...issuersOf(config).map(({ issuer }) => new URL(issuer).origin),
      ...config.explorer.tokenOrigins,
    ]);
  }

  /** Whether there is a page to show. */
  get isThere(): boolean {
    return this.files !== undefined;
  }

  /** Sends the page. Its own files have to be there: see `isThere`. */
  async send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const prefix = publicPath(request, '');
    let bytes = this.byPrefix.get(prefix);
    if (bytes === undefined) {
      bytes = servedBytes(Buffer.from(this.pageAt(prefix)), 'text/html; charset=utf-8');
      this.byPrefix.set(prefix, bytes);
    }
    void reply.header('content-security-policy', this.policy).header('vary', 'accept');
    // The page may hold a key.
    const caching = this.config.explorer.prefilledKey === undefined ? 'no-cache' : 'no-store';
    sendBytes(await bytes, request, reply, caching);
    return reply;
  }

  /** Sends one of the page's files. Returns false when there is none of that name. */
  async sendFile(name: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const bytes = this.files?.find(name);
    if (bytes === undefined) return false;
    sendBytes(await bytes, request, reply, `public, max-age=${YEAR_S}, immutable`);
    return true;
  }

  private pageAt(prefix: string): string {
    const { docs, explorer } = this.config;
    const settings = {
      base: `${prefix}/`,
      docs: docs.enabled,
      key: explorer.prefilledKey,
      issuers: issuersOf(this.config).map(({ name, issuer, explorerClientId, explorerScope }) => ({
        name,
        issuer,
        client_id: explorerClientId,
        scope: explorerScope,
      })),
    };
    const mark = `<meta name="portolan-settings" content="${escapeHtml(JSON.stringify(settings))}">`;
    return (this.files?.page ?? '')
      .replace(SETTINGS_MARK, () => mark)
      .replace(OWN_FILES, (_, quote: string) => `${quote}${escapeHtml(prefix)}/explorer/`);
  }
}

/** The issuers at which people may sign in. */
function issuersOf({ auth }: AppConfig): JwtIssuerConfig[] {
  return auth.jwt.filter(({ explorerClientId }) => explorerClientId !== undefined);
}
