import { randomUUID } from 'node:crypto';
import { reasonOf } from '../../../kernel/abort.js';
import { Fault } from '../../../kernel/fault.js';
import type { ExportsConfig } from '../../../platform/config/config.js';
import type { FleetEvents, FleetRows } from './fleet-rows.js';
import { faultTitle, upstreamFacts } from '../../../platform/problem/fault-problem.js';
import { Problem } from '../../../platform/problem/problem.js';
import { ROW_FORMATS } from '../../../rest/answers/formats.js';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';
import { SpoolFault } from '../../../upstream/hss/export-file/spool.js';
import { isOver, ownerOf, type ExportFailure, type ExportRecord, type FleetOrder } from '../export-record.js';
import { NotOurs, type ExportSteps } from '../export-steps.js';
import { inPieces, type ExportBlobs } from '../store/export-blobs.js';
import { ExportStoreFailure } from '../store/export-store.js';
import { dropHosts, hostsKept } from './named-hosts.js';
import { packedFile, type PackedFile } from './packed-file.js';
import { Tally } from './tally.js';

export interface FleetTools {
  readonly rows: FleetRows;
  readonly blobs: ExportBlobs;
  readonly config: ExportsConfig;
}

/** How often an export under way keeps its progress, in milliseconds. A choice. */
const PROGRESS_EVERY_MS = 1_000;
/** Share of the remaining time that the query gets; the rest is for keeping the file. A choice. */
const QUERY_SHARE = 0.9;
/** Failures that the export itself lists; its file has all of them. A choice. */
const LISTED_FAILURES = 100;
/** Wait for points when the problem names no time, in milliseconds. A choice. */
const POINTS_WAIT_MS = 5_000;
const MIB = 1024 * 1024;

const failure = (code: string, title: string, retryable: boolean): ExportFailure => ({
  code,
  title,
  retryable,
});

const HOSTS_LOST = failure('export_lost', 'The list of hosts is not kept any more', true);
const TOO_LARGE = failure('too_large', 'The file is larger than this service keeps', false);
const BROKEN = failure('internal', 'Something went wrong here while the file was made', true);
const NO_FILES = failure(
  'no_temporary_files',
  'The folder for temporary files of the instance that made the file cannot be written',
  true,
);
export const STORE_FULL = failure(
  'store_full',
  'The store that all instances share, Redis, was full for too long to keep the file',
  true,
);
const NO_ROOM = failure(
  'no_room',
  'Your files leave no room for this one: delete exports that you do not need any more',
  true,
);
const NO_ROOM_FOR_ALL = failure(
  'no_room',
  'The files of all callers together leave no room for this one; there is room when some of them expire',
  true,
);

/**
 * Makes the file of one export by a query of our own, and keeps it where every replica finds it. A replica that takes over
 * after a crash starts again, because rows change while they are read.
 */
export class FleetWork {
  /** Aborted when the work ends, so that whatever it has opened ends too. */
  private readonly over = new AbortController();
  private readonly signal: AbortSignal;

  constructor(
    private readonly steps: ExportSteps,
    private readonly order: FleetOrder,
    private readonly tools: FleetTools,
  ) {
    this.signal = AbortSignal.any([steps.signal, this.over.signal]);
  }

  /** @throws NotOurs; the signal's reason. Any other failure ends the export. */
  async finish(): Promise<void> {
    const { steps } = this;
    if (isOver(steps.record)) return;
    try {
      await this.make();
      await this.dropHosts();
    } catch (error) {
      // Aborted streams throw errors of their own.
      if (steps.signal.aborted) throw reasonOf(steps.signal);
      if (error instanceof NotOurs) throw error;
      const known = failureOf(error);
      await steps.fail(known ?? BROKEN);
      await this.dropHosts();
      // This is a fault of our own, which the runner logs for the operator.
      if (known === undefined) throw error;
    } finally {
      this.over.abort(new Fault('cancelled', 'the work on the export has ended'));
    }
  }

  private async make(): Promise<void> {
    const { steps, tools, order } = this;
    const hosts = await this.hosts();
    if (hosts === undefined) return steps.fail(HOSTS_LOST);
    const events = await this.startQuery(hosts);
    const tally = new Tally();
    const begun = steps.record.startedAt === undefined ? { startedAt: steps.now } : {};
    await steps.keep({ state: 'running', paid: true, ...begun });
    const { columns } = steps.record.request;
    const fields = columns.map(({ field }) => field);
    let keptAt = performance.now();
    const { maxFileMib, maxFleetMib } = tools.config;
    const file = await packedFile(
      ROW_FORMATS[order.format].write(tally.fileEvents(events, fields), { columns }),
      { maxBytes: maxFileMib * MIB, maxPacked: maxFleetMib * MIB },
      async (bytes) => {
        if (performance.now() - keptAt < PROGRESS_EVERY_MS) return;
        keptAt = performance.now();
        await steps.keep({ rows: tally.rows, bytes, hosts: tally.hosts });
      },
      this.signal,
    );
    try {
      await this.conclude(tally, file);
    } finally {
      await file.spool.close();
    }
  }

