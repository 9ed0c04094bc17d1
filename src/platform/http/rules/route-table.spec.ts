import { fastify } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('RouteTable', () => {
  const server = fastify();
  const table = new RouteTable();
  table.watch(server);
  const handler = (): string => '';
  server.get('/v1/hosts', { config: { access: { kind: 'known' } } }, handler);
  server.post('/v1/hosts', handler);
  server.get('/v1/hosts/:host_id/ports', handler);
  server.route({ method: ['PUT', 'DELETE'], url: '/v1/hosts/:host_id', handler });
  server.get('/docs/*', handler);

  it('holds every route with what it declares', () => {
    expect(table.routes).toContainEqual({ method: 'GET', url: '/v1/hosts', access: { kind: 'known' } });
    expect(table.routes).toContainEqual({ method: 'DELETE', url: '/v1/hosts/:host_id', access: undefined });
  });

  it.each([
    ['/v1/hosts', ['GET', 'HEAD', 'POST']],
    ['/v1/hosts/', ['GET', 'HEAD', 'POST']],
    ['/v1/hosts/a', ['DELETE', 'PUT']],
    ['/v1/hosts/a/ports', ['GET', 'HEAD']],
    ['/v1/hosts//ports', []],
    ['/v1/hosts/a/b/ports', []],
    ['/docs/a/b.css', ['GET', 'HEAD']],
    ['/docs', []],
    ['/', []],
    ['', []],
  ])('knows what %s takes', (path, methods) => {
    expect(table.methodsAt(path)).toEqual(methods);
  });
});
