import type { Readable } from 'node:stream';
import { Fault } from '../../kernel/fault.js';
import type { SendContext, Sender } from '../transport/call.js';
import { streamOf } from '../transport/streaming-wire.js';
import { USER_AGENT } from '../transport/user-agent.js';
import type { WireResponse } from '../transport/wire.js';
import { objectOf, textOf, unusable } from './decode.js';
import type { ExportColumn, ExportType } from './export-columns.js';
import type { HssScope } from './hss-client.js';
import { jsonOf } from './list.js';
import { queryString, segment } from './path.js';
import { usableId } from './vendor-id.js';

/** The order of an export. */
export interface ExportOrder {
  readonly type: ExportType;
  readonly columns: readonly ExportColumn[];
  /** JSON text with filters of the matching list, up to 128 characters. */
  readonly searchParam?: string;
}

/** State of a task. `ready` names the file; the vendor gives no reason for a failure. */
type ExportTask =
  | { readonly state: 'running' }
  | { readonly state: 'ready'; readonly fileId: string; readonly fileName: string | null }
  | { readonly state: 'failed' };

/** A file, or the rest of one, while it arrives. */
export interface FilePart {
  /** Offset of its first byte; 0 when the whole file comes, whatever was asked for. */
  readonly start: number;
  /** Size of the whole file, where the vendor says it. */
  readonly total: number | undefined;
  /** Names this very file for a later resume, where the vendor gives one. */
  readonly etag: string | undefined;
  /** To be read to the end or destroyed. */
  readonly stream: Readable;
}

interface HssExportsOptions {
  readonly origin: string;
  readonly region: string;
  readonly projectId: (signal: AbortSignal) => Promise<string>;
  /** Carries the calls about tasks. */
  readonly single: Sender;
  /** Carries downloads; its wire streams. */
  readonly download: Sender;
}

const JSON_TYPE = 'application/json';

/** Exports of one project. Every method is one call to the vendor and throws a Fault when it fails. */
export class HssExports {
  constructor(private readonly options: HssExportsOptions) {}

  /** Starts a task and returns its id. Not retried, because each success is one more task upstream. */
  async start(order: ExportOrder, scope: HssScope, context: SendContext): Promise<string> {
    const query = {
      asset_type: order.type,
      category: scope.category,
      enterprise_project_id: scope.enterpriseProjectId,
    };
    const base = await this.base(context);
    const body = JSON.stringify({
      ...(order.searchParam === undefined ? {} : { search_param: order.searchParam }),
      export_headers: order.columns.map(({ field, title }) => [field, title]),
    });
    return this.options.single.read(
      {
        endpoint: 'POST /v5/{project_id}/asset/export',
        method: 'POST',
        build: () => ({
          method: 'POST',
          origin: this.options.origin,
          path: `${base}/asset/export${queryString(query)}`,
          headers: this.headers(JSON_TYPE),
          body,
        }),
      },
      decodeStarted,
      context,
    );
  }

  /** Requests the state of a task once. @throws Fault kind `not_found` when the vendor does not know it (any more). */
  async task(taskId: string, enterpriseProjectId: string, context: SendContext): Promise<ExportTask> {
    const base = await this.base(context);
    return this.options.single.read(
      {
        endpoint: 'GET /v5/{project_id}/export-task/{task_id}',
        method: 'GET',
        build: () => ({
          method: 'GET',
          origin: this.options.origin,
          path: `${base}/export-task/${segment(taskId)}${queryString({ enterprise_project_id: enterpriseProjectId })}`,
          headers: this.headers(JSON_TYPE),
        }),
      },
      decodeTask,
      context,
    );
  }

  /**
   * Opens a file, from `from` on where the vendor can do that.
   *
   * @param from the first byte wanted and the etag of the part before; the whole file comes when it changed since.
   * @throws Fault kind `not_found` when the file is gone.
   */
  async download(
    fileId: string,
    enterpriseProjectId: string,
    from: { readonly offset: number; readonly etag: string | undefined } | undefined,
    context: SendContext,
  ): Promise<FilePart> {
    const base = await this.base(context);
    const path = `${base}/download/${segment(fileId)}${queryString({ enterprise_project_id: enterpriseProjectId })}`;
    const ranged =
      from === undefined || from.offset === 0
        ? {}
        : {
            range: `bytes=${from.offset}-`,
            ...(from.etag === undefined ? {} : { 'if-range': from.etag }),
          };
    let opened: Readable | undefined;
    try {
      return await this.options.download.read(
        {
          endpoint: 'GET /v5/{project_id}/download/{file_id}',
          method: 'GET',
          build: () => ({
            method: 'GET',
            origin: this.options.origin,
            path,
            headers: { ...this.headers('*/*'), 'accept-encoding': 'identity', ...ranged },
          }),
        },
        (response) => {
          opened = streamOf(response);
          return decodePart(response, opened);
        },
        context,
      );
    } catch (error) {
      opened?.destroy();
      throw error;
    }
  }

  private async base(context: SendContext): Promise<string> {
    return `/v5/${segment(await this.options.projectId(context.signal))}`;
  }

  private headers(accept: string): Record<string, string> {
    return { 'content-type': JSON_TYPE, accept, 'user-agent': USER_AGENT, region: this.options.region };
  }
}

function decodeStarted(response: WireResponse): string {
  const taskId = textOf(objectOf(jsonOf(response), 'the answer')['task_id'], 'task_id');
  if (taskId === null) throw unusable('task_id', 'is missing');
  return usableId(taskId, 'task_id');
}

function decodeTask(response: WireResponse): ExportTask {
  const answer = objectOf(jsonOf(response), 'the answer');
  switch (textOf(answer['task_status'], 'task_status')) {
    case 'success': {
      const fileId = textOf(answer['file_id'], 'file_id');
      if (fileId === null) throw unusable('file_id', 'is missing');
      return {
        state: 'ready',
        fileId: usableId(fileId, 'file_id'),
        fileName: textOf(answer['file_name'], 'file_name'),
      };
    }
    case 'failure':
      return { state: 'failed' };
    case 'running':
      return { state: 'running' };
    default:
      throw unusable('task_status', 'is not a known state');
  }
}

function decodePart(response: WireResponse, stream: Readable): FilePart {
  const { status, headers } = response;
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity' && encoding !== '')
    throw new Fault('bad_payload', 'the file is packed once more on its way');
  if (status === 200) {
    return { start: 0, total: sizeOf(headers['content-length']), etag: strong(headers['etag']), stream };
  }
  const range = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(headers['content-range'] ?? '');
  if (status !== 206 || range === null) throw unusable('content-range', 'does not say which part this is');
  return { start: Number(range[1]), total: sizeOf(range[2]), etag: strong(headers['etag']), stream };
}

function sizeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Returns the etag if it is strong: a weak one does not promise equal bytes, so a download must not resume by it. */
function strong(etag: string | undefined): string | undefined {
  return etag !== undefined && /^"[\x21\x23-\x7e]{1,256}"$/.test(etag) ? etag : undefined;
}
