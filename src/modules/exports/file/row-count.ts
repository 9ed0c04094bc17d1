import type { ExportRow } from '../../../upstream/hss/export-file/table-rows.js';
import type { IncompleteReason } from '../../../query/question/answer.js';
import { TextSet } from './text-set.js';

/** The summary of a file's rows, as callers read it. */
export interface RowOutcome {
  readonly complete: boolean;
  readonly items: number;
  readonly reason?: IncompleteReason;
  /** Rows that the vendor counted, when they are not all here. */
  readonly rows_counted?: number;
}

/** What the rows of a vendor's file are compared with. */
export interface FileCheck {
  /** Rows that the vendor counted after it had made the file. */
  readonly counted: number;
  /** Whether the vendor lists the server that a row names; absent when that cannot be found out. */
  readonly isListed: ((row: ExportRow) => boolean) | undefined;
}

/**
 * Counts rows while they are handed out, and says at the end whether all rows were there. A file may repeat some rows and
 * lack as many others, so only different rows of listed servers count.
 */
export class RowCount {
  private items = 0;
  private unlisted = 0;
  private isCut = false;
  private readonly texts: TextSet;

  /** @param check absent where the vendor did not count the rows: then nobody knows whether all are there. */
  constructor(private readonly check: FileCheck | undefined) {
    this.texts = new TextSet(check?.counted ?? 0);
  }

  /** Counts one row by the text that it is written as. */
  add(row: ExportRow, text: string): void {
    const { check } = this;
    this.items++;
    if (check?.isListed?.(row) === false) this.unlisted++;
    else if (check !== undefined) this.texts.add(text);
  }

  /** Notes that the file has more rows, for which this process has no time. */
  cut(): void {
    this.isCut = true;
  }

  outcome(): RowOutcome {
    const { items, check } = this;
    const reason = this.reason();
    if (reason === undefined) return { complete: true, items };
    return {
      complete: false,
      items,
      reason,
      ...(check === undefined ? {} : { rows_counted: check.counted }),
    };
  }

  private reason(): IncompleteReason | undefined {
    const { items, unlisted, texts, check } = this;
    if (this.isCut) return 'draining';
    if (check === undefined) return 'not_checked';
    if (items < check.counted) return 'rows_missing';
    if (texts.size >= check.counted) return check.isListed === undefined ? 'not_checked' : undefined;
    if (texts.isFull) return 'too_many_rows';
    return items - unlisted < check.counted ? 'unlisted_servers' : 'rows_alike';
  }
}
