import type { HostFailure, Summary } from '../../query/question/answer.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import { packed } from '../../query/background/pack.js';
import type { ChunkResult } from '../../query/background/query-store.js';

/** What one piece of a result holds. */
export interface PieceContent {
  readonly items: readonly object[];
  readonly failures: readonly HostFailure[];
}

/** Rows of one piece. A choice: about 100 KB when packed, some milliseconds of work. */
const PIECE_ROWS = 2_000;
/**
 * Rows that are held back. The rows of a host that kept changing come shortly before its failure and must not be kept,
 * because the host will be asked again. A choice: far more than come between the two.
 */
const HELD_ROWS = 20_000;

export interface PieceTools {
  /** Name of the piece at a place. */
  readonly nameOf: (at: number) => string;
  /** Keeps a piece that is not the last one. */
  readonly stage: (name: string, content: Buffer) => Promise<void>;
  /** What is kept of a row. */
  readonly shape: (row: AssetRow) => object;
}

/** Collects the rows of one chunk in packed pieces; all but the last are staged on the way. */
export class ChunkPieces {
  private held: AssetRow[] = [];
  private readonly failures: HostFailure[] = [];
  private readonly failed = new Set<string>();
  private readonly made: { name: string; rows: number; failures: number }[] = [];
  private summary: Summary | undefined;

  constructor(private readonly tools: PieceTools) {}

  /** @throws what `stage` throws. */
  async add(event: AnswerEvent<AssetRow>): Promise<void> {
    if (event.type === 'items') {
      this.held.push(...event.items);
      while (this.held.length >= HELD_ROWS + PIECE_ROWS) await this.stage(this.held.splice(0, PIECE_ROWS));
    } else if (event.type === 'failure') {
      this.failures.push(event.failure);
      this.failed.add(placeOf(event.failure));
    } else if (event.type === 'summary') this.summary = event.summary;
  }

  /** Whether the hosts of a project could not be listed for certain. */
  get failedProject(): boolean {
    return this.failures.some(({ host_id: host }) => host === '*');
  }

  /** Returns what is to be committed; undefined when the reading ended without an outcome. */
  async result(): Promise<Omit<ChunkResult, 'chunk' | 'round'> | undefined> {
    const { summary, failures } = this;
    if (summary === undefined) return undefined;
    const rows = this.held.filter((row) => !this.failed.has(placeOf(row)));
    while (rows.length > PIECE_ROWS) await this.stage(rows.splice(0, PIECE_ROWS));
    let last: Buffer | undefined;
    if (rows.length > 0 || failures.length > 0) {
      last = await this.packedPiece(rows, failures);
      this.note(rows.length, failures.length);
    }
    return {
      answered: summary.hosts.answered,
      failed: failures.length,
      calls: summary.upstream_calls,
      hits: summary.cache_hits,
      asOf: Date.parse(summary.as_of),
      code: failures.at(-1)?.code ?? '',
      pieces: this.made,
      ...(last === undefined ? {} : { last }),
    };
  }

  private async stage(rows: readonly AssetRow[]): Promise<void> {
    const content = await this.packedPiece(rows, []);
    await this.tools.stage(this.note(rows.length, 0), content);
  }

  private packedPiece(rows: readonly AssetRow[], failures: readonly HostFailure[]): Promise<Buffer> {
    const content: PieceContent = { items: rows.map((row) => this.tools.shape(row)), failures };
    return packed(content);
  }

  private note(rows: number, failures: number): string {
    const name = this.tools.nameOf(this.made.length);
    this.made.push({ name, rows, failures });
    return name;
  }
}

function placeOf({ project, host_id }: { readonly project: string; readonly host_id: string }): string {
  return `${project} ${host_id}`;
}
