import type { ExportRecord } from './export-record.js';
import type { ExportSteps } from './export-steps.js';

/** Makes sure that exactly one replica at a time works on each ordered export. */
export interface ExportJobs {
  /** Begins an export here, unless a replica works on it. Other replicas take it over when this one dies. */
  begin(id: string): void;
  /**
   * Stops working on an export that has been cancelled, and wakes whoever waits for it here. A replica that works on it
   * elsewhere learns of the end from its record.
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
