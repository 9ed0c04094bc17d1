import { Fault } from '../../kernel/fault.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { exportPlan } from '../plan/export-plan.js';
import type { QueryPlanner } from '../plan/query-planner.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import { QueryContext } from '../question/query-context.js';
import type { QueryInput } from '../question/query-input.js';
import type { QueryResolver } from '../servers/query-resolver.js';

/** Longest reading, in milliseconds. A choice: many times what an export takes. */
const READING_MS = 3_600_000;

/** A type in a project that is read every so often. */
export interface Schedule<Row extends AssetRow = AssetRow> {
  readonly name: string;
  /** Alias. */
  readonly project: string;
  readonly type: string;
  readonly source: AssetSource<Row>;
  /** Everything; its age is that of a snapshot that is young enough. */
  readonly input: QueryInput<Row>;
  readonly everyMs: number;
}

/** Reads whole projects, so that queries and changes find snapshots of them in this process. */
export class ScheduledReading {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly planner: QueryPlanner,
  ) {}

  /** Reads a project unless a snapshot is young enough. @throws Fault, Problem. */
  async read<Row extends AssetRow>(schedule: Schedule<Row>, signal: AbortSignal): Promise<void> {
    const { name, project, source, input } = schedule;
    const caller: Caller = {
      ...{ id: `schedule ${name}`, kind: 'api-key' },
      ...{ scopes: new Set(), projects: new Set([project]) },
    };
    const context = new QueryContext(caller.id, READING_MS, signal, { lane: 'bulk', paid: true });
    try {
      const prepared = await this.resolver.prepare(source, input, caller);
      const planned = await this.planner.plan(prepared, { rows: Infinity }, context);
      // A file of the vendor makes a snapshot as it is opened; else the rows are read by key, whatever hosts would cost.
      if (planned.plan === exportPlan.name) await planned.open();
      else await this.planner.whole(prepared, context);
    } catch (error) {
      signal.throwIfAborted();
      throw Fault.from(error);
    } finally {
      context.dispose();
    }
  }
}