  /** Keeps the file, also when hosts are missing in it; fails the export if it may lack none, or if all hosts failed. */
  private async conclude(tally: Tally, file: PackedFile): Promise<void> {
    const { steps, order } = this;
    const { hosts, failures, worst, rows, summary } = tally;
    if (summary === undefined) throw new Fault('unavailable', 'the reading ended without an outcome');
    const facts = { hosts, complete: summary.complete, failures: failures.slice(0, LISTED_FAILURES) };
    if (worst !== undefined && order.partial === 'forbid') {
      const title = `${failures.length} host(s) could not be read: ${worst.title}`;
      return steps.fail({ code: 'incomplete', title, retryable: worst.retryable }, facts);
    }
    if (worst !== undefined && rows === 0 && hosts.answered === 0) {
      const { code, title, retryable } = worst;
      return steps.fail({ code, title, retryable }, facts);
    }
    await this.keep(file, { ...facts, rows });
  }

  private async keep({ spool, bytes, digest }: PackedFile, facts: Partial<ExportRecord>): Promise<void> {
    const { steps, tools } = this;
    const { owner, id, expiresAt } = steps.record;
    // The name is unique, so that a replica that still believes to have the lease cannot mix in its pieces.
    const name = `${id}:${randomUUID()}`;
    const ttlMs = Math.max(1, expiresAt - steps.now);
    const mostOfOwner = tools.config.fleetMibPerCaller * MIB;
    const mostOfAll = tools.config.fleetMibTotal * MIB;
    const claim = { owner, name, bytes: spool.size, mostOfOwner, mostOfAll, ttlMs };
    const room = await steps.retried(() => tools.blobs.reserve(claim));
    if (room !== 'reserved') return steps.fail(room === 'no_room_for_caller' ? NO_ROOM : NO_ROOM_FOR_ALL);
    let pieces = 0;
    try {
      for await (const piece of inPieces(spool.read())) {
        steps.signal.throwIfAborted();
        const at = pieces++;
        await steps.retried(() => tools.blobs.put(name, at, piece, ttlMs));
      }
      const kept = { name, pieces, digest: digest.toString('base64') };
      await steps.keep({ ...facts, state: 'succeeded', finishedAt: steps.now, bytes, kept });
    } catch (error) {
      await tools.blobs.remove(owner, name, pieces).catch(() => undefined);
      throw error;
    }
  }

  /** Starts the query as soon as the caller has the points for it. */
  private async startQuery(
    hosts: { readonly ids: readonly string[] } | { readonly selection: object },
  ): Promise<FleetEvents> {
    const { steps, order, tools } = this;
    const { request, project } = steps.record;
    const question = {
      type: request.type,
      project,
      hosts,
      filter: request.filter ?? {},
      ...(order.category === undefined ? {} : { category: order.category }),
      enterpriseProjectId: request.enterpriseProjectId,
      fields: request.columns.map(({ field }) => field),
      partial: order.partial,
      ...(order.maxAgeS === undefined ? {} : { maxAgeS: order.maxAgeS }),
    };
    for (;;) {
      try {
        const timeoutMs = steps.leftMs * QUERY_SHARE;
        const paid = steps.record.paid === true;
        return await tools.rows.stream(question, ownerOf(steps.record), {
          signal: this.signal,
          timeoutMs,
          paid,
        });
      } catch (error) {
        const problem = error instanceof Fault ? error.cause : error;
        if (!(problem instanceof Problem) || problem.kind !== 'rate-limited') throw error;
        const { retryAfterS } = problem.extras;
        await steps.wait(retryAfterS === undefined ? POINTS_WAIT_MS : retryAfterS * 1_250);
      }
    }
  }

  private async hosts() {
    const { hosts } = this.order;
    if ('selection' in hosts) return hosts;
    const ids = await this.steps.retried(() => hostsKept(this.tools.blobs, this.steps.record.id, hosts.ids));
    return ids === undefined ? undefined : { ids };
  }

  private async dropHosts(): Promise<void> {
    const { hosts } = this.order;
    const { owner, id } = this.steps.record;
    if ('ids' in hosts) await dropHosts(this.tools.blobs, owner, id, hosts.ids).catch(() => undefined);
  }
}

/** Returns why the export failed, as its owner reads it; undefined for a fault of our own. */
function failureOf(error: unknown): ExportFailure | undefined {
  if (error instanceof FileFault) return TOO_LARGE;
  if (error instanceof SpoolFault) return NO_FILES;
  if (error instanceof Problem) {
    const { cause, detail, kind } = error;
    if (cause instanceof Fault) return failureOf(cause);
    const named = error.extras.errors?.[0]?.detail ?? detail;
    return failure(kind.replaceAll('-', '_'), named, false);
  }
  if (error instanceof ExportStoreFailure && error.full) return STORE_FULL;
  if (error instanceof ExportStoreFailure)
    return failure('store_unavailable', 'The file could not be kept', true);
  if (!(error instanceof Fault)) return undefined;
  return { ...failure(error.kind, faultTitle(error.kind), error.retryable), ...upstreamFacts(error) };
}
