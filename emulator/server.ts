import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cloud } from './cloud.js';
import { ControlPlane } from './control/control-plane.js';
import type { Call } from './control/call-book.js';
import { parseFaultScript, type Fault } from './control/fault-script.js';
import type { Verdict } from './control/fault-book.js';
import { scriptedAnswer } from './control/status-fault.js';
import type { Answer } from './gateway/answer.js';
import { send, sendDamaged } from './gateway/deliver.js';
import { behindFirewall } from './gateway/firewall.js';
import { bodyTooLarge, MAX_BODY, MAX_READ, refuseOversize } from './gateway/limits.js';
import { isVendorCall } from './gateway/vendor-calls.js';
import { gatewayError, noSuchApi, notEmulated, REQUEST_ID_PLACE } from './gateway/errors.js';
import { parseQuery, type Query } from './gateway/query.js';
import type { RouteMatch } from './gateway/router.js';
import type { SignedRequest } from './gateway/signature.js';
import { isRowFault } from './gateway/row-fault.js';
import type { EmulatorOptions } from './options.js';
import type { Settings } from './settings.js';

export type { EmulatorOptions } from './options.js';
export type { Settings } from './settings.js';

/** A running emulated cloud. */
export interface Emulator {
  /** `http://address:port`, for IAM and HSS alike. */
  readonly url: string;
  readonly port: number;
  /** The settings in force. */
  settings(): Settings;
  /** Changes settings. @throws RangeError with every fault of the patch. */
  patch(patch: Readonly<Record<string, unknown>>): void;
  /** Adds a fault as `POST /__emulator/faults` does and returns its id. @throws RangeError when it is invalid. */
  addFault(script: Readonly<Record<string, unknown>>): string;
  clearFaults(): void;
  /** Returns the same as `GET /__emulator/calls`. */
  calls(): Record<string, unknown>;
  clearCalls(): void;
  /** Revokes all tokens, or those of one user. Returns how many were valid. */
  revokeTokens(user?: string): number;
  /** Ids of a project's servers in the fleet's order; of the first project by default. */
  hostIds(projectId?: string): string[];
  /** Stops listening and drops all connections. */
  close(): Promise<void>;
}

const NO_FAULT: Verdict = { delayMs: 0, fault: undefined, strike: 0 };
const UNKNOWN_ROUTE: RouteMatch = {
  template: '(unknown)',
  suffix: '',
  projectId: undefined,
  path: {},
  hss: undefined,
};

/**
 * Starts an emulated cloud in this process.
 *
 * @throws RangeError when a setting is out of range; the error of `listen` when the port is taken.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const cloud = new Cloud(options);
  const control = new ControlPlane(cloud);
  const server = createServer({ maxHeaderSize: MAX_READ, keepAliveTimeout: 75_000, requestTimeout: 0 });
  server.on('request', (request, response) => receive(cloud, control, request, response));
  server.on('dropRequest', (_request, socket) => socket.destroy());
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    settings: () => cloud.settings,
    patch: (patch) => {
      const faults = cloud.patch(patch);
      if (faults.length > 0) throw new RangeError(faults.join('; '));
    },
    addFault: (script) => {
      const parsed = parseFaultScript(script);
      if ('problems' in parsed) throw new RangeError(parsed.problems.join('; '));
      return cloud.faults.add(parsed.script);
    },
    clearFaults: () => cloud.faults.clear(),
    calls: () => cloud.calls.report(),
    clearCalls: () => cloud.calls.clear(),
    revokeTokens: (user) => cloud.tokens.revoke(cloud.now(), user),
    hostIds: (projectId) => {
      const project =
        projectId === undefined ? cloud.directory.projects[0] : cloud.directory.project(projectId);
      return project?.fleet.all().map(({ id }) => id) ?? [];
    },
    close: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Reads the body, then handles the call. A call without a body is handled at once, which is the fast path. */
function receive(
  cloud: Cloud,
  control: ControlPlane,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { headers } = request;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    proceed(cloud, control, request, response, Buffer.alloc(0));
    return;
  }
  const pieces: Buffer[] = [];
  let size = 0;
  request.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= MAX_BODY) pieces.push(piece);
  });
  request.on('error', () => response.destroy());
  request.on('end', () => {
    if (size > MAX_BODY) transmit(cloud, response, bodyTooLarge());
    else proceed(cloud, control, request, response, Buffer.concat(pieces));
  });
}

