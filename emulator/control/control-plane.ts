import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cloud } from '../cloud.js';
import type { Host } from '../fleet/host.js';
import { parseQuery, type Query } from '../gateway/query.js';
import type { Project } from '../iam/directory.js';
import { parseFaultScript } from './fault-script.js';
import { assetTruth, hostTruth, isAssetType, portTruth } from './truth.js';

const PREFIX = '/__emulator';

/** Characters that one chunk of NDJSON holds at least. */
const PIECE = 64 * 1024;

interface Order {
  readonly method: string;
  /** Path after the prefix. */
  readonly path: string;
  readonly query: Query;
  readonly body: Buffer;
}

/** Thrown to answer with problem details. */
class ControlProblem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly errors: readonly string[] = [],
  ) {
    super(title);
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'Content-Type': type });
  response.end(`${JSON.stringify(value)}\n`);
}

function readJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // The refusal below answers every unreadable body.
  }
  throw new ControlProblem(400, 'The body must be a JSON object.');
}

/** Lets operators and tests control the emulator. Its calls are not counted, not delayed and never faulted. */
export class ControlPlane {
  constructor(private readonly cloud: Cloud) {}

  static owns(path: string): boolean {
    return path === PREFIX || path.startsWith(`${PREFIX}/`);
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: string, body: Buffer): Promise<void> {
    const at = url.indexOf('?');
    const order: Order = {
      method: request.method ?? 'GET',
      path: (at < 0 ? url : url.slice(0, at)).slice(PREFIX.length) || '/',
      query: parseQuery(at < 0 ? '' : url.slice(at + 1)),
      body,
    };
    try {
      await this.obey(order, response);
    } catch (error) {
      if (!(error instanceof ControlProblem)) throw error;
      const { status, title, errors } = error;
      sendJson(response, status, { type: 'about:blank', title, status, errors }, 'application/problem+json');
    }
  }

  private async obey(order: Order, response: ServerResponse): Promise<void> {
    const { cloud } = this;
    const key = `${order.method} ${order.path}`;
    switch (key) {
      case 'GET /':
        return sendJson(response, 200, { settings: cloud.settings, projects: this.projects() });
      case 'GET /projects':
        return sendJson(response, 200, { projects: this.projects() });
      case 'GET /calls':
        return sendJson(response, 200, cloud.calls.report());
      case 'GET /calls/log':
        return stream(response, logLines(cloud));
      case 'DELETE /calls':
        cloud.calls.clear();
        return noContent(response);
      case 'POST /tokens/revoke':
        return sendJson(response, 200, { revoked: this.revoke(order) });
      case 'POST /forgive':
        cloud.forgive();
        return noContent(response);
      case 'GET /settings':
        return sendJson(response, 200, cloud.settings);
      case 'PATCH /settings': {
        const faults = cloud.patch(readJson(order.body));
        if (faults.length > 0) throw new ControlProblem(400, 'No setting was changed.', faults);
        return sendJson(response, 200, cloud.settings);
      }
      default:
        if (order.path.startsWith('/fleet/')) return this.obeyFleet(order, response);
        return this.obeyFaults(order, response);
    }
  }

  private async obeyFleet(order: Order, response: ServerResponse): Promise<void> {
    const key = `${order.method} ${order.path}`;
    switch (key) {
      case 'GET /fleet/hosts':
        return stream(response, hostTruth(this.project(order).fleet));
      case 'GET /fleet/ports':
        return this.ports(order, response);
      case 'POST /fleet/mutate':
        return sendJson(response, 200, this.mutate(order));
      case 'POST /fleet/ports':
        this.editPort(order);
        return noContent(response);
      case 'POST /fleet/reset':
        this.project(order).fleet.reset();
        return sendJson(response, 200, {});
      default:
        if (key.startsWith('GET /fleet/assets/')) return this.assets(order, response);
        return this.obeyFaults(order, response);
    }
  }

  private obeyFaults(order: Order, response: ServerResponse): void {
    const { faults } = this.cloud;
    const id = /^\/faults\/([^/]+)$/.exec(order.path)?.[1];
    switch (id === undefined ? `${order.method} ${order.path}` : order.method) {
      case 'GET /faults':
        return sendJson(response, 200, { faults: faults.list() });
      case 'POST /faults': {
        const parsed = parseFaultScript(readJson(order.body));
        if ('problems' in parsed)
          throw new ControlProblem(400, 'This fault script makes no sense.', parsed.problems);
        return sendJson(response, 201, { id: faults.add(parsed.script) });
      }
      case 'DELETE /faults':
        faults.clear();
        return noContent(response);
      case 'GET': {
        const entry = faults.find(id ?? '');
        if (entry === undefined) throw new ControlProblem(404, 'No fault has this id.');
        return sendJson(response, 200, entry);
      }
      case 'DELETE':
        if (!faults.remove(id ?? '')) throw new ControlProblem(404, 'No fault has this id.');
        return noContent(response);
      default:
        throw new ControlProblem(404, `The control plane has no ${order.method} ${PREFIX}${order.path}.`);
    }
  }

