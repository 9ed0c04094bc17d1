/** What a check found out. */
export type Outcome =
  | 'ok'
  /** Something to know, but no fault. */
  | 'note'
  /** The vendor denies the call: a right is missing. */
  | 'right'
  /** It works, but there are no rows where rows are expected. */
  | 'empty'
  /** The vendor's quota was met. */
  | 'quota'
  | 'trouble'
  /** Not tried, because an earlier check failed. */
  | 'skipped';

/** One line of the report. It never holds a secret. */
export interface Finding {
  readonly project: string;
  /** What was checked, a few words. */
  readonly check: string;
  readonly outcome: Outcome;
  /** What was seen, and what to do where something is wrong. */
  readonly text: string;
  /** Path of the call, without `/v5/{project_id}`. */
  readonly api?: string;
  /** Calls of the vendor's API that the check made. */
  readonly calls?: number;
  /** The vendor's error code. */
  readonly code?: string;
  /** The vendor's id of the request, for a ticket. */
  readonly requestId?: string;
  /** Setting to change, as the YAML file names it, with its value. */
  readonly setting?: string;
}

/** Returns whether a finding asks for action. */
export function isTrouble({ outcome }: Pick<Finding, 'outcome'>): boolean {
  return outcome !== 'ok' && outcome !== 'note' && outcome !== 'skipped';
}