function proceed(
  cloud: Cloud,
  control: ControlPlane,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): void {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (ControlPlane.owns(path)) {
    control.handle(request, response, url, body).catch((error: unknown) => fail(cloud, response, error));
    return;
  }
  const rawQuery = at < 0 ? '' : url.slice(at + 1);
  const signed: SignedRequest = {
    method: request.method ?? 'GET',
    path,
    rawQuery,
    headers: request.headers,
    body,
  };
  try {
    serve(cloud, signed, request.socket.remoteAddress ?? '', response);
  } catch (error) {
    fail(cloud, response, error);
  }
}

/** Counts the call, finds its faults, makes the answer and sends it after the latency. */
function serve(cloud: Cloud, request: SignedRequest, ip: string, response: ServerResponse): void {
  const found = cloud.router.find(request.method, request.path);
  const route = found ?? UNKNOWN_ROUTE;
  const query = parseQuery(request.rawQuery);
  const hostId = query.get('host_id') ?? route.path.host_id;
  const api = `${request.method} ${route.template}`;
  const call = cloud.calls.begin(api, route.projectId, hostId, request.rawQuery, cloud.settings.call_log);
  cloud.calls.traced(call, request.headers['traceparent']);
  response.on('close', () => cloud.calls.end(call, response.writableFinished));
  const verdict = cloud.faults.empty
    ? NO_FAULT
    : cloud.faults.meet(subjectOf(cloud, request, route, query, hostId));
  const { fault } = verdict;
  const wait = cloud.latency.next(cloud.settings.latency_ms) + verdict.delayMs;
  if (fault?.kind === 'hang' || fault?.kind === 'header_timeout') return;
  if (fault?.kind === 'reset') return later(response, wait, () => response.socket?.resetAndDestroy());
  const answer =
    refuseOversize(request) ??
    scripted(fault, cloud.settings) ??
    (found === undefined
      ? unknownCall(request)
      : cloud.answer({
          request,
          query,
          route,
          ip,
          rowFault: rowFaultOf(fault),
          strike: verdict.strike,
          onCaller: (user) => cloud.calls.caller(call, user),
        }));
  later(response, wait, () => finish(cloud, response, answer, fault, call));
}

function unknownCall({ method, path }: SignedRequest): Answer {
  return isVendorCall(method, path) ? notEmulated() : noSuchApi();
}

/** Returns the answer of a fault that is one by itself; undefined for other faults. */
function scripted(fault: Fault | undefined, settings: Settings): Answer | undefined {
  return fault?.kind === 'status' || fault?.kind === 'redirect' ? scriptedAnswer(fault, settings) : undefined;
}

/** Returns the fault's kind if it changes the rows of the answer; else undefined. */
function rowFaultOf(fault: Fault | undefined): Parameters<Cloud['answer']>[0]['rowFault'] {
  return fault !== undefined && isRowFault(fault.kind) ? fault.kind : undefined;
}

function subjectOf(
  cloud: Cloud,
  request: SignedRequest,
  route: RouteMatch,
  query: Query,
  hostId: string | undefined,
) {
  const path =
    route.projectId === undefined ? request.path : request.path.slice(request.path.indexOf('/', 4));
  return {
    method: request.method,
    path,
    template: route.suffix,
    projectId: route.projectId,
    hostId,
    query,
    user: () => cloud.claimedUser(request),
  };
}

function later(response: ServerResponse, waitMs: number, work: () => void): void {
  if (waitMs <= 0) {
    work();
    return;
  }
  const timer = setTimeout(work, waitMs);
  response.on('close', () => clearTimeout(timer));
}

function finish(
  cloud: Cloud,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  call: Call,
): void {
  if (response.destroyed) return;
  cloud.calls.answered(call, fault?.kind === 'html' || fault?.kind === 'empty_body' ? 200 : answer.status);
  transmit(cloud, response, answer, fault);
}

function transmit(cloud: Cloud, response: ServerResponse, answer: Answer, fault?: Fault): void {
  const requestId = cloud.requestId();
  const filled =
    answer.status >= 400 && typeof answer.body === 'string'
      ? { ...answer, body: answer.body.replace(REQUEST_ID_PLACE, requestId) }
      : answer;
  const named = cloud.settings.firewall ? behindFirewall(filled, requestId, cloud.now()) : filled;
  if (cloud.settings.clock_offset_ms !== 0) response.setHeader('Date', new Date(cloud.now()).toUTCString());
  if (fault === undefined || fault.kind === 'status' || fault.kind === 'redirect')
    send(response, named, requestId);
  else sendDamaged(response, named, requestId, fault);
}

/** A fault of the emulator itself: answered with its message, so that a test does not take it for the vendor's behaviour. */
function fail(cloud: Cloud, response: ServerResponse, error: unknown): void {
  process.stderr.write(
    `emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  if (response.headersSent) response.destroy();
  else transmit(cloud, response, gatewayError(500, 'APIGW.0601', 'Internal server error.'));
}
