import 'reflect-metadata';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { addLink } from './link-header.js';
import { publicPath } from './public-path.js';
import { routeOf } from './route-of.js';

/** Says that an operation, or one parameter of it, goes away. */
export interface Deprecation {
  /** Name of the parameter, in the query or a header. Without it, the whole operation goes away. */
  readonly parameter?: string;
  /** First day on which nobody should begin to use it, such as `2027-01-31`. It may lie in the future. */
  readonly since: string;
  /** First day on which it may be gone. At least 180 days after `since`, as docs/API.md promises. */
  readonly sunset?: string;
  /** Page that says what to use instead: a whole address, or a path of ours that begins with `/`. */
  readonly link: string;
}

/** Carries the deprecations into the OpenAPI documents, where they become `deprecated: true`. */
export const DEPRECATION_EXTENSION = 'x-deprecations';

const DAY_MS = 86_400_000;
/** Source: docs/API.md, "What is stable". */
const NOTICE_DAYS = 180;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly deprecations?: readonly Deprecation[];
  }
}

/**
 * Marks an operation, or parameters of it, as deprecated: in the answers of every request that uses them, and in both
 * documents. Beside what else is declared of the operation, in any order, once.
 *
 * @throws RangeError for a date that is none, and for a sunset that comes too soon.
 */
export function Deprecated(...deprecations: readonly Deprecation[]): MethodDecorator {
  deprecations.forEach(checkDates);
  return (_target, _key, descriptor) => {
    const method = descriptor.value as object;
    const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as
      FastifyContextConfig | undefined;
    Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, deprecations }, method);
    ApiExtension(DEPRECATION_EXTENSION, deprecations)({}, '', descriptor as PropertyDescriptor);
  };
}

/**
 * Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what to use instead to answers of requests that use
 * something deprecated. Call it before the hooks that refuse requests, so that problems carry the headers too.
 */
export function tellDeprecations(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { deprecations } = routeOf(request);
    if (deprecations === undefined) return done();
    const used = deprecations.filter((each) => uses(request, each));
    if (used.length > 0) {
      // Each header has one date: the first from which something that the request uses should be replaced, or is gone.
      const since = Math.min(...used.map((each) => timeOf(each.since)));
      const sunsets = used.flatMap(({ sunset }) => (sunset === undefined ? [] : [timeOf(sunset)]));
      void reply.header('deprecation', `@${since / 1000}`);
      if (sunsets.length > 0) void reply.header('sunset', new Date(Math.min(...sunsets)).toUTCString());
      for (const link of new Set(used.map((each) => each.link)))
        addLink(reply, link.startsWith('/') ? publicPath(request, link) : link, 'deprecation');
    }
    done();
  });
}

function uses({ query, headers }: FastifyRequest, { parameter }: Deprecation): boolean {
  if (parameter === undefined) return true;
  return Object.hasOwn(query as object, parameter) || Object.hasOwn(headers, parameter.toLowerCase());
}

function checkDates({ since, sunset }: Deprecation): void {
  if (sunset !== undefined && timeOf(sunset) - timeOf(since) < NOTICE_DAYS * DAY_MS)
    throw new RangeError(`sunset ${sunset} must be at least ${NOTICE_DAYS} days after ${since}`);
  timeOf(since);
}

/** The beginning of a day in UTC, in milliseconds. @throws RangeError */
function timeOf(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(time)) throw new RangeError(`${day} must be a date such as 2027-01-31`);
  return time;
}
