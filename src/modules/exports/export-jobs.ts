import type { ExportRecord } from './export-record.js';
import type { ExportSteps } from './export-steps.js';

/** Makes sure that exactly one replica at a time works on each ordered export. */
export interface ExportJobs {
  /** Has a replica begin an export, unless one works on it. Others take it over when that one dies. */
  begin(record: ExportRecord): void;
  /**
   * Stops the work on an export that has been cancelled, on whichever replica, and wakes whoever waits for it here.
   */
  drop(id: string): void;
}

export const ExportJobs = Symbol('ExportJobs');

/** Does the work of one export. It tells its progress, and ends the export, through the steps that it keeps. */
export interface ExportWorker {
  /** Whether this replica can work on the export; a project that is not configured here may be on another replica. */
  canWork(record: ExportRecord): boolean;
  /** @throws NotOurs when the export is another's by now; the reason of the steps' signal; our own faults. */
  work(steps: ExportSteps): Promise<void>;
}

export const ExportWorker = Symbol('ExportWorker');