  private projects(): Record<string, unknown>[] {
    return this.cloud.directory.projects.map(({ id, name, region, fleet }) => ({
      id,
      name,
      region,
      hosts: fleet.size,
    }));
  }

  /** The project named by `project_id`; the first one when none is named. */
  private project(order: Order): Project {
    const id = order.query.get('project_id');
    const project = id === undefined ? this.cloud.directory.projects[0] : this.cloud.directory.project(id);
    if (project === undefined) throw new ControlProblem(404, 'No project has this id.');
    return project;
  }

  private ports(order: Order, response: ServerResponse): Promise<void> {
    const { fleet } = this.project(order);
    return stream(response, portTruth(fleet, this.cloud.settings, this.host(order)));
  }

  private assets(order: Order, response: ServerResponse): Promise<void> {
    const type = order.path.slice('/fleet/assets/'.length);
    if (!isAssetType(type)) throw new ControlProblem(404, 'No fingerprint is called like this.');
    const inContainers = order.query.get('category') === 'container';
    const rows = assetTruth(this.project(order), type, this.cloud.settings, inContainers, this.host(order));
    return stream(response, rows);
  }

  /** The server named by `host_id`; undefined when none is named. */
  private host(order: Order): Host | undefined {
    const id = order.query.get('host_id');
    const host = id === undefined ? undefined : this.project(order).fleet.find(id);
    if (id !== undefined && host === undefined) throw new ControlProblem(404, 'No server has this id.');
    return host;
  }

  private mutate(order: Order): unknown {
    const { fraction = 0.01, seed = 1, ...rest } = readJson(order.body);
    const errors = Object.keys(rest).map((name) => `${name}: no such member; there are fraction and seed`);
    if (typeof fraction !== 'number' || !(fraction > 0 && fraction <= 1))
      errors.push('fraction: must lie above 0, up to 1');
    if (typeof seed !== 'number' || !Number.isInteger(seed)) errors.push('seed: must be a whole number');
    if (errors.length > 0) throw new ControlProblem(400, 'Nothing was changed.', errors);
    return this.project(order).fleet.mutate({ fraction: fraction as number, seed: seed as number });
  }

  private editPort(order: Order): void {
    const { host_id: hostId, port, open = true, danger = false, ...rest } = readJson(order.body);
    const errors = Object.keys(rest).map(
      (name) => `${name}: no such member; there are host_id, port, open and danger`,
    );
    const host = typeof hostId === 'string' ? this.project(order).fleet.find(hostId) : undefined;
    if (host === undefined) errors.push('host_id: must be the id of a server');
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535)
      errors.push('port: must be a port number');
    if (typeof open !== 'boolean') errors.push('open: must be true or false');
    if (typeof danger !== 'boolean') errors.push('danger: must be true or false');
    if (errors.length > 0 || host === undefined)
      throw new ControlProblem(400, 'Nothing was changed.', errors);
    const edit = { port: port as number, open: open === true, danger: danger === true };
    this.project(order).fleet.editPort(host.index, edit);
  }

  private revoke(order: Order): number {
    const { user, ...rest } = readJson(order.body);
    const errors = Object.keys(rest).map((name) => `${name}: no such member; there is user`);
    if (user !== undefined && typeof user !== 'string') errors.push('user: must be a name or an id');
    if (errors.length > 0) throw new ControlProblem(400, 'No token was revoked.', errors);
    return this.cloud.tokens.revoke(this.cloud.now(), user as string | undefined);
  }
}

function noContent(response: ServerResponse): void {
  response.writeHead(204);
  response.end();
}

function* logLines(cloud: Cloud): Generator<string> {
  for (const entry of cloud.calls.entries()) yield `${JSON.stringify(entry)}\n`;
}

/** Writes NDJSON in chunks, at the reader's pace. */
async function stream(response: ServerResponse, lines: Iterable<string>): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
    piece = '';
  }
  response.end(piece);
}

/** Resolves when more may be written, or when the reader has gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}
