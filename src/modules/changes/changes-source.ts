import type { JsonValue } from '../../fleet/cursor.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { ProjectFailure } from '../../query/question/fleet-query.js';
import type { QueryContext } from '../../query/question/query-context.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { ChangeRow } from '../../asset-types/changes/change-rows.js';
import type { ChangesParams } from './changes.dto.js';

/** A span of time, both ends included, in Unix milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which changes are wanted. */
export interface ChangesRequest {
  readonly params: ChangesParams;
  readonly caller: Caller;
  readonly projects: readonly UpstreamProject[];
  readonly span: Span;
  /** How old what is read may be, in milliseconds. */
  readonly maxAgeMs: number;
  /** The hosts they are about; undefined for all. */
  readonly hostIds: ReadonlySet<string> | undefined;
  /** What the page before noted; undefined on the first page. */
  readonly mark: JsonValue | undefined;
}

/** All changes of a span, newest first, before any filter. */
export interface FoundChanges {
  readonly rows: readonly ChangeRow[];
  readonly projectFailures: readonly ProjectFailure[];
  /** The span that was really looked at. */
  readonly span: Span;
  /** What later pages need to find the same changes. */
  readonly mark: JsonValue;
}

/** Finds the changes of one type. */
export interface ChangesSource {
  /** @throws Fault or Problem when nothing could be read */
  find(request: ChangesRequest, context: QueryContext): Promise<FoundChanges>;
}
