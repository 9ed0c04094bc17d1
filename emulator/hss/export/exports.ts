import { randomUUID } from 'node:crypto';
import type { ExportedType } from '../../fleet/assets/row.js';
import { json, type Answer } from '../../gateway/answer.js';
import { hssError } from '../../gateway/errors.js';
import { Parameters } from '../../gateway/parameters.js';
import { badParameter } from '../../gateway/refusal.js';
import { questionOf } from '../asset-filter.js';
import { readObject } from '../body.js';
import type { HssHandler, HssRequest, HssRoute } from '../request.js';
import { COMMON_COLUMNS, EXPORT_COLUMNS, EXPORTED_TYPES } from './columns.js';
import { packExport } from './pack.js';
import { rangeOf } from './range.js';
import { SEARCHES } from './searches.js';
import type { Column } from './table.js';

/** Longest `search_param` (source: vendor's export reference). */
const MAX_SEARCH = 128;

/** Tasks that are kept; older ones are forgotten with their files; choice. */
const TASKS_KEPT = 200;

interface Task {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly fileName: string;
  readonly fileId: string;
  polls: number;
  state: 'running' | 'success' | 'failure';
  readonly outcome: HssRequest['settings']['export_outcome'];
  file: Buffer | undefined;
}

/** Answers the calls of exports: start, status, download. A task belongs to its project. */
export class Exports {
  private readonly tasks = new Map<string, Task>();

  readonly routes: readonly HssRoute[] = [
    { method: 'POST', path: '/asset/export', handle: (request) => this.start(request) },
    {
      method: 'GET',
      path: '/export-task/{task_id}',
      regionHeader: true,
      handle: (request) => this.ask(request),
    },
    { method: 'GET', path: '/export-task', handle: (request) => this.ask(request) },
    { method: 'GET', path: '/event/export-task/{task_id}', handle: (request) => this.ask(request) },
    {
      method: 'GET',
      path: '/download/{file_id}',
      regionHeader: true,
      handle: (request) => this.download(request),
    },
  ];

  private readonly start: HssHandler = (request) => {
    const { parameters, settings, project } = request;
    const type = parameters.needOneOf('asset_type', EXPORTED_TYPES);
    const { export_headers, search_param } = readObject(request.body);
    const columns = readColumns(export_headers, type, settings.export_host_id);
    const rows = selectRows(request, type, search_param);
    const running = [...this.tasks.values()].filter(
      (task) => task.projectId === project.id && task.state === 'running',
    );
    if (settings.export_max_running > 0 && running.length >= settings.export_max_running)
      return hssError('HSS.0014');
    const stamp = Date.now();
    const name = `hss-asset-${type}-en-${stamp}`;
    const task: Task = {
      id: randomUUID(),
      projectId: project.id,
      name: `asset_${type}_${stamp}_export_task`,
      fileName: `${name}.zip`,
      fileId: randomUUID(),
      polls: settings.export_polls,
      state: 'running',
      outcome: settings.export_outcome,
      file: undefined,
    };
    this.remember(task);
    void packExport({
      name,
      columns,
      rows,
      unknown: settings.status_unknown,
      format: settings.export_format,
      zip: settings.export_zip,
      level: settings.export_level,
    }).then(
      (file) => (task.file = file),
      () => (task.state = 'failure'),
    );
    return json(200, { task_id: task.id });
  };

  private readonly ask: HssHandler = ({ path, parameters, project }) => {
    const task = this.tasks.get(path.task_id ?? parameters.needText('task_id', 64));
    if (task === undefined || task.projectId !== project.id) return hssError('HSS.0011');
    if (task.state === 'running') advance(task);
    const { id: task_id, name: task_name, state: task_status } = task;
    const file = task_status === 'success' ? { file_id: task.fileId, file_name: task.fileName } : {};
    return json(200, { task_id, task_name, task_status, ...file });
  };

  private readonly download: HssHandler = ({ path, project, settings, range }): Answer => {
    const task = [...this.tasks.values()].find(
      ({ fileId, projectId }) => fileId === path.file_id && projectId === project.id,
    );
    if (task?.file === undefined || task.state !== 'success' || task.outcome === 'expired')
      return hssError('HSS.1018');
    const headers = { 'Content-Disposition': `attachment; filename="${task.fileName}"` };
    const contentType = 'application/octet-stream';
    if (!settings.export_range) return { status: 200, headers, contentType, body: task.file };
    return rangeOf(task.file, range, { 'Accept-Ranges': 'bytes', ...headers }, contentType);
  };

  private remember(task: Task): void {
    this.tasks.set(task.id, task);
    if (this.tasks.size <= TASKS_KEPT) return;
    const [oldest] = this.tasks.keys();
    if (oldest !== undefined) this.tasks.delete(oldest);
  }
}

/** Counts one status request and returns the state; a task succeeds only once its file is made. */
function advance(task: Task): void {
  if (task.outcome === 'endless') return;
  if (task.polls > 0) task.polls -= 1;
  else if (task.outcome === 'failure') task.state = 'failure';
  else if (task.file !== undefined) task.state = 'success';
}

function readColumns(value: unknown, type: ExportedType, hostId: boolean): Column[] {
  const allowed = new Set([...COMMON_COLUMNS, ...EXPORT_COLUMNS[type], ...(hostId ? ['host_id'] : [])]);
  if (!Array.isArray(value) || value.length === 0) throw badParameter();
  return value.map((pair: unknown): Column => {
    if (!Array.isArray(pair) || pair.length !== 2) throw badParameter();
    const [field, title] = pair as unknown[];
    if (typeof field !== 'string' || typeof title !== 'string' || !allowed.has(field)) throw badParameter();
    return [field, title];
  });
}

/** Returns the filters in a `search_param`. @throws Refusal HSS.0001 when it is not a JSON object. */
function searchObject(search: string): Record<string, unknown> {
  try {
    return readObject(Buffer.from(search));
  } catch {
    throw badParameter();
  }
}

/** Returns the rows of an export. Unknown filters of `search_param` are ignored. */
function selectRows(request: HssRequest, type: ExportedType, search: unknown) {
  const query = new Map<string, string>();
  if (search !== undefined && search !== null && search !== '') {
    if (typeof search !== 'string' || search.length > MAX_SEARCH) throw badParameter();
    for (const [name, value] of Object.entries(searchObject(search))) query.set(name, String(value));
  }
  for (const name of ['enterprise_project_id', 'category']) {
    const value = request.parameters.text(name);
    if (value !== undefined) query.set(name, value);
    else query.delete(name);
  }
  const category = type !== 'kernel_module' && type !== 'auto_launch';
  const narrowed = { ...request, parameters: new Parameters(query) };
  const none = !category && narrowed.parameters.containersOnly();
  const question = questionOf(narrowed, { type, filters: SEARCHES[type], category, partMatch: true });
  return none ? [] : request.project.assets.ask(question).all();
}
