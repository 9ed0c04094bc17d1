import type { FastifyInstance } from 'fastify';
import type { Access } from '../admission/access.js';

/** One route of the server as it runs. */
export interface KnownRoute {
  readonly method: string;
  /** Path template, such as `/v1/hosts/:host_id`. */
  readonly url: string;
  /** What it declares; undefined for routes of the framework's plugins. */
  readonly access: Access | undefined;
}

/** Every route of the server, ours and those of plugins. */
export class RouteTable {
  private readonly known: KnownRoute[] = [];

  get routes(): readonly KnownRoute[] {
    return this.known;
  }

  /** Writes down every route that is registered from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const each of [method].flat()) this.known.push({ method: each, url, access: config?.access });
    });
  }

  /** The methods that an address takes, in alphabetical order; none when there is nothing at it. */
  methodsAt(path: string): string[] {
    const segments = segmentsOf(path);
    const methods = this.known
      .filter(({ url }) => fits(segmentsOf(url), segments))
      .map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  const wild = template.indexOf('*');
  if (wild < 0 ? template.length !== segments.length : segments.length <= wild) return false;
  return template.every(
    (part, at) => part === '*' || (part.startsWith(':') ? segments[at] !== '' : part === segments[at]),
  );
}
